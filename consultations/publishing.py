"""What happens when a page of a consultation is saved: its facts come into force, its report is frozen.

Called by the pages' `save()`, the one place that every way of publishing passes.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Revision

from accounts.actions import notify
from accounts.models import User
from consultations import coverage, notices, protection
from consultations.models.consultation import Consultation, ConsultationChange
from consultations.report_freeze import freeze, next_number
from consultations.right_of_reply import missing_replies
from forum_site.publishing import PublicationRefused

# Facts of a consultation that an editor may change without giving a reason.
AMENDABLE = ("agency_id", "moderation", "decide_within", "guests", "hide_at_reports")


@dataclass(frozen=True)
class Stored:
    """What stands in the database for a page before it is saved."""

    live: bool = False
    live_revision_id: int | None = None
    last_published_at: datetime | None = None


def _stored(page) -> Stored:
    """Return what is stored, locked until the transaction ends, so that two publications follow one another."""
    if not page.pk:
        return Stored()
    row = Page.objects.select_for_update().filter(pk=page.pk)
    return Stored(*(row.values_list("live", "live_revision_id", "last_published_at").first() or ()))


def _publishes(page, before: Stored) -> bool:
    """Whether this save makes the page live, or another revision of it."""
    return page.live and (not before.live or page.live_revision_id != before.live_revision_id)


def _moment(page, before: Stored) -> datetime:
    """Return when this publication happens: the moment that Wagtail states, where this save brings a new one."""
    if page.last_published_at and page.last_published_at != before.last_published_at:
        return page.last_published_at
    return timezone.now()


def _is_about_publication(update_fields: Collection[str] | None) -> bool:
    return update_fields is None or bool({"live", "live_revision"} & set(update_fields))


def actor_of(page) -> User:
    """Return who is behind this save: the person in the admin, else the revision's author, else the system."""
    active = get_active_log_context().user
    if active and active.is_authenticated:
        return active
    revision = page.live_revision or page.latest_revision
    return (revision and revision.user) or page.owner or User.objects.system()


def _store_valid(page, store: Callable):
    """Store a page; what it lacks to be live is said in words, since workflow and schedule show no form."""
    try:
        return store()
    except PublicationRefused:
        raise
    except ValidationError as error:
        if not page.live:
            raise
        raise PublicationRefused(*_sentences(page, error), page_id=page.pk) from error


def _sentences(page, error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        message if name == NON_FIELD_ERRORS else f"{page._meta.get_field(name).verbose_name}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def tell_schedule_refused(page, revision: Revision, error: PublicationRefused) -> None:
    """Tell the editor of a scheduled page that it was not published when due, and why."""
    editor = revision.user or page.owner
    if editor:
        notify(
            "schedule_refused",
            recipient=editor,
            # One revision may be scheduled again, and refused again.
            key=f"schedule-refused:{revision.pk}:{revision.approved_go_live_at:%Y%m%d%H%M}",
            params={"page": page.pk, "title": page.title, "messages": _said_to(editor, page, error)},
        )


def _said_to(editor: User, page, error: PublicationRefused) -> list[str]:
    """Return why a report was refused in its editor's language, not the worker's; other refusals as they were said."""
    try:
        with transaction.atomic(), override(editor.language):
            if hasattr(page, "versions"):
                hold_gate(page)
    except PublicationRefused as again:
        return again.messages
    return error.messages


# --- The consultation's page ------------------------------------------------------------------------


@transaction.atomic
def save_consultation_page(page, store: Callable, update_fields: Collection[str] | None = None):
    """Store the page by `store`; give it its row, put its facts in force where this save publishes it.

    Returns what `store` returns. Raises PublicationRefused where the save would take down the page of a
    commented consultation without a reason on record, or publish what is incomplete or unexplained.
    """
    if not _is_about_publication(update_fields):
        return store()
    before = _stored(page)
    if page.alias_of_id:
        page.live = False  # the discussion has one address
    if before.live and not page.live:
        protection.refuse_unpublish(page, actor_of(page))
    if page.consultation_id is None and update_fields is None:
        page.consultation = _consultation_for(page)
    if not _publishes(page, before):
        return _store_valid(page, store)
    reason = page.change_reason.strip()
    if _has_facts(page):
        # Before the page is stored: its own check compares it with what is in force.
        page.consultation = _hold_facts(page, reason)
        put_in_force(page, page.consultation, actor_of(page), reason, _moment(page, before))
        page.change_reason = ""  # belongs to this one change; it is kept in the history
    result = _store_valid(page, store)
    if not _has_facts(page):
        raise PublicationRefused(_("Say who asks, from when and until when."), page_id=page.pk)
    _use_up("change_reason", page.live_revision_id)
    return result


def _has_facts(page) -> bool:
    """Whether the page says who asks, from when and until when."""
    return bool(page.agency_id and page.opens_at and page.closes_at and page.closes_at > page.opens_at)


def _consultation_for(page) -> Consultation | None:
    """Return the row that this page shows: its translation's, else a new draft once its facts are there."""
    twin = (
        type(page)
        .objects.filter(translation_key=page.translation_key)
        .exclude(pk=page.pk)
        .exclude(consultation=None)
        .select_related("consultation")
        .first()
    )
    if twin:
        return twin.consultation
    if not _has_facts(page):
        return None
    return Consultation.objects.create(
        slug=_free_slug(page.slug or slugify(page.title)),
        title=page.title,
        agency_id=page.agency_id,
        opens_at=page.opens_at,
        closes_at=page.closes_at,
        moderation=page.moderation,
        decide_within=page.decide_within,
        guests=page.guests,
        hide_at_reports=page.hide_at_reports,
    )


def _free_slug(wish: str) -> str:
    """Return `wish`, or `wish-2`, `wish-3` … where it is taken."""
    slug, number = wish[:90], 1
    while Consultation.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wish[:90]}-{number}"
    return slug


def _hold_facts(page, reason: str) -> Consultation:
    """Lock the row of a page that has its facts, and return it.

    Raises PublicationRefused for a change that nobody explained, as an earlier revision would make it,
    and for a translation of what is not announced.
    """
    row = Consultation.objects.select_for_update().get(pk=page.consultation_id)
    if not page.is_primary:
        if row.state == Consultation.State.DRAFT:
            raise PublicationRefused(
                _("Publish the Indonesian page first: it announces the consultation."), page_id=page.pk
            )
        return row
    # The editor knows minutes; what differs by seconds only was not changed.
    for name in ("opens_at", "closes_at"):
        if same_minute(getattr(page, name), getattr(row, name)):
            setattr(page, name, getattr(row, name))
    if page.needs_reason(row) and not reason:
        raise PublicationRefused(
            _("Say why the dates or the state change: it is published."), page_id=page.pk
        )
    return row


def same_minute(one: datetime | None, other: datetime | None) -> bool:
    """Whether two moments are the same in an editor's form, which knows no seconds."""
    if one is None or other is None:
        return one is other
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def _use_up(field: str, revision_id: int | None) -> None:
    """Empty what belonged to this one publication in its revision: published again, it must be given anew."""
    revision = Revision.objects.filter(pk=revision_id).first()
    if revision and revision.content.get(field):
        Revision.objects.filter(pk=revision.pk).update(content=revision.content | {field: ""})


def put_in_force(page, row: Consultation, actor: User, reason: str, at: datetime) -> None:
    """Copy the page's facts to its consultation, held by the caller, and record what that changed.

    A translated page only supplies the translated title.
    """
    if not page.is_primary:
        row.title_en = page.title
        row.save(update_fields=["title_en"])
        return
    kinds = _changes(row, page)
    row.title = page.title
    for name in AMENDABLE:
        setattr(row, name, getattr(page, name))
    row.opens_at, row.closes_at = page.opens_at, page.closes_at
    row.state = Consultation.State.CANCELLED if page.cancelled else Consultation.State.IN_FORCE
    row.save(update_fields=["title", *AMENDABLE, "opens_at", "closes_at", "state"])
    for kind in kinds:
        ConsultationChange.objects.create(
            consultation=row,
            kind=kind,
            actor=actor,
            at=at,
            reason=reason,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
        )
    notices.tell_followers_of_change(row, kinds, reason)


def _changes(row: Consultation, page) -> list[str]:
    """Return the kinds of change that putting `page` in force makes to `row`, for its history."""
    Kind = ConsultationChange.Kind
    if row.state == Consultation.State.DRAFT:
        return [Kind.ANNOUNCED] + ([Kind.CANCELLED] if page.cancelled else [])
    kinds = []
    was_cancelled = row.state == Consultation.State.CANCELLED
    if page.cancelled != was_cancelled:
        kinds.append(Kind.CANCELLED if page.cancelled else Kind.RESUMED)
    if page.closes_at != row.closes_at:
        now = timezone.now()
        if row.closes_at <= now < page.closes_at:
            kinds.append(Kind.REOPENED)
        else:
            kinds.append(Kind.EXTENDED if page.closes_at > row.closes_at else Kind.SHORTENED)
    if page.opens_at != row.opens_at:
        kinds.append(Kind.RESCHEDULED)
    if any(getattr(page, name) != getattr(row, name) for name in AMENDABLE):
        kinds.append(Kind.AMENDED)
    return kinds


# --- The report's page ------------------------------------------------------------------------------


@transaction.atomic
def save_report_page(page, store: Callable, update_fields: Collection[str] | None = None):
    """Store the report by `store`; where this save publishes it, hold it against the gate and freeze a version.

    A first save is always a draft, an alias always stays one. Returns what `store` returns.
    Raises PublicationRefused with all that is missing.
    """
    if not _is_about_publication(update_fields):
        return store()
    before = _stored(page)
    if page.pk is None or page.alias_of_id:
        page.live = False
        page.has_unpublished_changes = True
    if before.live and not page.live:
        protection.refuse_unpublish(page, actor_of(page))
    if not page.live:
        page.live_revision = None  # a copy "kept live" would carry its original's
    if not _publishes(page, before):
        return _store_valid(page, store)
    hold_gate(page)
    note, page.version_note = page.version_note, ""
    result = _store_valid(page, store)
    freeze(page, actor=actor_of(page), at=_moment(page, before), note=note)
    _use_up("version_note", page.live_revision_id)
    return result


def hold_gate(page) -> None:
    """Lock the report's consultation, so that nothing arrives meanwhile, and refuse while anything is unaccounted for.

    Call it in a transaction. Raises PublicationRefused.
    """
    consultation = page.consultation
    if consultation is None:
        raise PublicationRefused(_("This report has no consultation."), page_id=page.pk)
    # Those who post, decide or code take this row FOR SHARE: they wait, or are counted here.
    locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
    missing = missing_in(page, locked)
    if missing:
        raise PublicationRefused(
            *[item.sentence for item in missing], links=[item.link for item in missing], page_id=page.pk
        )


def missing_in(page, consultation: Consultation) -> list[coverage.Missing]:
    """Return all that stands against publishing a report now, for the gate and for its editor alike."""
    return [
        *coverage.what_is_missing(consultation, page.body),
        *missing_replies(consultation),
        *_missing_note(page),
    ]


def _missing_note(page) -> list[coverage.Missing]:
    """Return that a correction of a published report says nothing of what it corrects."""
    if next_number(page) == 1 or page.version_note.strip():
        return []
    where = (reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit the report"))
    return [coverage.Missing("note", _("Say what has changed since the last version: it is printed."), where)]


def check_schedule(page) -> None:
    """Hold a report against the gate when it is scheduled; it is held again when due. Raises PublicationRefused."""
    if page.go_live_at and page.go_live_at > timezone.now():
        with transaction.atomic():
            hold_gate(page)

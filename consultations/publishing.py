"""What happens when a page of a consultation is saved: its facts come into force, its report is frozen.

Called by the pages' `save()`, the one place that every way of publishing passes.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Revision

from accounts import authors
from accounts.authors import actor_of
from accounts.models import User
from consultations import coverage, notices, protection
from consultations.models.consultation import Consultation, ConsultationChange
from consultations.report_freeze import freeze, next_number
from consultations.right_of_reply import missing_replies
from forum_site.publishing import (
    PublicationRefused,
    is_publication,
    may_publish,
    moment_of,
    same_minute,
    store_valid,
    stored,
    use_up,
)

# Facts of a consultation that an editor may change without giving a reason.
AMENDABLE = ("agency_id", "moderation", "decide_within", "guests", "hide_at_reports")


def tell_schedule_refused(page, revision: Revision, error: PublicationRefused) -> None:
    """Tell the editor of a scheduled page that it was not published when due, and why."""
    editor = revision.user or page.owner
    if editor:
        authors.tell_schedule_refused(page, revision, _said_to(editor, page, error))


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
    if not may_publish(update_fields):
        return store()
    before = stored(page)
    if page.alias_of_id:
        page.live = False  # the discussion has one address
    if before.live and not page.live:
        protection.refuse_unpublish(page, actor_of(page))
    if page.consultation_id is None and update_fields is None:
        page.consultation = _consultation_for(page)
    if not is_publication(page, before):
        return store_valid(page, store)
    reason = page.change_reason.strip()
    if _has_facts(page):
        # Before the page is stored: its own check compares it with what is in force.
        page.consultation = _hold_facts(page, reason)
        put_in_force(page, page.consultation, actor_of(page), reason, moment_of(page, before))
        page.change_reason = ""  # belongs to this one change; it is kept in the history
    result = store_valid(page, store)
    if not _has_facts(page):
        raise PublicationRefused(_("Say who asks, from when and until when."), page_id=page.pk)
    use_up("change_reason", page.live_revision_id)
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
    if not may_publish(update_fields):
        return store()
    before = stored(page)
    if page.pk is None or page.alias_of_id:
        page.live = False
        page.has_unpublished_changes = True
    if before.live and not page.live:
        protection.refuse_unpublish(page, actor_of(page))
    if not page.live:
        page.live_revision = None  # a copy "kept live" would carry its original's
    if not is_publication(page, before):
        return store_valid(page, store)
    hold_gate(page)
    note, page.version_note = page.version_note, ""
    result = store_valid(page, store)
    freeze(page, actor=actor_of(page), at=moment_of(page, before), note=note)
    use_up("version_note", page.live_revision_id)
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

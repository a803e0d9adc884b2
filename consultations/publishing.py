"""What happens when a page of a consultation is saved: its facts come into force, its report is frozen.

Called by the pages' `save()`, the one place that every way of publishing passes.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context

from accounts.models import User
from consultations import coverage
from consultations.models.consultation import Consultation, ConsultationChange, ConsultationTally
from consultations.report_freeze import freeze
from forum_site.publishing import PublicationRefused


def actor_of(page) -> User:
    """Return who is behind this save: the person in the admin, else the revision's author, else the system."""
    active = get_active_log_context().user
    if active and active.is_authenticated:
        return active
    revision = page.live_revision or page.latest_revision
    return (revision and revision.user) or page.owner or User.objects.system()


def _stored(page):
    """Return what stands in the database for this page (live, live_revision_id), locked; (False, None) if new."""
    if not page.pk:
        return False, None
    row = (
        type(page).objects.select_for_update(of=("self",)).filter(pk=page.pk).values_list("live", "live_revision_id")
    )
    return row.first() or (False, None)


# --- The consultation's page ------------------------------------------------------------------------


@transaction.atomic
def save_consultation_page(page, store: Callable):
    """Store the page by `store`; give it its row, put its facts in force where this save publishes it.

    Returns what `store` returns. Raises PublicationRefused where the save would take down the
    page of a commented consultation without a reason on record.
    """
    was_live, old_revision = _stored(page)
    if page.alias_of_id and not was_live:
        page.live = False
    if was_live and not page.live:
        refuse_unpublish(page)
    if page.consultation_id is None:
        page.consultation = _consultation_for(page)
    publishes = page.live and (not was_live or page.live_revision_id != old_revision)
    reason = page.change_reason
    if publishes:
        page.change_reason = ""  # belongs to this one change; it is kept in the history
    result = store()
    if publishes and not page.alias_of_id:
        page.change_reason = reason
        put_in_force(page, actor_of(page))
        page.change_reason = ""
    return result


def _consultation_for(page) -> Consultation | None:
    """Return the row that this page shows: its translation's, else a new draft once its facts are there."""
    twin = (
        type(page)
        .objects.filter(translation_key=page.translation_key)
        .exclude(pk=page.pk)
        .exclude(consultation=None)
        .first()
    )
    if twin:
        return twin.consultation
    if not (page.agency_id and page.opens_at and page.closes_at and page.closes_at > page.opens_at):
        return None
    consultation = Consultation.objects.create(
        slug=_free_slug(page.slug or slugify(page.title)),
        title=page.title,
        agency_id=page.agency_id,
        opens_at=page.opens_at,
        closes_at=page.closes_at,
        moderation=page.moderation,
    )
    ConsultationTally.objects.bulk_create(
        ConsultationTally(consultation=consultation, shard=shard) for shard in range(ConsultationTally.SHARDS)
    )
    return consultation


def _free_slug(wish: str) -> str:
    """Return `wish`, or `wish-2`, `wish-3` … where it is taken."""
    slug, number = wish[:90], 1
    while Consultation.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wish[:90]}-{number}"
    return slug


def put_in_force(page, actor: User) -> None:
    """Copy the page's facts to its consultation and record what that changed, by whom and why.

    A translated page only supplies the translated title.
    """
    row = Consultation.objects.select_for_update().get(pk=page.consultation_id)
    if not page.is_primary:
        row.title_en = page.title
        row.save(update_fields=["title_en"])
        return
    kinds = _changes(row, page)
    row.title = page.title
    row.agency_id, row.moderation = page.agency_id, page.moderation
    row.opens_at, row.closes_at = page.opens_at, page.closes_at
    row.state = Consultation.State.CANCELLED if page.cancelled else Consultation.State.IN_FORCE
    row.save()
    for kind in kinds:
        ConsultationChange.objects.create(
            consultation=row,
            kind=kind,
            actor=actor,
            reason=page.change_reason,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
        )
    if kinds:
        from consultations.notices import tell_followers_of_change

        tell_followers_of_change(row, kinds, page.change_reason)


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
    if (page.agency_id, page.moderation) != (row.agency_id, row.moderation):
        kinds.append(Kind.AMENDED)
    return kinds


def is_protected(page) -> bool:
    """Whether residents' words or a published report hang on this page, so that it may not just disappear."""
    from consultations.models import ReportVersion

    consultation = page.consultation
    if consultation is None:
        return False
    return (
        consultation.comments.exists() or ReportVersion.objects.filter(consultation_id=consultation.pk).exists()
    )


def refuse_unpublish(page) -> None:
    """Raise PublicationRefused for a protected page, unless an administrator gave a reason (kept on record)."""
    reason = getattr(page, "unpublish_reason", "").strip()
    if not is_protected(page):
        return
    if not reason:
        raise PublicationRefused(
            _(
                "“%(title)s” carries residents' comments or a published report, so it stays public. "
                "An administrator can take it down with a reason, which is published."
            )
            % {"title": page.title}
        )
    row = page.consultation
    ConsultationChange.objects.create(
        consultation=row,
        kind=ConsultationChange.Kind.UNPUBLISHED,
        actor=actor_of(page),
        reason=reason,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )


def refuse_move(page, target, pos) -> None:
    """Raise PublicationRefused where a protected consultation page would leave its list."""
    new_parent = target if pos in ("first-child", "last-child", "sorted-child") else target.get_parent()
    if new_parent.pk != page.get_parent().pk and is_protected(page):
        raise PublicationRefused(
            _("“%(title)s” carries residents' comments, so it stays where its links lead.") % {"title": page.title}
        )


# --- The report's page ------------------------------------------------------------------------------


@transaction.atomic
def save_report_page(page, store: Callable):
    """Store the report by `store`; where this save publishes it, hold it against the gate and freeze a version.

    A first save is always a draft, an alias always stays one. Returns what `store` returns.
    Raises PublicationRefused with all that is missing.
    """
    was_live, old_revision = _stored(page)
    if page.pk is None or page.alias_of_id:
        page.live = False
        page.live_revision = None
        page.has_unpublished_changes = True
    if was_live and not page.live and not page.alias_of_id:
        refuse_unpublish(page)
    publishes = page.live and (not was_live or page.live_revision_id != old_revision)
    if publishes:
        _hold_gate(page)
    result = store()
    if publishes:
        freeze(page, actor_of(page))
    return result


def _hold_gate(page) -> None:
    """Lock the consultation, so that nothing arrives meanwhile, and refuse while anything is unaccounted for."""
    consultation = page.consultation
    if consultation is None:
        raise PublicationRefused(_("This report has no consultation."))
    # Those who post, decide or code take this row FOR SHARE: they wait, or are counted here.
    locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
    missing = coverage.what_is_missing(locked, page.body)
    if missing:
        raise PublicationRefused(*[item.sentence for item in missing], links=[item.link for item in missing])


def tell_schedule_refused(page, revision, error: PublicationRefused) -> None:
    """Tell the editor of a scheduled report that it was not published when due, and why."""
    from accounts.actions import notify

    editor = revision.user or page.owner
    if editor:
        notify(
            "schedule_refused",
            recipient=editor,
            key=f"schedule-refused:{revision.pk}",
            params={"page": page.pk, "title": page.title, "messages": error.messages},
        )

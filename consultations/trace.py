"""The trace (*jejak*): where a consultation stands, and where a comment went."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.models import Comment, Consultation, ReportEntry
from consultations.places import (
    COMMITMENTS,
    CONTENTS,
    MODERATION,
    THREAD,
    Place,
    Places,
    latest_version,
    removals_of,
    state_of,
)
from directory.models import Commitment
from forum_site import prepared
from forum_site.dates import format_number, format_short_day
from forum_site.languages import active_language, address

Phase = Consultation.Phase


def stop(label: str, *, detail: str = "", url: str = "", done=False, current=False, late=False) -> dict:
    """Return one stop of a trace, as `components/trace.html` draws it."""
    return {"label": label, "detail": detail, "url": url, "done": done, "current": current, "late": late}


# --- A consultation ---------------------------------------------------------------------------------

_NUMBERS = """
SELECT coalesce(t.published, 0), coalesce(t.decisions, 0),
       (SELECT count(*) FROM consultations_theme WHERE consultation_id = %(id)s AND retired_at IS NULL),
       v.id, v.published_at, p.live, p.url_path,
       (SELECT tp.url_path FROM wagtailcore_page tp JOIN wagtailcore_locale l ON l.id = tp.locale_id
         WHERE tp.translation_key = p.translation_key AND tp.live AND l.language_code = %(language)s),
       coalesce(k.total, 0), coalesce(k.overdue, 0)
  FROM (SELECT sum(published) AS published, sum(decisions) AS decisions
          FROM consultations_consultationtally WHERE consultation_id = %(id)s) t
  LEFT JOIN LATERAL (SELECT id, published_at, page_id FROM consultations_reportversion
                      WHERE consultation_id = %(id)s AND is_primary ORDER BY number DESC LIMIT 1) v ON true
  LEFT JOIN wagtailcore_page p ON p.id = v.page_id
  LEFT JOIN LATERAL (SELECT count(*) AS total, count(*) FILTER (
                            WHERE c.status IN ('planned', 'in_progress') AND c.due_on < %(today)s) AS overdue
                       FROM directory_commitment c
                      WHERE c.published_at IS NOT NULL AND c.id IN (
                            SELECT tc.commitment_id FROM consultations_themecommitment tc
                              JOIN consultations_theme th ON th.id = tc.theme_id
                             WHERE th.consultation_id = %(id)s)) k ON true
"""


def trace_of_consultation(consultation: Consultation) -> list[dict]:
    """Return the stops of a consultation, from opening to commitments, in the active language: one query."""
    language = active_language()
    parameters = {"id": consultation.pk, "language": language, "today": timezone.localdate()}
    [numbers] = prepared.fetch(_NUMBERS, parameters)
    comments, decisions, themes, version, reported_at, live, path, translated, total, overdue = numbers
    phase = consultation.phase()
    page = reverse("consultations:page", args=[consultation.slug])
    report = ""
    if version:
        report = (
            address(translated or path, language)
            if live
            else reverse("consultations:report_version", args=[version])
        )
    return [
        _opening(consultation, phase, page),
        stop(
            _("Comments"),
            detail=format_number(comments, language),
            url=f"{page}#{THREAD}",
            done=phase in (Phase.CLOSED, Phase.REPORTED),
            current=phase == Phase.OPEN,
        ),
        stop(
            _("Moderation"),
            detail=ngettext("%(count)s decision", "%(count)s decisions", decisions)
            % {"count": format_number(decisions, language)},
            url=f"{report}#{MODERATION}" if report else reverse("consultations:rules"),
            done=bool(report),
        ),
        stop(
            _("Themes"),
            detail=format_number(themes, language) if themes else "",
            url=f"{report}#{CONTENTS}" if report else "",
            done=bool(report),
            current=phase == Phase.CLOSED and not report,
        ),
        stop(
            _("Report"),
            detail=format_short_day(reported_at, language) if reported_at else "",
            url=report,
            done=bool(report),
            current=bool(report) and not total,
        ),
        stop(
            _("Commitments"),
            detail=_kept(total, overdue, language),
            url=f"{report}#{COMMITMENTS}" if total and report else "",
            current=bool(total),
            late=bool(overdue),
        ),
    ]


def _opening(consultation: Consultation, phase: str, page: str) -> dict:
    day = format_short_day(consultation.opens_at, active_language())
    if phase == Phase.CANCELLED:
        return stop(_("Cancelled"), url=page, current=True)
    if phase in (Phase.DRAFT, Phase.UPCOMING):
        return stop(_("Opens"), detail=day, url=page, current=True)
    return stop(_("Opened"), detail=day, url=page, done=True)


def _kept(total: int, overdue: int, language: str) -> str:
    if not total:
        return ""
    shown = format_number(total, language)
    if not overdue:
        return shown
    return ngettext("%(total)s, %(overdue)s late", "%(total)s, %(overdue)s late", overdue) % {
        "total": shown,
        "overdue": format_number(overdue, language),
    }


# --- A comment --------------------------------------------------------------------------------------


def trace_of_comment(comment: Comment) -> list[dict]:
    """Return the stops of one comment in the active language, from receipt to commitment: at most six queries."""
    language = active_language()
    stops = [
        stop(_("Received"), detail=format_short_day(comment.received_at, language), done=True),
        _decided(comment, language),
    ]
    version = latest_version(comment.consultation_id)
    if version is None:
        return [*stops, *_before_report(comment)]
    entries = list(
        ReportEntry.objects.filter(version=version, comment=comment)
        .select_related("section")
        .order_by("section__position")
    )
    found = Places(version, entries).of_comment(comment, entries)
    return [*stops, *(step for place in found for step in _answered(place, language))]


def _decided(comment: Comment, language: str) -> dict:
    Status = Comment.Status
    if comment.status == Status.PUBLISHED:
        return stop(_("Published"), detail=format_short_day(comment.published_at, language), done=True)
    if comment.status == Status.PENDING:
        return stop(_("Waiting for a moderator"), current=True)
    removal = removals_of([comment.pk]).get(comment.pk) if comment.status != Status.WITHDRAWN else None
    url = reverse("consultations:decision", args=[removal.pk]) if removal else ""
    return stop(state_of(comment, removal), url=url, done=True)


def _before_report(comment: Comment) -> list[dict]:
    consultation = comment.consultation
    phase = consultation.phase()
    if comment.status != Comment.Status.PUBLISHED or phase == Phase.CANCELLED:
        return []
    if phase == Phase.CLOSED:
        return [stop(_("Being evaluated"), detail=_("The report will say where it went."), current=True)]
    day = format_short_day(consultation.closes_at, active_language())
    return [stop(_("Evaluated after closing"), detail=day)]


def _answered(place: Place, language: str) -> list[dict]:
    title = _("Theme “%(theme)s”") % {"theme": place.title} if place.is_theme else place.title
    stops = [
        stop(title, detail=place.explanation, url=place.url, done=bool(place.url), current=not place.url)
    ]
    agencies = list(dict.fromkeys(answer["agency"] for answer in place.answers))
    if agencies:
        stops.append(
            stop(_("Answered by %(agencies)s") % {"agencies": ", ".join(agencies)}, url=place.url, done=True)
        )
    for commitment in place.commitments:
        stops.append(_promised(commitment, place.url, language))
    return stops


def _promised(commitment: Commitment, url: str, language: str) -> dict:
    day = format_short_day(commitment.due_on, language)
    kept = commitment.status == Commitment.Status.KEPT
    label = _("Commitment kept") if kept else _("Commitment due %(day)s") % {"day": day}
    if commitment.is_overdue:
        label = _("Commitment late since %(day)s") % {"day": day}
    if commitment.status == Commitment.Status.DROPPED:
        label = _("Commitment dropped")
    return stop(
        label,
        detail=commitment.shown("what"),
        url=url,
        done=kept,
        current=not kept,
        late=commitment.is_overdue,
    )

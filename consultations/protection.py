"""What hangs on a page, so that it may not just disappear: residents' words, a published report."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from consultations.minutes import with_minutes
from consultations.models import (
    Comment,
    ConsultationChange,
    ConsultationPage,
    FollowUpReportPage,
    MinutesPage,
    ReportVersion,
)
from forum_site.publishing import PublicationRefused


def protected_at(paths: Iterable[str], *, below: bool = True) -> list[Page]:
    """Return the pages at these tree paths, and `below` them, that may not disappear: three queries in all.

    These are pages of commented or reported consultations, reports that were ever published, and published minutes.
    """
    chosen, paths = Q(), list(paths)
    for path in paths:
        chosen |= Q(path__startswith=path) if below else Q(path=path)
    if not chosen:
        return []
    of_consultation = {"consultation": OuterRef("consultation")}
    spoken_of = Exists(Comment.objects.filter(**of_consultation)) | Exists(
        ReportVersion.objects.filter(**of_consultation)
    )
    published = Exists(ReportVersion.objects.filter(page=OuterRef("pk")))
    return [
        *ConsultationPage.objects.filter(chosen, spoken_of),
        *FollowUpReportPage.objects.filter(chosen, published),
        *with_minutes(paths, below=below),
    ]


def is_protected(page: Page) -> bool:
    """Whether this page itself may not disappear."""
    return bool(page.pk and protected_at([page.path], below=False))


def refusal(pages: list[Page]) -> PublicationRefused:
    """Return the refusal, in words, to let these protected pages disappear."""
    if isinstance(pages[0], MinutesPage):
        return PublicationRefused(
            _("Published minutes stay where they are. What is wrong in them is corrected, with a note."),
            page_id=pages[0].pk,
        )
    titles = "”, “".join(page.title for page in pages[:3])
    if len(pages) > 3:
        sentence = _("“%(titles)s” and %(more)d more carry residents' comments or a published report, so they stay "
                     "where they are, for everyone to read.") % {"titles": titles, "more": len(pages) - 3}  # fmt: skip
    else:
        sentence = _("“%(titles)s” carries residents' comments or a published report, so it stays where it is, for "
                     "everyone to read.") % {"titles": titles}  # fmt: skip
    return PublicationRefused(sentence, page_id=pages[0].pk)


def refuse_unpublish(page: Page, actor: User) -> None:
    """Refuse to take a protected page down, unless an administrator gave `page.unpublish_reason`.

    The reason goes on the consultation's public record. Raises PublicationRefused.
    """
    if not is_protected(page):
        return
    reason = getattr(page, "unpublish_reason", "").strip()
    if not reason:
        raise PublicationRefused(
            *refusal([page]).messages,
            _("An administrator can take it down with a reason, which is published."),
            page_id=page.pk,
        )
    row = page.consultation
    ConsultationChange.objects.create(
        consultation=row,
        kind=ConsultationChange.Kind.UNPUBLISHED,
        actor=actor,
        reason=reason,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )


def refuse_move(page: Page, target: Page, pos: str | None) -> None:
    """Raise PublicationRefused where a protected page would leave its parent."""
    parent = target if pos in ("first-child", "last-child", "sorted-child") else target.get_parent()
    if parent.pk != page.get_parent().pk and is_protected(page):
        raise refusal([page])


def refuse_expiry(page: Page) -> None:
    """Raise PublicationRefused where a protected page is given an hour to disappear at."""
    if page.expire_at and is_protected(page):
        raise refusal([page])

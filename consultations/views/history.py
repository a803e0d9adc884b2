"""Every text that a comment had in public, and what changed between them."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations.models import Comment, CommentVersion, ModerationDecision
from consultations.views.facts import facts_context
from consultations.visibility import comment_for, is_author, may_see_text, page_address, reader_of
from consultations.wording import changes

Status = Comment.Status
PAGE = 20  # texts


@dataclass
class Shown:
    """One text, and what changed since the one before it (None: nothing to compare it with)."""

    version: CommentVersion
    changes: list[tuple[str, str]] | None


@require_safe
def history(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show every text that a comment had in public, the newest first, 20 at a time (`sebelum`: a number).

    Of what is hidden, withdrawn or waiting only its author and moderators see them, all of them.
    """
    comment = comment_for(request, comment_id)
    reader = reader_of(request)
    sees_all = may_see_text(reader, comment)
    if comment.status != Status.PUBLISHED and not sees_all:
        raise Http404
    versions = list(comment.versions.order_by("-number"))
    if not sees_all:
        versions = public_versions(comment, versions)
    before = request.GET.get("sebelum", "")
    if before:
        if not (before.isascii() and before.isdecimal() and len(before) < 6):
            raise BadRequest("There is no such text.")
        versions = [version for version in versions if version.number < int(before)]
    page = versions[:PAGE]
    # Compared is with the text shown next: never with one that this reader may not see.
    earlier = [*versions[1 : PAGE + 1], None][: len(page)]
    return render(
        request,
        "consultations/comment_history.html",
        facts_context(request, comment.consultation)
        | {
            "comment": comment,
            "texts": [
                Shown(version, _since(version, other)) for version, other in zip(page, earlier, strict=True)
            ],
            "older": page[-1].number if len(versions) > PAGE else "",
            "is_first": not before,
            "may_edit": is_author(reader, comment) and comment.status in (Status.PUBLISHED, Status.PENDING),
            "page_address": page_address(comment.consultation),
        },
    )


def _since(version: CommentVersion, other: CommentVersion | None) -> list[tuple[str, str]] | None:
    if other is None or version.masked_at or other.masked_at:
        return None
    return changes(other.text, version.text)


def public_versions(comment: Comment, versions: list) -> list:
    """Return those of a published comment's versions that readers have seen.

    Not an edit that waits or was refused, nor a text that its author replaced before it was public.
    """
    decided = dict(
        ModerationDecision.objects.filter(comment=comment, kind__in=["publish", "reject"], undone_by=None)
        .order_by("pk")
        .values_list("version", "kind")
    )
    superseded = {
        older.pk
        for newer, older in zip(versions, versions[1:], strict=False)
        if comment.published_at and newer.created_at <= comment.published_at
    }
    official = comment.participant.kind == "official"
    by_moderator = (
        comment.entered_by_id and not decided
    )  # what a moderator took down for somebody never waited
    at_once = official or comment.consultation.moderation == "post" or by_moderator

    def seen(version) -> bool:
        if version.pk == comment.version_id:
            return True
        if version.pk == comment.pending_version_id or decided.get(version.pk) == "reject":
            return False
        return decided.get(version.pk) == "publish" or (at_once and version.pk not in superseded)

    return [version for version in versions if seen(version)]

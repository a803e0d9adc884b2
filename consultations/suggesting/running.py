"""Reads a consultation's comments off the request, with progress, and keeps what was found until it is read anew."""

import logging
from datetime import timedelta
from importlib.util import find_spec

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from consultations.models import (
    Comment,
    CommentTheme,
    Consultation,
    SuggestedGroup,
    SuggestedMember,
    SuggestedTheme,
    SuggestedTwin,
    SuggestionRun,
)
from forum_site.periodic import every

logger = logging.getLogger(__name__)
State = SuggestionRun.State

MOST = 20_000  # comments read; of more, those that are coded already are left out first
LOST_AFTER = timedelta(
    minutes=10
)  # a run takes a minute at most; one that runs for so long belongs to a killed worker
PACKAGES = ("sklearn", "snowballstemmer")


def available() -> bool:
    """Whether the packages are installed that grouping needs (the extra "suggestions")."""
    return all(find_spec(name) for name in PACKAGES)


def latest_run(consultation: Consultation) -> SuggestionRun | None:
    """Return the run that is under way or was finished last; None before the first."""
    return SuggestionRun.objects.filter(consultation=consultation).order_by("-pk").first()


def finished_run(consultation_id: int) -> SuggestionRun | None:
    """Return the finished run whose findings count."""
    found = SuggestionRun.objects.filter(consultation=consultation_id, state=State.DONE)
    return found.order_by("-pk").first()


def request_run(consultation: Consultation, actor: User) -> SuggestionRun:
    """Have a consultation's comments read, if they are not being read already; return the run.

    The caller has checked that the actor may code. Called twice it is one run.
    """
    with transaction.atomic():
        SuggestionRun.objects.bulk_create(
            [SuggestionRun(consultation=consultation, requested_by=actor)], ignore_conflicts=True
        )
        run = SuggestionRun.objects.filter(
            consultation=consultation, state__in=[State.WAITING, State.RUNNING]
        ).first() or latest_run(consultation)
        if run.state == State.WAITING:
            transaction.on_commit(lambda: read_comments.enqueue(run.pk))
    return run


@task()
def read_comments(run_id: int) -> int:
    """Do a run that is asked for; return how many comments were read, 0 where another worker is at it."""
    now = timezone.now()
    mine = Q(state=State.WAITING) | Q(state=State.RUNNING, started_at__lt=now - LOST_AFTER)
    rows = SuggestionRun.objects.filter(pk=run_id)
    if not rows.filter(mine).update(state=State.RUNNING, started_at=now, step=1):
        return 0
    run = rows.get()
    try:
        return _read(run)
    except Exception:
        logger.exception("Comments of consultation %s could not be grouped", run.consultation_id)
        rows.update(state=State.FAILED, finished_at=timezone.now())
        return 0


def _read(run: SuggestionRun) -> int:
    from threadpoolctl import threadpool_limits

    from consultations.suggesting import alike, grouping, proposing, vectors

    rows, left_out = _comments(run.consultation_id)
    ids = [pk for pk, _text, _coding in rows]
    place_of = {pk: place for place, pk in enumerate(ids)}
    uncoded = [place for place, row in enumerate(rows) if not row[2]]
    coded: dict[int, list[int]] = {}
    codes = CommentTheme.objects.filter(consultation=run.consultation_id, theme__retired_at=None)
    for comment, theme in codes.values_list("comment", "theme").order_by("comment", "theme").iterator():
        if comment in place_of:
            coded.setdefault(place_of[comment], []).append(theme)
    # One thread: sums in another order would differ in their last digits, and the same comments group otherwise.
    with threadpool_limits(limits=1):
        _step(run, 2)
        texts = vectors.read([text for _pk, text, _coding in rows])
        _step(run, 3)
        groups = grouping.group(texts, uncoded)
        _step(run, 4)
        pairs = alike.twins(texts, uncoded)
        _step(run, 5)
        proposals = proposing.propose(texts, coded, uncoded)
    _keep(run, ids, groups, pairs, proposals, left_out)
    return len(ids)


def _comments(consultation_id: int) -> tuple[list[tuple[int, str, str]], int]:
    """Return (id, text, how it is coded) of the published comments to read, oldest first, and how many are left out."""
    published = Comment.objects.published().filter(consultation=consultation_id)
    total = published.count()
    # Uncoded ones first: "" sorts before the two kinds of coding.
    chosen = published.order_by("coding", "pk").values_list("pk", "version__text", "coding")[:MOST]
    rows = sorted(chosen.iterator())
    return rows, total - len(rows)


def _step(run: SuggestionRun, step: int) -> None:
    SuggestionRun.objects.filter(pk=run.pk).update(step=step)


def _keep(run: SuggestionRun, ids, groups, pairs, proposals, left_out: int) -> None:
    """Store what was found, in place of what an earlier run had found."""
    with transaction.atomic():
        # Another worker may have taken the run over from us as lost: only one of both keeps its findings.
        mine = SuggestionRun.objects.select_for_update().filter(
            pk=run.pk, state=State.RUNNING, started_at=run.started_at
        )
        if not mine.exists():
            return
        SuggestionRun.objects.filter(consultation=run.consultation_id, pk__lt=run.pk).delete()
        made = SuggestedGroup.objects.bulk_create(
            SuggestedGroup(run=run, number=number, label=found.label[:200])
            for number, found in enumerate(groups, start=1)
        )
        SuggestedMember.objects.bulk_create(
            (
                SuggestedMember(group=row, comment_id=ids[place], rank=rank)
                for row, found in zip(made, groups, strict=True)
                for rank, place in enumerate(found.members, start=1)
            ),
            batch_size=2000,
        )
        SuggestedTwin.objects.bulk_create(
            (
                SuggestedTwin(run=run, comment_id=ids[later], other_id=ids[earlier], likeness=likeness)
                for later, earlier, likeness in pairs
            ),
            batch_size=2000,
        )
        SuggestedTheme.objects.bulk_create(
            (
                SuggestedTheme(run=run, comment_id=ids[place], theme_id=theme, rank=rank, likeness=likeness)
                for place, found in proposals.items()
                for rank, (theme, likeness) in enumerate(found, start=1)
            ),
            batch_size=2000,
        )
        mine.update(
            state=State.DONE, finished_at=timezone.now(), comments=len(ids), left_out=left_out, step=run.STEPS
        )


@every(60, "finish grouping")
def finish_runs() -> int:
    """Do what a killed worker has left; return how many runs."""
    if not available():
        return 0
    lost = timezone.now() - LOST_AFTER
    left = Q(state=State.WAITING, requested_at__lt=lost) | Q(state=State.RUNNING, started_at__lt=lost)
    found = list(SuggestionRun.objects.filter(left).values_list("pk", flat=True))
    for pk in found:
        read_comments.call(pk)
    return len(found)

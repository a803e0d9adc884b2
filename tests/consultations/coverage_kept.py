"""What is kept about how far coding has come, and the same counted the slow and plain way."""

from collections import Counter

from consultations.coverage import coverage_by
from consultations.models import CommentTheme, Consultation, CoverageTally, Theme


def kept(row: Consultation) -> dict:
    """Return what is kept of a consultation's coverage and of its themes, without what has come to nothing."""
    coverage = Counter()
    for tally in CoverageTally.objects.filter(consultation=row):
        coverage[tally.question_id, tally.channel, tally.language, tally.coding] += tally.comments
    themes = {
        theme.pk: (theme.comments, theme.family)
        for theme in Theme.objects.filter(consultation=row).counted()
        if theme.comments or theme.family
    }
    return {"coverage": {key: count for key, count in coverage.items() if count}, "themes": themes}


def naive(row: Consultation) -> dict:
    """Return what must be kept, from the comments and codes themselves."""
    published = row.comments.published()
    own, families = {}, {}
    codes = CommentTheme.objects.filter(consultation=row, comment__status="published").select_related("theme")
    for code in codes:
        own.setdefault(code.theme_id, set()).add(code.comment_id)
        families.setdefault(code.theme.parent_id or code.theme_id, set()).add(code.comment_id)
    return {
        "coverage": dict(Counter(published.values_list("question", "channel", "language", "coding"))),
        "themes": {
            pk: (len(own.get(pk, ())), len(families.get(pk, ()))) for pk in own.keys() | families.keys()
        },
    }


def check(row: Consultation) -> None:
    """Assert that both agree, and that the tables of the desk say so too."""
    assert kept(row) == naive(row)
    total = row.comments.published().count()
    assert all(sum(part.total for part in parts.values()) == total for parts in coverage_by(row).values())

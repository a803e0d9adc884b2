"""Whatever is done with the codebook and the comments, in whatever order: coverage adds up, no code is orphaned, every
trace leads somewhere, and what a report has shown stays reachable."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from consultations import actions
from consultations.actions.coding import codes_of
from consultations.coverage import coverage_of
from consultations.models import (
    CodingChange,
    Comment,
    CommentDisposition,
    CommentTheme,
    ReportSection,
    ReportVersion,
    Theme,
)
from consultations.trace import trace_of_comment
from forum_site.publishing import PublicationRefused
from tests.consultations import coverage_kept, desk, reported
from tests.pages import publish

pytestmark = pytest.mark.django_db
REFUSALS = (ValidationError, actions.Conflict, PublicationRefused)
VERBS = """
theme theme move move retire return merge merge code code code code many same undo dispose duplicate uncode
hide restore withdraw again say publish publish
""".split()
number = st.integers(0, 30)
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), number, number, number), min_size=8, max_size=30)


class Office:
    """A closed consultation with its report, and all that may be done there."""

    def __init__(self):
        self.story = reported.told()
        self.report = reported.report(self.story)
        self.who = self.story.moderator
        self.row = self.story.consultation
        self.done = Counter()

    def themes(self) -> list[Theme]:
        return list(self.row.themes.order_by("pk"))

    def comments(self) -> list[Comment]:
        return list(self.row.comments.select_related("participant__account").order_by("pk"))

    def take(self, steps) -> None:
        for name, *numbers in steps:
            try:
                getattr(self, f"_{name}")(*numbers)
            except REFUSALS:
                self.done["refused"] += 1
            else:
                self.done[name] += 1
            self.check()

    def _theme(self, a, b, c):
        theme = Theme(consultation=self.row, title=f"Tema {a} {b} {Theme.objects.count()}")
        theme.parent = self._pick(self.themes(), c) if c % 2 else None
        actions.save_theme(theme, actor=self.who)

    def _pick(self, rows, number):
        return rows[number % len(rows)]

    def _move(self, a, b, c):
        parent = self._pick(self.themes(), b).pk if c % 3 else None
        actions.move_theme(self._pick(self.themes(), a).pk, actor=self.who, parent_id=parent, place=c % 4)

    def _retire(self, a, b, c):
        actions.retire_theme(self._pick(self.themes(), a).pk, actor=self.who)

    def _return(self, a, b, c):
        actions.return_theme(self._pick(self.themes(), a).pk, actor=self.who)

    def _merge(self, a, b, c):
        source, target = self._pick(self.themes(), a), self._pick(self.themes(), b)
        actions.merge_themes(source.pk, target.pk, actor=self.who)

    def _code(self, a, b, c):
        actions.assign_theme(self._pick(self.comments(), a).pk, self._pick(self.themes(), b), actor=self.who)

    def _many(self, a, b, c):
        ids = {self._pick(self.comments(), place).pk for place in (a, b, c)}
        actions.code_many(ids, self._pick(self.themes(), a + b), actor=self.who)

    def _same(self, a, b, c):
        actions.same_as_parent(self._pick(self.comments(), a).pk, actor=self.who)

    def _undo(self, a, b, c):
        actions.undo_coding(self._pick(self.comments(), a).pk, actor=self.who)

    def _dispose(self, a, b, c):
        kind = ["out_of_scope", "answered_in_thread", "no_substance"][b % 3]
        actions.dispose(self._pick(self.comments(), a).pk, kind, actor=self.who)

    def _duplicate(self, a, b, c):
        one, other = self._pick(self.comments(), a), self._pick(self.comments(), b)
        actions.dispose(one.pk, "duplicate_of", actor=self.who, target_id=other.pk)

    def _uncode(self, a, b, c):
        actions.clear_codes(self._pick(self.comments(), a).pk, actor=self.who)

    def _decide(self, a, kind):
        comment = self._pick(self.comments(), a)
        words = {"rule_version": reported.rule(1)} if kind == "hide" else {}
        actions.decide(
            comment.pk, actor=self.who, kind=kind, version_id=comment.version_id, reason="Sebab.", **words
        )

    def _hide(self, a, b, c):
        self._decide(a, "hide")

    def _restore(self, a, b, c):
        self._decide(a, "restore")

    def _reopened(self, verb, a):
        comment = self._pick(self.comments(), a)
        verb(comment.pk, account=comment.participant.account)

    def _withdraw(self, a, b, c):
        self._reopened(actions.withdraw_comment, a)

    def _again(self, a, b, c):
        self._reopened(actions.return_comment, a)

    def _say(self, a, b, c):
        spoken = {"channel": "paper", "text": f"Tulisan {a} {b} {c}.", "received_at": self.row.opens_at}
        actions.enter_comment(
            actor=self.who, consultation_id=self.row.pk, form_key=desk.uuid.uuid4(), **spoken
        )

    def _publish(self, a, b, c):
        """Give every top theme that needs it a section and an answer, then publish: the gate may still refuse."""
        used = Theme.objects.filter(consultation=self.row, codes__isnull=False, merged_into=None)
        tops = {theme.parent_id or theme.pk for theme in used}
        body = []
        for theme in Theme.objects.filter(pk__in=tops).order_by("pk"):
            if not theme.responses.exists():
                self.story.themes = [theme]
                self.story.answer(0)
            body.append(reported.section(theme))
        report = type(self.report).objects.get(pk=self.report.pk)
        report.body = body
        publish(report)

    # --- What must hold after every step --------------------------------------------------------------

    def check(self) -> None:
        coverage_kept.check(self.row)
        published = self.row.comments.published()
        found = coverage_of(self.row)
        assert found.total == published.count()
        assert found.remaining == published.filter(coding="").count()
        codes = CommentTheme.objects.filter(comment__consultation=self.row)
        assert not codes.exclude(theme__consultation=self.row).exists()
        assert not codes.filter(theme__merged_into__isnull=False).exists()
        assert not self.row.themes.filter(merged_into__merged_into__isnull=False).exists()
        assert not self.row.themes.filter(parent__parent__isnull=False).exists()
        disposed = CommentDisposition.objects.filter(consultation=self.row)
        assert not disposed.filter(target__disposition__kind="duplicate_of").exists()
        for comment in self.comments():
            codes = codes_of(comment)
            kind = "themes" if codes["themes"] else "disposition" if codes["disposition"] else ""
            assert comment.coding == kind
            last = CodingChange.objects.filter(comment=comment).order_by("at", "pk").last()
            assert codes == (last.after if last else {"themes": [], "disposition": "", "target": None})


def every_trace_leads_somewhere(office: Office) -> int:
    """Follow every link of every comment's trace, and of every theme that was ever in print; return how many."""
    visitor, followed = Client(), set()
    for comment in office.comments():
        stops = trace_of_comment(comment)
        assert stops
        followed |= {stop["url"].partition("#")[0] for stop in stops if stop["url"]}
    printed = ReportSection.objects.filter(version__consultation=office.row)
    followed |= {
        reverse("consultations:theme", args=[pk]) for pk in printed.values_list("theme", flat=True).distinct()
    }
    for version in ReportVersion.objects.filter(consultation=office.row):
        followed.add(reverse("consultations:report_version", args=[version.pk]))
    for url in followed:
        answer = visitor.get(url, follow=True)
        assert answer.status_code == 200, (url, answer.status_code)
    return len(followed)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a story takes seconds: shrinking it would take minutes
)
@given(steps=STEPS)
def test_nothing_that_is_done_with_the_codebook_breaks_it(steps):
    office = Office()
    office.take(steps)
    every_trace_leads_somewhere(office)


def test_a_theme_in_print_that_was_merged_into_one_no_longer_in_print_still_answers():
    office = Office()
    first, second = office.story.themes
    office.story.code("sari")
    office._publish(0, 0, 0)
    third = actions.save_theme(Theme(consultation=office.row, title="Ketiga"), actor=office.who)
    actions.merge_themes(first.pk, third.pk, actor=office.who)
    office._publish(0, 0, 0)
    for comment in Comment.objects.filter(codes__theme=third):
        actions.set_codes(comment.pk, actor=office.who, themes=[second.pk])
    office._publish(0, 0, 0)
    assert ReportVersion.objects.count() == 3
    assert every_trace_leads_somewhere(office) > 5


def test_the_checks_find_a_code_that_was_left_behind():
    """The negative control: a merger that forgets the codes."""
    office = Office()
    first, second = office.story.themes
    Theme.objects.filter(pk=first.pk).update(merged_into=second, retired_at=office.row.closes_at)
    with pytest.raises(AssertionError):
        office.check()

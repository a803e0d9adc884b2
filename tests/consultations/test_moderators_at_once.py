"""Two moderators decide on the same comment at the same moment: one outcome, one notice, one decision.

The control takes the comment's lock away and must fail, else the race would prove nothing.
"""

import uuid
from functools import partial

import pytest

from accounts.models import Notification, User
from consultations.actions import Conflict, decide, taking_up
from consultations.models import Comment, ModerationDecision
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import open_form, removal, rule, send
from tests.racing import at_once, meet_after

PAIRS = 20


def pairs_decide(kinds=("publish", "reject")) -> list[tuple[int, int, list]]:
    """Let two moderators decide on PAIRS comments; return decisions, notices and outcomes for each."""
    moderators = [User.objects.get(pk=desk.analyst().pk) for _one in range(2)]
    for moderator in moderators:
        moderator.has_perm(
            "consultations.moderate_comment"
        )  # kept in the object, so that the pair starts level
    consultation, author, cited = desk.consultation(moderation="pre"), factories.user(), rule()
    cited.rule.number  # noqa: B018 - read before the threads
    record = []
    for _pair in range(PAIRS):
        comment = desk.say(consultation, by=author)
        results = at_once(
            [
                lambda moderator=moderator, kind=kind, comment=comment: decide(
                    comment.pk,
                    actor=moderator,
                    kind=kind,
                    version_id=comment.version_id,
                    seen_id=0,
                    rule_version=cited if kind == "reject" else None,
                    reason="Begitu." if kind == "reject" else "",
                    form_key=uuid.uuid4(),
                )
                for moderator, kind in zip(moderators, kinds, strict=True)
            ]
        )
        decisions = ModerationDecision.objects.filter(comment=comment)
        keys = [f"decision:{decision.pk}" for decision in decisions]
        record.append((len(keys), Notification.objects.filter(key__in=keys).count(), results))
        if decisions:
            assert Comment.objects.get(pk=comment.pk).status == decisions.latest("pk").to_status
    return record


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kinds", [("publish", "reject"), ("publish", "publish")])
def test_of_two_moderators_one_decides_and_the_other_hears_of_it(kinds):
    for decisions, notices, results in pairs_decide(kinds):
        assert (decisions, notices) == (1, 1), results
        assert [type(result) for result in results].count(Conflict) == 1, results


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_decide(monkeypatch):
    """The control: reading the comment without its lock, each pair decides twice."""

    def look_at_comment(comment_id: int) -> Comment:
        return Comment.objects.select_related("participant").get(pk=comment_id)

    monkeypatch.setattr(taking_up, "hold_comment", look_at_comment)
    meet_after(monkeypatch, taking_up, "_decided", 2)
    assert all(decisions == 2 for decisions, _notices, _results in pairs_decide())


@pytest.mark.django_db(transaction=True)
def test_through_http_the_second_gets_409(as_):
    clients = [as_(desk.analyst()) for _one in range(2)]
    consultation = desk.consultation(moderation="pre")
    for _pair in range(PAIRS):
        comment = desk.say(consultation)
        forms = [open_form(client, comment) for client in clients]
        words = removal()
        responses = at_once(
            [
                partial(send, clients[0], comment, "publish", forms[0]),
                partial(send, clients[1], comment, "reject", forms[1], **words),
            ]
        )
        assert sorted(response.status_code for response in responses) == [303, 409], responses
        assert ModerationDecision.objects.filter(comment=comment).count() == 1

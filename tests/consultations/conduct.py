"""Takes measures against accounts, for the tests of conduct: by the verb, or by a moderator at the desk."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from consultations import actions
from consultations.models import Measure
from tests.consultations.moderation import QUEUE, forms_of, past_the_guards, rule

REASON = "Berulang kali menghina petugas."


def person_url(account) -> str:
    return f"{QUEUE}people/{account.pk}/"


def take(account, kind="pause", *, by, days=7, reason=REASON, **fields) -> Measure:
    """Take a measure by the verb."""
    until = timezone.now() + timedelta(days=days) if kind == "pause" else None
    return actions.take_measure(
        account.pk, actor=by, kind=kind, rule_version=rule(), reason=reason, until=until, **fields
    )


def open_form(client: Client, account, query="") -> dict[str, str]:
    """Return the hidden fields of the form that takes a measure, as its moderator got it."""
    response = client.get(person_url(account) + query)
    assert response.status_code == 200
    return forms_of(response)[f"{person_url(account)}measure/"]


def filled(kind="pause", **words) -> dict[str, str]:
    """Return what a moderator fills in."""
    return {"kind": kind, "length": "7", "rule": str(rule().pk), "reason": REASON} | words


def send(client: Client, account, kind="pause", *, form=None, **words):
    """Take a measure by the desk's form (opened anew unless given); return the response."""
    form = form if form is not None else open_form(client, account)
    return client.post(f"{person_url(account)}measure/", form | filled(kind, **words))


def days_pass(measure: Measure, days: int) -> None:
    """Let the measure be older than it is, with its end."""
    past_the_guards(
        "UPDATE consultations_measure SET at = at - %(ago)s, until = until - %(ago)s WHERE id = %(id)s",
        {"ago": timedelta(days=days), "id": measure.pk},
    )

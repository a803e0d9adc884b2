"""A moderator at the desk, for the tests of moderation: finds a card on the page and sends its form."""

from html.parser import HTMLParser

from django.db import connection
from django.test import Client

from consultations import actions
from consultations.models import ModerationDecision, RuleVersion

QUEUE = "/admin/moderation/"


class _Forms(HTMLParser):
    """Gathers the hidden fields of the first form for each address (an edit's card stands before its comment's)."""

    def __init__(self):
        super().__init__()
        self.forms, self.current = {}, None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.current = {}
            self.forms.setdefault(attributes.get("action", ""), self.current)
        elif tag == "input" and attributes.get("type") == "hidden" and self.current is not None:
            self.current[attributes["name"]] = attributes.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.current = None


def forms_of(response) -> dict[str, dict[str, str]]:
    """Return the hidden fields of each form on the page, by the address that it is sent to."""
    parser = _Forms()
    parser.feed(response.content.decode())
    return parser.forms


def rule(number: int = 1) -> RuleVersion:
    """Return a rule in force by its number."""
    return RuleVersion.objects.in_force().get(rule__number=number)


def item_url(comment) -> str:
    return f"{QUEUE}{comment.pk}/"


def open_form(client: Client, comment) -> dict[str, str]:
    """Return what the form on the comment's page would send: the text and the decisions that its reader saw."""
    response = client.get(item_url(comment))
    assert response.status_code == 200
    return forms_of(response)[f"{item_url(comment)}decide/"]


def removal(number: int = 1) -> dict[str, str]:
    """Return rule and reason as a moderator fills them in."""
    return {"rule": str(rule(number).pk), "reason": "Menyebut petugas dengan kata kasar."}


def send(client: Client, comment, kind: str, form: dict[str, str] | None = None, *, card=False, **words):
    """Send a decision by the comment's form (opened anew unless given); `card` asks for a part of the page."""
    form = form if form is not None else open_form(client, comment)
    address = f"{item_url(comment)}decide/" + ("card/" if card else "")
    return client.post(address, form | {"kind": kind} | words)


def past_the_guards(statement: str, parameters) -> None:
    """Run a statement that the triggers would refuse, to let something be older than it is."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def overtake(comment, by) -> ModerationDecision:
    """Let another moderator take a comment over, from whoever works on it, and publish it."""
    actions.take_over(comment.pk, actor=by)
    return actions.decide(comment.pk, actor=by, kind="publish", version_id=comment.version_id)


def open_desk(page, address: str = QUEUE) -> None:
    """Open the queue in a browser and wait until its script has taken what comes next."""
    page.goto(address)
    page.wait_for_selector("[data-desk-take]:not([data-desk-auto])", state="attached")

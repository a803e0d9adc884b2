"""What writing costs: as many queries in a discussion of three comments as in one of three hundred, and few."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.models import Comment
from tests import factories
from tests.consultations.talking import client_of, consultation, say
from tests.consultations.test_read import fill

pytestmark = pytest.mark.django_db
# Control of transactions asks nothing; a connection learns a statement once.
NO_QUERIES = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PREPARE")
POST, SUPPORT = 12, 6


def queries(ask, status: int) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    assert response.status_code == status, response.content.decode()[:500]
    return [query["sql"] for query in captured if not query["sql"].startswith(NO_QUERIES)]


def places(row) -> list[Comment]:
    """Return published comments at depth 0, 1 and 5, by others."""
    found = [row.comments.published().filter(depth=depth).order_by("pk").first() for depth in (0, 1, 5)]
    return [comment for comment in found if comment]


@pytest.fixture(params=[3, 300])
def discussion(request, tmp_path):
    row = consultation()
    if request.param == 3:
        comment = None
        for number in range(6):
            comment = say(row, f"Kata {number}.", parent=comment)
    else:
        fill(row, 300, tmp_path)
    return row


@pytest.mark.parametrize("fragment", ["", "?fragment=1"])
def test_posting_a_reply(discussion, fragment):
    person = client_of(factories.user())
    counts = []
    for comment in [*places(discussion), *places(discussion)]:

        def post(comment=comment):
            form = {"text": "Balasan.", "stance": "for", "form_key": uuid.uuid4()}
            return person.post(f"/tanggapan/{comment.pk}/balas/{fragment}", form)

        made = queries(post, 200 if fragment else 303)
        print("\n".join(sql[:130].replace("\n", " ") for sql in made), "\n")
        counts.append(len(made))
    assert max(counts) <= POST, counts


def test_beginning_a_thread(discussion):
    person = client_of(factories.user())
    address = f"/tanggapan/konsultasi/{discussion.slug}/tulis/"
    for _time in range(2):
        form = {"text": "Utas baru.", "stance": "", "form_key": uuid.uuid4()}
        assert len(queries(lambda form=form: person.post(address, form), 303)) <= POST


@pytest.mark.parametrize("fragment", ["", "?fragment=1"])
def test_supporting_and_taking_it_back(discussion, fragment):
    person = client_of(factories.user())
    for verb in ("support", "unsupport", "support"):
        for comment in places(discussion):

            def send(verb=verb, comment=comment):
                return person.post(f"/tanggapan/{comment.pk}/dukung/{fragment}", {"verb": verb})

            made = queries(send, 200 if fragment else 303)
            assert len(made) <= SUPPORT, made

"""The defence switched on in part, and texts sent through forms, for its tests."""

import re
import time
import uuid

from django.test import override_settings

from consultations import defence
from consultations.models import Comment
from tests.conftest import NO_DEFENCE
from tests.consultations.talking import (
    words,
    write,
)

LONG = "Loket di kecamatan kami baru buka pukul sembilan padahal orang sudah antre sejak subuh."


def form_of(row) -> str:
    return f"/tanggapan/konsultasi/{row.slug}/tulis/"


def on(**chosen):
    """Switch on what is named and nothing else of the defence."""
    return override_settings(**NO_DEFENCE | chosen)


def opened(client, address: str, *, ago: float = 60) -> dict:
    """Open a form; return the hidden fields that it would send had it been opened so many seconds ago."""
    body = client.get(address).content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', body)[1]
    mark = re.search(r'name="shown" value="([^"]+)"', body)[1]
    assert defence.seconds_since(mark, key) < 30
    return {"form_key": key, "shown": defence.stamp(key, time.time() - ago)}


def held(client, address: str, text: str, **fields) -> str:
    """Send a text; return for what it is held, "" where it is published at once."""
    answer = write(client, address, text, **fields)
    assert answer.status_code == 303, words(answer)
    comment = Comment.objects.get(pk=int(answer["Location"].split("/")[2]))
    assert comment.status == ("pending" if comment.held_for else "published")
    return comment.held_for


def held_from(client, row, text: str, **headers) -> str:
    form = {"text": text, "form_key": uuid.uuid4(), "stance": ""}
    answer = client.post(form_of(row), form, **headers)
    assert answer.status_code == 303
    return Comment.objects.get(pk=int(answer["Location"].split("/")[2])).held_for

"""What a moderator's decision costs where a million have spoken, and whether the desk minds how much waits.

python -m benchmarks.run moderation
"""

import uuid
from functools import partial
from urllib.parse import urlencode

from benchmarks.ground import Ground, session_of
from benchmarks.measuring import alternate, ms, ratio, say, settle
from benchmarks.queries_bench import client_with, queries_of
from benchmarks.server import Server, serving
from benchmarks.table import Figure
from benchmarks.writing_bench import TOKEN

DECIDE = 1.5  # goal: × an empty page
FEW, MANY = 3, 3_000  # comments that wait
QUEUE = "/admin/moderation/"


def figures(ground: Ground) -> list[Figure]:
    """Return what deciding costs against an empty page, and by how many queries the desk's pages grow."""
    from django.test import override_settings

    moderator = _moderator()
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        growth = _growth(ground, moderator)
    with serving(kept_pages=0) as server:
        return [_decision(server, ground, moderator), growth]


def _moderator() -> str:
    """Make a moderator; return the cookies of who is logged in."""
    from django.contrib.auth.models import Group

    from accounts.models import User

    user = User.objects.create_user("moderator@ukur.invalid", name="Moderator")
    user.groups.add(Group.objects.get(name="Comment moderators"))
    return f"sessionid={session_of(user)}"


def _let_wait(ground: Ground, count: int) -> list[tuple[int, int]]:
    """Let somebody say so much that waits in the largest consultation; return the ids of comments and texts."""
    from accounts.models import User
    from consultations.actions import submit_comment
    from consultations.models import Consultation

    place = ground.large
    Consultation.objects.filter(pk=place.consultation).update(moderation="pre")
    author = User.objects.get(email="penulis0@ukur.invalid")
    found = []
    for number in range(count):
        comment = submit_comment(
            consultation_id=place.consultation,
            account=author,
            text=f"Menunggu moderator, nomor {number}: loketnya perlu ditambah.",
            form_key=uuid.uuid4(),
            parent_id=place.parents[number % len(place.parents)],
        )
        found.append((comment.pk, comment.version_id))
    Consultation.objects.filter(pk=place.consultation).update(moderation="post")
    return found


def _growth(ground: Ground, moderator: str) -> Figure:
    say(f"the moderators' desk with {FEW} and {MANY:,} waiting")
    client, counts = client_with(moderator), {}
    log = f"{ground.large.threads.removesuffix('utas/')}moderasi/"
    for waiting in (FEW, MANY - FEW):
        said = _let_wait(ground, waiting)
        for method, address in (
            ("get", QUEUE),
            ("get", f"{QUEUE}?age=overdue"),
            ("post", f"{QUEUE}take/part/"),  # what the desk's script asks for: the next twenty, claimed
            ("get", f"{QUEUE}{said[0][0]}/"),
            ("get", log),
        ):
            ask = partial(getattr(client, method), address)
            ask()
            counts.setdefault(address.replace(str(said[0][0]), "…"), []).append(queries_of(ask))
    grown = max(after - before for before, after in counts.values())
    note = "; ".join(f"{address}: {before} and {after}" for address, (before, after) in counts.items())
    return Figure(f"queries of the desk at {MANY:,} waiting, more than at {FEW}", grown, 0, "queries", note)


def _decision(server: Server, ground: Ground, moderator: str) -> Figure:
    say(f"a decision among {ground.large.size:,} comments")
    waiting = iter(_let_wait(ground, 400))
    desk, visitor = server.visitor(f"{moderator}; csrftoken={TOKEN}"), server.visitor()

    def decide() -> float:
        comment, version = next(waiting)
        form = {
            "csrfmiddlewaretoken": TOKEN,
            "kind": "publish",
            "version_id": version,
            "seen_id": 0,
            "form_key": str(uuid.uuid4()),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        path = f"{QUEUE}{comment}/decide/card/"
        return desk.ask(path, method="POST", body=urlencode(form), expect=200, **headers).seconds

    jobs = {"decide": decide, "wagtail": lambda: visitor.seconds(ground.empty_url)}
    settle(*jobs.values())
    found = alternate(jobs, requests=20)
    note = f"{ms(found['decide'])}, wagtail {ms(found['wagtail'])}"
    return ratio("decide on a comment: p50 ÷ wagtail", found["decide"], found["wagtail"], DECIDE, note)

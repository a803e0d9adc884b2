"""What the coding desk and the board of commitments cost with much behind them, against little.

python -m benchmarks.run desk
"""

import time
from datetime import timedelta

from benchmarks.ground import Ground, session_of
from benchmarks.measuring import alternate, ms, ratio, say
from benchmarks.queries_bench import client_with, queries_of
from benchmarks.reported import code_all
from benchmarks.table import Figure

FEW, MANY = 1_000, 100_000
PROMISES = (100, 100_000)
RATIO = 1.3
REQUESTS = 5


def figures(ground: Ground) -> list[Figure]:
    """Return the ratio of the desk's pages at both sizes, their queries, and the same of the board."""
    from django.db import connection
    from django.test import override_settings

    sizes = [max(size for size in ground.places if size <= most) for most in (FEW, MANY)]
    say(f"coding desk at {sizes[0]:,} and {sizes[1]:,} comments")
    with override_settings(ALLOWED_HOSTS=["testserver"], STAFF_SECOND_FACTOR=False):
        found = _desk(*(ground.places[size].consultation for size in sizes), *sizes)
        agencies = [_promise(many) for many in PROMISES]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE directory_commitment")
        return [*found, *_board(agencies)]


# --- The desk ---------------------------------------------------------------------------------------


def _desk(small: int, large: int, few: int, many: int) -> list[Figure]:
    from django.db import connection

    for pk in (small, large):
        code_all(pk, leave=20)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client, found = client_with(f"sessionid={session_of(_analyst())}"), []
    for name, path, headers in _pages():
        addresses = {"large": path(large), "small": path(small)}
        jobs = {
            side: lambda at=at, headers=headers: _seconds(client, at, headers)
            for side, at in addresses.items()
        }
        taken = alternate(jobs, requests=REQUESTS)
        asked = [_queries(client, at, headers) for at in addresses.values()]
        note = f"{ms(taken['large'])} ÷ {ms(taken['small'])}, {asked[0]} queries"
        found.append(ratio(f"{name} at {many:,} ÷ {few:,}", taken["large"], taken["small"], RATIO, note))
        found.append(Figure(f"{name}, queries more at {many:,}", asked[0] - asked[1], 0, "queries"))
    return found


def _analyst():
    from django.contrib.auth.models import Group

    from accounts.models import User
    from accounts.roles import COMMENT_MODERATORS

    analyst = User.objects.create_user("pengode@ukur.invalid", name="Pengode")
    analyst.groups.add(Group.objects.get(name=COMMENT_MODERATORS))
    return analyst


def _pages():
    """Yield the name of each page, what makes its address of a consultation, and the headers of its request."""
    from django.urls import reverse

    from consultations.models import Comment

    def first(pk: int) -> int:
        return Comment.objects.published().filter(consultation=pk).order_by("thread_id", "pk").first().pk

    script = {"X-Requested-With": "XMLHttpRequest"}
    yield "a card", lambda pk: reverse("coding_item", args=[first(pk)]), script
    yield "the desk", lambda pk: reverse("coding_desk", args=[pk]) + "?show=all", {}
    yield "the codebook", lambda pk: reverse("codebook", args=[pk]), {}
    yield "the overview", lambda pk: reverse("consultation_overview", args=[pk]), {}


def _queries(client, path: str, headers: dict) -> int:
    """Return the fewest queries of several askings: what a cache asks anew from time to time is no growth."""
    return min(queries_of(lambda: client.get(path, headers=headers)) for _time in range(3))


def _seconds(client, path: str, headers: dict) -> float:
    began = time.perf_counter()
    answer = client.get(path, headers=headers)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}")
    return time.perf_counter() - began


# --- The board --------------------------------------------------------------------------------------


def _promise(many: int):
    """Make an agency with so many public commitments; return it."""
    from django.utils import timezone

    from directory.models import Agency, Commitment

    agency = Agency.objects.create(slug=f"janji-{many}", name=f"Dinas {many}", short_name=f"D{many}")
    now = timezone.now()

    def row(number: int) -> Commitment:
        first = now.date() + timedelta(days=number % 1500 - 1400)
        kept = {"status": "kept", "evidence": "Ada.", "kept_on": first + timedelta(days=number % 40)}
        if number % 10 == 0:
            kept = {"status": ("planned", "dropped")[number // 10 % 2]}
        facts = {"due_on": first, "first_due_on": first, "published_at": now} | kept
        return Commitment(agency=agency, what=f"Janji {number}", **facts)

    Commitment.objects.bulk_create(map(row, range(many)), batch_size=5000)
    return agency


def _board(agencies) -> list[Figure]:
    from django.urls import reverse

    client = client_with()
    addresses = [
        f"{reverse('directory:board')}?keadaan=ditepati&instansi={agency.slug}" for agency in agencies
    ]
    jobs = {
        side: lambda at=at: _seconds(client, at, {})
        for side, at in zip(("small", "large"), addresses, strict=True)
    }
    taken = alternate(jobs, requests=REQUESTS)
    asked = [_queries(client, at, {}) for at in addresses]
    few, many = PROMISES
    note = f"{ms(taken['large'])} ÷ {ms(taken['small'])}, {asked[1]} queries"
    return [
        ratio(f"the board at {many:,} ÷ {few:,} commitments", taken["large"], taken["small"], RATIO, note),
        Figure(f"the board, queries more at {many:,}", asked[1] - asked[0], 0, "queries"),
    ]

"""What is measured: the filled consultations, the comments that stand out in them, who reads and who writes."""

import re
from dataclasses import dataclass, field
from html import unescape

from benchmarks.filling import READER_EMAIL, WRITERS, slug

_NEXT = re.compile(r'<a [^>]*rel="next" href="([^"]+)"')
_ARTICLE = b'<article class="comment'


@dataclass
class Place:
    """One of the filled consultations, and what is looked at in it."""

    size: int
    consultation: int
    url: str  # of its page
    threads: str  # address of its list of threads
    question: int
    largest: int  # the root of the largest thread
    hub: int  # the comment with most direct replies
    inner: int  # a comment five levels deep, with replies
    parents: list[int] = field(default_factory=list)  # comments four levels deep


@dataclass
class Ground:
    """Everything that the benchmarks of reading look at."""

    places: dict[int, Place]
    empty_url: str  # Wagtail's empty page, as deep as the consultations'
    reader: str  # cookies of who has spoken, and has a mark of what was read
    writers: list[str]  # cookies

    @property
    def small(self) -> Place:
        """The smallest consultation."""
        return self.places[min(self.places)]

    @property
    def large(self) -> Place:
        """The largest consultation."""
        return self.places[max(self.places)]


def session_of(user) -> str:
    """Log a person in; return the key of the session."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def ground(sizes: tuple[int, ...]) -> Ground:
    """Return what is to be measured; makes the empty page and the sessions. Needs Django set up."""
    from accounts.models import User

    def cookies(email: str) -> str:
        return f"sessionid={session_of(User.objects.get(email=email))}"

    return Ground(
        {size: _place(size) for size in sizes},
        empty_page().url,
        cookies(READER_EMAIL),
        [cookies(f"penulis{number}@ukur.invalid") for number in range(WRITERS)],
    )


def empty_page():
    """Return an empty page of Wagtail's two levels below the home page, made if there is none."""
    from forum_site.languages import FIRST
    from forum_site.models import ContentPage, HomePage

    found = ContentPage.objects.filter(slug="kosong").first()
    if found:
        return found
    home = HomePage.objects.get(locale__language_code=FIRST)
    above = home.add_child(instance=ContentPage(title="Tentang ukuran", slug="tentang-ukuran"))
    return above.add_child(instance=ContentPage(title="Kosong", slug="kosong"))


def _place(size: int) -> Place:
    from django.urls import reverse

    from consultations.models import Comment, ConsultationPage

    page = ConsultationPage.objects.select_related("consultation").get(slug=slug(size))
    comments = Comment.objects.filter(consultation=page.consultation)
    largest = comments.filter(parent=None).order_by("-descendant_count").first()
    fifth = comments.published().filter(thread_id=largest.pk, depth=5, reply_count__gt=0)
    fourth = list(comments.published().filter(depth=4).order_by("pk").values_list("pk", flat=True))
    return Place(
        size,
        page.consultation_id,
        page.url,
        reverse("consultations:thread", args=[slug(size)]),
        page.consultation.questions.order_by("pk").first().pk,
        largest.pk,
        comments.order_by("-reply_count").first().pk,
        fifth.order_by("pk").first().pk,
        fourth[:: max(1, len(fourth) // 500)],
    )


def next_page(body: bytes) -> str:
    """Return the address behind a list's "20 more", "" where there is none."""
    found = _NEXT.search(body.decode())
    return unescape(found[1]).partition("#")[0] if found else ""


def comments_on(body: bytes) -> int:
    """Return how many comments a page shows, stones included."""
    return body.count(_ARTICLE)

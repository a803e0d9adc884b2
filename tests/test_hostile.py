"""Text cannot bite: whatever is sent to a public form or asked of a public address, nothing breaks, runs or takes long.

All of it is generated, the same each time. Stored texts are read in a real browser at the end.
"""

import re
import time
import uuid
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from consultations.markup import clean_text, render
from consultations.models import Comment, CommentVersion, Consultation, Question, Rule
from tests import factories
from tests.consultations.conduct import take
from tests.consultations.talking import announce, area, client_of, consultation, decide, moderator, say
from tests.payloads import BROKEN, CURSORS, HEAVY, IDS, INVISIBLE, NUMBERS, SAY, scripts

pytestmark = pytest.mark.django_db
PAYLOADS = scripts()
SLOW = 2.0  # seconds


class Asker:
    """Somebody who asks, notes what was answered, and finds fault with 5xx and with what takes long."""

    def __init__(self, user=None):
        self.client = client_of(user) if user else Client()
        self.client.raise_request_exception = False
        self.statuses, self.faults = Counter(), []

    def ask(self, method: str, address: str, data="", **more):
        if method == "post" and isinstance(data, str):
            more = {"content_type": "application/x-www-form-urlencoded"} | more
        began = time.monotonic()
        answer = getattr(self.client, method)(address, data, **more)
        took = time.monotonic() - began
        if took > SLOW:  # once may be the machine's doing
            began = time.monotonic()
            answer = getattr(self.client, method)(address, data, **more)
            took = min(took, time.monotonic() - began)
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500 or took > SLOW:
            self.faults.append(
                f"{method} {address[:100]} {str(data)[:100]!r}: {answer.status_code}, {took:.1f} s"
            )
        return answer

    def raw(self, address: str, body: bytes, content_type: str):
        """Send bytes as they are, whatever they are said to be."""
        answer = self.client.generic("POST", address, body, content_type=content_type)
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.faults.append(f"{address} as {content_type}: {answer.status_code}")

    def get(self, address: str):
        """Ask for an address as it stands: what is percent-encoded in it stays so."""
        return self.ask("get", address)

    def post(self, address: str, data, **more):
        return self.ask("post", address, data, **more)


# --- What a page is made of -------------------------------------------------------------------------


class Skeleton(HTMLParser):
    """Elements with the names of their attributes, and where links lead that no page of ours leads to."""

    def __init__(self, text: str):
        super().__init__()
        self.parts = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        names = tuple(sorted(name for name, _value in attributes))
        self.parts.add((tag, names))
        for name, value in attributes:
            scheme = re.match(r"[\s\x00-\x20]*([a-z]+)\s*:", value or "", re.I)
            if name in ("href", "src", "action", "formaction", "xlink:href") and scheme:
                self.parts.add((name, scheme[1].lower()))


def bites(text: str) -> list:
    """Return what in a page would run or fetch: handlers, scripts of others, frames, addresses that are programs."""
    found = []
    for tag, names in Skeleton(text).parts:
        if tag in ("iframe", "object", "embed", "base", "marquee", "style", "math", "video", "xmp"):
            found.append(tag)
        if isinstance(names, str) and names not in ("http", "https", "mailto", "tel"):
            found.append((tag, names))
        if isinstance(names, tuple) and any(name.startswith("on") or name == "style" for name in names):
            found.append((tag, names))
        if tag in ("script", "link") and "x.invalid" in text.split(f"<{tag}", 1)[-1].split(">", 1)[0]:
            found.append(tag)
    return found


def test_control_what_bites_is_noticed():
    harmless = ("%3C", "\\u003c", "+ADw", "${", "{%", "&lt;", "<javascript")
    elements = [
        text for text in PAYLOADS if "<" in text and not text.startswith(harmless) and "](" not in text
    ]
    unnoticed = [text for text in elements if "template" not in text and not bites(f"<p>{text}</p>")]
    # Scripts without an address are told from ours by the browser (the policy), forms and the like by nobody's harm.
    assert all(
        re.search("<script>|<form|refresh|<ScRiPt|<link|-->|<svg>|textarea|title", t) for t in unnoticed
    )
    assert len(elements) - len(unnoticed) > 100


# --- Texts ------------------------------------------------------------------------------------------


@pytest.fixture
def place():
    return Place()


class Place:
    """A consultation, somebody who speaks in it, and their comments in every state."""

    def __init__(self):
        self.page = announce("Apa?")
        self.row: Consultation = self.page.consultation
        self.question: Question = self.row.questions.get()
        self.person = factories.user()
        self.mine = say(self.row, "Milik saya.", by=self.person)
        self.other = say(self.row, "Milik orang.")
        self.reply = say(self.row, "Balasan.", by=self.person, parent=self.other)
        self.hidden = say(self.row, "Disembunyikan.", by=self.person)
        self.decision = decide(self.hidden, "hide")
        self.rule = Rule.objects.get(number=1)
        self.measure = take(self.person, "warn", by=moderator())

    def text_forms(self) -> dict[str, dict]:
        """Return the forms that take a text, each with what makes it come back refused, with the text."""
        slug = self.row.slug
        return {
            f"/tanggapan/konsultasi/{slug}/tulis/": {"form_key": uuid.uuid4(), "stance": "bukan"},
            f"/tanggapan/{self.other.pk}/balas/": {"form_key": uuid.uuid4(), "stance": "bukan"},
            f"/tanggapan/{self.mine.pk}/ubah/": {"form_key": "rusak", "version": self.mine.version_id},
            f"/tanggapan/{self.other.pk}/laporkan/": {"rule": "0"},
        }

    def posts(self) -> dict[str, dict]:
        """Return every public form, with what would be accepted."""
        slug, key = self.row.slug, str(uuid.uuid4())
        return {
            f"/tanggapan/konsultasi/{slug}/tulis/": {
                "form_key": key, "stance": "for", "question": self.question.pk, "text": "Usul saya.",
            },
            f"/tanggapan/{self.other.pk}/balas/": {"form_key": key, "stance": "", "text": "Jawaban saya."},
            f"/tanggapan/{self.mine.pk}/ubah/": {
                "form_key": key, "version": self.mine.version_id, "text": "Milik saya."
            },
            f"/tanggapan/{self.other.pk}/laporkan/": {"rule": self.rule.pk, "text": "Lihat ini."},
            f"/tanggapan/{self.other.pk}/dukung/": {"verb": "support"},
            f"/tanggapan/konsultasi/{slug}/ikuti/": {"verb": "follow"},
            f"/tanggapan/konsultasi/{slug}/terbaca/": {"sampai": "0-0", "verb": "", "semula": "", "diam": "1"},
            f"/tanggapan/keputusan/{self.decision.pk}/keberatan/": {"words": "Saya keberatan."},
            f"/tanggapan/tindakan/{self.measure.pk}/": {"words": "Saya keberatan."},
            "/akun/pengaturan/": {"name": "Warga", "pseudonym": "", "language": "id"},
            "/akun/pengaturan/surel/": {"mail": "reply"},
        }  # fmt: skip


def test_scripts_come_back_from_every_text_field_as_text(place):
    asker = Asker(place.person)
    forms = list(place.text_forms().items())
    for number, payload in enumerate(PAYLOADS):
        for address, form in [forms[number % len(forms)], forms[(number + 1) % len(forms)]]:
            answer = asker.post(f"{address}?fragment=1", form | {"text": payload})
            assert answer.status_code == 422, (address, payload)
            assert area(answer) == payload
            assert not bites(answer.content.decode()), payload
    for address, form in forms:  # and on the form's whole page
        answer = asker.post(address, form | {"text": PAYLOADS[3]})
        assert area(answer) == PAYLOADS[3] and not bites(answer.content.decode())
    assert not asker.faults
    assert len(PAYLOADS) >= 200


def test_scripts_in_names_come_back_as_text(place):
    asker = Asker(place.person)
    for payload in PAYLOADS[::2]:
        answer = asker.post(
            "/akun/pengaturan/", {"name": payload, "pseudonym": payload[:80], "language": "x"}
        )
        assert answer.status_code in (200, 422) and not bites(answer.content.decode())
    visitor = Asker()
    for payload in PAYLOADS[1::8]:
        form = {"name": payload, "email": f"{payload}@x.invalid", "password1": payload, "next": payload}
        for address in ("/akun/daftar/", "/akun/masuk/"):
            answer = visitor.post(address, form | {"login": payload, "password": payload})
            assert not bites(answer.content.decode()), payload
            answer = visitor.get(f"{address}?next={quote(payload)}")
            assert not bites(answer.content.decode()), payload
    assert not asker.faults + visitor.faults


def test_scripts_that_are_kept_are_kept_as_they_are_and_drawn_without_bite(place):
    for payload in PAYLOADS:
        html, excerpt = render(clean_text(payload))
        assert not bites(html + excerpt), payload
        tags = {part for part, _names in Skeleton(html).parts if part != "href"}
        assert tags <= {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a"}, payload
    comment = say(place.row, PAYLOADS[0], by=factories.user(name=PAYLOADS[2][:80]))
    assert CommentVersion.objects.get(pk=comment.version_id).text == PAYLOADS[0]
    asker = Asker(moderator())
    for address in (f"/tanggapan/{comment.pk}/", place.page.url, f"/tanggapan/{comment.pk}/riwayat/"):
        body = asker.get(address).content.decode()
        assert not bites(body) and "&lt;" in body


# --- Values that no form sends ----------------------------------------------------------------------


def test_odd_texts_are_stored_or_refused_in_words(place):
    asker = Asker(place.person)
    for text in INVISIBLE + HEAVY:
        for address, form in place.posts().items():
            for field in {"text", "words", "name"} & set(form):
                changed = (
                    form | {field: text} | ({"form_key": str(uuid.uuid4())} if "form_key" in form else {})
                )
                if len(text) > 100_000 and "tulis" not in address and "pengaturan" not in address:
                    continue
                answer = asker.post(f"{address}?fragment=1", changed)
                assert answer.status_code in (200, 303, 302, 409, 422), (address, text[:20])
    assert not asker.faults
    stored = "".join(CommentVersion.objects.values_list("text", flat=True))
    assert not set(stored) & {"\x00", "\x1b", "\ufffd"}


def test_every_field_takes_every_odd_value(place):
    asker = Asker(place.person)
    for address, form in place.posts().items():
        for name in form:
            odd = [*NUMBERS, *CURSORS[:6], *PAYLOADS[::40], "\x00", "a\x00", "\u202e"]
            for value in odd:
                asker.post(f"{address}?fragment=1", form | {name: value})
            for raw in BROKEN:
                others = "&".join(f"{key}={quote(str(value))}" for key, value in form.items() if key != name)
                asker.post(f"{address}?fragment=1", f"{others}&{name}={raw}")
            asker.post(address, "&".join(f"{name}={n}" for n in range(3)))  # three times the same
        asker.post(address, b"\xff\xfe\x00", content_type="application/x-www-form-urlencoded")
        asker.post(address, b"--x\r\n\xff", content_type="multipart/form-data; boundary=x")
        for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "x"):
            asker.raw(address, b"text=x", f"{kind}; charset=nonsense; boundary=\xff")
    assert not asker.faults
    assert sum(asker.statuses.values()) > 1000


READ = {"urutan", "saring", "pertanyaan", "sejak", "sesudah", "sebelum", "tingkat", "teks"}


def readable(place: Place) -> dict[str, list[str]]:
    """Return the addresses that read parameters, with their names."""
    slug = place.row.slug
    lists = "urutan saring pertanyaan sejak sesudah sebelum fragment selesai semula".split()
    return {
        f"/tanggapan/konsultasi/{slug}/utas/": lists,
        place.page.url: ["selesai", "semula"],
        f"/tanggapan/konsultasi/{slug}/baru/": ["sesudah"],
        f"/tanggapan/konsultasi/{slug}/tulis/": ["pertanyaan", "fragment"],
        f"/tanggapan/{place.other.pk}/": ["sesudah", "sebelum", "baru"],
        f"/tanggapan/{place.other.pk}/balasan/": ["sesudah", "tingkat"],
        f"/tanggapan/{place.mine.pk}/riwayat/": ["sebelum"],
        f"/tanggapan/{place.mine.pk}/ubah/": ["teks", "fragment"],
        f"/tanggapan/{place.other.pk}/balas/": ["fragment"],
        "/tanggapan/saya/": ["sebelum"],
        "/akun/kotak-masuk/": ["sebelum"],
        "/konsultasi/": ["sebelum"],
    }


def test_every_parameter_takes_every_odd_value(place):
    asker = Asker(place.person)
    values = [quote(value) for value in [*NUMBERS, *CURSORS, *PAYLOADS[::12], *INVISIBLE[:5]]] + BROKEN
    for address, names in readable(place).items():
        for name in names:
            # What is read as a number or a place gets all of them; what is only there or not, a few.
            for value in values if name in READ else values[::6]:
                answer = asker.get(f"{address}?{name}={value}")
                assert "Set-Cookie: a=b" not in str(answer.headers)
            for value in values[::9]:
                assert not bites(asker.get(f"{address}?{name}={value}&{name}=0-0").content.decode())
    for order in ("terbaru", "terlama", "dukungan", "dibahas", "diperdebatkan"):
        for value in CURSORS:
            for side in ("sesudah", "sebelum"):
                asker.get(
                    f"/tanggapan/konsultasi/{place.row.slug}/utas/?urutan={order}&{side}={quote(value)}"
                )
                asker.get(
                    f"/tanggapan/konsultasi/{place.row.slug}/utas/?urutan={order}&saring=baru&sejak={quote(value)}"
                )
    assert not asker.faults
    assert sum(asker.statuses.values()) > 1200 and asker.statuses[400] > 500


def test_every_number_and_word_in_a_path_may_be_odd(place):
    from tests.test_audience import LOGGING_IN, routes

    odd = {"int": IDS, "slug": ["-", "a" * 300, place.row.slug + "x"], "str": ["x", "%00", "%ff", "a" * 3000]}
    asker, visitor = Asker(place.person), Asker()
    asked = 0
    for route in routes():
        if LOGGING_IN.match(route) or route.startswith(("^", "admin/")):
            continue
        for kind in re.findall(r"<(\w+):\w+>", route)[:1]:
            for value in odd.get(kind, ["x", "%00", "%ff"]):
                address = "/" + re.sub(r"<\w+:\w+>", value, route)
                for one in (asker, visitor):
                    one.get(address)
                    one.post(address, {"verb": "support", "text": "x"})
                    asked += 2
    for path in ("%00", "%ff", "%c3%28", "a" * 5000, "..%2f..%2fetc", "konsultasi/%ff/", "tanggapan/١/"):
        assert visitor.get(f"/{path}").status_code in (301, 302, 400, 404)
    assert not asker.faults + visitor.faults
    assert asked > 500


def test_a_body_of_a_megabyte_is_refused_in_words_and_one_of_three_without_a_fault(place):
    asker = Asker(place.person)
    address = f"/tanggapan/konsultasi/{place.row.slug}/tulis/"
    for size, statuses in ((1024 * 1024, {422}), (3 * 1024 * 1024, {400, 413})):
        answer = asker.post(address, {"text": "a" * size, "form_key": uuid.uuid4(), "stance": ""})
        assert answer.status_code in statuses
    many = "&".join(f"f{n}=1" for n in range(20_000))
    assert asker.post(address, many).status_code in (400, 413, 422)
    assert not asker.faults


def test_control_a_view_that_breaks_or_dawdles_is_found(place, monkeypatch):
    def breaks(*_args, **_facts):
        raise ZeroDivisionError

    monkeypatch.setattr("consultations.reading.roots", breaks)
    asker = Asker()
    asker.client.get(place.page.url)
    asker.get(f"/tanggapan/konsultasi/{place.row.slug}/utas/?urutan=terlama")
    assert asker.faults
    monkeypatch.setattr("tests.test_hostile.SLOW", 0.0)
    slow = Asker()
    slow.get("/konsultasi/")
    assert slow.faults


# --- In a browser -----------------------------------------------------------------------------------

WATCH = """
window.breaches = [];
document.addEventListener('securitypolicyviolation',
  e => window.breaches.push(e.violatedDirective + ' ' + e.blockedURI));
for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => { window.bitten = name; };
"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_runs_none_of_the_texts_that_are_stored(new_page):
    row = consultation()
    chosen = PAYLOADS[::2]
    assert len(chosen) >= 100
    names = [f"Pak {number} {payload}"[:80] for number, payload in enumerate(PAYLOADS[1::8])]
    people = [factories.user(name=name) for name in names]
    reader = people[0]
    roots = []
    for number, payload in enumerate(chosen):
        parent = roots[-1] if number % 4 in (1, 2, 3) else None
        comment = say(row, payload, by=people[number % len(people)], parent=parent)
        if parent is None:
            roots.append(comment)
    for comment in roots[:10]:  # and as stones, as texts that replaced others
        decide(comment, "hide", reason=chosen[3][:200])
    judge = moderator()
    page = new_page(judge, viewport={"width": 1100, "height": 800})
    page.add_init_script(WATCH)
    page.on("dialog", lambda dialog: dialog.dismiss())
    comments = list(Comment.objects.order_by("pk"))
    thread = f"/tanggapan/konsultasi/{row.slug}/utas/"
    places = [thread, f"{thread}?urutan=terlama", f"/en{thread}?urutan=dibahas"]
    places += [f"/tanggapan/{comment.pk}/" for comment in comments[:80:4]]
    places += [f"/tanggapan/{comments[0].pk}/riwayat/", f"/tanggapan/{comments[5].pk}/balas/"]
    places += ["/admin/moderation/", f"/admin/moderation/{comments[0].pk}/", "/konsultasi/"]
    found, seen = [], ""
    for address in places:
        page.goto(address, wait_until="load")
        page.wait_for_timeout(20)
        seen += page.inner_text("body")
        bitten, breaches = page.evaluate("[window.bitten || '', window.breaches]")
        if bitten or breaches:
            found.append((address, bitten, breaches))
    assert found == []
    # They were there to be read: each text that has letters of its own stands on some page.
    assert seen.count("window.bitten") > 100
    mine = new_page(reader)
    mine.add_init_script(WATCH)
    for address in ("/akun/kotak-masuk/", "/tanggapan/saya/", "/akun/pengaturan/", "/akun/privasi/"):
        mine.goto(address, wait_until="load")
        assert mine.evaluate("[window.bitten || '', window.breaches.length]") == ["", 0]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_control_a_text_that_is_drawn_as_it_is_breaks_the_policy(browser, live_server):
    row = consultation()
    comment = say(row, "Biasa.")
    with_script = f"<p>x</p><img src=x onerror='{SAY}'>"
    # The database lets a version's text only be masked: so it is masked by what should never stand there.
    CommentVersion.objects.filter(pk=comment.version_id).update(
        body_html=with_script, masked_at=timezone.now()
    )
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"/tanggapan/{comment.pk}/", wait_until="load")
    page.wait_for_timeout(200)
    assert page.evaluate("window.breaches.length") > 0
    assert not page.evaluate("window.bitten")  # the policy is a second wall
    context.close()


def test_the_policy_that_the_browser_keeps_allows_no_script_in_a_page():
    policy = Client().get("/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert settings.DEBUG is False

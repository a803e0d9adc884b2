"""The pages of the demonstration, in Wagtail's trees."""

import uuid
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Locale, Page

from accounts.models import User
from consultations.models import ConsultationIndexPage, ConsultationPage, FollowUpReportPage
from demo.content import EVENTS, PAGES, TOPICS
from demo.loading.outcome import moment
from demo.loading.pictures import picture
from demo.loading.replies import load_replies
from directory.models import Agency
from events.actions import register
from events.models import Event, EventIndexPage, EventPage, Topic
from forum_site.models import ContentPage, HomePage


def home() -> HomePage:
    """Return the Indonesian home page, which the migrations make."""
    return HomePage.objects.get(locale=Locale.objects.get(language_code="id"))


def paragraphs(texts) -> list:
    """Return plain paragraphs as a StreamField's raw value; one that begins with "## " is a heading."""
    return [
        {"type": "heading", "value": text[3:], "id": str(uuid.uuid4())}
        if text.startswith("## ")
        else {"type": "paragraph", "value": f"<p>{text}</p>", "id": str(uuid.uuid4())}
        for text in texts
    ]


def child(parent: Page, page: Page, by: User) -> Page:
    """Return the child of `parent` with this page's slug; add and publish `page` where there is none."""
    found = parent.get_children().filter(slug=page.slug).first()
    if found:
        return found.specific
    page.owner = by
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    return type(page).objects.get(pk=page.pk)


def translate(page: Page, by: User, **words) -> None:
    """Publish the English version of a page, with `words` in place of the Indonesian ones; once."""
    english = Locale.objects.get(language_code="en")
    if page.get_translations().filter(locale=english).exists():
        return
    copy = page.copy_for_translation(english, copy_parents=True)
    for name, value in words.items():
        setattr(copy, name, value)
    copy.save_revision(user=by).publish(user=by, skip_permission_checks=True)


def load_texts(by: User) -> None:
    """Load the plain pages in both languages."""
    for page in PAGES:  # not "in menus": they stand at the foot of every page
        made = child(home(), ContentPage(slug=page.slug, title=page.title, body=paragraphs(page.body)), by)
        translate(made, by, title=page.title_en, body=paragraphs(page.body_en))


def load_events(agencies: dict[str, Agency], by: User) -> None:
    """Load the forums with their programmes."""
    index = child(
        home(),
        EventIndexPage(
            slug="forum",
            title="Forum Komunikasi",
            introduction="Pertemuan warga dengan pegawai pemerintah kota: tatap muka dan daring. Semua orang boleh "
            "datang, dan setiap forum berakhir dengan berita acara.",
            show_in_menus=True,
        ),
        by,
    )
    translate(
        index,
        by,
        title="Forums",
        introduction="Where residents and the city's civil servants meet, in person and online. Everyone may come.",
    )
    topics = _topics()
    for told in EVENTS:
        page = EventPage(
            slug=told.slug,
            title=told.title,
            summary=told.body[0][:400],
            starts_at=moment(*told.starts),
            ends_at=moment(*told.ends),
            venue=told.venue,
            address=told.address,
            online_url=told.online_link,
            agency=agencies[told.agency],
            picture=picture(told.title),
            body=paragraphs(told.body),
            topic=topics.get(told.topic),
            who_may_come=told.who_may_come,
            contact=told.contact,
            entry=Event.Entry.OPEN if told.seats else Event.Entry.FREE,
            capacity=told.seats,
            reserved=told.reserved,
            agenda=[_item(*row) for row in told.agenda],
            **dict.fromkeys(told.access, True),
        )
        _register(child(index, page, by).event, told.guests)


def _item(minutes: int, kind: str, title: str, speaker: str) -> dict:
    """Return an item of a programme as a StreamField's raw value."""
    value = {
        "title": title,
        "minutes": minutes,
        "kind": kind,
        "day": 1,
        "speakers": [],
        "others": speaker,
        "links": [],
    }
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


def _topics() -> dict[str, Topic]:
    made = {}
    for slug, (name, name_en) in TOPICS.items():
        made[slug], _new = Topic.objects.get_or_create(slug=slug, defaults={"name": name, "name_en": name_en})
    return made


def _register(event: Event, guests) -> None:
    """Register guests who left a telephone number; once, and only where it is announced for later."""
    if event.is_past() or event.registrations.exists():
        return
    for number, (name, people, needs) in enumerate(guests):
        register(
            event.pk,
            form_key=uuid.uuid4(),
            name=name,
            phone=f"+6280000000{event.pk:02}{number:02}",  # of no network
            people=people,
            needs=needs,
        )


def load_consultation_index(by: User) -> ConsultationIndexPage:
    """Return the list of consultations, made in both languages where it is missing."""
    index = child(
        home(),
        ConsultationIndexPage(
            slug="konsultasi",
            title="Konsultasi Publik",
            introduction="Apa yang ditanyakan pemerintah kota sekarang, apa yang sedang diolah, dan apa jawabannya.",
            show_in_menus=True,
        ),
        by,
    )
    translate(
        index,
        by,
        title="Consultations",
        introduction="What the city is asking now, what is being evaluated, and what was answered.",
    )
    return index


def load_consultation_page(index, told, agencies: dict[str, Agency], by: User) -> ConsultationPage:
    """Announce a consultation a week before it opens (or today), and return its page."""
    now = timezone.now()
    opens_at = now + timedelta(days=told.opens_days)
    page = ConsultationPage(
        slug=told.slug,
        title=told.title,
        summary=told.intro[:400],
        agency=agencies[told.agency],
        opens_at=opens_at,
        closes_at=now + timedelta(days=told.closes_days),
        moderation=told.moderation,
        guests=told.guests,
        body=paragraphs(told.body),
        owner=by,
        live=False,
    )
    index.add_child(instance=page)
    go_live(page, by, min(opens_at - timedelta(days=7), now))
    for position, question in enumerate(told.questions, start=1):
        page.consultation.questions.create(
            position=position,
            title=question.title,
            title_en=question.title_en,
            body=question.body,
            body_en=question.body_en,
        )
    page.consultation.title_en = told.title_en
    page.consultation.save(update_fields=["title_en"])
    return page


def load_report_page(parent: ConsultationPage, told, body: str, by: User, at) -> FollowUpReportPage:
    """Write the follow-up report and publish it as of the moment `at`, through the same gate as any other.

    `body` is its text as the editor stores it.
    """
    page = FollowUpReportPage(
        slug="laporan",
        title=told.report.title,
        introduction="\n\n".join(told.report.summary),
        body=body,
        owner=by,
        live=False,
    )
    parent.add_child(instance=page)
    load_replies(page, told.report, by, at)
    go_live(page, by, at)
    return page


def go_live(page: Page, by: User, at) -> None:
    """Publish the page as of the moment `at`; Wagtail's own publishing only knows the present."""
    revision = page.save_revision(user=by)
    page.live, page.live_revision, page.has_unpublished_changes = True, revision, False
    page.first_published_at = page.last_published_at = at
    page.save()

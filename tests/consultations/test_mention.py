"""People of a thread are mentioned by @ and their name, and told of it."""

import pytest
from django.core import mail

from accounts.actions import anonymise_user
from accounts.models import Notification
from consultations.models import Comment, CommentMention
from tests import factories
from tests.consultations.talking import (
    announce,
    client_of,
    consultation,
    decide,
    say,
    words,
    write,
)
from tests.consultations.test_history import edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    """A thread in which Cek Ida, Budi Santoso and Budi speak: (page, root, reply by Budi Santoso, people)."""
    page = announce()
    ida, santoso, budi = (factories.user(name=name) for name in ("Cek Ida", "Budi Santoso", "Budi"))
    root = say(page.consultation, "Antre lama.", by=ida)
    reply = say(page.consultation, "Sama.", by=santoso, parent=root)
    say(page.consultation, "Saya juga.", by=budi, parent=root)
    Notification.objects.all().delete()
    return page, root, reply, {"ida": ida, "santoso": santoso, "budi": budi}


def told(kind="mention") -> set[str]:
    return {row.recipient.name for row in Notification.objects.filter(kind=kind)}


def test_who_is_mentioned_is_marked_told_once_and_led_to_the_comment(thread, client):
    page, root, reply, people = thread
    author = factories.user(name="Sari")
    comment = say(page.consultation, "Betul, @budi santoso dan @Cek Ida.", by=author, parent=root)
    # The longest name counts; who hears of the reply hears of it once.
    assert told() == {"Budi Santoso"} and told("reply") == {"Cek Ida"}
    body = client.get(f"/tanggapan/{comment.pk}/").content.decode()
    assert ">@budi santoso</b>" in body and ">@Cek Ida</b>" in body
    inbox = words(client_of(people["santoso"]).get("/akun/kotak-masuk/"))
    assert "Sari menyebut Anda" in inbox
    edit(comment, author, "Betul, @Budi Santoso, @Cek Ida, dan @Budi.")
    assert told() == {"Budi Santoso", "Budi"}
    assert Notification.objects.filter(kind="mention").count() == 2
    assert CommentMention.objects.filter(comment=comment).count() == 3


def test_nobody_outside_the_thread_nor_oneself_is_meant(thread):
    page, root, _reply, people = thread
    factories.user(name="Orang Lain")
    elsewhere = say(page.consultation, "Utas lain.", by=factories.user(name="Tetangga"))
    comment = say(
        page.consultation, "@Orang Lain @Tetangga @Budi sari@Budi.id", by=people["budi"], parent=root
    )
    assert told() == set() and not comment.mentions.exists()
    assert not elsewhere.mentions.exists()


def test_while_a_moderator_has_not_read_it_nobody_is_told():
    row = consultation(moderation="pre")
    ida = factories.user(name="Cek Ida")
    root = say(row, "Antre lama.", by=factories.user(name="Asal"))
    decide(root, "publish")
    middle = say(row, "Sama.", by=ida, parent=root)
    decide(middle, "publish")
    waiting = say(row, "Apa kata @Cek Ida?", by=factories.user(), parent=root)
    rejected = say(row, "Kasar, @Cek Ida!", by=factories.user(), parent=root)
    assert told() == set()
    decide(rejected, "reject")
    assert told() == set()
    decide(waiting, "publish")
    assert told() == {"Cek Ida"}


def test_a_hidden_comment_is_in_no_inbox(thread):
    page, root, _reply, people = thread
    comment = say(page.consultation, "Rahasia, @Budi.", by=factories.user(), parent=root)
    decide(comment, "hide")
    assert "Rahasia" not in words(client_of(people["budi"]).get("/akun/kotak-masuk/"))
    assert not [message for message in mail.outbox if "Rahasia" in message.body]


def test_the_form_says_whom_one_can_mention(thread):
    _page, root, reply, people = thread
    mine = client_of(people["budi"])
    said = words(mine.get(f"/tanggapan/{reply.pk}/balas/"))
    assert "@Budi Santoso" in said and "@Cek Ida" in said and "@Budi ," not in said
    answer = write(mine, f"/tanggapan/{reply.pk}/balas/", "@Cek Ida, bagaimana?")
    assert answer.status_code == 303 and told() == {"Cek Ida"}
    form = mine.get(f"/tanggapan/{root.pk}/balas/?fragment=1").content.decode()
    assert form.index("data-mention>@Cek Ida") < form.index("data-mention>@Budi Santoso")


def test_whoever_leaves_is_named_in_no_text_any_more(thread, client):
    page, root, _reply, people = thread
    say(page.consultation, "Menurut @Budi Santoso begitu.", by=factories.user(), parent=root)
    anonymise_user(people["santoso"], by=people["santoso"])
    for address in (page.url, f"/tanggapan/{Comment.objects.latest('pk').pk}/"):
        assert "Budi Santoso" not in client.get(address).content.decode()
    version = Comment.objects.latest("pk").version
    assert "Budi Santoso" not in version.text + version.body_html and version.masked_at


@pytest.mark.parametrize("name", ["Siti *Bintang*", "A. O'Neil & Co", "Ni Putu Ayu", "عائشة"])
def test_odd_names_break_out_of_nothing(thread, client, name):
    page, root, _reply, _people = thread
    odd = factories.user(name="Biasa")
    said = say(page.consultation, "Saya di sini.", by=odd, parent=root)
    said.participant.shown_name = name
    said.participant.save(update_fields=["shown_name"])
    comment = say(page.consultation, f"Halo @{name} <script>x</script>", by=factories.user(), parent=root)
    assert comment.mentions.count() == 1
    body = client.get(f"/tanggapan/{comment.pk}/").content.decode()
    assert "<script>x" not in body


def test_one_comment_mentions_ten_people_at_most(thread):
    page, root, _reply, _people = thread
    names = [f"Warga Nomor{number:02}" for number in range(12)]
    for name in names:
        say(page.consultation, "Hadir.", by=factories.user(name=name), parent=root)
    say(page.consultation, " ".join(f"@{name}" for name in names), by=factories.user(), parent=root)
    assert len(told()) == 10

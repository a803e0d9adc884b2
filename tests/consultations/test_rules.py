"""The rules: anyone reads them, administrators write new versions, nobody alters an old one."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from consultations.actions import write_rule
from consultations.models import Rule, RuleVersion
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import rule
from tests.racing import at_once

pytestmark = pytest.mark.django_db
LIST, PUBLIC = "/admin/rules/", "/tanggapan/aturan/"
WORDS = {
    "title": "Bicara tentang masalahnya",
    "title_en": "Speak about the matter",
    "explanation": "Kritik boleh, hinaan tidak.",
    "explanation_en": "Criticism yes, insults no.",
    "examples": "Contoh: …",
    "examples_en": "",
}


@pytest.fixture
def administrator():
    return factories.administrator(name="Ibu Administrator")


@pytest.fixture
def writing(as_, administrator):
    return as_(administrator)


def rule_url(version) -> str:
    return f"{LIST}{version.rule_id}/"


def test_anyone_reads_the_rules_in_both_languages(client):
    text = client.get(PUBLIC).content.decode()
    for version in RuleVersion.objects.in_force():
        assert version.title in text and f'id="aturan-{version.rule.number}"' in text
    english = client.get(f"/en{PUBLIC}").content.decode()
    assert rule(1).title_en in english and rule(1).title not in english


def test_a_new_version_is_in_force_at_once_and_the_old_one_stays(client, writing, administrator):
    old = rule(1)
    response = writing.post(rule_url(old), WORDS | {"after": 1})
    assert response.status_code == 303 and response["Location"] == rule_url(old)
    now = rule(1)
    assert (now.version, now.title, now.written_by) == (2, WORDS["title"], administrator)
    text = client.get(PUBLIC).content.decode()
    assert re.search(rf"<h2[^>]*>1\. {WORDS['title']}</h2>", text)
    assert old.title in text.split("<details")[1] and "Ibu Administrator" not in text
    assert "Ibu Administrator" in writing.get(rule_url(old)).content.decode()


def test_a_new_rule_gets_the_next_number(client, writing):
    assert writing.post(f"{LIST}new/", WORDS | {"after": 0}).status_code == 303
    made = Rule.objects.citable().order_by("-number").first()
    assert made.number == 7 and made.versions.get().title == WORDS["title"]
    assert 'id="aturan-7"' in client.get(PUBLIC).content.decode()


def test_a_preview_stores_nothing_and_keeps_the_words(writing):
    response = writing.post(rule_url(rule(1)), WORDS | {"after": 1, "preview": "1"})
    text = response.content.decode()
    assert response.status_code == 200 and text.count(WORDS["explanation"]) == 2
    assert rule(1).version == 1


def test_the_same_form_twice_is_one_version(writing):
    for _time in range(2):
        assert writing.post(rule_url(rule(1)), WORDS | {"after": 1}).status_code == 303
    assert rule(1).version == 2
    for _time in range(2):
        assert writing.post(f"{LIST}new/", WORDS | {"after": 0}).status_code == 303
    assert Rule.objects.citable().count() == 7


def test_of_two_editors_the_second_hears_of_the_first_and_keeps_the_words(writing, as_):
    writing.post(rule_url(rule(1)), WORDS | {"after": 1})
    other = as_(factories.administrator())
    words = WORDS | {"explanation": "Kata-kata yang lain."}
    response = other.post(rule_url(rule(1)), words | {"after": 1})
    text = response.content.decode()
    assert response.status_code == 409 and "Kata-kata yang lain." in text and 'role="alert"' in text
    assert rule(1).version == 2
    after = re.search(r'name="after" value="(\d+)"', text)[1]
    assert other.post(rule_url(rule(1)), words | {"after": after}).status_code == 303
    assert rule(1).version == 3


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_make_one_version_each_or_a_conflict(as_):
    clients = [as_(factories.administrator()) for _one in range(2)]
    for number in range(1, 6):
        address = rule_url(rule(number))
        forms = [WORDS | {"after": 1, "title": f"Oleh {place}"} for place in range(2)]
        responses = at_once(
            [
                lambda client=client, form=form, address=address: client.post(address, form)
                for client, form in zip(clients, forms, strict=True)
            ]
        )
        assert sorted(response.status_code for response in responses) == [303, 409], responses
        assert rule(number).version == 2


@pytest.mark.parametrize(
    "change",
    [
        {"title": " "},
        {"explanation": ""},
        {"title": "x" * 121},
        {"explanation": "a\x00b"},
        {"after": ""},
        {"after": str(2**70)},
    ],
)
def test_odd_words_are_refused_and_kept(writing, change):
    response = writing.post(rule_url(rule(1)), WORDS | {"after": 1} | change)
    assert response.status_code == 422
    assert "title" in change or WORDS["title"] in response.content.decode()
    assert rule(1).version == 1


def test_what_has_not_changed_is_no_new_version(writing):
    old = rule(1)
    same = {name: getattr(old, name) for name in WORDS}
    assert writing.post(rule_url(old), same | {"after": 1}).status_code == 422
    assert rule(1).version == 1


def test_the_rule_of_the_system_is_not_rewritten(writing):
    assert writing.get(rule_url(rule(99))).status_code == 404
    assert writing.post(rule_url(rule(99)), WORDS | {"after": 1}).status_code == 404
    assert writing.get(f"{LIST}{10**30}/").status_code == 404


def test_nobody_but_administrators_writes_rules(as_, client):
    for neighbour in (desk.analyst(), desk.communications(), desk.officer(desk.agency())):
        for address in (LIST, f"{LIST}new/", rule_url(rule(1))):
            assert as_(neighbour).get(address).status_code == 404
        assert as_(neighbour).post(rule_url(rule(1)), WORDS | {"after": 1}).status_code == 404
        with pytest.raises(PermissionDenied):
            write_rule(actor=neighbour, words=WORDS, rule=rule(1).rule, after=1)
    for stranger in (client, as_(factories.user())):
        assert "/akun/masuk/" in stranger.get(LIST)["Location"]
    assert rule(1).version == 1

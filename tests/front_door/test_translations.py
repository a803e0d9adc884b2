"""The tool that gathers, checks and compiles the Indonesian texts, on small catalogues of its own."""

import gettext

import polib
import pytest

from forum_site import translations

TEMPLATE = """{% load i18n %}{% translate "Comments" %} {% translate "May" context "month" %}
{% blocktranslate count counter=n trimmed %}
  {{ counter }} reply
{% plural %}
  {{ counter }} replies
{% endblocktranslate %}{{ _("Inbox") }}"""
JINJA = "{% trans n=count %}{{ n }} voice{% pluralize %}{{ n }} voices{% endtrans %}{{ _('Reply') }}"
PYTHON = 'from x import gettext_lazy as _\na = _("One " "text")\nb = ngettext_lazy("%(n)d day", "%(n)d days", "n")\n'


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with one app, one template and one Jinja2 template."""
    (tmp_path / "forum_site").mkdir()
    (tmp_path / "forum_site" / "views.py").write_text(PYTHON)
    (tmp_path / "templates" / "jinja2").mkdir(parents=True)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "templates" / "jinja2" / "thread.html").write_text(JINJA)
    monkeypatch.setattr(translations, "CHECKOUT", tmp_path)
    monkeypatch.setattr(translations, "CATALOGUE", tmp_path / "id" / "LC_MESSAGES" / "django.po")
    monkeypatch.setattr(translations, "EXTRA", tmp_path / "extra.pot")
    monkeypatch.setattr(translations, "WAGTAIL", ())
    return tmp_path


def translate_all():
    """Translate every text by putting "id:" before it."""
    catalogue = polib.pofile(str(translations.CATALOGUE))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"id:{entry.msgid_plural}"}
        else:
            entry.msgstr = f"id:{entry.msgid}"
    catalogue.save()


def test_texts_are_found_in_python_django_templates_and_jinja(checkout):
    found = {(message.context, message.text, message.plural) for message in translations.messages_in_code()}
    assert found == {
        ("", "Comments", ""),
        ("month", "May", ""),
        ("", "%(counter)s reply", "%(counter)s replies"),
        ("", "Inbox", ""),
        ("", "%(n)s voice", "%(n)s voices"),
        ("", "Reply", ""),
        ("", "One text", ""),
        ("", "%(n)d day", "%(n)d days"),
    }


def test_what_is_wrong_is_named_until_it_is_right(checkout):
    assert len(translations.problems()) == 8
    translations.gather()
    assert all(line.startswith("not translated") for line in translations.problems())
    translate_all()
    assert translations.problems() == []
    catalogue = polib.pofile(str(translations.CATALOGUE))
    catalogue.find("Reply").flags.append("fuzzy")
    catalogue.find("%(n)d day").msgstr_plural = {0: "beberapa hari"}
    catalogue.append(polib.POEntry(msgid="Gone", msgstr="Hilang"))
    catalogue.save()
    assert sorted(line.split(":")[0] for line in translations.problems()) == [
        "fuzzy",
        "obsolete",
        "other placeholders",
    ]


def test_gathering_keeps_translations_and_takes_out_what_is_gone(checkout):
    translations.gather()
    translate_all()
    (checkout / "templates" / "page.html").write_text(
        '{% load i18n %}{% translate "New" %}{% translate "Inbox" %}'
    )
    translations.gather()
    catalogue = polib.pofile(str(translations.CATALOGUE))
    assert catalogue.find("Inbox").msgstr == "id:Inbox"
    assert catalogue.find("New").msgstr == ""
    assert catalogue.find("Comments") is None


def test_merging_fills_gaps_and_names_the_rest(checkout):
    other = polib.POFile()
    other.append(polib.POEntry(msgid="Reply", msgstr="Balas"))
    other.append(polib.POEntry(msgid="Unknown", msgstr="Tak dikenal"))
    other.append(polib.POEntry(msgid="%(n)d day", msgid_plural="%(n)d days", msgstr_plural={0: "%(n)d hari"}))
    other.save(str(checkout / "other.po"))
    said = translations.merge([checkout / "other.po"])
    assert "not in the code: 'Unknown'" in said
    assert "2 translations taken over" in said
    assert polib.pofile(str(translations.CATALOGUE)).find("Reply").msgstr == "Balas"


def test_compiling_needs_no_gettext_program(checkout):
    translations.gather()
    translate_all()
    translations.compile_all()
    with open(translations.CATALOGUE.with_suffix(".mo"), "rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("Reply") == "id:Reply"
    assert compiled.ngettext("%(n)d day", "%(n)d days", 3) == "id:%(n)d days"


def test_what_wagtail_lacks_is_wanted_and_what_it_has_is_not(checkout, monkeypatch):
    monkeypatch.setattr(translations, "WAGTAIL", ("admin",))
    missing = "\n".join(translations.problems())
    assert "missing: 'Help' (wagtail)" in missing  # in its pages
    assert "missing: 'Collapse all' (wagtail)" in missing  # in its scripts
    assert "'Publish'" not in missing  # its own catalogue has it


def test_the_administrations_scripts_speak_indonesian(as_, db):
    from tests import factories

    client = as_(factories.administrator())
    texts = client.get("/admin/jsi18n/", headers={"accept-language": "id"}).content.decode()
    assert '"Collapse all": "Ciutkan semua"' in texts

"""The pages that belong to no app, and the two languages of them all."""

import pytest
from django.contrib.auth.models import Group
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction, Task, Workflow

from forum_site.models import ContentPage, HomePage
from tests import factories
from tests.pages import PageStories, home, publish


def content_page(parent=None, **fields) -> ContentPage:
    """Make a page of text that is not live."""
    fields = {"title": "Privasi", "slug": "privasi", "introduction": "Apa yang kami simpan."} | fields
    return (parent or home()).add_child(instance=ContentPage(live=False, **fields))


def translated(page, **fields):
    """Return a draft of the page in English."""
    copy = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save()
    return copy


class TestContentPage(PageStories):
    def make(self):
        return content_page()


class TestHomePage(PageStories):
    shown = "introduction"

    def make(self):
        page = home()
        page.unpublish()
        return home()


@pytest.mark.django_db
class TestLanguages:
    def test_a_page_without_translation_appears_in_indonesian_inside_the_english_interface(self, client):
        publish(content_page())
        response = client.get("/en/privasi/")
        assert response.status_code == 200
        text = response.content.decode()
        assert '<html lang="en">' in text
        assert '<main id="main" tabindex="-1" lang="id">' in text
        assert "This page exists only in Indonesian." in text
        assert "Skip to the content" in text
        assert "Apa yang kami simpan." in text

    def test_the_indonesian_page_carries_no_such_notice(self, client):
        publish(content_page())
        text = client.get("/privasi/").content.decode()
        assert '<html lang="id">' in text
        assert '<main id="main" tabindex="-1">' in text

    def test_a_live_translation_takes_over_and_the_old_address_leads_to_it(self, client):
        page = publish(content_page())
        translation = translated(page, title="Privacy", slug="privacy", introduction="What we keep.")
        assert "Apa yang kami simpan." in client.get("/en/privasi/").content.decode()
        publish(translation)
        response = client.get("/en/privasi/?a=1")
        assert (response.status_code, response["Location"]) == (302, "/en/privacy/?a=1")
        text = client.get("/en/privacy/").content.decode()
        assert "What we keep." in text
        assert 'lang="id">Privasi' not in text
        assert 'hreflang="id" href="http://testserver/privasi/"' in text
        assert '<a href="/privasi/" lang="id"' in text
        assert (
            'hreflang="en" href="http://testserver/en/privacy/"' in client.get("/privasi/").content.decode()
        )

    def test_an_unpublished_translation_leaves_the_indonesian_page_in_its_place(self, client):
        page = publish(content_page())
        translation = publish(translated(page, title="Privacy", slug="privacy"))
        translation.unpublish()
        assert client.get("/en/privasi/").status_code == 200
        response = client.get("/en/privacy/", follow=True)
        assert response.status_code == 200
        assert response.request["PATH_INFO"] in {"/en/privasi/", "/privasi/"}

    def test_without_an_english_home_the_indonesian_one_is_shown(self, client):
        HomePage.objects.get(locale__language_code="en").unpublish()
        response = client.get("/en/")
        assert response.status_code == 200
        assert '<main id="main" tabindex="-1" lang="id">' in response.content.decode()

    def test_the_english_address_without_its_prefix_leads_to_the_indonesian_page(self, client):
        page = publish(content_page())
        publish(translated(page, title="Privacy", slug="privacy"))
        response = client.get("/privacy/")
        assert (response.status_code, response["Location"]) == (302, "/privasi/")

    def test_what_exists_in_no_language_is_missing_in_both(self, client):
        content_page()
        for address in ("/privasi/", "/en/privasi/", "/tidak-ada/", "/en/tidak-ada/"):
            assert client.get(address).status_code == 404

    def test_links_in_text_stay_in_the_language(self, client):
        target = publish(content_page())
        page = content_page(title="Tentang", slug="tentang")
        page.body = [("paragraph", f'<p><a linktype="page" id="{target.pk}">privasi</a></p>')]
        publish(page)
        assert 'href="/privasi/">privasi<' in client.get("/tentang/").content.decode()
        assert 'href="/en/privasi/">privasi<' in client.get("/en/tentang/").content.decode()

    def test_menu_and_way_up_name_pages_in_the_readers_language(self, client):
        about = publish(content_page(title="Tentang", slug="tentang", show_in_menus=True))
        publish(content_page(about, title="Tim", slug="tim"))
        publish(translated(about, title="About", slug="about"))
        text = client.get("/en/tentang/tim/").content.decode()
        assert text.count('<a href="/en/about/"') == 2
        assert ">About</a>" in text
        assert ">Home</a>" in text


@pytest.mark.django_db
class TestRestrictions:
    def test_a_page_with_a_password_asks_for_it_in_both_languages(self, client):
        page = publish(content_page())
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="rahasia")
        for prefix in ("", "/en"):
            response = client.get(f"{prefix}/privasi/")
            assert "Apa yang kami simpan." not in response.content.decode()
            assert 'type="password"' in response.content.decode()
        restriction = PageViewRestriction.objects.get()
        address = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])
        client.post(address, {"password": "rahasia", "return_url": "/privasi/"})
        assert "Apa yang kami simpan." in client.get("/privasi/").content.decode()

    def test_a_page_for_people_sends_visitors_to_the_log_in(self, client):
        page = publish(content_page())
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        response = client.get("/privasi/")
        assert response.status_code == 302
        assert response["Location"].startswith("/akun/masuk/")

    def test_a_restricted_page_is_not_in_the_menu(self, client):
        page = publish(content_page(show_in_menus=True))
        assert ">Privasi</a>" in client.get("/").content.decode()
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert ">Privasi</a>" not in client.get("/").content.decode()


@pytest.mark.django_db
class TestEveryPage:
    def test_visitors_get_no_cookies_and_pages_that_do_not_vary_by_them(self, client):
        publish(content_page())
        for address in ("/", "/en/", "/privasi/", "/en/privasi/", "/tidak-ada/"):
            response = client.get(address)
            assert not response.cookies, address
            assert "Cookie" not in response.get("Vary", ""), address

    def test_a_plain_page_two_levels_down_costs_few_queries(self, client, django_assert_max_num_queries):
        about = publish(content_page(title="Tentang", slug="tentang"))
        publish(content_page(about, title="Tim", slug="tim"))
        client.get("/tentang/tim/")
        with django_assert_max_num_queries(7):
            client.get("/tentang/tim/")
        with django_assert_max_num_queries(8):
            client.get("/en/tentang/tim/")

    def test_people_get_their_inbox_and_a_way_out_and_staff_the_administration(self, as_, client):
        visitor = client.get("/").content.decode()
        assert reverse("account_login") in visitor
        assert reverse("account_logout") not in visitor
        person = as_(factories.user()).get("/").content.decode()
        assert reverse("accounts:inbox") in person
        assert reverse("account_logout") in person
        assert "csrfmiddlewaretoken" in person
        assert 'href="/admin/"' not in person
        assert 'href="/admin/"' in as_(factories.administrator()).get("/").content.decode()

    def test_the_list_of_components_is_for_staff(self, as_, client):
        assert client.get("/components/").status_code == 404
        assert as_(factories.user()).get("/components/").status_code == 404
        response = as_(factories.administrator()).get("/components/")
        assert response.status_code == 200
        assert "consultation_card" in response.content.decode()

    def test_wagtails_stock_groups_and_workflow_are_gone(self):
        assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
        assert not Workflow.objects.filter(name="Moderators approval").exists()
        assert not Task.objects.filter(name="Moderators approval").exists()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_pages_for_failures_need_no_database(name):
    text = render_to_string(name)
    assert '<html lang="id">' in text
    assert 'lang="en"' in text

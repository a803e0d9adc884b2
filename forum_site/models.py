"""The pages that belong to no app: the home page and plain text. And what says when kept pages are out of date."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from forum_site.blocks import TextBody


class HomePage(Page):
    """The front page: what is open now, the next forums, the latest reports, three figures. One per language."""

    introduction = models.TextField(
        _("introduction"), max_length=600, blank=True, help_text=_("What this site is for, in two sentences.")
    )
    body = StreamField(TextBody(), verbose_name=_("text"), blank=True)

    content_panels = Page.content_panels + [FieldPanel("introduction"), FieldPanel("body")]
    search_fields = Page.search_fields + [index.SearchField("introduction"), index.SearchField("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "forum_site.ContentPage",
        "events.EventIndexPage",
        "consultations.ConsultationIndexPage",
    ]
    max_count = 2
    private_page_options = []  # it would close the whole site, public discussions included
    template = "forum_site/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class ContentPage(Page):
    """Plain text: about, house rules, privacy."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    body = StreamField(TextBody(), verbose_name=_("text"), blank=True)

    content_panels = Page.content_panels + [FieldPanel("introduction"), FieldPanel("body")]
    promote_panels = [
        HelpPanel(
            content=_(
                "A page right below the home page is listed at the foot of every page; "
                "shown in menus, it stands in the head instead."
            )
        ),
        *Page.promote_panels,
    ]
    search_fields = Page.search_fields + [index.SearchField("introduction"), index.SearchField("body")]
    parent_page_types = ["forum_site.HomePage", "forum_site.ContentPage"]
    subpage_types = ["forum_site.ContentPage"]
    template = "forum_site/content_page.html"

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")


class SiteMark(models.Model):
    """A part of the number of changes to what all pages share: the menu, names of agencies, rules.

    The sum of `version` only grows, so it names one state of the site. A writer takes a part that no other
    running transaction uses (`rembuk_slot()`, migration 0005): nobody waits for anybody.
    """

    shard = models.SmallIntegerField(primary_key=True)
    version = models.BigIntegerField(default=0)

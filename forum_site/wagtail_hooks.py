"""What we change in Wagtail's own behaviour."""

from django.utils.html import escape
from wagtail import hooks
from wagtail.rich_text.pages import PageLinkHandler

from forum_site.languages import localized_url


class LocalizedPageLinkHandler(PageLinkHandler):
    """Links in running text stay in the reader's language, also to pages that exist only in Indonesian."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        pages = cls.get_many(attrs_list)
        return [f'<a href="{escape(localized_url(page))}">' if page else "<a>" for page in pages]


@hooks.register("register_rich_text_features", order=100)  # after Wagtail's own, which it replaces
def keep_links_in_language(features):
    features.register_link_type(LocalizedPageLinkHandler)

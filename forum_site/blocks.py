"""The building blocks of running text, shared by all pages."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["h3", "bold", "italic", "link", "ol", "ul", "document-link"]


class PictureBlock(blocks.StructBlock):
    """A picture with what it shows, for those who cannot see it."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(label=_("what it shows"), max_length=200)
    caption = blocks.CharBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "components/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who."""

    text = blocks.TextBlock(label=_("words"), max_length=600)
    source = blocks.CharBlock(label=_("who said it"), max_length=120, required=False)

    class Meta:
        icon = "openquote"
        label = _("quote")
        template = "components/blocks/quote.html"


class CallToActionBlock(blocks.StructBlock):
    """A button that leads to a page of this site or to an address elsewhere."""

    label = blocks.CharBlock(label=_("words on the button"), max_length=60, help_text=_("Begin with a verb."))
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.URLBlock(label=_("address elsewhere"), required=False, help_text=_("If no page is chosen."))

    def clean(self, value):
        """Refuse a button that leads nowhere."""
        value = super().clean(value)
        if not value.get("page") and not value.get("url"):
            raise blocks.StructBlockValidationError(
                block_errors={"page": ValidationError(_("Choose a page or write an address."))}
            )
        return value

    class Meta:
        icon = "link"
        label = _("button")
        template = "components/blocks/call_to_action.html"


class TextBody(blocks.StreamBlock):
    """Running text with pictures, quotes, documents and buttons."""

    heading = blocks.CharBlock(
        label=_("heading"), max_length=120, icon="title", template="components/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES, icon="pilcrow")
    picture = PictureBlock()
    quote = QuoteBlock()
    document = DocumentChooserBlock(label=_("document"), template="components/blocks/document.html")
    call_to_action = CallToActionBlock()


class DocumentList(blocks.StreamBlock):
    """Documents to download."""

    document = DocumentChooserBlock(label=_("document"), template="components/blocks/document.html")

"""The building blocks of a consultation's page and of its report."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

PLAIN = ["bold", "italic", "link", "ol", "ul", "document-link"]


class ThemeChooserBlock(ChooserBlock):
    """Chooses one of the themes; the value is the row."""

    @cached_property
    def target_model(self):
        from consultations.models.coding import Theme

        return Theme

    @cached_property
    def widget(self):
        from consultations.admin.theme_chooser import theme_chooser_viewset

        return theme_chooser_viewset.widget_class()

    def get_form_state(self, value):
        return self.widget.get_value_data(value)

    class Meta:
        icon = "tag"


class PictureBlock(blocks.StructBlock):
    """A picture with what it shows."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(label=_("what it shows"), max_length=200)
    caption = blocks.CharBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        template = "consultations/blocks/picture.html"


class ConsultationBody(blocks.StreamBlock):
    """What is asked: text, pictures, documents."""

    heading = blocks.CharBlock(
        label=_("heading"), max_length=120, template="consultations/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(label=_("text"), features=PLAIN)
    picture = PictureBlock(label=_("picture"))
    document = DocumentChooserBlock(label=_("document"), template="consultations/blocks/document.html")


class ThemeSectionBlock(blocks.StructBlock):
    """What was heard on one theme; answers and commitments come from their own rows."""

    theme = ThemeChooserBlock(label=_("theme"))
    heading = blocks.CharBlock(
        label=_("heading"), max_length=120, required=False, help_text=_("Empty: the theme's title.")
    )
    heard = blocks.RichTextBlock(label=_("what we heard"), features=PLAIN)

    class Meta:
        icon = "comment"
        label = _("theme")


class ReportBody(blocks.StreamBlock):
    """A report: text and theme sections. A section's block id is its anchor."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    paragraph = blocks.RichTextBlock(label=_("text"), features=PLAIN)
    section = ThemeSectionBlock()

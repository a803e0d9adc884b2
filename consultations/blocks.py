"""The building blocks of a consultation's page and of its report."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

# What `figures.figure` counts.
KINDS = [
    ("over_time", _("Comments over time")),
    ("theme_stance", _("Comments by theme and stance")),
    ("channel", _("Comments by the way they reached us")),
    ("district", _("Comments by district")),
]
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


class PassageChooserBlock(ChooserBlock):
    """Chooses one of the passages that a report may quote; the value is the row."""

    @cached_property
    def target_model(self):
        from consultations.models.passage import Passage

        return Passage

    @cached_property
    def widget(self):
        from consultations.admin.passage_chooser import passage_chooser_viewset

        return passage_chooser_viewset.widget_class()

    def get_form_state(self, value):
        return self.widget.get_value_data(value)

    class Meta:
        icon = "openquote"


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


class MethodBlock(blocks.StructBlock):
    """How the consultation was held; its facts and numbers are counted when the report is published."""

    words = blocks.RichTextBlock(
        label=_("what else should be known"),
        features=PLAIN,
        required=False,
        help_text=_(
            "Who could take part, how, from when to when, how many did, and what was moderated is filled in by itself."
        ),
    )

    class Meta:
        icon = "list-ul"
        label = _("method")


class FigureBlock(blocks.StructBlock):
    """A chart with its table, counted when the report is published."""

    kind = blocks.ChoiceBlock(label=_("figure"), choices=KINDS)
    title = blocks.CharBlock(
        label=_("heading"), max_length=120, required=False, help_text=_("Empty: the figure's own name.")
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False)

    class Meta:
        icon = "table"
        label = _("figure")


class QuotationBlock(blocks.StructBlock):
    """Words of a comment, as it stands; they disappear from the report where the comment does."""

    passage = PassageChooserBlock(label=_("quotable passage"))
    note = blocks.CharBlock(label=_("note"), max_length=300, required=False)

    class Meta:
        icon = "openquote"
        label = _("quotation")


class AllResponsesBlock(blocks.StructBlock):
    """All answers of the agencies in one table, theme by theme."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)

    class Meta:
        icon = "comment"
        label = _("all answers")


class AllCommitmentsBlock(blocks.StructBlock):
    """All commitments in one table, as they stand when the report is published."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)

    class Meta:
        icon = "calendar-check"
        label = _("all commitments")


class AnnexBlock(blocks.StructBlock):
    """What belongs to the report: text and documents."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    words = blocks.RichTextBlock(label=_("text"), features=PLAIN, required=False)
    documents = blocks.ListBlock(DocumentChooserBlock(label=_("document")), label=_("documents"), min_num=0)

    class Meta:
        icon = "doc-full"
        label = _("annex")


class ReportBody(blocks.StreamBlock):
    """A report: text and theme sections. A section's block id is its anchor."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    paragraph = blocks.RichTextBlock(label=_("text"), features=PLAIN)
    section = ThemeSectionBlock()
    method = MethodBlock()
    figure = FigureBlock()
    quotation = QuotationBlock()
    responses = AllResponsesBlock()
    commitments = AllCommitmentsBlock()
    annex = AnnexBlock()

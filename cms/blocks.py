"""What a lesson is made of. Their markup for readers is made in cms.rendering, from the frozen text."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.choices import glossary_terms, sop_numbers
from cms.enums import NoteTone, SopSymbol

# Small on purpose: what reads well on a phone, and what Markdown can carry without loss.
TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
INNER_FEATURES = ["bold", "italic", "ol", "ul", "link"]


def plain(label: Any, **options: Any) -> blocks.TextBlock:
    return blocks.TextBlock(label=label, rows=2, **options)


class CaseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(features=INNER_FEATURES, label=_("Situation"))
    questions = blocks.ListBlock(plain(_("Question")), min_num=1, max_num=3, label=_("Questions to think about"))
    answer = blocks.RichTextBlock(
        features=INNER_FEATURES, label=_("Discussion"), help_text=_("Shown after the reader opens it.")
    )

    class Meta:
        icon = "user"
        label = _("Case")


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"))
    text = plain(_("How"), help_text=_("One or two sentences."))


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    steps = blocks.ListBlock(StepBlock(), min_num=2, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"))
    header = blocks.ListBlock(
        blocks.CharBlock(), min_num=2, max_num=4, label=_("Columns"), help_text=_("Two to four: it folds on a phone.")
    )
    rows = blocks.ListBlock(blocks.ListBlock(plain(_("Cell"))), min_num=1, label=_("Rows"))

    class Meta:
        icon = "table"
        label = _("Table")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        width = len(cleaned["header"])
        if any(len(row) != width for row in cleaned["rows"]):
            message = _("Every row needs as many cells as there are columns: %(width)s.") % {"width": width}
            raise StructBlockValidationError(block_errors={"rows": ValidationError(message)})
        return cleaned


class OptionBlock(blocks.StructBlock):
    text = plain(_("Answer"))
    correct = blocks.BooleanBlock(required=False, label=_("This is right"))
    feedback = plain(_("Feedback"), help_text=_("Says why, for a right answer too."))


class CheckBlock(blocks.StructBlock):
    question = plain(_("Question"))
    multiple = blocks.BooleanBlock(required=False, label=_("Several answers are right"))
    options = blocks.ListBlock(OptionBlock(), min_num=3, max_num=4, label=_("Answers"))

    class Meta:
        icon = "help"
        label = _("Self-check")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        right = sum(1 for option in cleaned["options"] if option["correct"])
        if right == 0 or (right > 1 and not cleaned["multiple"]):
            message = _("Mark the right answer: one, or several if several are allowed.")
            raise StructBlockValidationError(block_errors={"options": ValidationError(message)})
        return cleaned


class SopBlock(blocks.StructBlock):
    number = blocks.ChoiceBlock(choices=sop_numbers, label=_("SOP"))
    note = plain(_("What to look at there"))

    class Meta:
        icon = "clipboard-list"
        label = _("Pointer to an SOP")


class TermBlock(blocks.StructBlock):
    term = blocks.ChoiceBlock(choices=glossary_terms, label=_("Term"))
    text = plain(_("Explanation"))

    class Meta:
        icon = "openquote"
        label = _("Term")


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = plain(_("Text instead of the image"), help_text=_("What somebody who cannot see it must know."))
    caption = plain(_("Caption"))
    long = plain(_("Long description"), required=False)

    class Meta:
        icon = "image"
        label = _("Figure")


class MediaBlock(blocks.StructBlock):
    """A recording kept here (`file`) or elsewhere (`url`); never without a transcript."""

    title = blocks.CharBlock(label=_("Title"))
    file = DocumentChooserBlock(required=False, label=_("File"))
    url = blocks.URLBlock(required=False, label=_("Address elsewhere"))
    seconds = blocks.IntegerBlock(min_value=1, label=_("Length in seconds"))
    transcript = blocks.RichTextBlock(features=INNER_FEATURES, label=_("Transcript"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned.get("file")) == bool(cleaned.get("url")):
            message = _("Choose a file or give an address: one of the two.")
            raise StructBlockValidationError(block_errors={"file": ValidationError(message)})
        return cleaned


class DocumentBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    file = DocumentChooserBlock(label=_("File"))
    note = plain(_("What it is for"))

    class Meta:
        icon = "doc-full"
        label = _("Document")


class NoteBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(choices=NoteTone.choices, default=NoteTone.INFO, label=_("Tone"))
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(features=INNER_FEATURES, label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Note")


class LessonBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"), icon="pilcrow")
    case = CaseBlock()
    steps = StepsBlock()
    table = TableBlock()
    check = CheckBlock()
    sop = SopBlock()
    term = TermBlock()
    figure = FigureBlock()
    video = MediaBlock(icon="media", label=_("Video"))
    audio = MediaBlock(icon="media", label=_("Audio"))
    document = DocumentBlock()
    note = NoteBlock()


class SopStepBlock(blocks.StructBlock):
    """A row of an SOP's table: who does what, with what, how long, with which result."""

    activity = plain(_("Activity"), help_text=_("Begins with a verb."))
    executor = blocks.CharBlock(label=_("Executor"), help_text=_("Exactly as in the list of executors."))
    symbol = blocks.ChoiceBlock(choices=SopSymbol.choices, default=SopSymbol.PROCESS, label=_("Symbol"))
    requirements = plain(_("Requirements"))
    minutes = blocks.IntegerBlock(min_value=0, label=_("Minutes"))
    output = plain(_("Output"))
    note = plain(_("Remark"), required=False)
    no_to = blocks.IntegerBlock(
        required=False, min_value=1, label=_("If not, go to step"), help_text=_("Decisions only.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Step")


class PhaseBlock(blocks.StructBlock):
    """A phase of the programme on the public home."""

    title = blocks.CharBlock(label=_("Phase"))
    text = plain(_("What happens"))
    note = blocks.CharBlock(required=False, label=_("Length or place"))

    class Meta:
        icon = "tick"
        label = _("Phase")

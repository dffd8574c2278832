"""What a task form is made of, as its editor builds it: sections with a block for each type of field."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assignments.enums import FieldType
from cms.choices import sop_steps
from lms.people.enums import Evidence

KEY = RegexValidator(
    r"^[a-z][a-z0-9_]{0,39}$",
    _("A key begins with a small letter and holds small letters, digits and _ only, for example “no_antrean”."),
)
OPERATORS = [
    ("is", _("is")),
    ("is_not", _("is not")),
    ("one_of", _("is one of (separated by |)")),
    ("filled", _("is filled in")),
    ("empty", _("is empty")),
    ("more", _("is more than")),
    ("less", _("is less than")),
]


def key_block() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Key"),
        validators=[KEY],
        help_text=_("Names the field in data and rules. It stays when the label changes."),
    )


class ConditionBlock(blocks.StructBlock):
    field = blocks.CharBlock(label=_("Key of the field"), validators=[KEY])
    operator = blocks.ChoiceBlock(choices=OPERATORS, default="is", label=_("Comparison"))
    value = blocks.CharBlock(required=False, label=_("Value"))

    class Meta:
        icon = "view"
        label = _("Condition")


class OptionBlock(blocks.StructBlock):
    value = blocks.CharBlock(label=_("Indonesian"), help_text=_("Also what is kept."))
    label_en = blocks.CharBlock(required=False, label=_("English"))


class FieldBlock(blocks.StructBlock):
    """What every field has. All conditions of a rule must hold."""

    key = key_block()
    label_id = blocks.CharBlock(label=_("Label in Indonesian"))
    label_en = blocks.CharBlock(required=False, label=_("Label in English"))
    help_id = blocks.CharBlock(required=False, label=_("Help in Indonesian"))
    help_en = blocks.CharBlock(required=False, label=_("Help in English"))
    required = blocks.BooleanBlock(required=False, default=True, label=_("Must be filled in"))
    show_when = blocks.ListBlock(ConditionBlock(), default=[], label=_("Show only when"))
    required_when = blocks.ListBlock(ConditionBlock(), default=[], label=_("Must be filled in when"))
    evidence = blocks.ChoiceBlock(choices=Evidence.choices, default=Evidence.INFERRED, label=_("Evidence"))


class AutoBlock(FieldBlock):
    source = blocks.ChoiceBlock(
        choices=[
            ("participant", _("Name of the participant")),
            ("unit", _("Work unit")),
            ("number", _("Running number of the form")),
        ],
        label=_("Filled in with"),
    )

    class Meta:
        icon = "cogs"
        label = FieldType.AUTO.label


class DayBlock(FieldBlock):
    not_future = blocks.BooleanBlock(required=False, label=_("Not in the future"))

    class Meta:
        icon = "date"
        label = FieldType.DATE.label


class PlainBlock(FieldBlock):
    """A field that needs no settings of its own."""


class TextBlock(FieldBlock):
    max_length = blocks.IntegerBlock(required=False, min_value=1, max_value=10_000, label=_("Longest text"))
    client_data = blocks.BooleanBlock(
        required=False, label=_("About a client"), help_text=_("Warns when a name, NIK or phone number is typed.")
    )


class NumberBlock(FieldBlock):
    minimum = blocks.DecimalBlock(required=False, label=_("At least"))
    maximum = blocks.DecimalBlock(required=False, label=_("At most"))
    decimals = blocks.IntegerBlock(required=False, default=0, min_value=0, max_value=4, label=_("Decimals"))
    calculation = blocks.CharBlock(
        required=False,
        label=_("Calculated as"),
        help_text=_(
            "For example “jumlah - terisi”; “sum(tabel.kolom)” adds a column of a table. Empty: typed by hand."
        ),
    )


class ChoiceFieldBlock(FieldBlock):
    options = blocks.ListBlock(OptionBlock(), min_num=2, label=_("Choices"))
    other = blocks.BooleanBlock(required=False, label=_("“Other …” can be typed"))


class ScaleBlock(FieldBlock):
    minimum = blocks.IntegerBlock(default=1, label=_("From"))
    maximum = blocks.IntegerBlock(default=5, label=_("To"))
    low_label = blocks.CharBlock(required=False, label=_("What the lowest means"))
    high_label = blocks.CharBlock(required=False, label=_("What the highest means"))


class ColumnBlock(blocks.StructBlock):
    key = key_block()
    label_id = blocks.CharBlock(label=_("Label in Indonesian"))
    label_en = blocks.CharBlock(required=False, label=_("Label in English"))
    type = blocks.ChoiceBlock(
        choices=[
            (kind.value, kind.label)
            for kind in (
                FieldType.TEXT,
                FieldType.NUMBER,
                FieldType.CURRENCY,
                FieldType.DATE,
                FieldType.SELECT,
                FieldType.BOOL,
            )
        ],
        default=FieldType.TEXT,
        label=_("Type"),
    )
    options = blocks.ListBlock(OptionBlock(), default=[], label=_("Choices"))
    required = blocks.BooleanBlock(required=False, default=True, label=_("Must be filled in"))
    client_data = blocks.BooleanBlock(
        required=False, label=_("About a client"), help_text=_("Warns when a name, NIK or phone number is typed.")
    )


class TableFieldBlock(FieldBlock):
    columns = blocks.ListBlock(ColumnBlock(), min_num=1, max_num=6, label=_("Columns"))
    min_rows = blocks.IntegerBlock(default=1, min_value=0, max_value=50, label=_("At least so many rows"))
    max_rows = blocks.IntegerBlock(default=20, min_value=1, max_value=200, label=_("At most so many rows"))


class FileFieldBlock(FieldBlock):
    accept = blocks.ChoiceBlock(
        choices=[("photos", _("Photos")), ("documents", _("Documents")), ("any", _("Photos and documents"))],
        default="any",
        label=_("What may be attached"),
    )
    max_files = blocks.IntegerBlock(default=3, min_value=1, max_value=10, label=_("At most so many files"))


class RefBlock(FieldBlock):
    form = blocks.CharBlock(label=_("Code of the other form"), help_text=_("For example LT-04."))


def _named(base: type[FieldBlock], icon: str, kind: FieldType) -> FieldBlock:
    return base(icon=icon, label=kind.label)


def field_blocks() -> list[tuple[str, Any]]:
    """Return a block for each type of field, in the order the editor offers them."""
    kinds: list[tuple[FieldType, type[FieldBlock], str]] = [
        (FieldType.TEXT, TextBlock, "title"),
        (FieldType.TEXTAREA, TextBlock, "pilcrow"),
        (FieldType.SELECT, ChoiceFieldBlock, "radio-full"),
        (FieldType.MULTISELECT, ChoiceFieldBlock, "list-ul"),
        (FieldType.TAGS, PlainBlock, "tag"),
        (FieldType.BOOL, PlainBlock, "check"),
        (FieldType.SCALE, ScaleBlock, "sliders"),
        (FieldType.NUMBER, NumberBlock, "order"),
        (FieldType.CURRENCY, NumberBlock, "order"),
        (FieldType.DATE, DayBlock, "date"),
        (FieldType.TIME, PlainBlock, "time"),
        (FieldType.MONTH, DayBlock, "date"),
        (FieldType.DURATION, PlainBlock, "time"),
        (FieldType.TABLE, TableFieldBlock, "table"),
        (FieldType.FILE, FileFieldBlock, "upload"),
        (FieldType.REF, RefBlock, "link"),
        (FieldType.APPROVAL, PlainBlock, "success"),
        (FieldType.AUTO, AutoBlock, "cogs"),
    ]
    return [(kind.value, _named(base, icon, kind)) for kind, base, icon in kinds]


class SectionBlock(blocks.StructBlock):
    title_id = blocks.CharBlock(label=_("Title in Indonesian"))
    title_en = blocks.CharBlock(required=False, label=_("Title in English"))
    steps = blocks.ListBlock(
        blocks.ChoiceBlock(choices=sop_steps), default=[], label=_("SOP steps practised"), collapsed=True
    )
    fields = blocks.StreamBlock(field_blocks(), label=_("Fields"))

    class Meta:
        icon = "list-ul"
        label = _("Section")


SECTION_BLOCKS = [("section", SectionBlock())]

"""What a task form is made of, as its editor builds it: sections with a block for each type of field."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from assignments.enums import FieldType
from assignments.schema.building import sections_from
from assignments.schema.checking import Flaw, flaws
from assignments.schema.shapes import TEXT_LENGTH, normal
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
    evidence = blocks.ChoiceBlock(choices=Evidence.choices, default=Evidence.INFERRED, label=_("How sure it is"))


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
    low_label_en = blocks.CharBlock(required=False, label=_("What the lowest means, in English"))
    high_label = blocks.CharBlock(required=False, label=_("What the highest means"))
    high_label_en = blocks.CharBlock(required=False, label=_("What the highest means, in English"))


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
    minimum = blocks.DecimalBlock(
        required=False, label=_("At least"), help_text=_("For numbers and amounts. Empty: 0.")
    )
    maximum = blocks.DecimalBlock(required=False, label=_("At most"), help_text=_("For numbers and amounts."))
    max_length = blocks.IntegerBlock(
        required=False, min_value=1, max_value=TEXT_LENGTH, label=_("Longest text"), help_text=_("For a short text.")
    )
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


class StepBlock(blocks.ChoiceBlock):
    """A step of an SOP, "4.3". Its choices are read when a form opens, and not each time a form is read."""

    def to_python(self, value: Any) -> Any:
        return value

    def normalize(self, value: Any) -> Any:
        return value


class SectionBlock(blocks.StructBlock):
    title_id = blocks.CharBlock(label=_("Title in Indonesian"))
    title_en = blocks.CharBlock(required=False, label=_("Title in English"))
    steps = blocks.ListBlock(StepBlock(choices=sop_steps), default=[], label=_("SOP steps practised"), collapsed=True)
    fields = blocks.StreamBlock(field_blocks(), label=_("Fields"))

    class Meta:
        icon = "list-ul"
        label = _("Section")


class SectionsBlock(blocks.StreamBlock):
    """All sections of a form, checked together: keys, rules and calculations reach across sections."""

    section = SectionBlock()

    def clean(self, value: Any) -> Any:
        """Check each block, then the form as a whole; every flaw is shown at its own field."""
        cleaned = super().clean(value)
        found = flaws(normal({"sections": sections_from(cleaned)}))
        if found:
            raise flaws_as_errors(found)
        return cleaned


def flaws_as_errors(found: list[Flaw]) -> StreamBlockValidationError:
    """Return flaws as Wagtail shows them: nested by section, field and setting."""
    whole = ErrorList([flaw.message for flaw in found if flaw.section is None])
    sections: dict[int, Any] = {}
    for section in {flaw.section for flaw in found if flaw.section is not None}:
        own = [flaw for flaw in found if flaw.section == section]
        sections[section] = StructBlockValidationError(block_errors=_section_errors(own))
    return StreamBlockValidationError(block_errors=sections, non_block_errors=whole)


def _section_errors(found: list[Flaw]) -> dict[str, Any]:
    errors: dict[str, Any] = {flaw.setting: ValidationError(flaw.message) for flaw in found if flaw.field is None}
    by_field: dict[int, Any] = {}
    for place in {flaw.field for flaw in found if flaw.field is not None}:
        tree: dict[str, Any] = {}
        for flaw in found:
            if flaw.field == place:
                _put(tree, flaw.setting.split("."), flaw.message)
        by_field[place] = StructBlockValidationError(
            block_errors={name: _as_error(entry) for name, entry in tree.items()}
        )
    if by_field:
        errors["fields"] = StreamBlockValidationError(block_errors=by_field)
    return errors


def _put(tree: dict[str, Any], path: list[str], message: str) -> None:
    """Put a message at the end of a path; a branch keeps messages of its own under the empty name."""
    *branches, leaf = path
    for branch in branches:
        tree = tree.setdefault(branch, {})
    tree.setdefault(leaf, {}).setdefault("", []).append(message)


def _as_error(tree: dict[str, Any]) -> Any:
    """Return a branch as the error of its block: numbers are places in a list, names settings of a struct."""
    below = {name: _as_error(entry) for name, entry in tree.items() if name}
    messages = tree.get("", [])
    if below and all(name.isdigit() for name in below):
        return ListBlockValidationError(
            block_errors={int(name): error for name, error in below.items()}, non_block_errors=ErrorList(messages)
        )
    if below:
        return StructBlockValidationError(block_errors=below, non_block_errors=ErrorList(messages))
    return ValidationError(messages)

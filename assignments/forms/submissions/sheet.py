"""A form as the page draws it: each field with its widget, keyboard, value, fault, warning and comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assignments import schema
from assignments.enums import FieldType
from assignments.forms.submissions.posted import OTHER
from assignments.models import FieldComment, Submission
from assignments.queries.submissions import FileShown
from assignments.schema import Answers, Fault, Field, Schema, local
from assignments.schema.describing import describe
from assignments.schema.expressions import ExpressionError, Node, parse
from assignments.schema.shapes import NUMBERS
from assignments.schema.written import value_in_words
from lms.files.limits import LARGEST_FILE
from lms.ui.forms import ErrorEntry

T = FieldType
# More choices than this are a list that opens, not a row of buttons.
MOST_BUTTONS = 8
BLANK_ROWS = 1
WIDGETS = {
    T.SELECT: "choice",
    T.MULTISELECT: "choices",
    T.BOOL: "choice",
    T.SCALE: "scale",
    T.TABLE: "table",
    T.FILE: "file",
    T.REF: "list",
    T.APPROVAL: "approval",
    T.AUTO: "fixed",
    T.TEXTAREA: "long",
}
INPUT_TYPES = {T.DATE: "date", T.TIME: "time", T.MONTH: "month"}
_STEP = re.compile(r"(\d+)\.(\d+)", re.ASCII)
_MACHINE = {T.DATE: r"\d{4}-\d\d-\d\d", T.TIME: r"\d\d:\d\d", T.MONTH: r"\d{4}-\d\d"}
ACCEPTS = {
    "photos": "image/jpeg,image/png,image/webp,image/heic,image/heif",
    "documents": ".pdf,.docx,.xlsx",
}
ACCEPTS["any"] = f"{ACCEPTS['photos']},{ACCEPTS['documents']}"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    chosen: bool
    id: str


@dataclass
class FieldView:
    """One field, or one cell of a table."""

    key: str
    place: str
    type: str
    widget: str
    label: str
    help: str
    required: bool
    shown: bool
    value: Any
    error: str = ""
    warning: str = ""
    comments: Sequence[FieldComment] = ()
    elsewhere: str = ""
    # When it is shown or must be filled in, for those who make the form.
    rule: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    other: str = ""
    has_other: bool = False
    rows: list[RowView] = field(default_factory=list)
    blank_row: list[FieldView] = field(default_factory=list)
    files: list[FileShown] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of its input in the page; a fault links to it."""
        return "f-" + re.sub(r"[\[\].]+", "-", self.place).strip("-")

    @property
    def first_id(self) -> str:
        """The id of what takes the focus: the first choice of a group, the first cell of a table."""
        if self.rows:
            return self.rows[0].cells[0].first_id
        if self.choices and self.widget != "list":
            return self.choices[0].id
        return {"approval": f"{self.id}-by", "file": f"{self.id}-new"}.get(self.widget, self.id)

    @property
    def described_by(self) -> str:
        """The ids of help, warning and fault, for screen readers."""
        tails = (("help", self.help or self.hint), ("warning", self.warning), ("error", self.error))
        return " ".join(f"{self.id}-{name}" for name, words in tails if words)

    @property
    def input_type(self) -> str:
        """The type of input; a day that was typed in words stays readable in a plain one."""
        kind = INPUT_TYPES.get(T(self.type), "text")
        plain = kind != "text" and self.value and not re.fullmatch(_MACHINE[T(self.type)], str(self.value))
        return "text" if plain else kind

    @property
    def input_mode(self) -> str:
        """Which keyboard a phone shows."""
        if self.type == T.CURRENCY:
            return "numeric"
        if self.type == T.NUMBER:
            return "decimal" if self.settings.get("decimals") else "numeric"
        return ""

    @property
    def hint(self) -> str:
        """How to write what has no widget of its own, unless the form says it."""
        if self.help:
            return ""
        return {
            T.DURATION: _("For example 45 menit, or 1 jam 30 menit."),
            T.TAGS: _("Part them by commas."),
            T.CURRENCY: _("In rupiah, for example 150.000."),
        }.get(T(self.type), "")

    @property
    def text(self) -> str:
        """The value as a plain input shows it. A length of time is kept in minutes and written in words, which are read again as the same."""
        if self.type == T.DURATION:
            return value_in_words(self.settings, self.value)
        if isinstance(self.value, list):
            return ", ".join(str(one) for one in self.value)
        return "" if self.value is None else str(self.value)


@dataclass
class RowView:
    number: int
    cells: list[FieldView]


@dataclass
class SectionView:
    """A section; `steps` are the SOP steps it practises, `4.3` as ("4", "3")."""

    key: str
    title: str
    fields: list[FieldView]
    steps: list[tuple[str, str]]


@dataclass
class SheetView:
    """The whole form, with its faults as the summary lists them, and what the browser's module needs to know."""

    sections: list[SectionView]
    errors: list[ErrorEntry]
    rules: list[dict[str, Any]]


@dataclass(frozen=True)
class Around:
    """What a form is drawn with besides its answers."""

    faults: Sequence[Fault] = ()
    files: Mapping[str, FileShown] = field(default_factory=dict)
    refs: Sequence[Submission] = ()
    comments: Mapping[str, Sequence[FieldComment]] = field(default_factory=dict)
    # What the draft says that was saved from elsewhere, by field, where it differs.
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    more_rows: str = ""


def sheet_view(form: Schema, answers: Answers, around: Around) -> SheetView:
    """Return a form drawn with its answers. Faults of files that were refused are added to those that are given."""
    maker = _Maker(form, answers, around)
    sections = [
        SectionView(
            one["key"],
            local(one["title"]),
            [maker.field(each) for each in one["fields"]],
            [(found[1], found[2]) for each in one["steps"] if (found := _STEP.fullmatch(each))],
        )
        for one in form["sections"]
    ]
    views = {view.key: view for section in sections for view in section.fields}
    return SheetView(sections, list(_entries(around.faults, views)), [_rules_of(one) for one in schema.fields_of(form)])


def preview_of(form: Schema) -> list[SectionView]:
    """Return a blank form for those who make it: what depends on an answer is shown too, with the rule in words."""
    sections = sheet_view(form, {}, Around()).sections
    for section, written in zip(sections, form["sections"], strict=True):
        for view, said in zip(section.fields, describe(form, written), strict=True):
            view.shown, view.rule = True, "" if view.type == T.AUTO else said.rule
            if view.type == T.AUTO:
                view.value = f"({said.need})"
    return sections


class _Maker:
    def __init__(self, form: Schema, answers: Answers, around: Around) -> None:
        self.answers, self.around = answers, around
        self.sheet = schema.Sheet(form, answers)
        self.faults = {fault.where: fault.message for fault in reversed(around.faults)}
        self.warnings = {one.where: one.message for one in schema.client_data_warnings(form, answers)}

    def field(self, one: Field) -> FieldView:
        key = one["key"]
        calculated = bool(one.get("calculation"))
        view = self.plain(one, key, self.sheet.value(key) if calculated else self.answers.get(key))
        view.required, view.shown = self.sheet.required(key), self.sheet.shown(key)
        view.comments = self.around.comments.get(key, ())
        view.elsewhere = self.around.elsewhere.get(key, "")
        if calculated:
            view.widget = "calculated"
        self._complete(view, one)
        return view

    def plain(self, one: Field, place: str, value: Any) -> FieldView:
        return FieldView(
            key=one["key"],
            place=place,
            type=one["type"],
            widget=WIDGETS.get(T(one["type"]), "line"),
            label=local(one["label"]),
            help=local(one.get("help", "")),
            required=bool(one.get("required")),
            shown=True,
            value=value,
            error=self.faults.get(place, ""),
            warning=self.warnings.get(place, ""),
            settings=one,
        )

    def _complete(self, view: FieldView, one: Field) -> None:
        kind = T(view.type)
        if kind in (T.SELECT, T.MULTISELECT, T.BOOL, T.SCALE, T.REF):
            self._choose(view, one)
        elif kind == T.TABLE:
            self._tabulate(view, one)
        elif kind == T.FILE:
            ids = view.value if isinstance(view.value, list) else []
            view.files = [self.around.files[pid] for pid in ids if pid in self.around.files]
            view.settings = {**one, "accepts": ACCEPTS[one["accept"]], "largest": LARGEST_FILE}

    def _choose(self, view: FieldView, one: Field) -> None:
        value, options = view.value, self._options(one)
        entries = value if isinstance(value, list) else [value]
        view.other = next((str(entry.get("other", "")) for entry in entries if isinstance(entry, Mapping)), "")
        view.has_other = bool(one.get("other"))
        texts = {("ya" if entry else "tidak") if isinstance(entry, bool) else str(entry) for entry in entries}
        if view.widget == "choice" and len(options) > MOST_BUTTONS:
            view.widget = "list"
        view.choices = [
            Choice(text, label, text in texts, f"{view.id}-{number}") for number, (text, label) in enumerate(options)
        ]
        if view.has_other:
            label = _("Other, namely")
            view.choices.append(Choice(OTHER, label, bool(view.other), f"{view.id}-{len(options)}"))

    def _options(self, one: Field) -> list[tuple[str, str]]:
        if one["type"] == T.BOOL:
            return [("ya", _("Yes")), ("tidak", _("No"))]
        if one["type"] == T.SCALE:
            return [(str(number), str(number)) for number in range(one["minimum"], one["maximum"] + 1)]
        if one["type"] == T.REF:
            return [
                (row.public_id, row.reference) for row in self.around.refs if row.form_version.form.code == one["form"]
            ]
        return [(option["value"], local(option["label"])) for option in one["options"]]

    def _tabulate(self, view: FieldView, one: Field) -> None:
        rows = [row for row in view.value if isinstance(row, Mapping)] if isinstance(view.value, list) else []
        wanted = max(len(rows) + (BLANK_ROWS if self.around.more_rows == view.key else 0), one["min_rows"], 1)
        for number in range(1, min(wanted, max(one["max_rows"], len(rows))) + 1):
            row = rows[number - 1] if number <= len(rows) else {}
            view.rows.append(RowView(number, self._cells(one, number, row)))
        view.blank_row = self._cells(one, 0, {})

    def _cells(self, one: Field, number: int, row: Mapping[str, Any]) -> list[FieldView]:
        cells = []
        for column in one["columns"]:
            cell = self.plain(column, f"{one['key']}[{number}].{column['key']}", row.get(column["key"]))
            if cell.type in (T.SELECT, T.BOOL):
                self._choose(cell, column)
                cell.widget = "list"
            cells.append(cell)
        return cells


def _entries(faults: Iterable[Fault], views: Mapping[str, FieldView]) -> Iterable[ErrorEntry]:
    for fault in faults:
        view = views.get(schema.field_of_place(fault.where))
        if view is None:
            yield ErrorEntry("", "", fault.message)
            continue
        row, cell = next(
            ((row, cell) for row in view.rows for cell in row.cells if cell.place == fault.where), (None, None)
        )
        part = f"{view.id}-{fault.where.rpartition('.')[2]}" if view.widget == "approval" and "." in fault.where else ""
        label = view.label
        if row and cell:
            label = ", ".join([view.label, _("Row %(number)s") % {"number": row.number}, cell.label])
        yield ErrorEntry(part or (cell.first_id if cell else view.first_id), label, fault.message)


def _rules_of(one: Field) -> dict[str, Any]:
    """Return what the browser's module needs of a field: to show and hide, to ask for, and to calculate, without a line."""
    told: dict[str, Any] = {
        "key": one["key"],
        "type": one["type"],
        "label": local(one["label"]),
        "required": bool(one["required"]) and one["type"] != T.AUTO,
        "show": one["show_when"],
        "needs": one["required_when"],
    }
    if one.get("calculation"):
        told |= {"calculation": _tree(one["calculation"]), "decimals": one["decimals"], "required": False, "needs": []}
    else:
        told |= _limits_of(one)
    if one["type"] == T.TABLE:
        told["columns"] = [_column_rules(each) for each in one["columns"]]
        told |= {"least": one["min_rows"], "most": one["max_rows"]}
    if one["type"] == T.FILE:
        told["most"] = one["max_files"]
    if one.get("client_data"):
        told["client"] = True
    return told


def _column_rules(column: dict[str, Any]) -> dict[str, Any]:
    told = {"key": column["key"], "type": column["type"], "label": local(column["label"])}
    return {**told, "required": column["required"], **_limits_of(column)}


def _limits_of(one: dict[str, Any]) -> dict[str, str]:
    """Return the least and the most of a number that is typed."""
    if one["type"] not in NUMBERS:
        return {}
    return {name: one[name] for name in ("minimum", "maximum") if one.get(name) not in (None, "")}


def _tree(calculation: str) -> Any:
    """Return a calculation as nested lists, `["-", ["name", "a"], ["number", "2"]]`, so that the page needs no parser."""

    def spelt(node: Node) -> list[Any]:
        own = [] if node.value is None else [str(node.value)]
        return [node.kind, *own, *(spelt(part) for part in node.parts)]

    try:
        return spelt(parse(calculation))
    except ExpressionError:
        return None

"""An XLSForm workbook read as a form, with every fault at its sheet, row and column. Nothing is written here."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assignments.enums import FieldType
from assignments.interchange.xlsform import xpath
from assignments.interchange.xlsform.names import LEFT_OUT, MAY_BE, YES_NO
from assignments.interchange.xlsform.own import own_of
from assignments.schema import Flaw, flaws
from assignments.schema.shapes import COLUMN_TYPES, Schema, column_limits, normal
from lms.files.inspection.sheets import MOST_CELLS, widest_sheet
from lms.people.enums import Evidence

T = FieldType
LARGEST_UNPACKED, MOST_ROWS = 20 * 1024 * 1024, 1000
_LANGUAGE = re.compile(r"^(label|hint)(?:::?\s*(.*))?$")
_GROUPS = frozenset({"begin_group", "begin_repeat"})
_ENDS = frozenset({"end_group", "end_repeat"})


class SheetFault(NamedTuple):
    """What is wrong in a workbook: on which sheet, in which row (as the spreadsheet counts), in which column."""

    sheet: str
    row: int | None
    column: str
    message: str


class Line(NamedTuple):
    """A row of a sheet: its number in the spreadsheet, and its cells by the name of their column."""

    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class _Reader:
    sheets: dict[str, list[Line]]
    faults: list[SheetFault] = field(default_factory=list)
    # Labels of choices by list and name.
    lists: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    # Which list a field takes its choices from, and which column of which table a name is.
    list_of: dict[str, str] = field(default_factory=dict)
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    # Where the fields of each section stand, so that flaws of the form as a whole find their row.
    rows: list[list[int]] = field(default_factory=list)

    def fault(self, line: Line, column: str, message: str, sheet: str = "survey") -> None:
        self.faults.append(SheetFault(sheet, line.number, column, message))

    def schema(self) -> Schema:
        self._read_choices()
        lines = self.sheets.get("survey", [])
        self._note_names(lines)
        sections = self._sections(lines)
        return normal({**self._settings(), "sections": sections})

    def _settings(self) -> dict[str, Any]:
        line = next(iter(self.sheets.get("settings", [])), Line(2, {}))
        own = self._own(line, "settings")
        code = line.get("form_id").strip()
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,11}", code):
            self.fault(line, "form_id", _("A code of letters, digits and - is needed, for example LT-13."), "settings")
        title = line.get("form_title").removeprefix(code).strip()
        if not title:
            self.fault(line, "form_title", _("The form has no title."), "settings")
        return {
            "code": code,
            "title": {"id": title, "en": str(own.get("title_en") or "")},
            "intro": own.get("intro"),
            "sops": own.get("sops"),
            "processes": own.get("processes"),
        }

    def _own(self, line: Line, sheet: str = "survey") -> dict[str, Any]:
        own = own_of(line.get("padan"))
        if own is None:
            self.fault(line, "padan", _("This cell is not readable. Empty it, or export the form again."), sheet)
        return own or {}

    def _read_choices(self) -> None:
        for line in self.sheets.get("choices", []):
            label = labels(line, "label")
            name = line.get("list_name") or line.get("list name")
            if not name or not line.get("name"):
                self.fault(line, "name", _("A choice needs list_name and name."), "choices")
                continue
            entry = {"value": label["id"] or label["en"] or line.get("name"), "en": label["en"]}
            self.lists.setdefault(name, {})[line.get("name")] = entry

    def _note_names(self, lines: list[Line]) -> None:
        table = ""
        for line in lines:
            kind, list_name = _kind(line)
            if kind == "begin_repeat":
                table = line.get("name")
            elif kind == "end_repeat":
                table = ""
            elif list_name:
                self.list_of[line.get("name")] = list_name
            if table and kind not in {*_GROUPS, *_ENDS}:
                key = (own_of(line.get("padan")) or {}).get("key") or line.get("name")
                self.columns[line.get("name")] = (table, key)

    def _sections(self, lines: list[Line]) -> list[dict[str, Any]]:
        sections: list[dict[str, Any]] = []
        section: dict[str, Any] | None = None
        at = 0
        while at < len(lines):
            line = lines[at]
            kind, _list = _kind(line)
            own = self._own(line)
            if kind == "begin_group" and own.get("type") != T.APPROVAL:
                section = self._section(line, own, len(sections))
                sections.append(section)
                self.rows.append([])
            elif kind == "end_group":
                section = None
            elif kind not in LEFT_OUT:
                if section is None:
                    section = {"title": {"id": _("Questions")}, "fields": []}
                    sections.append(section)
                    self.rows.append([])
                inside = _inside(lines, at) if kind in _GROUPS else []
                self._add(section, line, own, kind, inside)
                at += len(inside) + (1 if kind in _GROUPS else 0)
            at += 1
        return sections

    def _section(self, line: Line, own: dict[str, Any], number: int) -> dict[str, Any]:
        title = labels(line, "label")
        if line.get("relevant"):
            self.fault(line, "relevant", _("A section is always shown here. Put the condition on its fields."))
        return {
            "key": str(own.get("key") or line.get("name") or f"s{number + 1}"),
            "title": {"id": title["id"] or title["en"], "en": title["en"]},
            "steps": own.get("steps"),
            "fields": [],
        }

    def _add(self, section: dict[str, Any], line: Line, own: dict[str, Any], kind: str, inside: list[Line]) -> None:
        one = self._field(line, own, kind, inside)
        if one is not None:
            self.rows[-1].append(line.number)
            section["fields"].append(one)

    def _field(self, line: Line, own: dict[str, Any], kind: str, inside: list[Line]) -> dict[str, Any] | None:
        our_type = self._type(line, own, kind)
        if our_type is None:
            return None
        label = labels(line, "label")
        one = {
            **{name: value for name, value in own.items() if name not in {"type", "required"}},
            "key": line.get("name"),
            "type": our_type,
            "label": {"id": label["id"] or label["en"] or line.get("name"), "en": label["en"]},
            "help": labels(line, "hint"),
            "evidence": own.get("evidence") if own.get("evidence") in Evidence.values else Evidence.INFERRED,
            **self._need(line, own, kind, inside),
            **self._limits(line),
        }
        if our_type == T.TABLE:
            one["columns"] = [column for row in inside if (column := self._column(row)) is not None]
        if our_type in {T.SELECT, T.MULTISELECT}:
            one["options"] = self._options(line)
        if our_type == T.SCALE:
            one |= self._scale(line)
        if our_type == T.NUMBER and "decimals" not in own:
            one["decimals"] = 2 if kind == "decimal" else 0
        if our_type == T.FILE and "accept" not in own:
            one["accept"] = "any" if kind == "file" else "photos"
        return one

    def _type(self, line: Line, own: dict[str, Any], kind: str) -> str | None:
        if kind == "begin_repeat":
            return T.TABLE
        if kind == "begin_group":
            return T.APPROVAL
        known = MAY_BE.get(kind)
        if known is None:
            self.fault(line, "type", _("There is no field for the type “%(type)s” here.") % {"type": line.get("type")})
            return None
        if own.get("type") in known:
            return str(own["type"])
        if kind == "select_one" and _kind(line)[1] == YES_NO:
            return T.BOOL
        if kind == "text" and "multiline" in line.get("appearance"):
            return T.TEXTAREA
        if kind == "date" and "month-year" in line.get("appearance"):
            return T.MONTH
        return known[0]

    def _need(self, line: Line, own: dict[str, Any], kind: str, inside: list[Line]) -> dict[str, Any]:
        """Return when a field is shown, when it must be filled in, and how it is calculated."""
        text = line.get("required").strip()
        if kind == "begin_group" and inside:
            text = inside[0].get("required").strip()
        yes = text.lower() in {"yes", "true", "true()", "ya", "1"}
        rule = bool(text) and not yes and text.lower() not in {"no", "false", "false()", "tidak", "0"}
        settings: dict[str, Any] = {
            "required": bool(own["required"]) if "required" in own else yes or rule,
            "required_when": self._conditions(line, "required", text) if rule else [],
            "show_when": self._conditions(line, "relevant", line.get("relevant")),
        }
        if line.get("calculation"):
            settings["calculation"] = self._calculation(line)
        return settings

    def _conditions(self, line: Line, column: str, text: str) -> list[dict[str, str]]:
        if not text.strip():
            return []
        try:
            return xpath.conditions_of(text, self._value_of)
        except xpath.Untranslatable:
            self.fault(
                line,
                column,
                _("“%(text)s” cannot be taken over: only comparisons of single fields, joined by “and”.")
                % {"text": text[:80]},
            )
            return []

    def _calculation(self, line: Line) -> str:
        try:
            return xpath.calculation_in(line.get("calculation"), self.columns, self._value_of)
        except xpath.Untranslatable:
            words = _("“%(text)s” cannot be taken over: only + - * div, sum, count, round and if.")
            self.fault(line, "calculation", words % {"text": line.get("calculation")[:80]})
            return ""

    def _value_of(self, name: str, choice: str) -> str:
        entry = self.lists.get(self.list_of.get(name, ""), {}).get(choice)
        if self.list_of.get(name) == YES_NO:
            return choice
        return entry["value"] if entry else choice

    def _limits(self, line: Line) -> dict[str, Any]:
        if not line.get("constraint"):
            return {}
        try:
            return xpath.limits_in(line.get("constraint"))
        except xpath.Untranslatable:
            words = _("“%(text)s” cannot be taken over: only a least, a most, a length, or not in the future.")
            self.fault(line, "constraint", words % {"text": line.get("constraint")[:80]})
            return {}

    def _options(self, line: Line) -> list[dict[str, str]]:
        name = _kind(line)[1]
        if name not in self.lists:
            self.fault(line, "type", _("There is no list “%(name)s” on the sheet choices.") % {"name": name})
            return []
        return list(self.lists[name].values())

    def _scale(self, line: Line) -> dict[str, int]:
        said = dict(re.findall(r"(start|end)\s*=\s*(-?\d{1,4})\b", line.get("parameters")))
        return {"minimum": int(said.get("start", 1)), "maximum": int(said.get("end", 5))}

    def _column(self, line: Line) -> dict[str, Any] | None:
        own = self._own(line)
        kind, _list = _kind(line)
        our_type = self._type(line, own, kind) if kind not in LEFT_OUT else None
        if our_type is None:
            return None
        if our_type not in COLUMN_TYPES:
            self.fault(line, "type", _("A column of a table cannot be of this type."))
            return None
        if line.get("relevant") or line.get("calculation"):
            self.fault(line, "relevant", _("A column of a table has no rule and no calculation here."))
        label = labels(line, "label")
        return {
            "key": str(own.get("key") or line.get("name")),
            "type": our_type,
            "label": {"id": label["id"] or label["en"] or line.get("name"), "en": label["en"]},
            "required": line.get("required").lower() in {"yes", "true", "true()", "ya", "1"},
            "client_data": bool(own.get("client_data")),
            "options": self._options(line) if our_type == T.SELECT else [],
            **self._column_limits(line, our_type),
        }

    def _column_limits(self, line: Line, our_type: str) -> dict[str, Any]:
        limits = self._limits(line)
        if not limits.keys() <= set(column_limits(our_type)):
            self.fault(line, "constraint", _("A column of this type has no such limit here."))
        return limits


def read_xlsform(content: bytes) -> tuple[Schema, list[SheetFault]]:
    """Return the form that a workbook says, and everything that is wrong with it. The form can be used when there is no fault."""
    opened = _opened(content)
    if isinstance(opened, SheetFault):
        return normal({}), [opened]
    reader = _Reader(opened)
    missing = [name for name in ("survey", "settings") if name not in opened]
    if missing:
        return normal({}), [SheetFault(name, None, "", _("The sheet “%s” is missing.") % name) for name in missing]
    schema = reader.schema()
    faults = reader.faults or [_as_fault(flaw, reader.rows) for flaw in flaws(schema)]
    return schema, faults


def _as_fault(flaw: Flaw, rows: list[list[int]]) -> SheetFault:
    if flaw.section is None or flaw.field is None:
        return SheetFault("survey", None, "", flaw.message)
    name = flaw.setting.split(".", 1)[0]
    column = {"key": "name", "show_when": "relevant", "required_when": "required", "label_id": "label"}.get(name, name)
    return SheetFault("survey", rows[flaw.section][flaw.field], column, flaw.message)


def _opened(content: bytes) -> dict[str, list[Line]] | SheetFault:
    """Return the sheets as lines; a fault instead when this is no workbook, or one that would fill the memory."""
    import python_calamine

    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                return SheetFault("", None, "", _("This workbook is too large for a form."))
        if widest_sheet(content) > MOST_CELLS:
            return SheetFault("", None, "", _("This workbook is too large for a form."))
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = {name.strip().lower(): book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except (zipfile.BadZipFile, python_calamine.CalamineError, OSError, ValueError):
        return SheetFault("", None, "", _("This is no .xlsx workbook. Save it as .xlsx and try again."))
    if any(len(rows) > MOST_ROWS for rows in sheets.values()):
        return SheetFault("", None, "", _("A sheet has more than %(most)s rows.") % {"most": MOST_ROWS})
    return {name: _lines(rows) for name, rows in sheets.items()}


def _lines(rows: list[list[Any]]) -> list[Line]:
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    lines = [
        Line(number, {name: _text(cell) for name, cell in zip(header, row, strict=False) if name and _text(cell)})
        for number, row in enumerate(rows[1:], 2)
    ]
    return [line for line in lines if line.cells]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _kind(line: Line) -> tuple[str, str]:
    """Return the type of a row, and the list of choices it names."""
    words = line.get("type").split()
    if not words:
        return "", ""
    kind = words[0].lower()
    if kind in {"begin", "end"} and len(words) > 1:
        return f"{kind}_{words[1].lower()}", ""
    return kind, words[1] if len(words) > 1 else ""


def _inside(lines: list[Line], at: int) -> list[Line]:
    """Return the rows between a begin and its end."""
    depth, inside = 0, []
    for line in lines[at + 1 :]:
        kind = _kind(line)[0]
        if kind in _ENDS:
            if depth == 0:
                break
            depth -= 1
        depth += kind in _GROUPS
        inside.append(line)
    return inside


def labels(line: Line, name: str) -> dict[str, str]:
    """Return a text in both languages: columns `label`, `label::id`, `label::Bahasa Indonesia (id)`, `label::English (en)`."""
    text = {"id": "", "en": ""}
    for column, cell in line.cells.items():
        found = _LANGUAGE.match(column)
        if found and found[1] == name:
            language = (found[2] or "").lower()
            code = "en" if language in {"en", "english"} or language.endswith("(en)") else "id"
            text[code] = text[code] or cell
    return text


__all__ = ["SheetFault", "read_xlsform"]

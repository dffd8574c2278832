"""A form written as an XLSForm workbook."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from assignments.enums import FieldType
from assignments.interchange.xlsform import xpath
from assignments.interchange.xlsform.names import (
    CHOICE_COLUMNS,
    ENGLISH,
    INDONESIAN,
    SETTINGS_COLUMNS,
    SURVEY_COLUMNS,
    WRITTEN,
    YES_NO,
    slug,
)
from assignments.schema.shapes import Field, Schema, fields_of

T = FieldType
Row = dict[str, Any]

# Settings that the format's own columns hold.
_SAID = frozenset(
    {"key", "label", "help", "required", "show_when", "required_when", "options", "columns"}
    | {"calculation", "minimum", "maximum", "max_length", "not_future"}
)


def xlsform_of(schema: Schema, *, version: str) -> bytes:
    """Return the workbook with its sheets survey, choices and settings. The schema is a normal one."""
    import xlsxwriter

    writer = _Writer(schema)
    survey = writer.survey()
    sheets = [
        ("survey", SURVEY_COLUMNS, survey),
        ("choices", CHOICE_COLUMNS, writer.choices),
        ("settings", SETTINGS_COLUMNS, [writer.settings(version)]),
    ]
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        bold = book.add_format({"bold": True})
        for name, columns, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(columns) - 1, 24)
            sheet.write_row(0, 0, columns, bold)
            for number, row in enumerate(rows, 1):
                for place, column in enumerate(columns):
                    if row.get(column) not in (None, ""):
                        sheet.write_string(number, place, str(row[column]))
    return content.getvalue()


def _labels(text: dict[str, str], name: str = "label") -> Row:
    return {f"{name}::{INDONESIAN}": text.get("id", ""), f"{name}::{ENGLISH}": text.get("en", "")}


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True) if data else ""


class _Writer:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.fields = {one["key"]: one for one in fields_of(schema)}
        self.choices: list[Row] = []
        # What each choice is called, by the field's key and the choice's value.
        self.names: dict[tuple[str, str], str] = {}
        self._add_choices()

    def _add_choices(self) -> None:
        for one in self.fields.values():
            self._add_list(one["key"], one.get("options", []))
            for column in one.get("columns", []):
                self._add_list(column_name(one["key"], column["key"]), column["options"])
        for name, label in (("ya", {"id": "Ya", "en": "Yes"}), ("tidak", {"id": "Tidak", "en": "No"})):
            self.choices.append({"list_name": YES_NO, "name": name, **_labels(label)})

    def _add_list(self, name: str, options: list[dict[str, Any]]) -> None:
        taken: set[str] = set()
        for option in options:
            choice = slug(option["value"], taken)
            self.names[(name, option["value"].casefold())] = choice
            label = {"id": option["value"], "en": option["label"]["en"]}
            self.choices.append({"list_name": name, "name": choice, **_labels(label)})

    def settings(self, version: str) -> Row:
        schema = self.schema
        own = {name: schema[name] for name in ("intro", "sops", "processes")} | {"title_en": schema["title"]["en"]}
        return {
            "form_title": f"{schema['code']} {schema['title']['id']}",
            "form_id": schema["code"],
            "version": version,
            "default_language": INDONESIAN,
            "padan": _json(own),
        }

    def survey(self) -> list[Row]:
        rows: list[Row] = []
        for number, section in enumerate(self.schema["sections"], 1):
            own = {"key": section["key"], "steps": section["steps"]}
            rows.append(
                {"type": "begin_group", "name": f"bagian_{number}", **_labels(section["title"]), "padan": _json(own)}
            )
            for one in section["fields"]:
                rows += self.field(one)
            rows.append({"type": "end_group", "name": f"bagian_{number}"})
        return rows

    def field(self, one: Field) -> list[Row]:
        row = self._base(one)
        if one["type"] == T.TABLE:
            inside = [self._column(one, column) for column in one["columns"]]
            return [{**row, "type": "begin_repeat"}, *inside, {"type": "end_repeat", "name": one["key"]}]
        if one["type"] == T.APPROVAL:
            return self._approval(one, row)
        return [{**row, **_as(one)}]

    def _base(self, one: Field) -> Row:
        needed = xpath.relevant_of(one["required_when"], self.fields, self.names)
        own = {name: value for name, value in one.items() if name not in _SAID and value not in ("", None)}
        calculation = ""
        if one.get("calculation"):
            calculation = xpath.calculation_of(one["calculation"], self.fields, self.names, column_name)
        may_be_asked = one["type"] not in {T.TABLE, T.AUTO} and not calculation
        return {
            "name": one["key"],
            **_labels(one["label"]),
            **_labels(one["help"], "hint"),
            "required": (needed or ("yes" if one["required"] else "")) if may_be_asked else "",
            "relevant": xpath.relevant_of(one["show_when"], self.fields, self.names),
            "constraint": xpath.constraint_of(one),
            "calculation": calculation,
            "padan": _json(own | ({"required": one["required"]} if not may_be_asked else {})),
        }

    def _approval(self, one: Field, row: Row) -> list[Row]:
        """The format knows no approval: a group of a name and a day."""
        need = {"required": row.pop("required")}
        by, on = f"{one['key']}_by", f"{one['key']}_on"
        return [
            {**row, "type": "begin_group", "padan": row["padan"]},
            {"type": "text", "name": by, **_labels({"id": "Nama dan jabatan", "en": "Name and position"}), **need},
            {"type": "date", "name": on, **_labels({"id": "Tanggal", "en": "Date"}), **need},
            {"type": "end_group", "name": one["key"]},
        ]

    def _column(self, table: Field, column: dict[str, Any]) -> Row:
        name = column_name(table["key"], column["key"])
        own = {"key": column["key"], "type": column["type"]}
        own |= {"client_data": True} if column["client_data"] else {}
        kind = {
            T.SELECT: f"select_one {name}",
            T.BOOL: f"select_one {YES_NO}",
            T.NUMBER: "decimal",
            T.CURRENCY: "integer",
            T.DATE: "date",
        }.get(T(column["type"]), "text")
        return {
            "type": kind,
            "name": name,
            **_labels(column["label"]),
            "required": "yes" if column["required"] else "",
            "constraint": xpath.constraint_of(column),
            "padan": _json(own),
        }


def column_name(table: str, column: str) -> str:
    """Return what a column is called there, where names are known in the whole form."""
    return f"{table}__{column}"


def _as(one: Field) -> Row:
    """Return type, appearance and parameters of a field."""
    if one.get("calculation"):
        return {"type": "calculate"}
    kind = one["type"]
    if kind == T.SELECT:
        return {"type": f"select_one {one['key']}"}
    if kind == T.MULTISELECT:
        return {"type": f"select_multiple {one['key']}"}
    if kind in {T.NUMBER, T.CURRENCY}:
        return {"type": "decimal" if one["decimals"] else "integer"}
    if kind == T.FILE:
        return {"type": "image" if one["accept"] == "photos" else "file"}
    row = {"type": WRITTEN[kind]}
    if kind == T.SCALE:
        row["parameters"] = f"start={one['minimum']} end={one['maximum']} step=1"
    if kind == T.TEXTAREA:
        row["appearance"] = "multiline"
    if kind == T.MONTH:
        row["appearance"] = "month-year"
    return row

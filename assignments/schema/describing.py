"""A form in words: what versions are compared by, what reviewers sign, and what a preview says of each field."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from assignments.enums import FieldType
from assignments.schema.reading import plain, read_number
from assignments.schema.rules import rule_in_words
from assignments.schema.shapes import Field, Schema, fields_of, local
from assignments.schema.written import number_in_words

T = FieldType


class Described(NamedTuple):
    """A field in words: its label, its type, whether and when it must be filled in, and everything else one a line."""

    key: str
    label: str
    kind: str
    need: str
    notes: list[str]
    help: str
    options: list[str]
    evidence: str
    # When it is shown and when it must be filled in, if that depends on an answer.
    rule: str


def describe(schema: Schema, section: dict[str, Any]) -> list[Described]:
    """Return the fields of a section in words, in the reader's language."""
    fields = {one["key"]: one for one in fields_of(schema)}
    return [
        Described(
            one["key"],
            local(one["label"]),
            str(T(one["type"]).label),
            need_in_words(one, fields),
            notes_of(one, fields),
            local(one["help"]),
            [local(option["label"]) for option in one.get("options", [])],
            one["evidence"],
            rule_of(one, fields),
        )
        for one in section["fields"]
    ]


def rule_of(one: Field, fields: dict[str, Field]) -> str:
    """Return on which answers a field depends; empty: on none."""
    shown = shown_in_words(one, fields)
    need = need_in_words(one, fields) if one["required_when"] else ""
    return " ".join(filter(None, (shown, f"{need[:1].upper()}{need[1:]}." if need else "")))


def shown_in_words(one: Field, fields: dict[str, Field]) -> str:
    """Return when a field is shown, as a sentence; empty: always."""
    return (
        _("Shown only when %(rule)s.") % {"rule": rule_in_words(one["show_when"], fields)} if one["show_when"] else ""
    )


def need_in_words(one: Field, fields: dict[str, Field]) -> str:
    """Return whether a field must be filled in: always, when a rule holds, or as one likes."""
    if one["type"] == T.AUTO:
        return _("filled in by the system")
    if one.get("calculation"):
        return _("calculated")
    if one["required_when"]:
        return _("must be filled in when %(rule)s") % {"rule": rule_in_words(one["required_when"], fields)}
    return _("must be filled in") if one["required"] else _("may stay empty")


def notes_of(one: Field, fields: dict[str, Field]) -> list[str]:
    """Return the rules, limits and calculation of a field, one a line."""
    notes = list(filter(None, [shown_in_words(one, fields)]))
    if one.get("calculation"):
        notes.append(_("Calculated as %(calculation)s.") % {"calculation": one["calculation"]})
    notes += filter(None, (_limits(one), _files(one), _flags(one)))
    notes += [_column(column) for column in one.get("columns", [])]
    return notes


def _limits(one: Field) -> str:
    if one["type"] == T.SCALE:
        ends = [f"{one['minimum']} {local(one['low'])}".strip(), f"{one['maximum']} {local(one['high'])}".strip()]
        return _("From %(low)s to %(high)s.") % {"low": ends[0], "high": ends[1]}
    if one["type"] == T.TABLE:
        return _("From %(least)s to %(most)s rows.") % {"least": one["min_rows"], "most": one["max_rows"]}
    if one.get("max_length"):
        return _("At most %(most)s characters.") % {"most": one["max_length"]}
    words = []
    for name, text in (("minimum", _("at least %(limit)s")), ("maximum", _("at most %(limit)s"))):
        limit = read_number(one[name]) if one.get(name) else None
        if limit is not None and not (one["type"] == T.CURRENCY and plain(limit) == "0"):
            words.append(text % {"limit": number_in_words(limit)})
    if one.get("decimals"):
        words.append(_("%(places)s decimals") % {"places": one["decimals"]})
    return f"{', '.join(words).capitalize()}." if words else ""


def _files(one: Field) -> str:
    if one["type"] != T.FILE:
        return ""
    kinds = {"photos": _("photos"), "documents": _("documents"), "any": _("photos or documents")}
    return _("At most %(most)s files: %(kinds)s.") % {"most": one["max_files"], "kinds": kinds[one["accept"]]}


def _flags(one: Field) -> str:
    if one.get("not_future"):
        return _("Not in the future.")
    if one.get("client_data"):
        return _("About a client: warns when a name, NIK or phone number is typed.")
    if one.get("other"):
        return _("Another answer can be typed.")
    if one["type"] == T.REF:
        return _("Refers to an own form %(code)s.") % {"code": one["form"]}
    return ""


def _column(column: dict[str, Any]) -> str:
    options = "; ".join(local(option["label"]) for option in column["options"])
    words = _("Column “%(label)s”: %(kind)s, %(need)s") % {
        "label": local(column["label"]),
        "kind": str(T(column["type"]).label).lower(),
        "need": _("must be filled in") if column["required"] else _("may stay empty"),
    }
    # That no number is below 0 goes without saying, as its two decimals do.
    said = {**column, "decimals": 0, "minimum": None if column.get("minimum") == "0" else column.get("minimum")}
    notes = [f"{words} ({options})." if options else f"{words}.", _limits(said)]
    if column["client_data"]:
        notes.append(_("About a client: warns when a name, NIK or phone number is typed."))
    return " ".join(filter(None, notes))


def head_text(schema: Schema) -> str:
    """Return title, purpose and links of a form as lines of Indonesian."""
    with translation.override("id"):
        lines = [
            f"{schema['code']} {schema['title']['id']}",
            schema["title"]["en"],
            schema["intro"]["id"],
            schema["intro"]["en"],
            _("SOPs practised: %(numbers)s") % {"numbers": ", ".join(map(str, schema["sops"])) or "–"},
            _("Business processes practised: %(numbers)s")
            % {"numbers": ", ".join(map(str, schema["processes"])) or "–"},
        ]
    return "\n".join(line for line in lines if line)


def section_text(schema: Schema, section: dict[str, Any]) -> str:
    """Return a section as lines of Indonesian with everything that is signed: labels in both languages, rules, choices."""
    fields = {one["key"]: one for one in section["fields"]}
    with translation.override("id"):
        lines = [" / ".join(filter(None, section["title"].values()))]
        if section["steps"]:
            lines.append(_("SOP steps practised: %(steps)s") % {"steps": ", ".join(section["steps"])})
        for described in describe(schema, section):
            one = fields[described.key]
            lines += ["", f"{' / '.join(filter(None, one['label'].values()))} [{described.key}]"]
            lines.append(f"{described.kind}, {described.need}")
            lines += filter(None, one["help"].values())
            lines += [f"• {' / '.join(filter(None, _two(option)))}" for option in one.get("options", [])]
            lines += described.notes
    return "\n".join(lines)


def _two(option: dict[str, Any]) -> list[str]:
    return [option["value"], option["label"]["en"]]

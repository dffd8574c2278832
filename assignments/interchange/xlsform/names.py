"""Words of the format: sheets, columns, languages, and how our types are called there."""

from __future__ import annotations

import re
import unicodedata

from assignments.enums import FieldType

T = FieldType
INDONESIAN, ENGLISH = "Bahasa Indonesia (id)", "English (en)"
SURVEY_COLUMNS = [
    "type",
    "name",
    f"label::{INDONESIAN}",
    f"label::{ENGLISH}",
    f"hint::{INDONESIAN}",
    f"hint::{ENGLISH}",
    "required",
    "relevant",
    "constraint",
    "calculation",
    "appearance",
    "parameters",
    "padan",
]
CHOICE_COLUMNS = ["list_name", "name", f"label::{INDONESIAN}", f"label::{ENGLISH}"]
SETTINGS_COLUMNS = ["form_title", "form_id", "version", "default_language", "padan"]
YES_NO = "ya_tidak"

# What each of our types is called there, and which of ours a type from there may be when the column `padan` says so.
WRITTEN: dict[str, str] = {
    T.AUTO: "text",
    T.DATE: "date",
    T.TIME: "time",
    T.MONTH: "date",
    T.DURATION: "integer",
    T.TAGS: "text",
    T.BOOL: f"select_one {YES_NO}",
    T.SCALE: "range",
    T.TEXT: "text",
    T.TEXTAREA: "text",
    T.REF: "text",
}
MAY_BE: dict[str, tuple[str, ...]] = {
    "text": (T.TEXT, T.TEXTAREA, T.TAGS, T.REF, T.AUTO),
    "date": (T.DATE, T.MONTH),
    "time": (T.TIME,),
    "integer": (T.NUMBER, T.CURRENCY, T.DURATION),
    "int": (T.NUMBER, T.CURRENCY, T.DURATION),
    "decimal": (T.NUMBER, T.CURRENCY),
    "range": (T.SCALE,),
    "calculate": (T.NUMBER, T.CURRENCY),
    "image": (T.FILE,),
    "photo": (T.FILE,),
    "file": (T.FILE,),
    "select_one": (T.SELECT, T.BOOL),
    "select_multiple": (T.MULTISELECT,),
}
# Rows of the format that a form here has no use for.
LEFT_OUT = frozenset(
    {"start", "end", "today", "deviceid", "username", "note", "audit", "phonenumber", "simserial", "subscriberid"}
)


def slug(text: str, taken: set[str] | None = None) -> str:
    """Return a name for a choice: letters, digits and _, unique among those taken."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "pilihan"
    name, number = base, 2
    while taken is not None and name in taken:
        name, number = f"{base}_{number}", number + 1
    if taken is not None:
        taken.add(name)
    return name

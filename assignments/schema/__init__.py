"""A task form as data: its shape, what may be answered, and how answers are read, checked, calculated and shown. No database.

A schema is plain JSON, frozen into `FormVersion.schema`:

    {"code": "LT-03", "title": T, "intro": T, "sops": [4], "processes": [2],
     "sections": [{"key": "…", "title": T, "steps": ["4.3"], "fields": [F, …]}, …]}

T is a text in both languages, {"id": "…", "en": "…"}; an empty English one falls back on the Indonesian. A section's key is an id
for good (of its block in the editor); `steps` are the SOP steps it practises, "4.3" being step 3 of SOP 4. A field F has

    "key" (unique in the form), "type" (enums.FieldType), "label": T, "help": T, "required": bool, "evidence": people.enums.Evidence,
    "show_when": [C, …], "required_when": [C, …]      all conditions of a rule must hold; a field that is not shown counts as empty

C is {"field": key, "operator": "is" | "is_not" | "one_of" | "filled" | "empty" | "more" | "less", "value": text}. By type:

| type | own settings | answer |
|---|---|---|
| auto | source: participant, unit, number | text, from Context.auto whatever was sent |
| date, month | not_future | "2026-11-25", "2026-11" |
| time | | "08:30" |
| duration | | whole minutes |
| number, currency | minimum, maximum (texts that are decimals, or null), decimals, calculation | text that is a decimal, "1234.5" |
| select | options: [{"value", "label": T}], other | value, or {"other": text} |
| multiselect | as select | list of those |
| tags | | list of texts |
| bool | | true or false |
| scale | minimum, maximum, low, high: T | whole number |
| text, textarea | max_length (or null), client_data | text |
| table | min_rows, max_rows, columns: [{"key", "label": T, "type", "options", "required", "client_data"}]; of numbers also minimum ("0" unless set), maximum and decimals, of texts max_length, each only where it is set | list of {column: answer} |
| file | accept: photos, documents, any; max_files | list of ids of files |
| ref | form: code of the other form | id of a submission |
| approval | | {"by": name and position, "on": "2026-11-25"} |

Answers are one flat object, {key of a field: answer}; what is not filled in is left out. What could not be read stays as it was
typed, so that nothing is lost, and has a Fault. A place is `key`, `key[2].column` (rows from 1) or `key.by`, `key.on` (approval).
"""

from assignments.schema.calculating import calculated
from assignments.schema.checking import Flaw, flaws
from assignments.schema.cleaning import clean
from assignments.schema.displaying import ShownRow, ShownSection, display
from assignments.schema.guarding import client_data_warnings, text_warning
from assignments.schema.rules import Sheet, required_fields, rule_in_words, shown_fields
from assignments.schema.shapes import (
    Answers,
    Context,
    Fault,
    Field,
    Schema,
    field_of_place,
    fields_of,
    is_empty,
    local,
    normal,
)

__all__ = [
    "Answers",
    "Context",
    "Fault",
    "Field",
    "Flaw",
    "Schema",
    "Sheet",
    "ShownRow",
    "ShownSection",
    "calculated",
    "clean",
    "client_data_warnings",
    "display",
    "field_of_place",
    "fields_of",
    "flaws",
    "is_empty",
    "local",
    "normal",
    "required_fields",
    "rule_in_words",
    "shown_fields",
    "text_warning",
]

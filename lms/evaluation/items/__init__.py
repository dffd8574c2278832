"""A questionnaire as data: its shape, what is shown to whom, and how answers are read. No database.

Content is plain JSON, frozen into `QuestionnaireVersion.content`:

    {"intro": T, "sections": [{"key", "title": T, "items": [I, …]}, …]}

T is a text in both languages, {"id": "…", "en": "…"}; an empty English one falls back on the Indonesian. An item I has

    "key" (unique in the questionnaire), "kind" (enums.ItemKind), "text": T, "help": T, "required": bool, "group": slug or "",
    "measures": "skm:1" … "skm:9", "competency:<key>", "nps", "facilitator" or "", "source": text, "evidence": people.enums.Evidence,
    "when": {"item": key of an earlier one, "in": [values]} or null: asked only of who answered that one so

and by kind

| kind | own settings | answer |
|---|---|---|
| scale | scale: {"min", "max", "low": T, "high": T}, options: words for single steps (key: the step), or none | whole number |
| choice | options: [{"key", "id", "en"}] | key |
| choices | options, most (at most so many, or null) | list of keys, in the order of the options |
| matrix | rows: [{"key", "id", "en"}], scale | {row: whole number} |
| number | number: {"min", "max" (whole, or null), "decimals", "unit": T} | whole number; a text that is a decimal where decimals are asked |
| text | most (letters) | text |
| auto | none: it is never asked, the results read it elsewhere | none |

Answers are one flat object {key of an item: answer}; what was not asked or was left out is absent.
"""

from lms.evaluation.items.answers import MOST_LETTERS, Answers, Cleaned, Fault, answer_words, clean, is_shown
from lms.evaluation.items.shape import (
    MEASURES,
    USUAL_SCALE,
    Content,
    Item,
    Option,
    Scale,
    Section,
    digest_of,
    items_of,
    normal,
    normal_item,
    sections_of,
)

__all__ = [
    "MEASURES",
    "MOST_LETTERS",
    "USUAL_SCALE",
    "Answers",
    "Cleaned",
    "Content",
    "Fault",
    "Item",
    "Option",
    "Scale",
    "Section",
    "answer_words",
    "clean",
    "digest_of",
    "is_shown",
    "items_of",
    "normal",
    "normal_item",
    "sections_of",
]

"""What keeps a report from being given to the units, each in words that say what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lms.evaluation import narrative
from lms.evaluation.enums import SectionKind
from lms.evaluation.report_parts import EN, ID, Book

# A section of these kinds is never left out; one of an activity is, when nobody has written it.
NEEDED = (SectionKind.OPENING, SectionKind.CRITERION, SectionKind.CLOSING)


def missing_in(book: Book) -> list[str]:
    """Return what is missing; nothing when the review can be opened."""
    found: list[str] = []
    for section in book.sections:
        told = {language: bool(book.text(section, language).strip()) for language in (ID, EN)}
        needed = section.kind in NEEDED
        if not told[ID] and (needed or told[EN]):
            found.append(_("“%(section)s” has no Indonesian text.") % {"section": section.local_title})
        if not told[EN] and (needed or told[ID]):
            found.append(_("“%(section)s” has no English text.") % {"section": section.local_title})
        found += [
            _("“%(section)s” quotes a figure nobody knows: %(name)s.")
            % {"section": section.local_title, "name": narrative.ref_of(key, number)}
            for key, number in book.refs(section)
            if not book.quoted(key, number)
        ]
    if waiting := [one.title for one in book.files if not one.file.is_ready]:
        found.append(_("Files still being checked, or refused: %(names)s.") % {"names": ", ".join(waiting)})
    return found

"""A form as it is filled in: what was sent read into answers, and each field as the page draws it."""

from assignments.forms.submissions.posted import answers_from, new_files
from assignments.forms.submissions.sheet import FieldView, SectionView, SheetView, preview_of, sheet_view

__all__ = ["FieldView", "SectionView", "SheetView", "answers_from", "new_files", "preview_of", "sheet_view"]

"""Task forms as XLSForm, the spreadsheet of ODK, KoboToolbox and their like: written out, and read in with a dry run.

What XLSForm can say stands in its own columns (type, relevant, required, constraint, calculation, repeat for a table); what it
cannot (the mark of evidence, the guard of clients' data, SOP steps) stands as JSON in a column `padan` that others ignore.
"""

from assignments.interchange.xlsform.reading import SheetFault, read_xlsform
from assignments.interchange.xlsform.writing import xlsform_of

__all__ = ["SheetFault", "read_xlsform", "xlsform_of"]

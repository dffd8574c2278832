"""The figures that the rooms below give: people, learning, field, programme. Registered by `lms.evaluation.sockets.reports`.

Each asks the query or the kept sum that the screens of its room show. A row names a person by the code of the enrolment, never by name:
whoever may see the person finds who it is, and the report can be read by everybody who signs it.
"""

from lms.evaluation.queries.lower_figures.field import FIELD_FIGURES
from lms.evaluation.queries.lower_figures.learning import LEARNING_FIGURES
from lms.evaluation.queries.lower_figures.people import PEOPLE_FIGURES
from lms.evaluation.queries.lower_figures.programme import PROGRAMME_FIGURES

LOWER_FIGURES = (*PEOPLE_FIGURES, *LEARNING_FIGURES, *FIELD_FIGURES, *PROGRAMME_FIGURES)

__all__ = ["LOWER_FIGURES"]

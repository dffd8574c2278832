"""What people type in this room, one module a part."""

from courses.forms.announcements import AnnouncementForm
from courses.forms.cohorts import (
    ENROLMENT_STATES,
    PROGRESS_STATES,
    CloneForm,
    CohortEditForm,
    CohortForm,
    ConfirmForm,
    EnrolForm,
    FacilitatorEndForm,
    FacilitatorForm,
    GatesForm,
    MoveForm,
    PeopleFilterForm,
    ReasonForm,
    StagesForm,
)
from courses.forms.imports import ConfirmImportForm, ImportForm
from courses.forms.nominations import (
    AnswerForm,
    CallForm,
    CohortTransferForm,
    NominationForm,
    QuestionForm,
    ReplaceForm,
    UnitTransferForm,
)

__all__ = [
    "ENROLMENT_STATES",
    "PROGRESS_STATES",
    "AnnouncementForm",
    "AnswerForm",
    "CallForm",
    "CloneForm",
    "CohortEditForm",
    "CohortForm",
    "CohortTransferForm",
    "ConfirmForm",
    "ConfirmImportForm",
    "EnrolForm",
    "FacilitatorEndForm",
    "FacilitatorForm",
    "GatesForm",
    "ImportForm",
    "MoveForm",
    "NominationForm",
    "PeopleFilterForm",
    "QuestionForm",
    "ReasonForm",
    "ReplaceForm",
    "StagesForm",
    "UnitTransferForm",
]

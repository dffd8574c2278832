"""Cohorts with their stages, enrolments with their history, nominations, imports, progress through the lessons."""

from courses.models.announcements import Announcement, AnnouncementReading
from courses.models.cohorts import Cohort, CohortFacilitator, ModuleGate, Stage, VersionMove
from courses.models.enrolments import Enrolment, EnrolmentEvent
from courses.models.imports import ImportRow, PeopleImport
from courses.models.learning import LessonProgress
from courses.models.nominations import (
    Nomination,
    NominationCall,
    Nominee,
    NomineeQuestion,
    Succession,
    UnitQuota,
    UnitTransfer,
)

__all__ = [
    "Announcement",
    "AnnouncementReading",
    "Cohort",
    "CohortFacilitator",
    "Enrolment",
    "EnrolmentEvent",
    "ImportRow",
    "LessonProgress",
    "ModuleGate",
    "Nomination",
    "NominationCall",
    "Nominee",
    "NomineeQuestion",
    "PeopleImport",
    "Stage",
    "Succession",
    "UnitQuota",
    "UnitTransfer",
    "VersionMove",
]

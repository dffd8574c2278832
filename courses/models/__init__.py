"""Cohorts with their stages, nominations, imports, enrolments with their history, progress, classes and who attended them."""

from courses.models.announcements import Announcement, AnnouncementReading
from courses.models.attendance import Attendance, AttendanceCorrection, AttendanceScan
from courses.models.cohorts import Cohort, CohortFacilitator, ModuleGate, Stage, VersionMove
from courses.models.enrolments import Enrolment, EnrolmentEvent
from courses.models.imports import ImportedFile, ImportRow, PeopleImport
from courses.models.learning import LessonProgress
from courses.models.meetings import ClassMeeting, MeetingHandout, MeetingTrainer
from courses.models.nominations import (
    Nomination,
    NominationCall,
    Nominee,
    NomineeQuestion,
    Succession,
    UnitQuota,
    UnitTransfer,
)
from courses.models.risks import RiskLimits, RiskNote

__all__ = [
    "Announcement",
    "AnnouncementReading",
    "Attendance",
    "AttendanceCorrection",
    "AttendanceScan",
    "ClassMeeting",
    "Cohort",
    "CohortFacilitator",
    "Enrolment",
    "EnrolmentEvent",
    "ImportRow",
    "ImportedFile",
    "LessonProgress",
    "MeetingHandout",
    "MeetingTrainer",
    "ModuleGate",
    "Nomination",
    "NominationCall",
    "Nominee",
    "NomineeQuestion",
    "PeopleImport",
    "RiskLimits",
    "RiskNote",
    "Stage",
    "Succession",
    "UnitQuota",
    "UnitTransfer",
    "VersionMove",
]

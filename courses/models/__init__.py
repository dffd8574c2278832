"""Cohorts with their stages, enrolments with their history, progress through the lessons, classes and who attended them."""

from courses.models.attendance import Attendance, AttendanceCorrection, AttendanceScan
from courses.models.cohorts import Cohort, CohortFacilitator, ModuleGate, Stage, VersionMove
from courses.models.enrolments import Enrolment, EnrolmentEvent
from courses.models.learning import LessonProgress
from courses.models.meetings import ClassMeeting, MeetingHandout, MeetingTrainer

__all__ = [
    "Attendance",
    "AttendanceCorrection",
    "AttendanceScan",
    "ClassMeeting",
    "Cohort",
    "CohortFacilitator",
    "Enrolment",
    "EnrolmentEvent",
    "LessonProgress",
    "MeetingHandout",
    "MeetingTrainer",
    "ModuleGate",
    "Stage",
    "VersionMove",
]

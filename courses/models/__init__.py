"""Cohorts with their stages, enrolments with their history, and progress through the lessons."""

from courses.models.cohorts import Cohort, CohortFacilitator, ModuleGate, Stage, VersionMove
from courses.models.enrolments import Enrolment, EnrolmentEvent
from courses.models.learning import LessonProgress

__all__ = [
    "Cohort",
    "CohortFacilitator",
    "Enrolment",
    "EnrolmentEvent",
    "LessonProgress",
    "ModuleGate",
    "Stage",
    "VersionMove",
]

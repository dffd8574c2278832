"""Placements, the logbook, monitoring sessions, constraints, and what sessions decide."""

from fieldpractice.models.constraints import Constraint, ConstraintEvent, ConstraintVoice
from fieldpractice.models.lhpk import Lhpk, LhpkEvent, LhpkVersion
from fieldpractice.models.logbook import LogbookEntry
from fieldpractice.models.minutes import FollowUp, FollowUpEvent
from fieldpractice.models.placements import Placement, PlacementMove, PlacementPause
from fieldpractice.models.sessions import MonitoringSession, Presence, SessionGroup, ZoomHost
from fieldpractice.models.supervision import CaseAnswer, Disagreement, SupervisorLink, WeekConfirmation

__all__ = [
    "CaseAnswer",
    "Constraint",
    "ConstraintEvent",
    "ConstraintVoice",
    "Disagreement",
    "FollowUp",
    "FollowUpEvent",
    "Lhpk",
    "LhpkEvent",
    "LhpkVersion",
    "LogbookEntry",
    "MonitoringSession",
    "Placement",
    "PlacementMove",
    "PlacementPause",
    "Presence",
    "SessionGroup",
    "SupervisorLink",
    "WeekConfirmation",
    "ZoomHost",
]

"""Placements, the logbook, monitoring sessions, constraints, and what sessions decide."""

from fieldpractice.models.constraints import (
    Constraint,
    ConstraintAnswer,
    ConstraintComment,
    ConstraintEvent,
    ConstraintMerge,
    ConstraintVoice,
    HelpAnswer,
)
from fieldpractice.models.logbook import LogbookEntry
from fieldpractice.models.minutes import (
    FollowUp,
    FollowUpEvent,
    MinutesApproval,
    MinutesItem,
    MinutesPaper,
    QueueMark,
)
from fieldpractice.models.placements import Placement, PlacementMove, PlacementPause
from fieldpractice.models.sessions import MonitoringSession, Presence, SessionGroup, ZoomHost

__all__ = [
    "Constraint",
    "ConstraintAnswer",
    "ConstraintComment",
    "ConstraintEvent",
    "ConstraintMerge",
    "ConstraintVoice",
    "FollowUp",
    "FollowUpEvent",
    "HelpAnswer",
    "LogbookEntry",
    "MinutesApproval",
    "MinutesItem",
    "MinutesPaper",
    "MonitoringSession",
    "Placement",
    "PlacementMove",
    "PlacementPause",
    "Presence",
    "QueueMark",
    "SessionGroup",
    "ZoomHost",
]

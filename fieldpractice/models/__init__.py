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
from fieldpractice.models.lhpk import Lhpk, LhpkEvent, LhpkVersion
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
from fieldpractice.models.presence import (
    IdentityMatch,
    MeetingInstance,
    ParticipationRow,
    PresenceDecision,
    PresenceFile,
    ReportWatch,
    WebhookEvent,
)
from fieldpractice.models.sessions import MonitoringSession, Presence, SessionGroup, ZoomHost
from fieldpractice.models.supervision import CaseAnswer, Disagreement, SupervisorLink, WeekConfirmation
from fieldpractice.models.zoom import Registrant, SessionRecording, ZoomSign, ZoomWork

__all__ = [
    "CaseAnswer",
    "Constraint",
    "ConstraintAnswer",
    "ConstraintComment",
    "ConstraintEvent",
    "ConstraintMerge",
    "ConstraintVoice",
    "Disagreement",
    "FollowUp",
    "FollowUpEvent",
    "HelpAnswer",
    "IdentityMatch",
    "Lhpk",
    "LhpkEvent",
    "LhpkVersion",
    "LogbookEntry",
    "MeetingInstance",
    "MinutesApproval",
    "MinutesItem",
    "MinutesPaper",
    "MonitoringSession",
    "ParticipationRow",
    "Placement",
    "PlacementMove",
    "PlacementPause",
    "Presence",
    "PresenceDecision",
    "PresenceFile",
    "QueueMark",
    "Registrant",
    "ReportWatch",
    "SessionGroup",
    "SessionRecording",
    "SupervisorLink",
    "WebhookEvent",
    "WeekConfirmation",
    "ZoomHost",
    "ZoomSign",
    "ZoomWork",
]

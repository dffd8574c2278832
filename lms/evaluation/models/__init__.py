"""Surveys, the evaluation of participants, certificates, and the programme evaluation report."""

from lms.evaluation.models.certificates import Certificate, NumberSeries
from lms.evaluation.models.panel import (
    AttitudeMark,
    CohortScheme,
    ComponentException,
    ConflictOfInterest,
    EvaluationEvent,
    Objection,
    PanelDraft,
    PanelMeeting,
    PanelMember,
    PanelScore,
    ParticipantEvaluation,
    Scheme,
)
from lms.evaluation.models.reports import ProgrammeReport
from lms.evaluation.models.surveys import (
    Questionnaire,
    QuestionnaireVersion,
    SurveyInvitee,
    SurveyResponse,
    SurveyRun,
)

__all__ = [
    "AttitudeMark",
    "Certificate",
    "CohortScheme",
    "ComponentException",
    "ConflictOfInterest",
    "EvaluationEvent",
    "NumberSeries",
    "Objection",
    "PanelDraft",
    "PanelMeeting",
    "PanelMember",
    "PanelScore",
    "ParticipantEvaluation",
    "ProgrammeReport",
    "Questionnaire",
    "QuestionnaireVersion",
    "Scheme",
    "SurveyInvitee",
    "SurveyResponse",
    "SurveyRun",
]

"""Surveys, the evaluation of participants, certificates, and the programme evaluation report."""

from lms.evaluation.models.certificates import Certificate, NumberSeries
from lms.evaluation.models.panel import CohortScheme, ParticipantEvaluation, Scheme
from lms.evaluation.models.reports import (
    ObjectionAnswer,
    ProgrammeReport,
    ReportFigure,
    ReportFile,
    ReportFinal,
    ReportPaper,
    ReportRevision,
    ReportSection,
    ReportText,
)
from lms.evaluation.models.surveys import (
    Questionnaire,
    QuestionnaireVersion,
    SurveyInvitee,
    SurveyResponse,
    SurveyRun,
)

__all__ = [
    "Certificate",
    "CohortScheme",
    "NumberSeries",
    "ObjectionAnswer",
    "ParticipantEvaluation",
    "ProgrammeReport",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReportFigure",
    "ReportFile",
    "ReportFinal",
    "ReportPaper",
    "ReportRevision",
    "ReportSection",
    "ReportText",
    "Scheme",
    "SurveyInvitee",
    "SurveyResponse",
    "SurveyRun",
]

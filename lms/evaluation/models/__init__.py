"""Surveys, the evaluation of participants, certificates, and the programme evaluation report."""

from lms.evaluation.models.certificates import Certificate, NumberSeries
from lms.evaluation.models.panel import CohortScheme, ParticipantEvaluation, Scheme
from lms.evaluation.models.replication import (
    CandidateUnit,
    CostItem,
    CriterionJudgement,
    Dissent,
    ReadinessEntry,
    ReplicationCriterion,
    ReplicationDecision,
    Scorecard,
)
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
from lms.evaluation.models.reviewers import MonthlyPaper
from lms.evaluation.models.surveys import (
    Questionnaire,
    QuestionnaireVersion,
    SurveyInvitee,
    SurveyResponse,
    SurveyRun,
)

__all__ = [
    "CandidateUnit",
    "Certificate",
    "CohortScheme",
    "CostItem",
    "CriterionJudgement",
    "Dissent",
    "MonthlyPaper",
    "NumberSeries",
    "ObjectionAnswer",
    "ParticipantEvaluation",
    "ProgrammeReport",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReadinessEntry",
    "ReplicationCriterion",
    "ReplicationDecision",
    "ReportFigure",
    "ReportFile",
    "ReportFinal",
    "ReportPaper",
    "ReportRevision",
    "ReportSection",
    "ReportText",
    "Scheme",
    "Scorecard",
    "SurveyInvitee",
    "SurveyResponse",
    "SurveyRun",
]

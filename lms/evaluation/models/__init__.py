"""Surveys, the evaluation of participants, certificates, and the programme evaluation report."""

from lms.evaluation.models.certificates import Certificate, NumberSeries
from lms.evaluation.models.indicators import FollowUpWindow, IndicatorImport, UnitMonth, UnitMonthChange
from lms.evaluation.models.certificates import (
    Certificate,
    CertificateEvent,
    CertificateJob,
    CertificateJobLine,
    CertificatePaper,
    NumberSeries,
    Signatory,
    SignedCopy,
)
from lms.evaluation.models.credentials import Credential, IssuerKey
from lms.evaluation.models.packs import CohortFromPack, PackImport, ReplicationPack
from lms.evaluation.models.panel import CohortScheme, ParticipantEvaluation, Scheme
from lms.evaluation.models.reports import ProgrammeReport
from lms.evaluation.models.results import Coder, TextCode, Theme
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
    SurveyCounter,
    SurveyInvitee,
    SurveyLink,
    SurveyResponse,
    SurveyRun,
    SurveyTicket,
)

__all__ = [
    "CandidateUnit",
    "Certificate",
    "Coder",
    "CertificateEvent",
    "CertificateJob",
    "CertificateJobLine",
    "CertificatePaper",
    "CohortScheme",
    "FollowUpWindow",
    "IndicatorImport",
    "CohortFromPack",
    "CohortScheme",
    "Credential",
    "IssuerKey",
    "CostItem",
    "CriterionJudgement",
    "Dissent",
    "MonthlyPaper",
    "NumberSeries",
    "PackImport",
    "ObjectionAnswer",
    "ParticipantEvaluation",
    "ProgrammeReport",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReplicationPack",
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
    "SurveyCounter",
    "Signatory",
    "SignedCopy",
    "Scorecard",
    "SurveyInvitee",
    "SurveyLink",
    "SurveyResponse",
    "SurveyRun",
    "SurveyTicket",
    "TextCode",
    "Theme",
    "UnitMonth",
    "UnitMonthChange",
]

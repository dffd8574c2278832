"""Surveys, the evaluation of participants, certificates, and the programme evaluation report."""

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
from lms.evaluation.models.panel import CohortScheme, ParticipantEvaluation, Scheme
from lms.evaluation.models.reports import ProgrammeReport
from lms.evaluation.models.surveys import (
    Questionnaire,
    QuestionnaireVersion,
    SurveyInvitee,
    SurveyResponse,
    SurveyRun,
)

__all__ = [
    "Certificate",
    "CertificateEvent",
    "CertificateJob",
    "CertificateJobLine",
    "CertificatePaper",
    "CohortScheme",
    "NumberSeries",
    "ParticipantEvaluation",
    "ProgrammeReport",
    "Questionnaire",
    "QuestionnaireVersion",
    "Scheme",
    "Signatory",
    "SignedCopy",
    "SurveyInvitee",
    "SurveyResponse",
    "SurveyRun",
]

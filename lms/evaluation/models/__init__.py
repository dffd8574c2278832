"""Surveys, the evaluation of participants, certificates, and the programme evaluation report."""

from lms.evaluation.models.certificates import Certificate, NumberSeries
from lms.evaluation.models.credentials import Credential, IssuerKey
from lms.evaluation.models.packs import CohortFromPack, PackImport, ReplicationPack
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
    "CohortFromPack",
    "CohortScheme",
    "Credential",
    "IssuerKey",
    "NumberSeries",
    "PackImport",
    "ParticipantEvaluation",
    "ProgrammeReport",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReplicationPack",
    "Scheme",
    "SurveyInvitee",
    "SurveyResponse",
    "SurveyRun",
]

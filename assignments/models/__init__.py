"""Questions and quizzes, the matching lab, task forms and what is handed in for them, and grades."""

from assignments.models.allocation import GraderAbsence, GraderShare, GradingPlan
from assignments.models.bank import Question, QuestionVersion, Topic, TopicLesson
from assignments.models.forms import FormVersion, TaskForm
from assignments.models.gradebook import DropRule, GradeException
from assignments.models.grading import (
    BankedComment,
    Grade,
    GradeDraft,
    GradeRelease,
    GraderNote,
    RegradeRequest,
    Work,
)
from assignments.models.lab import CaseVersion, MatchingAnswer, MatchingCase, MatchingExercise, PanelRanking
from assignments.models.quizzes import AnswerMark, Attempt, AttemptItem, Quiz, QuizAllowance, QuizPart, RefusedAnswer
from assignments.models.rubrics import Rubric, RubricVersion
from assignments.models.tasks import (
    Evidence,
    Extension,
    FieldComment,
    Submission,
    SubmissionEvent,
    SubmissionVersion,
    Task,
    TaskMove,
)

__all__ = [
    "AnswerMark",
    "Attempt",
    "AttemptItem",
    "BankedComment",
    "CaseVersion",
    "DropRule",
    "Evidence",
    "Extension",
    "FieldComment",
    "FormVersion",
    "Grade",
    "GradeDraft",
    "GradeException",
    "GradeRelease",
    "GraderAbsence",
    "GraderNote",
    "GraderShare",
    "GradingPlan",
    "MatchingAnswer",
    "MatchingCase",
    "MatchingExercise",
    "PanelRanking",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizAllowance",
    "QuizPart",
    "RefusedAnswer",
    "RegradeRequest",
    "Rubric",
    "RubricVersion",
    "Submission",
    "SubmissionEvent",
    "SubmissionVersion",
    "Task",
    "TaskForm",
    "TaskMove",
    "Topic",
    "TopicLesson",
    "Work",
]

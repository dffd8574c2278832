"""The reviews of a report: which waits, who has signed, which objections are open or answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType

from lms.evaluation.models import ObjectionAnswer, ProgrammeReport
from lms.people.enums import Column
from lms.programme.enums import ReviewState, Verdict
from lms.programme.models import Review, SignOff
from lms.programme.queries.standing import Standing


def reviews_of(report: ProgrammeReport) -> list[Review]:
    """Return every round of a report's review, the newest first: one query."""
    of_report = ContentType.objects.get_for_model(ProgrammeReport)
    rows = Review.objects.filter(subject_type=of_report, subject_id=report.pk)
    return list(rows.select_related("activity", "closed_by", "opened_by").order_by("-round", "-pk"))


def open_review_of(report: ProgrammeReport) -> Review | None:
    """Return the review that waits for signatures, if there is one."""
    return next((one for one in reviews_of(report) if one.state == ReviewState.OPEN), None)


@dataclass(frozen=True)
class Said:
    """An objection, or notes, with what was answered. `holds`: it is still the unit's word on the part as it stands."""

    word: SignOff
    holds: bool
    answers: list[ObjectionAnswer]

    @property
    def unit(self) -> str:
        return str(Column(self.word.column).label)

    @property
    def is_objection(self) -> bool:
        return self.word.verdict == Verdict.OBJECT

    @property
    def waits(self) -> bool:
        """Whether somebody should answer."""
        return self.is_objection and not self.answers


def said_on(report: ProgrammeReport, reviews: list[Review]) -> list[Said]:
    """Return objections and notes of all rounds with their answers, those that wait first: two queries."""
    answers: dict[int, list[ObjectionAnswer]] = defaultdict(list)
    for one in ObjectionAnswer.objects.filter(report=report).select_related("actor"):
        answers[one.sign_off_id].append(one)
    words = SignOff.objects.filter(part__review__in=[one.pk for one in reviews]).exclude(verdict=Verdict.APPROVE)
    rows = words.select_related("person", "part").order_by("-at", "-pk")
    found = [Said(one, one.is_current and one.digest == one.part.digest, answers[one.pk]) for one in rows]
    return sorted(found, key=lambda one: (not one.waits, not one.holds))


def sheet_of(review: Review, standing: Standing, said: list[Said]) -> dict[str, Any]:
    """Return the sign-off sheet as plain data: who signed what at which digest, objections with their answers."""
    return {
        "round": review.round,
        "state": review.state,
        "opened_at": review.opened_at.isoformat(),
        "due_on": review.due_on.isoformat(),
        "closed_at": review.closed_at.isoformat() if review.closed_at else "",
        "closed_by": review.closed_by.display_name if review.closed_by else "",
        "closing_reason": review.closing_reason,
        "closing_language": review.closed_by.language if review.closed_by else "",
        "columns": [
            {
                "column": one.column,
                "approved": one.approved,
                "objected": one.objected,
                "awaited": one.awaited,
                "people": one.people,
                "last_at": one.last_at.isoformat() if one.last_at else "",
            }
            for one in standing.progress()
        ],
        "parts": [
            {
                "key": part.key,
                "title": part.title,
                "digest": part.digest,
                "cells": [_cell(standing, part, column) for column in standing.columns],
            }
            for part in standing.parts
        ],
        "said": [
            _told(one) for one in sorted(said, key=lambda one: one.word.at) if one.word.part.review_id == review.pk
        ],
    }


def _cell(standing: Standing, part: Any, column: str) -> dict[str, Any]:
    word = standing.word(part, column)
    row = word.sign_off if word.sign_off and not word.awaited else None
    return {
        "column": column,
        "state": word.state.value,
        "person": row.person.display_name if row else "",
        "at": row.at.isoformat() if row else "",
    }


def _told(one: Said) -> dict[str, Any]:
    return {
        "key": one.word.part.key,
        "part": one.word.part.title,
        "digest": one.word.digest,
        "column": one.word.column,
        "verdict": one.word.verdict,
        "person": one.word.person.display_name,
        "at": one.word.at.isoformat(),
        "reason": one.word.reason,
        "language": one.word.person.language,
        "holds": one.holds,
        "answers": [
            {
                "person": answer.actor.display_name,
                "at": answer.at.isoformat(),
                "text": answer.text,
                "language": answer.actor.language,
            }
            for answer in one.answers
        ],
    }

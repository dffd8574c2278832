"""Remarks on a part."""

from __future__ import annotations

import pytest

from lms.people.enums import Column
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.programme.models import PartComment
from lms.programme.services import comment_on, reopen_comment, resolve_comment
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_review

pytestmark = pytest.mark.django_db


def test_units_and_editors_talk_and_settle() -> None:
    review = make_review()
    part, reviewer = review.parts.first(), make_reviewer(Column.ILO)
    remark = comment_on(part=part, text=" Kapan tepatnya? ", actor=reviewer)
    reply = comment_on(part=part, text="Minggu pertama.", actor=review.opened_by, parent=remark)
    deeper = comment_on(part=part, text="Baik.", actor=reviewer, parent=reply)
    assert (remark.text, remark.column, reply.column) == ("Kapan tepatnya?", "ILO", "")
    assert deeper.parent == remark
    resolve_comment(comment=remark, actor=review.opened_by)
    with pytest.raises(Conflict):
        resolve_comment(comment=remark, actor=reviewer)
    reopen_comment(comment=remark, actor=reviewer)
    with pytest.raises(Conflict):
        reopen_comment(comment=remark, actor=reviewer)
    with pytest.raises(Conflict):
        resolve_comment(comment=reply, actor=reviewer)


def test_the_same_words_twice_are_one_remark() -> None:
    review = make_review()
    for _click in range(2):
        comment_on(part=review.parts.first(), text="Sama", actor=review.opened_by)
    assert PartComment.objects.count() == 1


def test_others_do_not_comment(cast: Cast) -> None:
    review = make_review(columns=[Column.PASKER])
    for person in (cast.reviewer, cast.facilitator, cast.supervisor, cast.outsider):
        with pytest.raises(NotAllowed):
            comment_on(part=review.parts.first(), text="Halo", actor=person)


def test_empty_too_long_and_misplaced_remarks_are_refused() -> None:
    review = make_review(parts=2)
    first, second = review.parts.all()
    remark = comment_on(part=first, text="Satu", actor=review.opened_by)
    for text in (" ", "x" * 4001):
        with pytest.raises(Refusal):
            comment_on(part=first, text=text, actor=review.opened_by)
    with pytest.raises(Conflict):
        comment_on(part=second, text="Dua", actor=review.opened_by, parent=remark)

"""Two people save the same question at the same instant: one version stands, the other is told, and nothing is lost."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections

from assignments.models import Question
from assignments.services.bank import edit_question
from lms.people.errors import Conflict
from lms.people.models import User
from tests.factories.assignments.bank import make_question
from tests.factories.people import make_user


@pytest.mark.django_db(transaction=True)
def test_two_makers_save_at_once() -> None:
    first, second = make_user(), make_user()
    question = make_question(actor=first)
    start = threading.Barrier(2)
    told: list[str] = []

    def save(actor: User, points: int) -> None:
        mine = Question.objects.select_related("topic", "current").get(pk=question.pk)
        body = mine.current.body
        start.wait()
        try:
            edit_question(actor=actor, question=mine, seen=1, topic=mine.topic, body=body, points=Decimal(points))
            told.append("saved")
        except Conflict:
            told.append("conflict")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(actor, n)) for n, actor in ((7, first), (9, second))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    connection.ensure_connection()
    question.refresh_from_db()
    assert sorted(told) == ["conflict", "saved"]
    assert question.versions.count() == 2
    assert question.current.number == 2
    assert question.current.points in {7, 9}

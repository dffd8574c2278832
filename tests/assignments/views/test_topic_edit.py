"""Changing a topic."""

from __future__ import annotations

from tests.assignments.views.asking_bank import address, as_user, check_doors, status
from tests.conftest import Cast
from tests.factories.assignments.bank import make_topic


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("topic_edit", make_topic().public_id), "get", "post")
    assert status(cast.facilitator, "get", address("topic_edit", "000000000000")) == 404


def test_it_is_changed_and_a_taken_code_is_refused(cast: Cast) -> None:
    topic = make_topic(code="satu")
    make_topic(code="dua")
    url = address("topic_edit", topic.public_id)
    assert f'value="{topic.name}"' in as_user(cast.facilitator).get(url).text
    as_user(cast.facilitator).post(url, {"name": "Nama baru", "code": "satu", "order": "5"})
    topic.refresh_from_db()
    assert (topic.name, topic.order) == ("Nama baru", 5)
    answer = as_user(cast.facilitator).post(url, {"name": "Nama baru", "code": "dua", "order": "5"})
    assert answer.status_code == 422

"""A new topic."""

from __future__ import annotations

from assignments.models import Topic
from cms.models import LessonPage
from cms.services import build_site
from tests.assignments.views.asking_bank import address, as_user, check_doors
from tests.conftest import Cast
from tests.factories.assignments.bank import make_topic
from tests.factories.cms import make_pages, make_sop


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("topic_add"), "get", "post")


def test_it_rests_on_lessons_and_sops(cast: Cast) -> None:
    site = build_site()
    make_pages(lessons=2)
    sop = make_sop(site.sops)
    lesson = LessonPage.objects.first()
    assert lesson is not None
    data = {
        "name": "Rujukan",
        "code": "rujukan",
        "order": "3",
        "lessons": [str(lesson.translation_key)],
        "sops": [sop.number],
    }
    as_user(cast.facilitator).post(address("topic_add"), data)
    topic = Topic.objects.get()
    assert (topic.sops, [row.lesson_key for row in topic.lessons.all()]) == ([sop.number], [lesson.translation_key])


def test_bad_input(cast: Cast) -> None:
    make_topic(code="ada")
    good = {"name": "Rujukan", "code": "rujukan", "order": "3"}
    for change in (
        {"name": ""},
        {"code": "ada"},
        {"code": "dua kata"},
        {"order": "-1"},
        {"lessons": ["x"]},
        {"sops": ["99"]},
    ):
        answer = as_user(cast.facilitator).post(address("topic_add"), {**good, **change})
        assert answer.status_code == 422, change
    assert Topic.objects.count() == 1

"""A page put forward in the editor: who approves is told by the worker, never inside the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from wagtail.models import GroupApprovalTask, WorkflowState, WorkflowTask
from wagtail.users.models import UserProfile

from cms.kinds import PAGE_APPROVED, PAGE_RETURNED, PAGE_WAITS
from cms.models import CurriculumPage, LessonPage
from cms.services import build_site
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from lms.people.services import assign_role
from tests.factories.people import make_user
from tests.notices.conftest import MORNING

Capture = Callable[..., Any]


@pytest.fixture
def lesson(pages: CurriculumPage) -> LessonPage:
    build_site()
    return LessonPage.objects.first()


def made(role: Role) -> User:
    user = make_user()
    assign_role(actor=None, user=user, role=role)
    return user


@pytest.fixture
def writer(lesson: LessonPage) -> User:
    return made(Role.FACILITATOR)


@pytest.fixture
def approver(lesson: LessonPage) -> User:
    return made(Role.COORDINATOR)


def put_forward(lesson: LessonPage, writer: User) -> WorkflowState:
    lesson.save_revision(user=writer)
    return lesson.get_workflow().start(lesson, writer)


def told(kind: str) -> list[tuple[User, str]]:
    rows = Notice.objects.filter(kind=kind, withdrawn_at__isnull=True).select_related("to")
    return [(one.to, one.path) for one in rows]


def test_who_approves_is_told_and_the_mail_goes_after_the_commit(
    lesson: LessonPage, writer: User, approver: User, django_capture_on_commit_callbacks: Capture
) -> None:
    User.objects.create_superuser("super@example.test", "sandi yang panjang", name="Super")
    made(Role.FACILITATOR)
    with clock.at(MORNING), django_capture_on_commit_callbacks(execute=True):
        put_forward(lesson, writer)
        assert mail.outbox == []
    assert told(PAGE_WAITS) == [(approver, reverse("wagtailadmin_pages:edit", args=[lesson.pk]))]
    [message] = mail.outbox
    assert message.to == [approver.email]
    assert lesson.title in message.subject
    assert writer.display_name in message.body


def test_approved_it_waits_no_more_and_the_writer_is_told(lesson: LessonPage, writer: User, approver: User) -> None:
    state = put_forward(lesson, writer)
    state.current_task_state.specific.approve(user=approver)
    assert told(PAGE_WAITS) == []
    assert [one for one, _path in told(PAGE_APPROVED)] == [writer]
    assert mail.outbox == []


def test_returned_it_says_why_and_put_forward_again_it_waits_again(
    lesson: LessonPage, writer: User, approver: User
) -> None:
    state = put_forward(lesson, writer)
    state.current_task_state.specific.reject(user=approver, comment="Sebutkan sumbernya.")
    assert told(PAGE_WAITS) == []
    assert [one for one, _path in told(PAGE_RETURNED)] == [writer]
    assert Notice.objects.get(kind=PAGE_RETURNED).values["comment"] == "Sebutkan sumbernya."
    state.refresh_from_db()
    state.resume(user=writer)
    assert [one for one, _path in told(PAGE_WAITS)] == [approver]
    assert mail.outbox == []


def test_what_was_cancelled_waits_no_more(lesson: LessonPage, writer: User, approver: User) -> None:
    put_forward(lesson, writer).cancel(user=writer)
    assert told(PAGE_WAITS) == []


@pytest.mark.parametrize("parent", [False, True])
def test_a_page_that_is_deleted_waits_no_more(lesson: LessonPage, writer: User, approver: User, parent: bool) -> None:
    put_forward(lesson, writer)
    assert [one for one, _path in told(PAGE_WAITS)] == [approver]
    (lesson.get_parent() if parent else lesson).delete()
    assert told(PAGE_WAITS) == []


def test_who_has_approved_the_first_of_two_steps_is_told_no_more_that_it_waits(
    lesson: LessonPage, writer: User, approver: User
) -> None:
    second = User.objects.create_superuser("super@example.test", "sandi yang panjang", name="Super")
    group = Group.objects.create(name="Langkah kedua")
    second.groups.add(group)
    step = GroupApprovalTask.objects.create(name="Langkah kedua")
    step.groups.add(group)
    WorkflowTask.objects.create(workflow=lesson.get_workflow(), task=step, sort_order=9)
    state = put_forward(lesson, writer)
    assert [one for one, _path in told(PAGE_WAITS)] == [approver]
    state.current_task_state.specific.approve(user=approver)
    assert [one for one, _path in told(PAGE_WAITS)] == [second]
    state.refresh_from_db()
    state.current_task_state.specific.approve(user=second)
    assert told(PAGE_WAITS) == []


@pytest.mark.parametrize(
    ("switch", "kind"),
    [
        ("submitted_notifications", PAGE_WAITS),
        ("approved_notifications", PAGE_APPROVED),
        ("rejected_notifications", PAGE_RETURNED),
    ],
)
def test_the_editors_own_switches_are_heeded(
    lesson: LessonPage, writer: User, approver: User, switch: str, kind: str
) -> None:
    for user in (writer, approver):
        UserProfile.objects.create(user=user, **{switch: False})
    task = put_forward(lesson, writer).current_task_state.specific
    decide = task.reject if kind == PAGE_RETURNED else task.approve
    decide(user=approver)
    assert not Notice.objects.filter(kind=kind).exists()
    assert Notice.objects.filter(kind__startswith="cms.page").exists()

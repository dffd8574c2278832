"""Whom a version of the curriculum is told to, and whom what becomes of a page that was put forward in the editor."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import AbstractGroupApprovalTask, TaskState, WorkflowState

from cms.kinds import PAGE_APPROVED, PAGE_RETURNED, PAGE_WAITS, READERS, VERSION_PUBLISHED
from cms.models import CurriculumVersion
from lms.notices.registry import Telling
from lms.notices.services import tell_many, withdraw
from lms.people.models import RoleAssignment, User


def published(*, version: CurriculumVersion, actor: User) -> None:
    """Tell those who work with the curriculum that a version is published; who published it knows."""
    held = RoleAssignment.objects.valid().filter(role__in=READERS)
    values = {"curriculum": version.title, "number": version.number}
    path = reverse("cms:version_detail", args=[version.public_id])
    tell_many(
        Telling(VERSION_PUBLISHED, one, path, values, f"{VERSION_PUBLISHED}:{version.pk}:{one.pk}", version, actor)
        for one in User.objects.filter(is_active=True, pk__in=held.values("user")).exclude(pk=actor.pk)
    )


@transaction.atomic
def page_waits(*, task: TaskState, actor: User | None) -> None:
    """Tell those who approve that a page waits for them; whoever put it forward knows, and Wagtail's own switch is heeded.

    Nothing waits any more for those of an earlier step.
    """
    page_waits_no_more(state=task.workflow_state)
    step = task.task.specific
    if not isinstance(step, AbstractGroupApprovalTask):
        return
    people = User.objects.filter(is_active=True, groups__in=step.groups.all()).distinct()
    _tell_page(
        PAGE_WAITS,
        task.workflow_state,
        people.exclude(wagtail_userprofile__submitted_notifications=False),
        actor,
        key=f"{PAGE_WAITS}:{task.pk}",
    )


@transaction.atomic
def page_approved(*, state: WorkflowState, actor: User | None) -> None:
    """Nothing waits any more; tell whoever put the page forward, if somebody else approved it."""
    page_waits_no_more(state=state)
    people = User.objects.filter(pk=state.requested_by_id).exclude(wagtail_userprofile__approved_notifications=False)
    _tell_page(PAGE_APPROVED, state, people, actor, key=f"{PAGE_APPROVED}:{state.pk}")


@transaction.atomic
def page_returned(*, state: WorkflowState, actor: User | None) -> None:
    """The same for a page that was sent back, with what was said about it."""
    page_waits_no_more(state=state)
    people = User.objects.filter(pk=state.requested_by_id).exclude(wagtail_userprofile__rejected_notifications=False)
    task = state.current_task_state
    _tell_page(
        PAGE_RETURNED, state, people, actor, key=f"{PAGE_RETURNED}:{task.pk}", comment=task.specific.get_comment()
    )


def page_waits_no_more(*, state: WorkflowState) -> None:
    """Take back that a page waits."""
    withdraw(about=state, kinds=[PAGE_WAITS])


def _tell_page(
    kind: str, state: WorkflowState, people: QuerySet[User], actor: User | None, *, key: str, **more: str
) -> None:
    page = state.content_object
    values = {"page": page.get_admin_display_title(), "who": actor.display_name if actor else "–", **more}
    path = reverse("wagtailadmin_pages:edit", args=[page.pk])
    others = people.exclude(pk=actor.pk) if actor else people
    tell_many(Telling(kind, one, path, values, f"{key}:{one.pk}", state, actor) for one in others)

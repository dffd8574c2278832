"""What this room does when something happens below."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_cancelled, workflow_rejected

from cms.indexing import forget_deleted, index_saved
from cms.models import CoursePage, CurriculumPage, GlossaryTerm, LessonPage, ModulePage, SopPage
from cms.services import telling
from cms.services.editors import sync_editor
from lms.people.models import User
from lms.people.signals import roles_changed


@receiver(roles_changed)
def keep_editors_in_step(sender: Any, user: User, **kwargs: Any) -> None:
    sync_editor(user=user)


for _model in (CurriculumPage, CoursePage, ModulePage, LessonPage, SopPage, GlossaryTerm):
    post_save.connect(index_saved, sender=_model)
    post_delete.connect(forget_deleted, sender=_model)


# Wagtail would mail inside the request. Connected under the names of its own receivers before it connects them, these stand in
# their place, and the worker sends what they tell.
@receiver(task_submitted, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")
def tell_that_a_page_waits(sender: Any, instance: TaskState, user: User | None, **kwargs: Any) -> None:
    telling.page_waits(task=instance, actor=user)


@receiver(workflow_approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification")
def tell_that_a_page_is_approved(sender: Any, instance: WorkflowState, user: User | None, **kwargs: Any) -> None:
    telling.page_approved(state=instance, actor=user)


@receiver(workflow_rejected, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification")
def tell_that_a_page_is_returned(sender: Any, instance: WorkflowState, user: User | None, **kwargs: Any) -> None:
    telling.page_returned(state=instance, actor=user)


@receiver(workflow_cancelled, sender=WorkflowState)
def a_page_waits_no_more(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    telling.page_waits_no_more(state=instance)


# With a page that is deleted its states go by cascade, and nothing is cancelled.
@receiver(pre_delete, sender=WorkflowState)
def a_page_that_is_gone_waits_no_more(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    telling.page_waits_no_more(state=instance)

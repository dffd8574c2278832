"""What this room does when something happens below."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from cms.indexing import forget_deleted, index_saved
from cms.models import CoursePage, CurriculumPage, GlossaryTerm, LessonPage, ModulePage, SopPage
from cms.services.editors import sync_editor
from lms.people.models import User
from lms.people.signals import roles_changed


@receiver(roles_changed)
def keep_editors_in_step(sender: Any, user: User, **kwargs: Any) -> None:
    sync_editor(user=user)


for _model in (CurriculumPage, CoursePage, ModulePage, LessonPage, SopPage, GlossaryTerm):
    post_save.connect(index_saved, sender=_model)
    post_delete.connect(forget_deleted, sender=_model)

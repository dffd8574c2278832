"""Loading the starter bank: its topics with their lessons and SOPs, and its questions."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from assignments.models import Question, Topic
from assignments.queries.bank import lesson_choices
from assignments.questions.starter import TopicData, starter_topics
from assignments.services.bank import Imported, import_questions, save_topic
from lms.people.models import User


@transaction.atomic
def load_bank(*, actor: User, update: bool = False) -> Imported:
    """Bring the starter bank into the site: topics first, then the questions. Loaded twice it changes nothing.

    What is there stays as people have left it; with `update` a question that differs from the starter gets the starter's text
    as a new version. Lessons are found by their codes in the curriculum; those that are not there are left out.
    """
    keys = {lesson.code: lesson.key for lesson in lesson_choices()}
    there = {topic.code: topic for topic in Topic.objects.prefetch_related("lessons")}
    for data in starter_topics():
        _save(actor, there.get(data.code), data, [keys[code] for code in data.lessons if code in keys])
    drafts = [draft for data in starter_topics() for draft in data.drafts]
    known = set() if update else set(Question.objects.values_list("code", flat=True))
    done = import_questions(actor=actor, drafts=[draft for draft in drafts if draft.code not in known])
    return Imported(done.added, done.changed, len(drafts) - done.added - done.changed - done.refused, done.refused)


def _save(actor: User, topic: Topic | None, data: TopicData, lessons: list[UUID]) -> None:
    """Add a topic. One that is there keeps its words, and gets lessons only while it has none."""
    if topic is not None and (not lessons or topic.lessons.all()):
        return
    words = topic or Topic(name=data.name, name_en=data.name_en, order=data.order, sops=list(data.sops))
    save_topic(
        actor=actor,
        topic=topic,
        code=data.code,
        name=words.name,
        name_en=words.name_en,
        order=words.order,
        sops=words.sops,
        lessons=lessons,
    )

"""Writing into the question bank: topics, questions, their versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assignments.models import Question, QuestionVersion, Topic, TopicLesson
from assignments.queries.bank import ADDED, CHANGED, REFUSED, UNCHANGED, Planned, free_code, plan_import, used_keys
from assignments.questions.bodies import Body
from assignments.questions.drafts import Draft, keyed, question_digest, tidied
from assignments.timing import SECOND_CLICK
from lms.people import audit, clock
from lms.people.enums import Evidence
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User

BATCH = 200


@transaction.atomic
def add_question(
    *,
    actor: User,
    topic: Topic,
    kind: str,
    body: Body,
    points: Decimal,
    code: str = "",
    evidence: str = Evidence.INFERRED,
) -> Question:
    """Put a question into the bank as its first version. Without a code it gets the next one of its topic.

    Clicked twice it is added once. Raises Refusal when the code is taken or the body has a fault. Locks the topic.
    """
    Topic.objects.select_for_update().get(pk=topic.pk)
    body = _checked(kind, keyed(kind, tidied(kind, body)), points)
    if twice := _added_just_now(actor, topic, code, question_digest(kind, body, points)):
        return twice
    code = code or free_code(topic)
    if Question.objects.filter(code=code).exists():
        raise Refusal(_("The code “%(code)s” is taken. Choose another, or leave it empty.") % {"code": code})
    question = Question.objects.create(topic=topic, code=code, kind=kind, created_by=actor)
    question.current = _version(question, actor, 1, body, points, evidence, "")
    question.current.save()
    question.save(update_fields=["current"])
    audit.record(actor, "assignments.question.add", question, {"version": [None, 1]})
    return question


def _added_just_now(actor: User, topic: Topic, code: str, digest: str) -> Question | None:
    """Return the question that this click has added already, when it was sent twice."""
    rows = Question.objects.filter(
        topic=topic, created_by=actor, created_at__gt=clock.now() - SECOND_CLICK, current__digest=digest
    )
    return (rows.filter(code=code) if code else rows).first()


@transaction.atomic
def edit_question(
    *, actor: User, question: Question, seen: int, topic: Topic, body: Body, points: Decimal, note: str = ""
) -> bool:
    """Give a question a new version. Returns whether anything changed; saved twice it is one version.

    `seen` is the number of the version that was edited: raises Conflict when somebody has saved another meanwhile.
    What was answered before keeps the version it was asked in.
    """
    current = question.current
    if current is None or current.number != seen:
        raise _moved(question)
    keyed_body = keyed(question.kind, tidied(question.kind, body), current.body, used_keys(question))
    checked = _checked(question.kind, keyed_body, points)
    same = question_digest(question.kind, checked, points) == current.digest
    if same and topic.pk == question.topic_id:
        return False
    before = {"topic": [str(question.topic), str(topic)]} if topic.pk != question.topic_id else {}
    if same:
        _swap(question, seen=current.pk, topic=topic)
    else:
        fresh = _version(question, actor, seen + 1, checked, points, current.evidence, note.strip())
        try:
            with transaction.atomic():
                fresh.save()
        except IntegrityError:
            raise _moved(question) from None
        _swap(question, seen=current.pk, topic=topic, current=fresh)
        before["version"] = [str(seen), str(seen + 1)]
    audit.record(actor, "assignments.question.edit", question, before)
    return True


@transaction.atomic
def retire_question(*, actor: User, question: Question) -> None:
    """Draw a question no more. What was answered stays. Done twice it stays done once."""
    if Question.objects.filter(pk=question.pk, retired_at__isnull=True).update(retired_at=clock.now()):
        audit.record(actor, "assignments.question.retire", question)


@transaction.atomic
def restore_question(*, actor: User, question: Question) -> None:
    """Draw a retired question again. Done twice it stays done once."""
    if Question.objects.filter(pk=question.pk, retired_at__isnull=False).update(retired_at=None):
        audit.record(actor, "assignments.question.restore", question)


@transaction.atomic
def save_topic(
    *,
    actor: User,
    topic: Topic | None = None,
    code: str,
    name: str,
    name_en: str = "",
    order: int = 0,
    sops: Sequence[int] = (),
    lessons: Sequence[UUID] = (),
) -> Topic:
    """Add a topic, or change one, with the SOPs and lessons it rests on. Raises Refusal when the code is taken."""
    others = Topic.objects.exclude(pk=topic.pk) if topic else Topic.objects.all()
    if others.filter(code=code).exists():
        raise Refusal(_("The code “%(code)s” is taken by another topic.") % {"code": code})
    row = topic or Topic()
    row.code, row.name, row.name_en, row.order, row.sops = code, name, name_en, order, sorted(sops)
    row.save()
    there = set(row.lessons.values_list("lesson_key", flat=True))
    row.lessons.exclude(lesson_key__in=lessons).delete()
    TopicLesson.objects.bulk_create([TopicLesson(topic=row, lesson_key=key) for key in lessons if key not in there])
    audit.record(actor, "assignments.topic.change" if topic else "assignments.topic.add", row)
    return row


@dataclass(frozen=True)
class Imported:
    """How many questions an import added, changed, left as they were and refused."""

    added: int
    changed: int
    unchanged: int
    refused: int


@transaction.atomic
def import_questions(*, actor: User, drafts: Sequence[Draft], note: str = "") -> Imported:
    """Take drafts into the bank: new codes are added, known ones get a new version where they differ. Done twice it changes nothing.

    What has a fault is left out; the dry run has named it. Raises Conflict when somebody edits one of them at the same moment.
    """
    planned = plan_import(drafts)
    count = {
        outcome: sum(one.outcome == outcome for one in planned) for outcome in (ADDED, CHANGED, UNCHANGED, REFUSED)
    }
    _add_all(actor, [one for one in planned if one.outcome == ADDED])
    for one in planned:
        if one.outcome == CHANGED and one.question and one.question.current and one.topic:
            edit_question(
                actor=actor,
                question=one.question,
                seen=one.question.current.number,
                topic=one.topic,
                body=one.draft.body,
                points=one.draft.points,
                note=note,
            )
    return Imported(count[ADDED], count[CHANGED], count[UNCHANGED], count[REFUSED])


def _add_all(actor: User, planned: list[Planned]) -> None:
    """Add many in a handful of queries."""
    now = clock.now()
    rows = Question.objects.bulk_create(
        [
            Question(topic=one.topic, code=one.draft.code, kind=one.draft.kind, created_by=actor, created_at=now)
            for one in planned
        ],
        batch_size=BATCH,
    )
    versions = QuestionVersion.objects.bulk_create(
        [
            _version(row, actor, 1, one.draft.body, one.draft.points, one.draft.evidence, "")
            for row, one in zip(rows, planned, strict=True)
        ],
        batch_size=BATCH,
    )
    for row, version in zip(rows, versions, strict=True):
        row.current = version
    Question.objects.bulk_update(rows, ["current"], batch_size=BATCH)
    AuditEntry.objects.bulk_create(
        [audit.entry(actor, "assignments.question.add", row, {"version": [None, 1]}) for row in rows], batch_size=BATCH
    )


def _version(
    question: Question, actor: User, number: int, body: Body, points: Decimal, evidence: str, note: str
) -> QuestionVersion:
    return QuestionVersion(
        question=question,
        number=number,
        body=body,
        digest=question_digest(question.kind, body, points),
        points=points,
        evidence=evidence,
        note=note,
        made_by=actor,
        made_at=clock.now(),
    )


def _checked(kind: str, body: Body, points: Decimal) -> Body:
    found = Draft("", "", kind, body, points).faults()
    if found:
        raise Refusal(" ".join(fault.message for fault in found))
    return body


def _swap(question: Question, *, seen: int, **fields: object) -> None:
    """Set fields of a question whose current version is still the one seen."""
    if not Question.objects.filter(pk=question.pk, current_id=seen).update(**fields):
        raise _moved(question)
    question.refresh_from_db()


def _moved(question: Question) -> Conflict:
    return Conflict(
        _(
            "Somebody saved “%(code)s” meanwhile. Yours is still here: compare it with the newest version, then save again."
        )
        % {"code": question.code}
    )

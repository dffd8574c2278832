"""Versions, cohorts and enrolments for tests. Cohorts and enrolments come about through the services."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision

from cms.enums import ItemKind, StageKind, VersionState
from cms.markdown.documents import write_document
from cms.models import CurriculumVersion, VersionItem
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.queries.learning import Learner, learners_of
from courses.queries.outline import Outline, outline_of
from courses.services import cohorts, enrolments
from lms.people import clock
from lms.people.models import User
from lms.programme.models import Programme
from tests.factories.cms import freeze, lesson_document
from tests.factories.people import make_user

_count = itertools.count(1)

# A Monday; the online stage runs from here for three weeks.
START = date(2026, 8, 3)
DURING = datetime(2026, 8, 5, 3, tzinfo=UTC)


def make_version(
    *,
    actor: User,
    modules: int = 2,
    lessons: int = 2,
    jp: int = 1,
    based_on: CurriculumVersion | None = None,
    state: str = VersionState.PUBLISHED,
) -> CurriculumVersion:
    """A published version: one online course with `modules` × `lessons`, and an outline of the first offline course."""
    page = based_on.curriculum if based_on else Page.objects.get(depth=1)
    version = CurriculumVersion.objects.create(
        curriculum=page,
        number=next(_count),
        title="Pencocokan kerja",
        state=state,
        digest=hashlib.sha256(str(next(_count)).encode()).hexdigest(),
        based_on=based_on,
        created_by=actor,
        published_at=clock.now(),
    )
    _Items(version, page).online(modules, lessons, jp).offline()
    return version


class _Items:
    def __init__(self, version: CurriculumVersion, page: Page) -> None:
        self.version, self.order = version, 0
        self.revision = Revision.objects.create(
            content_type=ContentType.objects.get_for_model(Page),
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id=str(page.pk),
            content={},
            created_at=clock.now(),
        )

    def add(self, code: str, kind: str, parent: VersionItem | None = None, **fields: Any) -> VersionItem:
        self.order += 1
        frozen = freeze(write_document(lesson_document(f"Judul {code}", code=code, text=f"## Satu\n\nIsi {code}.")))
        return VersionItem.objects.create(
            version=self.version,
            parent=parent,
            order=self.order,
            kind=kind,
            key=uuid.uuid5(uuid.NAMESPACE_OID, code),
            slug=code.lower().replace(".", "-"),
            code=code,
            title=f"Judul {code}",
            title_en=f"Title {code}",
            revision=self.revision,
            frozen=frozen,
            digest=frozen.digest,
            **{"stage": StageKind.ONLINE, **fields},
        )

    def online(self, modules: int, lessons: int, jp: int) -> _Items:
        course = self.add("LKP", ItemKind.COURSE, jp=modules * lessons * jp)
        for number in range(1, modules + 1):
            module = self.add(f"LKP-{number}", ItemKind.MODULE, course, jp=lessons * jp)
            for place in range(1, lessons + 1):
                self.add(f"LKP-{number}.{place}", ItemKind.LESSON, module, jp=jp, minutes=25)
        return self

    def offline(self) -> _Items:
        course = self.add("TM1", ItemKind.COURSE, jp=40, stage=StageKind.OFFLINE_1, draft=True)
        self.add("TM1-1", ItemKind.MODULE, course, jp=40, stage=StageKind.OFFLINE_1, draft=True)
        return self


def make_programme() -> Programme:
    programme, _new = Programme.objects.get_or_create(
        code="pk", defaults={"name": "Program pencocokan kerja", "name_en": "Job-matching programme"}
    )
    return programme


def make_cohort(*, actor: User, version: CurriculumVersion | None = None, opened: bool = True, **fields: Any) -> Cohort:
    """A cohort that began on START (with `opened`, a running one)."""
    cohort = cohorts.create_cohort(
        actor=actor,
        programme=fields.pop("programme", None) or make_programme(),
        version=version or make_version(actor=actor),
        starts_on=fields.pop("starts_on", START),
        **fields,
    )
    if opened:
        cohorts.open_cohort(actor=actor, cohort=cohort)
    return cohort


def make_enrolment(
    *, actor: User, cohort: Cohort, user: User | None = None, state: str = EnrolmentState.ACTIVE, **person: Any
) -> Enrolment:
    """Somebody on the cohort's list, led to `state` by the services."""
    enrolment = enrolments.nominate(actor=actor, cohort=cohort, user=user or make_user(**person))
    if state == EnrolmentState.DECLINED:
        enrolments.decline(actor=actor, enrolment=enrolment, reason="Belum memenuhi syarat")
    elif state != EnrolmentState.NOMINATED:
        enrolments.accept(actor=actor, enrolment=enrolment)
    if state in {EnrolmentState.ACTIVE, EnrolmentState.WITHDRAWN}:
        enrolments.take_up(actor=enrolment.user, enrolment=enrolment)
    if state == EnrolmentState.WITHDRAWN:
        enrolments.withdraw(actor=actor, enrolment=enrolment, reason="Pindah tugas")
    return enrolment


def learner_of(enrolment: Enrolment) -> Learner:
    """The same enrolment as the player reads it, fresh."""
    return next(one for one in learners_of(enrolment.user) if one.id == enrolment.pk)


def outline(cohort: Cohort) -> Outline:
    return outline_of(cohort.version.public_id, cohort.version.digest)


def day(number: int) -> datetime:
    """Midday WIB of the n-th day of the online stage, from 0."""
    return clock.at_midday(START + timedelta(days=number))

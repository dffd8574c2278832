"""A cohort of any size with a class that is open now, everybody signed in: what the storm of scans begins with."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from cms.enums import StageKind
from courses.models import ClassMeeting
from courses.services import enrolments
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from lms.people.services import add_people
from tests.bench.classes import class_under_way
from tests.chaos.world import session_of
from tests.factories.courses import make_cohort
from tests.factories.people import give_role, make_unit, make_user


@dataclass(frozen=True)
class Crowd:
    """The class, the cookies of its trainer, and those of each who learns."""

    meeting: ClassMeeting
    trainer: str
    learners: list[str]


def _cookie(user: User) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={session_of(user)}"


@transaction.atomic
def crowd(people: int) -> Crowd:
    """Make a cohort of so many people with a class that has just begun."""
    coordinator = make_user(name="Koordinator")
    give_role(coordinator, Role.COORDINATOR)
    Authenticator.objects.create(user=coordinator, type=Authenticator.Type.TOTP, data={"secret": "bench"})
    unit = make_unit()
    users = add_people(
        actor=coordinator,
        rows=[
            {"email": f"hadir-{people}-{number}@bench.test", "name": f"Peserta {number}", "work_unit": unit}
            for number in range(people)
        ],
    )
    cohort = make_cohort(actor=coordinator, starts_on=clock.today(), capacity=people)
    rows = enrolments.nominate_many(actor=coordinator, cohort=cohort, users=users)
    enrolments.accept_many(actor=coordinator, cohort=cohort, enrolments=rows)
    enrolments.take_up_many(enrolments=rows)
    cohort.stages.filter(kind=StageKind.ONLINE).update(starts_on=clock.today())
    meeting = class_under_way(cohort=cohort, actor=coordinator)
    assert meeting is not None
    return Crowd(
        ClassMeeting.objects.select_related("stage__cohort__version").get(pk=meeting.pk),
        _cookie(coordinator),
        [_cookie(user) for user in users],
    )

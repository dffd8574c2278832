"""The journeys that are measured, and how to come to their pages in a world that was just built."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db.models import Count, Max
from django.test import Client

from courses.enums import EnrolmentState
from courses.models import ClassMeeting, Cohort, Enrolment
from courses.queries.cohorts import fingerprint
from courses.services.cohorts import edit_cohort
from lms.people import clock
from lms.people.models import User
from tests.bench import classes, practice, works
from tests.bench.browser import Browser
from tests.bench.markup import Markup
from tests.factories.courses import make_enrolment

DOMAIN = "@bench.test"
PASSWORD = "seribu-langkah-kecil"
LESSON = r"^/learn/[^/]+/[^/?#]+/$"
DONE = r"^/learn/[^/]+/[^/]+/done/$"
REVIEW = r"^/reviews/[^/?#]+/$"
WORK = r"^/grading/[0-9a-z]{12}/$"
SAME_CLOCK = 5
# One text; a home of many rooms; a form of a package; a list of staff.
TEXT, HOME, FORM, LIST = 3.0, 6.0, 7.0, 20.0
DESKS = (10, 100, 1_000, 10_000)


@dataclass
class Step:
    """A request ready to be sent."""

    browser: Browser
    path: str
    form: dict[str, str] | None = None


@dataclass
class Journey:
    """A request that can be sent again and again: the same page, or each time the next form of its kind."""

    name: str
    of_participant: bool
    steps: Iterator[Step]
    # How often at most: a sign-in takes a third of a second by design, and varies little.
    most: int = 10_000
    # What a page of its kind may cost, in floors (docs/decisions/0662).
    floors: float = LIST


class NotThere(Exception):
    """The page this journey leads to is not in this world."""


def signed_in(handler: WSGIHandler, user: User) -> Browser:
    """Return a browser with this person's session; a second factor is set up, so that no door asks for one."""
    if not Authenticator.objects.filter(user=user).exists():
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "bench"})
    client = Client()
    client.force_login(user)
    return Browser(handler, {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value})


def _staff(name: str) -> User:
    return User.objects.get(email=f"{name}{DOMAIN}")


def the_cohort() -> Cohort:
    """Return the cohort of the many. Raises NotThere."""
    counted = Cohort.objects.annotate(size=Count("enrolments")).order_by("-size", "-number")
    if (cohort := counted.first()) is None:
        raise NotThere("no cohort")
    return cohort


def learners(cohort: Cohort) -> list[User]:
    """Return those who may read the course, by the order in which they were made."""
    rows = Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.ACTIVE).select_related("user").order_by("id")
    if not rows:
        raise NotThere("nobody is learning")
    return [row.user for row in rows]


def _again(browser: Browser, path: str) -> Iterator[Step]:
    status, _text, reached = browser.read(path)
    if status != 200 or reached != path:
        raise NotThere(f"{path} answered {status} at {reached}")
    while True:
        yield Step(browser, path)


def _follow(browser: Browser, path: str, pattern: str) -> str:
    status, text, _reached = browser.read(path)
    found = Markup(text).link(pattern) if status == 200 else None
    if found is None:
        raise NotThere(f"{path} ({status}) has no link {pattern}")
    return found


def _somebody() -> User:
    """Return a learner; in a world without a cohort, a participant of the demo."""
    return learners(the_cohort())[0] if Cohort.objects.exists() else _staff("peserta")


def _contents() -> str:
    return f"/learn/{the_cohort().public_id}/"


def _page_of_learner(handler: WSGIHandler, path: str | None = None) -> Iterator[Step]:
    yield from _again(signed_in(handler, _somebody()), path or _contents())


def _lesson(handler: WSGIHandler) -> Iterator[Step]:
    browser = signed_in(handler, learners(the_cohort())[0])
    yield from _again(browser, _follow(browser, _contents(), LESSON))


def _done(handler: WSGIHandler) -> Iterator[Step]:
    """One lesson of one learner after the other, so that each mark is a first mark: of those who are behind, then of newcomers."""
    for learner in chain(_behind(), _newcomers()):
        browser = signed_in(handler, learner)
        _status, text, _path = browser.read(_contents())
        marked = False
        for lesson in dict.fromkeys(link for link in Markup(text).links if _is_lesson(link)):
            _status, text, _path = browser.read(lesson)
            if form := Markup(text).form(DONE):
                marked = True
                yield Step(browser, form[0], form[1])
        if not marked:
            raise NotThere(f"{learner} has no lesson to mark")


def _behind() -> Iterator[User]:
    """Those who have done fewer lessons than who has done most."""
    rows = Enrolment.objects.filter(cohort=the_cohort(), state=EnrolmentState.ACTIVE).order_by("lessons_done", "id")
    most = rows.aggregate(most=Max("lessons_done"))["most"] or 0
    return (row.user for row in rows.filter(lessons_done__lt=most).select_related("user"))


def _newcomers() -> Iterator[User]:
    """People who join the cohort of the many now; each brings a seat."""
    coordinator = _staff("koordinator")
    for number in count(1):
        cohort = the_cohort()
        as_it_is = {"name": cohort.name, "time_zone": cohort.time_zone, "seen": fingerprint(cohort)}
        edit_cohort(actor=coordinator, cohort=cohort, capacity=cohort.capacity + 1, **as_it_is)
        yield make_enrolment(actor=coordinator, cohort=cohort, email=f"newcomer-{number}{DOMAIN}").user


def _is_lesson(link: str) -> bool:
    parts = link.strip("/").split("/")
    return len(parts) == 3 and parts[0] == "learn"


def _class() -> ClassMeeting:
    meeting = classes.class_under_way(cohort=the_cohort(), actor=_staff("koordinator"))
    if meeting is None:
        raise NotThere("no stage is under way")
    return meeting


def _scan(handler: WSGIHandler) -> Iterator[Step]:
    """One learner after the other opens the code of now and says: here. Where the server's clock is another one, no code is of now."""
    if abs(clock.now().timestamp() - time.time()) > SAME_CLOCK:
        raise NotThere("the server has another clock")
    meeting = _class()
    for learner in learners(the_cohort()):
        browser, path = signed_in(handler, learner), f"/a/{classes.code_now(meeting)}/"
        _status, text, _path = browser.read(path)
        form = next((fields for _action, fields in Markup(text).forms if "ticket" in fields), None)
        if form is None:
            raise NotThere("the code opens nothing")
        yield Step(browser, path, form)


def _board(handler: WSGIHandler) -> Iterator[Step]:
    yield from _again(signed_in(handler, _staff("koordinator")), f"/classes/{_class().public_id}/attendance/board/")


def _sign_in(handler: WSGIHandler) -> Iterator[Step]:
    """A visitor each time, from an address of their own: the limit on sign-ins counts by address."""
    user = _somebody()
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    number = 0
    while True:
        number += 1
        browser = Browser(handler, address=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
        _status, text, path = browser.read("/accounts/login/")
        form = next((fields for _action, fields in Markup(text).forms if "password" in fields), None)
        if form is None:
            raise NotThere("no sign-in form")
        yield Step(browser, path, {**form, "login": user.email, "password": PASSWORD})


def _review(handler: WSGIHandler) -> Iterator[Step]:
    browser = signed_in(handler, _staff("bpk"))
    for path in ("/dashboard/", "/matrix/"):
        if found := Markup(browser.read(path)[1]).link(REVIEW):
            yield from _again(browser, found)
    raise NotThere("no review is linked from the reviewer's home or the matrix")


def _of_coordinator(handler: WSGIHandler, tail: str) -> Iterator[Step]:
    yield from _again(signed_in(handler, _staff("koordinator")), f"/cohorts/{the_cohort().public_id}/{tail}")


def _desk(handler: WSGIHandler, many: int, *, one: bool = False) -> Iterator[Step]:
    """The queue, or its oldest work, with so many works on the desk."""
    works.at_least(many, cohort=the_cohort(), actor=_staff("koordinator"))
    browser = signed_in(handler, _staff("fasilitator"))
    yield from _again(browser, _follow(browser, "/grading/", WORK) if one else "/grading/")


def _gradebook(handler: WSGIHandler) -> Iterator[Step]:
    yield from _again(signed_in(handler, _staff("koordinator")), f"/gradebook/{the_cohort().public_id}/")


def _field(handler: WSGIHandler, *, one: bool = False) -> Iterator[Step]:
    """The map of a cohort's weeks, or the page of one of its officers, with every logbook filled."""
    cohort = the_cohort()
    placement = practice.filled(cohort=cohort, actor=_staff("koordinator"))
    if placement is None:
        raise NotThere("nobody is placed")
    path = placement.get_absolute_url() if one else f"/field/{cohort.public_id}/"
    yield from _again(signed_in(handler, _staff("koordinator")), path)


def _grading(handler: WSGIHandler, desks: Sequence[int]) -> list[Journey]:
    """The grader's day, at growing sizes of the desk: each size is built when its journey comes."""
    return [
        Journey(f"{name}, {many:,} works", False, _desk(handler, many, one=one), most=60)
        for many in desks
        for name, one in (("desk", False), ("one work", True))
    ]


def journeys(handler: WSGIHandler, desks: Sequence[int] = DESKS) -> list[Journey]:
    """Return the journeys in the order of a working day; finding their pages is put off until they are asked for."""
    return [
        Journey("sign-in page", True, _again(Browser(handler), "/accounts/login/"), floors=FORM),
        Journey("sign-in", True, _sign_in(handler), most=20),
        Journey("home", True, _page_of_learner(handler, "/dashboard/"), floors=HOME),
        Journey("contents", True, _page_of_learner(handler), floors=TEXT),
        Journey("lesson", True, _lesson(handler), floors=TEXT),
        Journey("mark as done", True, _done(handler)),
        Journey("scan in class", True, _scan(handler)),
        Journey("attendance board", False, _board(handler)),
        Journey("cohort page", False, _of_coordinator(handler, "")),
        Journey("cohort people", False, _of_coordinator(handler, "people/")),
        Journey("matrix", False, _again(signed_in(handler, _staff("bpk")), "/matrix/")),
        Journey("review", False, _review(handler)),
        *_grading(handler, desks),
        Journey("gradebook", False, _gradebook(handler), most=60),
        Journey("weeks of a cohort", False, _field(handler), most=60),
        Journey("officer's page", False, _field(handler, one=True), most=60),
    ]


def ahead(journey: Journey, count: int) -> deque[Step]:
    """Prepare up to `count` requests of a journey. Raises NotThere when there is none."""
    steps: deque[Step] = deque()
    for step in journey.steps:
        steps.append(step)
        if len(steps) == count:
            break
    if not steps:
        raise NotThere("nothing to send")
    return steps

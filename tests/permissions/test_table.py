"""The permission table holds, is complete, and reading writes nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from lms.people import clock
from lms.people.enums import Role
from lms.people.models import AuditEntry
from lms.people.services import assign_role
from lms.people.view_as import KEY
from tests.factories.people import make_user
from tests.permissions.walk import ROLES, Row, address, ask, foreign_paths, names, rows
from tests.permissions.world import DURING, MARKS, SECRET, World, make_world, undone

TABLE = rows()
OURS = sorted(set(names()))
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# One row of each address that takes a POST.
WRITING = list({row.name: row for row in TABLE if row.method == "POST"}.values())

# What a GET may write all the same, and why.
MAY_WRITE = {
    "django_session": "messages shown, where the reader was sent from",
    "django_content_type": "Django's own registry of models, filled when first asked",
    "cms_renderedlesson": "the markup of a lesson, made once from its digest if the worker was not there yet",
    "wagtailusers_userprofile": "Wagtail's preferences of an editor, at the first visit",
    "wagtailadmin_editingsession": "Wagtail's word to a second editor that somebody is at this page",
    "wagtailcore_pagesubscription": "Wagtail's bell of an editor for a page that is being edited",
}
WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE)

# What takes a POST without the form's token, and why.
BY_ITS_LINK = {
    "notices:unsubscribe": "a mail program posts it (RFC 8058); the signed link is what permits it",
    "fieldpractice:zoom_webhook": "Zoom posts it; the signature over its body is what permits it",
}

# Where somebody reads names of colleagues all the same, and why.
NAMES_ARE_TOLD = {
    (
        "fieldpractice:minutes_detail",
        "participant",
    ): "minutes carry the attendance list of the session, for all who were asked to it",
    **{
        (f"evaluation:{name}", "reviewer"): "who sits on a panel evaluates people, and knows whom"
        for name in ("panel_detail", "score_detail", "score_revise", "interest_declare", "meeting_record")
    },
}

# The door that leads to the one sign-in, and two files of the interface with nothing of the site in them.
OPEN_IN_THE_EDITOR = {"/cms/login/", "/cms/jsi18n/", "/cms/sprite/"}

# Whose lessons, and whose people, nobody of this role may come upon, wherever the table lets the role in.
NO_LESSONS = frozenset({"anonymous", "supervisor", "unit_contact", "outsider"})
UNKNOWN = {
    "anonymous": ("colleague", "stranger", "elsewhere"),
    "outsider": ("colleague", "stranger", "elsewhere"),
    "participant": ("colleague", "stranger", "elsewhere"),
    "reviewer": ("colleague", "stranger", "elsewhere"),
    "supervisor": ("stranger", "elsewhere"),
    "unit_contact": ("stranger", "elsewhere"),
    "facilitator": ("elsewhere",),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for the whole module, taken back at its end."""
    with django_db_blocker.unblock(), undone(), clock.at(DURING):
        yield make_world()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(DURING):
        yield


@pytest.fixture(autouse=True)
def refusals_are_not_logged() -> Iterator[None]:
    """Thousands of them, each with its traceback, would take longer than all the questions."""
    log = logging.getLogger("django.request")
    before = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(before)


@pytest.mark.django_db
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_row_holds_for_each_role(world: World, row: Row) -> None:
    wrong = {}
    path = address(row.name, world.objects[row.object])
    for role, wanted in row.wanted.items():
        with undone(forget=row.method != "GET"), CaptureQueriesContext(connection) as queries:
            got, answer = ask(world.client(role), row.method, path)
            if got != wanted:
                wrong[role] = f"wanted {wanted}, got {got}"
            elif row.method == "GET":
                wrong |= _beyond_reading(row, role, answer, queries)
    assert not wrong, "\n".join([f"{row} at {path}", *(f"  {role}: {why}" for role, why in wrong.items())])


def _beyond_reading(row: Row, role: str, answer: HttpResponse, queries: CaptureQueriesContext) -> dict[str, str]:
    """What a GET did or told that it must not."""
    written = {
        found[1] for query in queries.captured_queries if (found := WRITE.match(query["sql"]))
    } - MAY_WRITE.keys()
    if written:
        return {role: f"a GET wrote {', '.join(sorted(written))}"}
    page = getattr(answer, "body", b"").decode(errors="replace")
    unknown = () if (row.name, role) in NAMES_ARE_TOLD else UNKNOWN.get(role, ())
    told = [MARKS[who] for who in unknown if MARKS[who].lower() in page.lower()]
    if role in NO_LESSONS and SECRET in page:
        told.append("the body of a lesson")
    return {role: f"the page tells {', '.join(told)}"} if told else {}


@pytest.mark.parametrize("name", OURS)
def test_each_address_is_in_the_table(name: str) -> None:
    assert any(row.name == name for row in TABLE), f"{name} is missing in tests/permissions/table.txt"


@pytest.mark.django_db
@pytest.mark.parametrize("name", OURS)
def test_a_method_that_is_not_in_the_table_is_refused(world: World, name: str) -> None:
    """So a view that takes a POST has its row for it; the role asked is one that gets in by the methods that are there."""
    mine = [row for row in TABLE if row.name == name]
    let_in = ((role, row) for row in mine for role in ROLES if row.wanted[role] == "ok")
    # Where no role gets in (Zoom's door), whoever asks is told the methods all the same.
    role, row = next(let_in, (ROLES[0], mine[0]))
    taken = {}
    for method in set(METHODS) - {row.method for row in mine}:
        with undone():
            taken[method], _answer = ask(world.client(role), method, address(name, world.objects[row.object]))
    assert set(taken.values()) <= {"405"}, f"{name} as {role}: {taken}"


def test_the_table_names_only_what_there_is() -> None:
    gone = {row.name for row in TABLE if not row.name.startswith("/")} - set(OURS)
    assert not gone


@pytest.mark.parametrize("tree", ["accounts/", "admin/", "documents/"])
def test_each_plain_address_of_a_package_is_in_the_table(tree: str) -> None:
    by_name = {"/accounts/login/", "/accounts/email/", "/admin/login/"}
    missing = set(foreign_paths(tree)) - {row.name for row in TABLE} - by_name
    assert not {path for path in missing if not path.startswith("/accounts/social/")}


@pytest.mark.django_db
def test_the_whole_editor_is_shut_to_who_does_not_edit(world: World) -> None:
    wrong = []
    for path in sorted({*foreign_paths("cms/")} - OPEN_IN_THE_EDITOR):
        for role, wanted in (("anonymous", "in"), ("reviewer", "403")):
            with undone(forget=False):
                got, _answer = ask(world.client(role), "GET", path)
            if got not in {wanted, "404"}:
                wrong.append(f"{path} as {role}: {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_looking_as_somebody_else_changes_nothing(world: World) -> None:
    client = world.client("admin")
    session = client.session
    session[KEY] = world.people["coordinator"].public_id
    session.save()
    wrong = []
    for row in WRITING:
        with undone():
            got, _answer = ask(client, "POST", address(row.name, world.objects[row.object]))
        if got != ("ok" if row.name == "people:view_as_end" else "403"):
            wrong.append(f"{row}: {got}")
        client = world.client("admin")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_nothing_is_taken_from_another_sites_form(world: World) -> None:
    wrong = []
    before = AuditEntry.objects.count()
    for row in WRITING:
        if row.name in BY_ITS_LINK:
            continue
        got, _answer = ask(world.client("admin", strict=True), "POST", address(row.name, world.objects[row.object]))
        if got != "403":
            wrong.append(f"{row}: {got}")
    assert not wrong, "\n".join(wrong)
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "name", "object_"),
    [
        (Role.ADMINISTRATOR, "people:audit_list", "-"),
        (Role.ADMINISTRATOR, "/admin/people/user/", "-"),
        (Role.COORDINATOR, "people:person_detail", "person.participant"),
        (Role.COORDINATOR, "/cms/", "-"),
        (Role.FACILITATOR, "cms:lesson_read", "lesson.draft"),
        (Role.REVIEWER, "programme:review_detail", "review.own"),
        (Role.SUPERVISOR, "courses:enrolment_detail", "enrolment.colleague"),
        (Role.UNIT_CONTACT, "courses:cohort_detail", "cohort.own"),
    ],
)
def test_a_role_opens_its_pages_to_the_end_of_its_last_day_in_wib(
    world: World, role: Role, name: str, object_: str
) -> None:
    last_day = clock.today() + timedelta(days=3)
    midnight = datetime.combine(last_day + timedelta(days=1), time(), clock.WIB)
    scope = {"column": "ILO"} if role == Role.REVIEWER else {}
    if role in {Role.SUPERVISOR, Role.UNIT_CONTACT}:
        scope = {"work_unit": world.people["participant"].work_unit}
    path = address(name, world.objects[object_])
    with undone():
        user = make_user()
        assign_role(actor=None, user=user, role=role, valid_until=last_day, **scope)
        client = world.client("nobody")
        client.force_login(user)
        for instant, wanted in ((midnight - timedelta(seconds=1), {"ok"}), (midnight, {"403", "404"})):
            with clock.at(instant):
                got, _answer = ask(client, "GET", path)
                assert got in wanted, f"{instant}: {got}"

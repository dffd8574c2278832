"""The world in which the permission table holds: one of each role, and for every kind of address an object of one's own and
one of somebody else's. Made once, by the services that people's clicks call.

`participant` works in `unit`, whose supervisor and contact are in the cast; `colleague` works there too, `stranger` does not.
`facilitator` is in charge of the cohort `own` alone; the `reviewer` speaks for ILO.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Page

from assignments.services.bank import edit_question
from assignments.services.lab import hand_in_many
from cms.enums import StageKind
from cms.media import keep
from cms.models import CurriculumPage, CurriculumVersion, LessonPage
from cms.services import build_site, create_version, publish_version, retire_version, send_to_review
from cms.services.lessons import render_lessons
from courses.codes import code_at
from courses.enums import EnrolmentState
from courses.models import Cohort
from courses.services.facilitators import add_facilitator
from courses.services.meetings import add_trainer
from courses.services.stages import change_gates
from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.models import Invitation, User, WorkUnit
from lms.people.services import (
    accept_invitation,
    add_person,
    assign_role,
    give_consent,
    invite,
    load_consent_text,
    renew_invitation,
    revoke_invitation,
)
from lms.people.tokens import token_of
from lms.programme.models import ActivityColumn, Programme, Review
from lms.programme.services import add_deliverable, close_on_record, comment_on, open_review
from lms.programme.services.planning import Promise
from tests.factories.assignments.bank import body_of, make_question
from tests.factories.assignments.lab import make_exercise, ranking
from tests.factories.assignments.taskforms import make_form, make_form_version, make_task
from tests.factories.classes import make_meeting
from tests.factories.cms import make_pages, make_sop
from tests.factories.courses import DURING, START, make_cohort, make_enrolment
from tests.factories.people import make_unit, make_user
from tests.factories.programme import make_programme
from tests.permissions.certificates import make_certificates
from tests.permissions.constraints import build_constraints
from tests.permissions.evaluation_panel import make_panel
from tests.permissions.field_overview import make_field
from tests.permissions.forms_world import make_forms
from tests.permissions.grading import make_grading
from tests.permissions.indicators import make_indicators
from tests.permissions.minutes import make_minutes
from tests.permissions.nominations import make_announcements, make_lists, make_nominations
from tests.permissions.notices import make_notices
from tests.permissions.packs import make_packs
from tests.permissions.practice import make_practice
from tests.permissions.presence import make_presence
from tests.permissions.quizzes import quizzes
from tests.permissions.replication import make_replication
from tests.permissions.reports import make_reports
from tests.permissions.sessions import make_sessions
from tests.permissions.survey_results import make_results
from tests.permissions.surveys import make_surveys
from tests.permissions.walk import ROLES

# Stands in the body of every lesson and nowhere else.
SECRET = "Rahasia hanya untuk peserta"
# Runs through the names and addresses of these people, and through nobody else's.
MARKS = {"colleague": "Sejawat", "stranger": "Perantau", "elsewhere": "Seberang"}

BROWSER = Client(raise_request_exception=False)
STRICT_BROWSER = Client(raise_request_exception=False, enforce_csrf_checks=True)


@dataclass
class World:
    """Who asks, and what is asked for: `objects["cohort.own"]` holds what the address needs to be written."""

    people: dict[str, User]
    sessions: dict[str, str]
    objects: dict[str, dict[str, str]]

    def client(self, role: str, *, strict: bool = False) -> Client:
        """The browser, with this role signed in; `strict` asks for the form's token.

        One for all: each new one would read every static file into memory. Its cookies are put back for each question.
        """
        browser = STRICT_BROWSER if strict else BROWSER
        browser.cookies.clear()
        if role in self.sessions:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return browser


@contextmanager
def undone(*, forget: bool = True) -> Iterator[None]:
    """Take back what was written inside and, unless nothing was, forget what the cache remembers of it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    if forget:
        cache.clear()


def make_world() -> World:
    """Build everything. The clock must stand at DURING."""
    build_site()
    unit, far_away = make_unit(name="BPVP Dekat"), make_unit(name="BPVP Jauh")
    people = _people(unit)
    objects: dict[str, dict[str, str]] = {"-": {}, "missing": {}}
    for make in PARTS:
        more = make(people, far_away)
        assert not objects.keys() & more.keys(), (
            f"Two parts call an object alike: {sorted(objects.keys() & more.keys())}"
        )
        objects |= more
    return World(people, {role: _sign_in(people[role]) for role in ROLES if role != "anonymous"}, objects)


def _people(unit: WorkUnit) -> dict[str, User]:
    names = ("admin", "coordinator", "facilitator", "reviewer", "supervisor", "unit_contact", "participant", "outsider")
    others = ("other_admin", "other_facilitator", "future", "former")
    people = {
        name: make_user(email=f"{name}@example.test", name=name.title(), work_unit=unit) for name in (*names, *others)
    }
    today = clock.today()
    for name, role, scope in (
        ("admin", Role.ADMINISTRATOR, {}),
        ("other_admin", Role.ADMINISTRATOR, {}),
        ("coordinator", Role.COORDINATOR, {}),
        ("facilitator", Role.FACILITATOR, {}),
        ("other_facilitator", Role.FACILITATOR, {}),
        ("reviewer", Role.REVIEWER, {"column": Column.ILO}),
        ("supervisor", Role.SUPERVISOR, {"work_unit": unit}),
        ("unit_contact", Role.UNIT_CONTACT, {"work_unit": unit}),
        ("future", Role.ADMINISTRATOR, {"valid_from": today + timedelta(days=1)}),
        (
            "former",
            Role.COORDINATOR,
            {"valid_from": today - timedelta(days=9), "valid_until": today - timedelta(days=1)},
        ),
    ):
        assign_role(actor=None, user=people[name], role=role, **scope)
    return people


def _sign_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _persons(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    found = {f"person.{name}": {"pid": one.public_id} for name, one in people.items()}
    role = people["facilitator"].role_assignments.get()
    for name in ("facilitator", "participant"):
        found[f"role.{name}"] = {"pid": people[name].public_id, "number": str(role.pk)}
    return found


def _invitations(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    def invited(name: str) -> Invitation:
        person = add_person(actor=people["coordinator"], email=f"{name}@example.test", name=name.title())
        people[name] = person
        return invite(actor=people["coordinator"], user=person)

    still_open, renewed, used, revoked = map(invited, ("invited", "renewed", "taken_up", "uninvited"))
    with clock.at(clock.now() - timedelta(days=30)):
        expired = invited("late")
    tokens = {"open": token_of(still_open), "replaced": token_of(renewed), "used": token_of(used)}
    tokens |= {"revoked": token_of(revoked), "expired": token_of(expired), "forged": token_of(still_open)[:-1] + "-"}
    renew_invitation(actor=None, invitation=renewed)
    accept_invitation(invitation=used, password="sandi yang cukup panjang", consent_text=None, language="id")
    revoke_invitation(actor=people["coordinator"], invitation=revoked)
    new_staff = invited("new_facilitator").user
    assign_role(actor=None, user=new_staff, role=Role.FACILITATOR)
    found = {f"invitation.{name}": {"token": token} for name, token in tokens.items()}
    return found | {f"person.{name}": {"pid": people[name].public_id} for name in ("invited", "new_facilitator")}


def _consents(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    consent = give_consent(actor=people["participant"], text=load_consent_text(actor=None))
    return {"consent.participant": {"number": str(consent.pk)}}


def _programme(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    programme = make_programme(activities=5, columns=(Column.PASKER, Column.ILO))
    ActivityColumn.objects.filter(activity__no=2, column=Column.ILO).delete()
    coordinator = people["coordinator"]
    deliverable = add_deliverable(
        activity=programme.activities.get(no=1), promise=Promise(title="Laporan"), actor=coordinator
    )
    found = {
        "activity": {"no": "1"},
        "activity.missing": {"no": "99"},
        "deliverable": {"pid": deliverable.public_id},
    }
    for name, no in (("own", 1), ("other", 2)):
        found |= _review(name, programme, no, people)
    return found | {"part.mixed": {"pid": found["part.own"]["pid"], "part": found["part.other"]["part"]}}


def _review(name: str, subject: Any, no: int, people: dict[str, User]) -> dict[str, dict[str, str]]:
    due = clock.today() + timedelta(days=7)
    review = open_review(subject=subject, activity_no=no, due_on=due, actor=people["coordinator"])
    part = review.parts.first()
    comment = comment_on(part=part, text="Mohon diperiksa", actor=people["coordinator"])
    return {
        f"review.{name}": {"pid": review.public_id},
        f"part.{name}": {"pid": review.public_id, "part": part.public_id},
        f"comment.{name}": {"pid": comment.public_id},
    }


def _curriculum(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    curriculum = make_pages(lessons=1, modules=2, text=f"<p>{SECRET}</p>")
    versions: dict[str, CurriculumVersion] = {}
    for state in ("retired", "published", "in_review", "draft"):
        # No two versions say the same.
        curriculum.body = f"<p>Pengantar {state}.</p>"
        curriculum.save_revision().publish()
        versions[state] = create_version(curriculum=curriculum, actor=people["coordinator"])
        if state != "draft":
            _take_on(versions[state], state, people)
    render_lessons(digests=set(versions["draft"].items.filter(kind="lesson").values_list("digest", flat=True)))
    lesson = versions["draft"].items.filter(kind="lesson").first().slug
    found = {f"version.{state}": {"version_id": one.public_id} for state, one in versions.items()}
    found |= {f"lesson.{state}": {"version_id": one.public_id, "slug": lesson} for state, one in versions.items()}
    before = {"version_id": versions["published"].public_id}
    for state in ("draft", "in_review"):
        other = versions[state].public_id
        found[f"pair.{state}"] = {**before, "other_id": other}
        found[f"choice.{state}"] = {**before, "?": f"other={other}"}
    review = Review.objects.get(activity__no=5, state="open")
    part = review.parts.first()
    found["review.curriculum"] = {"pid": review.public_id}
    found["part.curriculum"] = {"pid": review.public_id, "part": part.public_id}
    comment = comment_on(part=part, text="Mohon contoh", actor=people["coordinator"])
    found["comment.curriculum"] = {"pid": comment.public_id}
    return found


def _take_on(version: CurriculumVersion, state: str, people: dict[str, User]) -> None:
    """Lead a version through its reviews, closed on record after the due date, to its state."""
    send_to_review(version=version, due_on=clock.today(), actor=people["coordinator"])
    if state == "in_review":
        return
    with clock.at(clock.now() + timedelta(days=1)):
        for review in Review.objects.filter(state="open", activity__no__in=(4, 5)):
            close_on_record(review=review, reason="Disetujui dalam rapat", actor=people["admin"])
        version = publish_version(version=version, actor=people["coordinator"])
        if state == "retired":
            retire_version(version=version, actor=people["coordinator"])


def _cohorts(people: dict[str, User], far_away: WorkUnit) -> dict[str, dict[str, str]]:
    coordinator = people["coordinator"]
    shared: dict[str, Any] = {
        "actor": coordinator,
        "programme": Programme.objects.get(),
        "version": CurriculumVersion.objects.get(state="published"),
    }
    cohorts = {name: make_cohort(number=place, name=name.title(), **shared) for place, name in enumerate(_COHORTS, 1)}
    # Nobody of the unit may be in `other`, nor the facilitator in charge of any but `own`.
    cohorts |= {"planned": make_cohort(number=9, name="Planned", opened=False, starts_on=START, **shared)}
    charges = {"own": "facilitator", "other": "other_facilitator"}
    rows = {
        name: add_facilitator(actor=coordinator, cohort=cohorts[name], user=people[who])
        for name, who in charges.items()
    }
    _shut_second_module(cohorts["own"], coordinator)
    found = {f"cohort.{name}": {"pid": cohort.public_id} for name, cohort in cohorts.items()}
    found |= {f"charge.{name}": {"pid": cohorts[name].public_id, "pk": str(row.pk)} for name, row in rows.items()}
    found["charge.mixed"] = {"pid": cohorts["own"].public_id, "pk": str(rows["other"].pk)}
    lessons = list(shared["version"].items.filter(kind="lesson").order_by("order").values_list("slug", flat=True))
    for name in ("own", "other", "offered"):
        found[f"reading.{name}"] = {"pid": cohorts[name].public_id, "lesson": lessons[0]}
    found["reading.closed"] = {"pid": cohorts["own"].public_id, "lesson": lessons[1]}
    found["reading.missing"] = {"pid": cohorts["own"].public_id, "lesson": "tidak-ada"}
    return found | _enrolments(people, cohorts, far_away)


def _classes(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """A class under way in the cohort in one's charge and in another, each with a trainer by name."""
    found: dict[str, dict[str, str]] = {}
    for name, who in (("own", "colleague"), ("other", "elsewhere")):
        cohort = Cohort.objects.get(name=name.title())
        hours = {"begins": (9, 30), "ends": (11, 30), "on": clock.today(), "zone": "Asia/Jakarta"}
        meeting = make_meeting(
            actor=people["coordinator"], cohort=cohort, kind=StageKind.ONLINE, venue=f"Aula {name}", **hours
        )
        row = add_trainer(actor=people["coordinator"], meeting=meeting, name=f"Narasumber {name}")
        enrolment = cohort.enrolments.get(user=people[who])
        pid = {"pid": meeting.public_id}
        found |= {f"class.{name}": pid, f"trainer.{name}": {**pid, "pk": str(row.pk)}}
        found[f"seat.{name}"] = {**pid, "enrolment": enrolment.public_id}
        found[f"code.{name}"] = {"token": code_at(meeting.public_id, meeting.secret, clock.now())}
        old = clock.now() - timedelta(minutes=1)
        found[f"code.{name}_old"] = {"token": code_at(meeting.public_id, meeting.secret, old)}
        found[f"code.{name}_forged"] = {"token": code_at(meeting.public_id, "guessed", clock.now())}
    found["trainer.mixed"] = {**found["class.own"], "pk": found["trainer.other"]["pk"]}
    found["seat.mixed"] = {**found["class.own"], "enrolment": found["seat.other"]["enrolment"]}
    return found


_COHORTS = ("own", "other", "offered")


def _shut_second_module(cohort: Cohort, actor: User) -> None:
    second = cohort.version.items.filter(kind="module").order_by("order")[1]
    later = clock.today() + timedelta(days=10)
    change_gates(actor=actor, cohort=cohort, gates={second.key: (later, None)}, seen_plan_no=cohort.plan_no)


def _enrolments(people: dict[str, User], cohorts: dict[str, Cohort], far_away: WorkUnit) -> dict[str, dict[str, str]]:
    near = people["participant"].work_unit
    for name, unit in (("colleague", near), ("stranger", far_away), ("elsewhere", far_away)):
        mark = MARKS[name]
        people[name] = make_user(
            email=f"{mark.lower()}@example.test", name=f"Petugas {mark}", work_unit=unit, position=f"Jabatan {mark}"
        )
    made = {
        name: make_enrolment(actor=people["coordinator"], cohort=cohorts[cohort], user=people[who], state=state)
        for name, who, cohort, state in (
            ("own", "participant", "own", EnrolmentState.ACTIVE),
            ("offered", "participant", "offered", EnrolmentState.ACCEPTED),
            ("colleague", "colleague", "own", EnrolmentState.ACTIVE),
            ("stranger", "stranger", "own", EnrolmentState.ACTIVE),
            ("other", "elsewhere", "other", EnrolmentState.NOMINATED),
        )
    }
    return {f"enrolment.{name}": {"pid": enrolment.public_id} for name, enrolment in made.items()}


def _task_forms(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """A form in each state, and a task of the published one for the cohort in one's charge and for another."""
    coordinator = people["coordinator"]
    found: dict[str, dict[str, str]] = {"form.missing": {"code": "LT-99"}}
    versions = {}
    for number, state in enumerate(("draft", "in_review", "published", "retired"), 1):
        form = make_form(actor=coordinator, code=f"LT-{number:02d}")
        versions[state] = make_form_version(actor=coordinator, form=form, state=state, closer=people["admin"])
        found[f"form.{state}"] = {"code": form.code}
        found[f"snippet.{state}"] = {"form": str(form.pk)}
        found[f"form_version.{state}"] = {"pid": versions[state].public_id}
    for name in ("own", "other"):
        task = make_task(actor=coordinator, cohort=Cohort.objects.get(name=name.title()), version=versions["published"])
        found[f"set_task.{name}"] = {"pid": task.public_id}
    return found


def _editor(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    content = b"%PDF-1.4 lembar kerja"
    digest = hashlib.sha256(content).hexdigest()
    keep(digest, "lembar.pdf", content)
    document = get_document_model().objects.create(title="Lembar", file=ContentFile(content, "lembar.pdf"))
    picture = "original_images/izin.webp"
    if not default_storage.exists(picture):
        default_storage.save(picture, ContentFile(b"gambar"))
    sop = make_sop(build_site().sops)
    lesson = LessonPage.objects.first()
    return {
        "file.kept": {"sha256": digest, "name": "lembar.pdf"},
        "file.missing": {"sha256": "f" * 64, "name": "lembar.pdf"},
        "picture": {"path": picture},
        "picture.missing": {"path": "original_images/tidak-ada.webp"},
        "sop": {"number": str(sop.number)},
        "sop.missing": {"number": "99"},
        "document": {"document": document.url.removeprefix("/documents/")},
        "page.lesson": {"page": str(lesson.pk), "path": lesson.url.strip("/")},
        "page.sop": {"page": str(sop.pk), "path": sop.url.strip("/")},
        "page.curriculum": {"page": str(CurriculumPage.objects.get().pk)},
        "page.root": {"page": str(Page.objects.get(depth=1).pk)},
        "account": {"person": str(people["participant"].pk)},
    }


def _lab(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """An open case in each cohort, a draft, and what the colleague handed in."""
    actor = people["coordinator"]
    cohorts = {name: Cohort.objects.get(name=name.title()) for name in ("own", "other")}
    exercises = {name: make_exercise(actor=actor, cohort=cohort) for name, cohort in cohorts.items()}
    exercises["draft"] = make_exercise(actor=actor, cohort=cohorts["own"], opened=False)
    colleague = cohorts["own"].enrolments.get(user=people["colleague"])
    (answer,) = hand_in_many(exercise=exercises["own"], rankings={colleague: ranking("k1", "k2", "k3")})
    found = {f"exercise.{name}": {"pid": one.public_id} for name, one in exercises.items()}
    case = {"pid": exercises["own"].version.case.public_id}
    return found | {"case": case, "matching.colleague": {"pid": answer.public_id}}


def _bank(people: dict[str, User], far_away: WorkUnit) -> dict[str, dict[str, str]]:
    """A topic with one question of two versions; everybody who makes questions sees all of them."""
    question = make_question(actor=people["facilitator"])
    edit_question(
        actor=people["coordinator"],
        question=question,
        seen=1,
        topic=question.topic,
        body=body_of(question.kind) | {"prompt": "Mana yang tepat?"},
        points=Decimal(2),
    )
    here, nowhere = {"pid": question.public_id}, {"pid": "000000000000"}
    return {
        "topic": {"pid": question.topic.public_id},
        "topic.missing": nowhere,
        "question": here,
        "question.missing": nowhere,
        "question.version": {**here, "number": "2"},
        "question.unversioned": {**here, "number": "9"},
        "kind.one": {"kind": "one"},
        "kind.missing": {"kind": "lain"},
        "format.gift": {"form": "gift"},
        "format.missing": {"form": "qti"},
    }


PARTS = (
    _persons,
    _invitations,
    _consents,
    _programme,
    _curriculum,
    _cohorts,
    make_nominations,
    make_lists,
    make_announcements,
    make_practice,
    _classes,
    make_sessions,
    _task_forms,
    make_forms,
    make_grading,
    make_minutes,
    _editor,
    _lab,
    _bank,
    quizzes,
    make_notices,
    make_presence,
    build_constraints,
    make_field,
    make_results,
    make_surveys,
    make_indicators,
    make_certificates,
    make_packs,
    make_reports,
    make_replication,
    make_panel,
)

__all__ = ["DURING", "MARKS", "SECRET", "World", "make_world", "undone"]

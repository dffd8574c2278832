"""Classes: a cohort's agenda, one class, planning, moving, calling off, who teaches, what is handed out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.enums import SEATED
from courses.forms import ConfirmForm, ReasonForm
from courses.meeting_forms import ClassForm, HandoutForm, TrainerForm
from courses.models import ClassMeeting, Cohort, Enrolment
from courses.queries import board
from courses.queries.attended import attendance_of, class_jp_percent
from courses.queries.learning import facts_of
from courses.queries.letters import APPOINTMENT
from courses.queries.meetings import (
    agenda_of,
    agenda_visible_to,
    meetings_visible_to,
    own_part,
    taught_by,
    with_trainers,
)
from courses.queries.visible import cohorts_visible_to
from courses.registry import subjects_for
from courses.services import meetings
from courses.views.shared import cohort_to_edit
from lms.files.models import StoredFile
from lms.files.services import receive_whole
from lms.people import clock
from lms.people.access import check, found, needs, person, signed_in
from lms.people.models import User
from lms.ui.form_pages import GET_POST, done, form_page, posted


def visible_meeting(request: HttpRequest, pid: str) -> ClassMeeting:
    """Return a class this reader may see, with stage, cohort and trainers, or raise Http404."""
    return found(with_trainers(meetings_visible_to(person(request))), public_id=pid)


def meeting_to_plan(request: HttpRequest, pid: str) -> ClassMeeting:
    """Return a class this reader may plan: Http404 when unseen, PermissionDenied when only seen."""
    meeting = visible_meeting(request, pid)
    check(request, "courses.plan_classes", meeting.stage.cohort)
    return meeting


def visible_agenda(request: HttpRequest, pid: str) -> Cohort:
    """Return a cohort whose agenda this reader may read, or raise Http404."""
    return found(agenda_visible_to(person(request)).select_related("version", "programme"), public_id=pid)


def kept_paper(request: HttpRequest, purpose: str, file: Any) -> StoredFile | None:
    """Take a letter that was chosen on the page, or return None. Raises the refusals of the upload."""
    if not file:
        return None
    return receive_whole(actor=person(request), purpose=purpose, name=file.name or "", content=file.read())


@require_safe
@signed_in
def class_list(request: HttpRequest, pid: str) -> HttpResponse:
    """A cohort's classes, day by day."""
    cohort = visible_agenda(request, pid)
    user, days = person(request), agenda_of(cohort)
    sees_names = user.has_perm("courses.list_people", cohort)
    # Whose lists and records this reader may print: all, or those of the own classes.
    papers = days if sees_names else own_part(days, taught_by(user, pid))
    context = {
        "cohort": cohort,
        "days": days,
        "printed": [day.on for day in papers],
        "recorded": [day.on for day in papers if day.has_record],
        **(_attended(cohort) if sees_names else {}),
        "today": clock.today(),
        "may_plan": user.has_perm("courses.plan_classes", cohort),
        "sees_names": sees_names,
        "sees_cohort": sees_names or (user.has_perm("courses.list_cohorts") and _sees(user, cohort)),
        "now": clock.now(),
    }
    return render(request, "courses/class_list.html", context)


def _sees(user: User, cohort: Cohort) -> bool:
    """Whether the cohort's own page is open to this reader: a trainer by name reads its agenda alone."""
    return cohorts_visible_to(user).filter(pk=cohort.pk).exists()


def _attended(cohort: Cohort) -> dict[str, Any]:
    """How far the classes held were attended, for who may see people."""
    facts = facts_of(cohort)
    return {"attended": attendance_of(facts), "class_jp": class_jp_percent(facts)}


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def class_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Plan a class."""
    cohort = cohort_to_edit(request, pid)
    asked = {key: request.GET[key] for key in ("stage", "day", "title", "venue") if key in request.GET}
    form = ClassForm(posted(request), cohort=cohort, initial=asked)

    def act(_data: dict[str, Any]) -> HttpResponse:
        meeting = meetings.plan_meeting(actor=person(request), cohort=cohort, plan=form.plan())
        words = _("The class is on the agenda. Say now who teaches it.")
        return done(request, words, "courses:class_detail", meeting.public_id)

    context = {"cohort": cohort, "subjects": subjects_for(cohort)}
    return form_page(request, template="courses/class_add.html", form=form, act=act, context=context)


@require_safe
@signed_in
def class_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One class: when, where, who teaches, what is handed out; to a participant also whether it counts him in."""
    meeting = visible_meeting(request, pid)
    user, cohort = person(request), meeting.stage.cohort
    mine = Enrolment.objects.filter(cohort=cohort, user=user, state__in=SEATED).first()
    may_run = user.has_perm("courses.run_class", meeting)
    context = {
        "meeting": meeting,
        "cohort": cohort,
        "module": meetings.module_of(cohort, meeting.module_key),
        "handouts": meeting.handouts.all(),
        "mine": board.line_of(meeting, mine.pk) if mine else None,
        "story": board.story_of(meeting, mine) if mine else [],
        "opens_at": meeting.times.opens_at,
        "may_plan": user.has_perm("courses.plan_classes", cohort),
        "may_run": may_run,
        # Not for who attended it and has moved to another cohort since.
        "sees_agenda": may_run or bool(mine) or agenda_visible_to(user).filter(pk=cohort.pk).exists(),
        # Over, and nobody has closed it: its JP are not earned yet.
        "left_open": meeting.is_planned and clock.now() >= meeting.times.closes_at,
    }
    return render(request, "courses/class_detail.html", context)


@require_http_methods(GET_POST)
@signed_in
def class_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change or move a class."""
    meeting = meeting_to_plan(request, pid)
    form = ClassForm(posted(request), cohort=meeting.stage.cohort, meeting=meeting)

    def act(data: dict[str, Any]) -> HttpResponse:
        moved = meetings.change_meeting(
            actor=person(request), meeting=meeting, plan=form.plan(), seen=data["seen"] or 0
        )
        words = _("The class has moved; what was scanned for the old hours does not count.") if moved else _("Saved.")
        return done(request, words, "courses:class_detail", pid)

    context = {"meeting": meeting, "cohort": meeting.stage.cohort}
    return form_page(request, template="courses/class_edit.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def class_cancel(request: HttpRequest, pid: str) -> HttpResponse:
    """Call a class off, with the reason."""
    meeting = meeting_to_plan(request, pid)

    def act(data: dict[str, Any]) -> HttpResponse:
        meetings.cancel_meeting(actor=person(request), meeting=meeting, reason=data["reason"])
        return done(request, _("The class is called off."), "courses:class_detail", pid)

    form, context = ReasonForm(posted(request)), {"meeting": meeting, "cohort": meeting.stage.cohort}
    return form_page(request, template="courses/class_cancel.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def class_trainers(request: HttpRequest, pid: str) -> HttpResponse:
    """Who teaches a class, and naming somebody."""
    meeting = meeting_to_plan(request, pid)
    form = TrainerForm(posted(request), request.FILES or None, meeting=meeting)

    def act(data: dict[str, Any]) -> HttpResponse:
        data["letter"] = kept_paper(request, APPOINTMENT, data["letter"])
        meetings.add_trainer(actor=person(request), meeting=meeting, **data)
        return done(request, _("Saved."), "courses:class_trainers", pid)

    context = {"meeting": meeting, "cohort": meeting.stage.cohort}
    return form_page(request, template="courses/class_trainers.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def trainer_remove(request: HttpRequest, pid: str, pk: int) -> HttpResponse:
    """Take somebody off a class."""
    meeting = meeting_to_plan(request, pid)
    trainer = meeting.trainers.select_related("meeting").filter(pk=pk).first()
    if trainer is None:
        raise Http404

    def act(_data: dict[str, Any]) -> HttpResponse:
        meetings.remove_trainer(actor=person(request), trainer=trainer)
        return done(request, _("Saved."), "courses:class_trainers", pid)

    form, context = (
        ConfirmForm(posted(request)),
        {"meeting": meeting, "cohort": meeting.stage.cohort, "trainer": trainer},
    )
    return form_page(request, template="courses/trainer_remove.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def class_handouts(request: HttpRequest, pid: str) -> HttpResponse:
    """What is handed out in a class: lessons, tasks, exercises. Its trainers choose too."""
    meeting = visible_meeting(request, pid)
    check(request, "courses.run_class", meeting)
    form = HandoutForm(posted(request), meeting=meeting)

    def act(data: dict[str, Any]) -> HttpResponse:
        meetings.hand_out(actor=person(request), meeting=meeting, refs=data["refs"])
        return done(request, _("Saved."), "courses:class_detail", pid)

    context = {"meeting": meeting, "cohort": meeting.stage.cohort}
    return form_page(request, template="courses/class_handouts.html", form=form, act=act, context=context)

"""The player: the contents of a cohort's course, and one lesson. Works without JavaScript; GET writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.lessons import offline, rendered
from courses.enums import LEARNING, EnrolmentState
from courses.queries.homes import journey, next_thing
from courses.queries.learning import (
    Reading,
    contents,
    facts_of,
    learner_in,
    my_enrolments,
    reading_of,
)
from courses.queries.outline import Lesson, local_title
from courses.queries.visible import cohorts_visible_to
from courses.services import learning
from lms.people.access import person, signed_in
from lms.people.errors import Refusal
from lms.ui.downloads import HTML, file_answer


@dataclass
class Closed(Exception):
    """The page is not for this reader, and why: shown with the way on."""

    status: int
    title: str
    why: str
    href: str = ""
    label: str = ""


def player(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view of the player to who is signed in; what is closed is shown as a page that helps."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Closed as closed:
            return render(request, "courses/learn_closed.html", {"closed": closed}, status=closed.status)

    return signed_in(guarded)


@require_safe
@player
def learn_list(request: HttpRequest) -> HttpResponse:
    """My courses; with one alone, straight to it."""
    mine = [one for one in my_enrolments(person(request)) if one.state in LEARNING]
    if len(mine) == 1:
        return redirect("courses:learn_contents", mine[0].cohort.public_id)
    return render(request, "courses/learn_list.html", {"mine": mine})


@require_safe
@player
def learn_contents(request: HttpRequest, pid: str) -> HttpResponse:
    """Courses, modules and lessons with their state, what is closed and why, and where to go on."""
    reading = _reading(request, pid)
    context = {
        "reading": reading,
        "cohort": reading.cohort,
        "home": request.path,
        "courses": contents(reading),
        "jp": reading.jp_done,
        "jp_total": reading.outline.online_jp,
        "class_jp": reading.learner.class_jp if reading.learner else 0,
        "next": next_thing(reading) if reading.learner else None,
        "steps": journey(reading),
    }
    return render(request, "courses/learn_contents.html", context)


@require_safe
@player
def learn_lesson(request: HttpRequest, pid: str, lesson: str) -> HttpResponse:
    """One lesson: its body, where the reader was, next and back, and marking it as done."""
    reading, one = _lesson(request, pid, lesson)
    home = reverse("courses:learn_contents", args=[pid])
    module, mark = reading.outline.modules[one.module_key], reading.marks.get(one.key)
    context = {
        "cohort": reading.cohort,
        "lesson": one,
        "title": local_title(one),
        "module": module,
        "module_title": local_title(module),
        "place": one.number - module.lessons[0].number + 1,
        "state": reading.state(one),
        "done_at": mark.done_at if mark else None,
        "part": mark.position if mark and not mark.done_at else 0,
        "may_mark": reading.may_mark,
        "body": mark_safe(rendered(one.digest)),  # noqa: S308 - made and escaped by cms
        "home": home,
        "here": f"{home}{one.slug}/",
        "before": _link(reading.outline.before(one)),
        "after": _link(reading.outline.next_of(one)),
    }
    return render(request, "courses/learn_lesson.html", context)


@require_safe
@player
def learn_offline(request: HttpRequest, pid: str, lesson: str) -> HttpResponse:
    """The lesson as one file that can be read without a line."""
    _reading_here, one = _lesson(request, pid, lesson)
    return file_answer(offline(one.digest), HTML, f"{one.code.lower()}-{one.slug}.html")


@require_POST
@player
def learn_done(request: HttpRequest, pid: str, lesson: str) -> HttpResponse:
    """Mark a lesson as done and go on to the next; a second click finds it done."""
    reading, one = _lesson(request, pid, lesson)
    if reading.learner is None:
        return redirect("courses:learn_lesson", pid, lesson)
    try:
        learning.mark_done(
            actor=person(request), learner=reading.learner, lesson=one, read=request.POST.get("read", "")
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:learn_lesson", pid, lesson)
    fresh, following = reading_of(reading.learner), reading.outline.next_of(one)
    if following is None or fresh.closed(following):
        messages.success(request, _("“%(lesson)s” is done.") % {"lesson": local_title(one)})
        return redirect("courses:learn_contents", pid)
    return redirect("courses:learn_lesson", pid, following.slug)


@require_POST
@player
def learn_place(request: HttpRequest, pid: str, lesson: str) -> HttpResponse:
    """Remember the part of the lesson that is being read. Sent by the page itself; answers with nothing."""
    reading, one = _lesson(request, pid, lesson)
    part = request.POST.get("part", "")
    if reading.learner is None or not reading.may_mark or not part.isascii() or not part.isdigit():
        return HttpResponse(status=400)
    learning.keep_place(learner=reading.learner, lesson=one, part=min(int(part[:6]), learning.MOST_PARTS))
    return HttpResponse(status=204)


def _reading(request: HttpRequest, pid: str) -> Reading:
    """Return the reader's own reading of a cohort, or that of somebody in charge of it. Raises Closed."""
    user = person(request)
    learner = learner_in(user, pid)
    if learner is not None:
        return reading_of(learner)
    cohort = cohorts_visible_to(user).filter(public_id=pid).select_related("version").first()
    if cohort is not None and user.has_perm("courses.read_lessons", cohort):
        return Reading(cohort=facts_of(cohort))
    raise _not_enrolled(request, pid)


def _not_enrolled(request: HttpRequest, pid: str) -> Closed:
    mine = next((one for one in my_enrolments(person(request)) if one.cohort.public_id == pid), None)
    home, label = reverse("dashboard"), _("To the home")
    if mine is None:
        why = _("You are not on the list of this cohort. If you should be, ask the organiser to enrol you.")
        return Closed(404, _("This course is not among yours"), why, home, label)
    if mine.state == EnrolmentState.ACCEPTED:
        why = _("Say on your home that you take part; then the lessons open.")
        return Closed(403, _("You have a place, but have not taken it up yet"), why, home, label)
    why = _("Your enrolment is “%(state)s”. The lessons open when you have a place.")
    state = EnrolmentState(mine.state).label
    return Closed(403, _("The lessons are not open to you yet"), why % {"state": state}, home, label)


def _lesson(request: HttpRequest, pid: str, slug: str) -> tuple[Reading, Lesson]:
    reading = _reading(request, pid)
    one, home = reading.outline.by_slug.get(slug), reverse("courses:learn_contents", args=[pid])
    if one is None:
        why = _("It belongs to another cohort or was taken out of this version.")
        raise Closed(404, _("This cohort has no such lesson"), why, home, _("To the contents"))
    if why := reading.closed(one):
        raise Closed(
            403, _("“%(lesson)s” is still closed") % {"lesson": local_title(one)}, why, home, _("To the contents")
        )
    return reading, one


def _link(lesson: Lesson | None) -> dict[str, str] | None:
    return {"slug": lesson.slug, "title": local_title(lesson)} if lesson else None

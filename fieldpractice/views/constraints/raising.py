"""Raising a constraint: on a page that a phone keeps for when there is no line, and the door to which it sends what waited."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.enums import LEARNING, CohortState
from courses.models import Cohort, CohortFacilitator, Enrolment
from fieldpractice.constraint_forms import one_sentence
from fieldpractice.forms.constraints import RaiseForm, phone_time
from fieldpractice.models import LogbookEntry
from fieldpractice.services import constraints as services
from lms.people.access import found, needs, person
from lms.people.enums import Role
from lms.people.errors import Refusal
from lms.people.models import User
from lms.people.roles import hats_of
from lms.ui.form_pages import GET_POST, done, form_page, posted

MOST_AT_ONCE = 50


def cohorts_to_raise_in(user: User) -> list[Cohort]:
    """Return the running cohorts in which somebody learns, or which somebody guides; the newest first."""
    rows = Cohort.objects.filter(state=CohortState.OPEN)
    if not hats_of(user).has(Role.ADMINISTRATOR, Role.COORDINATOR):
        learns = Enrolment.objects.filter(user=user, state__in=LEARNING).values("cohort")
        guides = CohortFacilitator.objects.valid().filter(user=user).values("cohort")
        if not hats_of(user).has(Role.FACILITATOR):
            guides = guides.none()
        rows = rows.filter(pk__in=learns) | rows.filter(pk__in=guides)
    return list(rows.order_by("-number"))


@require_http_methods(GET_POST)
@needs("fieldpractice.raise_constraint")
def constraint_raise(request: HttpRequest) -> HttpResponse:
    """Raise a constraint; with `?entry=` from a line of the own logbook."""
    user, entry = person(request), _entry(request)
    cohorts = cohorts_to_raise_in(user)
    form = RaiseForm(posted(request), cohorts=cohorts, initial=_from(entry))

    def act(_data: dict[str, Any]) -> HttpResponse:
        row = services.raise_constraint(actor=user, entry=entry, **form.values())
        return done(request, _("Your constraint is in the register."), "fieldpractice:constraint_detail", row.public_id)

    context = {"cohorts": cohorts, "entry": entry, "told": _told(request)}
    answer = form_page(request, template="fieldpractice/constraint_raise.html", form=form, act=act, context=context)
    if not getattr(request, "viewed_as", None):
        answer["X-Padan-Person"] = user.public_id
    answer["Cache-Control"] = "private, no-store"
    return answer


def _entry(request: HttpRequest) -> LogbookEntry | None:
    """The line of the own logbook a constraint comes from; somebody else's does not exist."""
    pid = request.GET.get("entry", "")
    if not pid:
        return None
    rows = LogbookEntry.objects.filter(placement__enrolment__user=person(request)).select_related("placement")
    return found(rows, public_id=pid[:12])


def _from(entry: LogbookEntry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    first = one_sentence(entry.note)
    return {"title": first, "text": entry.note if entry.note.strip(" .") != first else "", "service": entry.service}


def _told(request: HttpRequest) -> dict[str, Any]:
    """What the page's module needs: who it is, where to send, and its words."""
    viewed = getattr(request, "viewed_as", None)
    return {
        "person": "" if viewed else person(request).public_id,
        "send": reverse("fieldpractice:constraint_send"),
        "session": reverse("assignments:task_session"),
        "page": reverse("fieldpractice:constraint_raise"),
        "list": reverse("fieldpractice:constraint_list"),
        "words": {
            "waits": _("on this phone, not sent yet"),
            "sent": _("In the register:"),
            "open": _("Open it"),
            "fix": _("Change it"),
            "anyway": _("Send it all the same"),
            "remove": _("Remove"),
            "kept": _("Kept on this phone. It is sent as soon as there is a line."),
            "signin": _("Sign in again, then what waits here is sent."),
        },
    }


@require_POST
@needs("fieldpractice.raise_constraint")
def constraint_send(request: HttpRequest) -> HttpResponse:
    """Take what was written without a line: JSON in, for each constraint what became of it out. Sent again it changes nothing."""
    sent = _sent(request)
    if sent is None:
        return JsonResponse({"refused": _("What was sent cannot be read. Load the page anew.")}, status=422)
    cohorts = cohorts_to_raise_in(person(request))
    told = {one["key"]: _taken(request, one, cohorts) for one in sent}
    return JsonResponse({"constraints": told})


def _sent(request: HttpRequest) -> list[dict[str, Any]] | None:
    try:
        rows = json.loads(request.body)["constraints"]
        good = isinstance(rows, list) and len(rows) <= MOST_AT_ONCE
        return rows if good and all(isinstance(one["key"], str) for one in rows) else None
    except (ValueError, KeyError, TypeError):
        return None


def _taken(request: HttpRequest, one: dict[str, Any], cohorts: list[Cohort]) -> dict[str, Any]:
    """Raise one; say where it stands, or what is to be looked at first, or why not."""
    form = RaiseForm({name: value for name, value in one.items() if isinstance(value, str)}, cohorts=cohorts)
    if not form.is_valid():
        warned = {name: str(words) for name, words in form.warnings.items()}
        only = set(form.errors) <= set(warned)
        return {"state": "warned" if only else "refused", "words": _in_words(form)}
    try:
        row = services.raise_constraint(
            actor=person(request), client_at=phone_time(one.get("at")), entry=_named(request, one), **form.values()
        )
    except Refusal as refusal:
        return {"state": "refused", "words": str(refusal)}
    return {"state": "raised", "url": row.get_absolute_url(), "title": row.title}


def _named(request: HttpRequest, one: dict[str, Any]) -> LogbookEntry | None:
    pid = one.get("entry")
    if not isinstance(pid, str) or not pid:
        return None
    rows = LogbookEntry.objects.filter(placement__enrolment__user=person(request)).select_related("placement")
    return rows.filter(public_id=pid[:12]).first()


def _in_words(form: forms.Form) -> str:
    """The errors of a form in one line."""
    lines = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        lines += [f"{label}: {error}" if label else str(error) for error in errors]
    return " ".join(lines)

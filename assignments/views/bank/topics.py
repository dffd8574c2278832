"""Topics: what questions are about, with the lessons and SOPs they rest on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.forms.bank import TopicForm
from assignments.models import Topic
from assignments.queries import bank as queries
from assignments.services import bank
from assignments.views.bank.questions import MAKE
from lms.people.access import found, needs, person
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, posted


@require_safe
@needs(MAKE)
def topic_list(request: HttpRequest) -> HttpResponse:
    """Every topic with its questions and what it rests on."""
    topics = list(queries.topic_list(person(request)))
    lessons = queries.lessons_by_key(row.lesson_key for topic in topics for row in topic.lessons.all())
    rows = [
        (topic, [one for key, one in lessons.items() if key in {row.lesson_key for row in topic.lessons.all()}])
        for topic in topics
    ]
    return render(request, "assignments/topic_list.html", {"rows": rows})


@require_http_methods(GET_POST)
@needs(MAKE)
def topic_add(request: HttpRequest) -> HttpResponse:
    """A new topic."""
    return _save(request, TopicForm(posted(request)), None, "assignments/topic_add.html")


@require_http_methods(GET_POST)
@needs(MAKE)
def topic_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change a topic."""
    topic = found(queries.topics_visible_to(person(request)).prefetch_related("lessons"), public_id=pid)
    return _save(request, TopicForm(posted(request), topic=topic), topic, "assignments/topic_edit.html")


def _save(request: HttpRequest, form: TopicForm, topic: Topic | None, template: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = bank.save_topic(actor=person(request), topic=topic, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The topic “%(name)s” is saved.") % {"name": saved.name})
            return redirect("assignments:topic_list")
    return render(request, template, {"form": form, "topic": topic}, status=422 if form.errors else 200)

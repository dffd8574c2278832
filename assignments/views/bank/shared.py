"""What the bank's views need: the question one may see, what was sent, and the fields of an editor page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest

from assignments.forms.editor import Editor, act_on, new_body, padded, read_body, without_empty_rows
from assignments.models import Question
from assignments.queries.bank import lesson_choices, questions_visible_to
from assignments.questions.bodies import Body, decimal_of
from assignments.questions.drafts import Draft, keyed, tidied
from lms.people.access import found, person
from lms.ui.form_pages import posted
from lms.ui.forms import error_entries

SAVE = "save"


def visible_question(request: HttpRequest, pid: str) -> Question:
    """Return a question this reader may see, with topic and current version, or raise Http404."""
    rows = questions_visible_to(person(request)).select_related("topic", "current", "created_by")
    return found(rows, public_id=pid)


class EditorPage:
    """One turn of the editor: what was typed, what a button asked for, and whether it is to be saved.

    A button of a row draws the page again with everything typed; nothing is checked and nothing is written then.
    """

    def __init__(self, request: HttpRequest, kind: str, form: forms.Form, body: Body | None = None) -> None:
        self.kind, self.form = kind, form
        data = posted(request)
        self.action = data.get("do", SAVE) if data is not None else ""
        self.focus = ""
        self.faults: list[Any] = []
        if data is None:
            self.body = body if body is not None else new_body(kind)
            return
        self.body = read_body(kind, data)
        if self.action == SAVE:
            self.body = without_empty_rows(kind, self.body)
            self.form.is_valid()
            points = getattr(self.form, "cleaned_data", {}).get("points") or decimal_of("1")
            self.faults = Draft("", "", kind, keyed(kind, tidied(kind, self.body)), points or Decimal(1)).faults()
        else:
            self.focus = act_on(self.body, self.action)

    @property
    def ready(self) -> bool:
        """Whether it was sent to be saved and nothing is wrong."""
        return self.action == SAVE and not self.faults and self.form.is_valid()

    @property
    def wrong(self) -> bool:
        """Whether it was sent to be saved and something is wrong."""
        return self.action == SAVE and not self.ready

    def context(self) -> dict[str, Any]:
        """Return what the page draws."""
        lessons = [(one.code, str(one)) for one in lesson_choices()]
        editor = Editor(self.kind, padded(self.kind, self.body), self.faults, lessons, focus=self.focus)
        own = error_entries(self.form) if self.action == SAVE else []
        entries = [*own, *editor.entries]
        return {"form": self.form, "editor": editor, "entries": entries, "checked": self.action == SAVE}

"""Samples for the living page: every component in the states that a reader meets, with Indonesian circumstances."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people import clock
from lms.people.registry import NavItem
from lms.ui.icons import PATHS

COLUMNS = ["PASKER", "PTKDN", "BPK", "Latvogan / Intala", "Lemlatvok", "Setditjen", "BBPVP / BPVP", "ILO-Jakarta"]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("As on the letter of assignment."))
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    start = forms.DateField(
        label=gettext_lazy("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Work unit"), choices=[("lotim", "BPVP Lombok Timur"), ("ternate", "BPVP Ternate")]
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How will you attend?"),
        widget=forms.RadioSelect,
        choices=[("online", gettext_lazy("Online")), ("offline", gettext_lazy("In person"))],
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services given this week"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("counselling", gettext_lazy("Counselling")), ("matching", gettext_lazy("Job matching"))],
    )
    note = forms.CharField(label=gettext_lazy("Remark"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label=gettext_lazy("I have read the letter of assignment"))


def context(page: str) -> dict[str, Any]:
    """Return what the living page shows; `page` is the page of its sample list."""
    wrong = SampleForm({"wrong-name": "Ratna Juwita", "wrong-email": "ratna@", "wrong-unit": "lotim"}, prefix="wrong")
    return {
        "nav": _navigation(),
        "form": SampleForm(),
        "wrong": wrong,
        "sample_page": Paginator(range(90), 10).get_page(page),
        "icons": list(PATHS),
        **_small_things(),
        **_charts(),
    }


def _navigation() -> list[NavItem]:
    labels = [("home", _("Home")), ("learn", _("Learn")), ("field", _("Practice")), ("matrix", _("Matrix"))]
    labels += [("calendar", _("Classes")), ("chart", _("Reports"))]
    return [NavItem("ui:component_list", label, frozenset(), place, name) for place, (name, label) in enumerate(labels)]


def _small_things() -> dict[str, Any]:
    now = clock.now()
    return {
        "now": now,
        "soon": now + timedelta(days=2),
        "earlier": now - timedelta(hours=3),
        "today": clock.today(),
        "steps": [
            {"label": _("Online"), "note": "24 JP", "state": "done"},
            {"label": _("In person 1"), "note": "40 JP", "state": "done"},
            {"label": _("Field practice"), "note": _("23 of 40 JP"), "state": "now", "percent": 58},
            {"label": _("In person 2"), "note": "24 JP", "state": "next"},
            {"label": _("Evaluation"), "note": _("January"), "state": "next"},
        ],
        "happened": [
            {"at": now - timedelta(hours=3), "title": _("Sent"), "text": _("Version 2, receipt 0412"), "tone": "info"},
            {"at": now - timedelta(days=1), "title": _("Returned"), "text": _("Two remarks"), "tone": "warn"},
            {"at": now - timedelta(days=4), "title": _("Accepted"), "tone": "ok"},
        ],
        "tab_items": [
            {"label": _("Waiting"), "href": "?", "current": True, "count": 11},
            {"label": _("Returned"), "href": "?tab=returned", "current": False, "count": 2},
            {"label": _("Accepted"), "href": "?tab=accepted", "current": False},
        ],
        "crumb_items": [(_("Home"), "/"), (_("Components"), "/ui/")],
    }


def _charts() -> dict[str, Any]:
    return {
        "bar_rows": [(_("Counselling"), 42), (_("Job matching"), 31), (_("Vacancies verified"), 17), ("OTP", 0)],
        "line_series": [
            {"name": _("Jobseekers"), "points": _weeks(3, 6, 9, 8, 14, 17, None, 16, 22, 24, 23, 27)},
            {"name": _("Vacancies"), "points": _weeks(1, 2, 2, 4, 6, 6, 9, 8, 11, 12, 15, 14)},
        ],
        **_radar(),
        "heat_columns": [str(week) for week in range(1, 13)],
        "heat_rows": [
            ("Ratna Juwita", [2, 3, 3, 1, 4, 2, 0, None, None, None, None, None]),
            ("Yohanes Bere Fernandez", [1, 0, 0, 2, 2, 3, 1, None, None, None, None, None]),
            ("Ferdinand Tuhumury", [4, 4, 3, 3, 4, 4, 2, None, None, None, None, None]),
            ("Aisyah", [3, 2, 3, 3, 0, 2, 1, None, None, None, None, None]),
        ],
        "state_rows": _states(),
        "columns": COLUMNS,
        "matrix_rows": _matrix(),
    }


def _radar() -> dict[str, Any]:
    before, after = [2.1, 2.6, 3.0, 2.4, 2.8, 3.1], [4.0, 3.9, 3.8, 3.6, 3.7, 4.2]
    names = [
        _("Counselling"),
        _("Job matching"),
        _("Labour market information"),
        _("Vacancies verified"),
        _("Complaints"),
        _("Reception"),
    ]
    notes = [f"+{late - early:.1f}" for early, late in zip(before, after, strict=True)]
    return {
        "radar_axes": [{"label": name, "note": note} for name, note in zip(names, notes, strict=True)],
        "radar_series": [{"name": _("Before"), "values": before}, {"name": _("After"), "values": after}],
    }


def _states() -> list[dict[str, Any]]:
    kinds = {
        "d": ("ok", "✓", _("Done")),
        "w": ("wait", "◷", _("Waiting")),
        "r": ("back", "↩", _("Returned")),
        "l": ("late", "!", _("Late")),
        "p": ("rest", "||", _("Paused")),
        "n": ("now", "…", _("Going on")),
        "-": ("none", "–", _("Nothing due")),
        "c": ("plan", "·", _("To come")),
    }
    people = [("Ratna Juwita", "BPVP Contoh", "dddwwnccc-cc"), ("Yohanes Bere", "", "ddrlwpcccccc")]
    return [
        {
            "label": name,
            "note": unit,
            "href": "#states",
            "cells": [dict(zip(("tone", "sign", "label"), kinds[one], strict=True)) for one in weeks],
        }
        for name, unit, weeks in people
    ]


def _weeks(*values: int | None) -> list[tuple[str, int | None]]:
    return [(str(week), value) for week, value in enumerate(values, start=1)]


def _matrix() -> list[dict[str, Any]]:
    done = {"label": _("Done"), "tone": "ok", "href": ""}
    plan = {"label": _("Planned"), "tone": "plan", "href": ""}
    waits = {"label": _("3 waiting"), "tone": "wait", "href": "#matrix"}
    late = {"label": _("2 late"), "tone": "late", "href": "#matrix"}
    return [
        {
            "number": 4,
            "label": _("Discussion of the curriculum"),
            "note": _("Done"),
            "cells": [done, done, done, done, None, done, done, done],
        },
        {
            "number": 8,
            "label": _("Field practice, three months"),
            "note": _("Week 6 of 12"),
            "cells": [done, None, late, done, None, done, waits, done],
        },
        {
            "number": 10,
            "label": _("Programme evaluation report"),
            "note": _("January"),
            "cells": [plan] * 8,
        },
    ]

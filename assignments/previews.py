"""What an editor sees of a form before it is taken into a version."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assignments.schema import flaws
from assignments.schema.building import schema_of


def form_preview(form: Any, request: HttpRequest) -> HttpResponse:
    """Show the form as its participants fill it in, from what stands in the editor, and what keeps it from being used."""
    schema = schema_of(form)
    context = {"form": form, "schema": schema, "flaws": [flaw.message for flaw in flaws(schema)]}
    return render(request, "assignments/form_preview.html", context)

"""Choices read from the database when a form opens, so that an editor picks instead of typing a key."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext as _


def sop_numbers() -> list[tuple[str, str]]:
    """Return the published SOPs as (number, "SOP 4 Title")."""
    rows = apps.get_model("cms", "SopPage").objects.order_by("number").values_list("number", "title")
    return [(str(number), f"SOP {number} {title}") for number, title in rows]


def sop_steps() -> list[tuple[str, str]]:
    """Return the steps of all SOPs as ("4.3", "SOP 4, step 3: Opening the meeting")."""
    rows = apps.get_model("cms", "SopPage").objects.order_by("number").only("number", "steps")
    return [
        (
            f"{page.number}.{place}",
            _("SOP %(number)s, step %(step)s: %(words)s")
            % {"number": page.number, "step": place, "words": step.value["activity"]},
        )
        for page in rows
        for place, step in enumerate(page.steps, 1)
    ]


def process_numbers() -> list[tuple[str, str]]:
    """Return the business processes as (number, "9. Title")."""
    rows = apps.get_model("cms", "BusinessProcess").objects.order_by("number").values_list("number", "title")
    return [(str(number), f"{number}. {title}") for number, title in rows]


def glossary_terms() -> list[tuple[str, str]]:
    """Return the terms of the glossary as (key, key)."""
    rows = apps.get_model("cms", "GlossaryTerm").objects.order_by("term").values_list("term", flat=True)
    return [(term, term) for term in rows]

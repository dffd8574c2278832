"""What the units sign of a form under activity 5: what it is for, and each of its sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from assignments.schema.describing import describe, head_text, section_text
from lms.programme.reviewable import Part, digest_of

if TYPE_CHECKING:
    from assignments.models import FormVersion

ACTIVITY = 5


def parts_of(version: FormVersion) -> list[Part]:
    """Return the parts in reading order: the head, then a part a section under the section's own key. No query.

    A digest is of the data itself, so that nothing changes without being signed; the text is what is compared and read aloud.
    """
    schema = version.schema
    head = {name: schema[name] for name in ("code", "title", "intro", "sops", "processes")}
    with translation.override("id"):
        parts = [
            Part(
                key="head",
                title=_("What the form is for"),
                digest=digest_of(head),
                text=head_text(schema),
                html=render_to_string("assignments/parts/head.html", {"schema": schema}),
            )
        ]
        for section in schema["sections"]:
            context = {"section": section, "fields": describe(schema, section)}
            parts.append(
                Part(
                    key=section["key"],
                    title=section["title"]["id"],
                    digest=digest_of(section),
                    text=section_text(schema, section),
                    html=render_to_string("assignments/parts/section.html", context),
                )
            )
    return parts

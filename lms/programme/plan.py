"""The programme's plan as a subject of review: each activity with its dates and deliverables is a part."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lms.people.enums import Column
from lms.people.roles import hats_of
from lms.programme.reviewable import Part, digest_of
from lms.programme.rules import RUNNERS

if TYPE_CHECKING:
    from lms.people.models import User
    from lms.programme.models import Activity, Review

# Not through gettext: what is signed reads the same in every language, or its digest would change with the reader.
_NAMES = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
MONTHS = dict(enumerate(_NAMES.split(), 1))


class PlanUnderReview:
    """Gives `Programme` what `Reviewable` asks. The text is Indonesian whoever reads: it is what gets signed."""

    activities: Any
    name: str

    def digest_parts(self, activity_no: int) -> list[Part]:
        """Return a part for each activity: its planned dates and what it must bring forth, not how far it has come."""
        return [_part(activity) for activity in self.activities.prefetch_related("deliverables")]

    def review_title(self, activity_no: int) -> str:
        return f"Jadwal dan keluaran program {self.name}"

    def continues(self) -> list[Any]:
        """There is one plan; its earlier rounds are known by themselves."""
        return []

    def get_absolute_url(self) -> str:
        return reverse("programme:matrix")

    def may_edit(self, user: User) -> bool:
        return hats_of(user).has(*RUNNERS)

    def review_closed(self, review: Review, actor: User) -> None:
        """Nothing follows by itself: the signed plan stands on the sign-off sheet."""


def _part(activity: Activity) -> Part:
    period = f"Rencana: {_day(activity.planned_from)} sampai {_day(activity.planned_until)}"
    deliverables = [_deliverable(row) for row in activity.deliverables.all()]
    lines = [period, *(deliverables or ["Belum ada keluaran."])]
    title = f"{activity.no}. {activity.title}"
    digest = digest_of({"title": title, "lines": lines})
    # The title is compared too: a new title is a change that its signers must see.
    text = "\n".join([title, *lines])
    return Part(key=f"activity-{activity.no}", title=title, digest=digest, text=text, html=_html(lines))


def _deliverable(row: Any) -> str:
    unit = Column(row.column).value if row.column else "semua unit"
    return f"{row.title} ({unit}), tenggat {_day(row.due_on)}"


def _day(day: date | None) -> str:
    return f"{day.day} {MONTHS[day.month]} {day.year}" if day else "belum ditetapkan"


def _html(lines: list[str]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines[1:]))
    return format_html('<p lang="id">{}</p><ul lang="id">{}</ul>', lines[0], items)

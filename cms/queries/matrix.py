"""What the curriculum says in the matrix: SOPs that are published, versions that are in force or on their way. Two queries."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.enums import VersionState
from cms.models import CurriculumVersion, SopPage
from lms.people import clock
from lms.programme.enums import CellState
from lms.programme.registry import CellNote

ACTIVITIES = frozenset({2, 4, 5})


def cells() -> Iterator[CellNote]:
    """Yield what the curriculum says: two queries."""
    yield from _sops()
    yield from _versions()


def _sops() -> Iterator[CellNote]:
    many = SopPage.objects.filter(live=True).count()
    if many:
        label = ngettext("%(n)s SOP published", "%(n)s SOPs published", many) % {"n": many}
        yield CellNote(2, CellState.DONE, label, reverse("cms:sops"))
    else:
        yield CellNote(2, CellState.PLANNED, _("no SOP published"), reverse("cms:sops"))


def _versions() -> Iterator[CellNote]:
    """The version in force and the one in review, for all units of activities 4 and 5."""
    shown = CurriculumVersion.objects.filter(state__in=[VersionState.PUBLISHED, VersionState.IN_REVIEW])
    by_state = {
        row[0]: row[1:] for row in shown.order_by("number", "pk").values_list("state", "number", "published_at")
    }
    href = reverse("cms:version_list")
    for no in (4, 5):
        if published := by_state.get(VersionState.PUBLISHED):
            number, at = published
            day = date_format(at.astimezone(clock.WIB), "j F Y") if at else "–"
            words = _("Curriculum version %(n)s, published on %(day)s") % {"n": number, "day": day}
            yield CellNote(no, CellState.DONE, _("version %(n)s") % {"n": number}, href, words=words)
        if waiting := by_state.get(VersionState.IN_REVIEW):
            words = _("Curriculum version %(n)s is in review") % {"n": waiting[0]}
            yield CellNote(no, CellState.RUNNING, _("version %(n)s in review") % {"n": waiting[0]}, href, words=words)

"""The lists of packs, and what a page of one shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.enums import StageKind
from lms.evaluation.enums import PackState
from lms.evaluation.models import PackImport, ReplicationPack
from lms.evaluation.packs import shapes
from lms.evaluation.queries.packs.checking import shifted
from lms.people.enums import Column


def packs_visible_to(user: Any) -> QuerySet[ReplicationPack]:
    """Return the packs made here, for those who run the programme; others see none."""
    rows = ReplicationPack.objects.select_related("cohort", "version", "asked_by")
    return rows if user.has_perm("evaluation.manage_packs") else rows.none()


def imports_visible_to(user: Any) -> QuerySet[PackImport]:
    """Return the packs from elsewhere, for those who run the programme; others see none."""
    rows = PackImport.objects.select_related("uploaded_by", "version")
    return rows if user.has_perm("evaluation.manage_packs") else rows.none()


def newest_ready(cohort_ids: list[int]) -> ReplicationPack | None:
    """Return the newest pack of these cohorts that is ready."""
    return ReplicationPack.objects.filter(cohort__in=cohort_ids, state=PackState.READY).first()


@dataclass(frozen=True)
class Signed:
    """Which units signed the curriculum where it comes from, in one review."""

    activity: int
    closed_on: date | None
    units: str
    on_record: bool


def signed_of(manifest: dict[str, Any]) -> list[Signed]:
    """Return what a manifest says of signatures. What does not fit is left out: nothing here is decided by it."""
    found = []
    for one in manifest.get("origin", {}).get("signed") or []:
        if isinstance(one, dict) and isinstance(one.get("activity"), int):
            names = [str(Column(name).label) for name in one.get("columns") or [] if name in Column.values]
            found.append(
                Signed(one["activity"], _day(one.get("closed_on")), ", ".join(names), bool(one.get("on_record")))
            )
    return found


def origin_of_manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return where a pack comes from, for its page."""
    origin = manifest.get("origin") or {}
    version = origin.get("version") if isinstance(origin.get("version"), dict) else {}
    return {
        "site": origin.get("site", ""),
        "programme": origin.get("programme", ""),
        "cohort": origin.get("cohort", ""),
        "version": f"{version.get('title', '')} v{version.get('number', '')}" if version else "",
        "published_on": _day(version.get("published_on")) if version else None,
    }


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


@dataclass(frozen=True)
class StageDays:
    """A stage on the days it would have."""

    label: str
    starts_on: date
    ends_on: date
    counts: str


def stage_days(schedule: shapes.ScheduleFile, first: date) -> list[StageDays]:
    """Return the stages of a schedule as they would stand with this first day."""
    return [
        StageDays(
            str(StageKind(one.kind).label),
            shifted(first, one.first),
            shifted(first, one.last),
            _classes(sum(meeting.stage == one.kind for meeting in schedule.classes)),
        )
        for one in schedule.stages
    ]


def _classes(count: int) -> str:
    return _("%(count)s classes") % {"count": count} if count else ""

"""Keeps the JP sums of enrolments in line with what the logbooks say."""

from __future__ import annotations

from collections.abc import Collection

from courses.models import Enrolment
from courses.queries.learning import facts_of
from courses.services.sums import keep_sums


def keep_field_jp(enrolment_ids: Collection[int]) -> None:
    """Work out the sums of these enrolments anew. Call it in the transaction that changed a logbook, a pause or a disagreement."""
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=enrolment_ids)
    by_cohort: dict[int, list[Enrolment]] = {}
    for one in rows.select_related("cohort__version").order_by("pk"):
        by_cohort.setdefault(one.cohort_id, []).append(one)
    for people in by_cohort.values():
        keep_sums(people, facts_of(people[0].cohort).outline)

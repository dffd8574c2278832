"""Results of runs as every page asks for them: counted once, when somebody first looks at a closed run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from django.utils.translation import gettext as _

from lms.evaluation.models import SurveyRun
from lms.evaluation.queries.results.keeping import counted_once, counted_once_each, key_of
from lms.evaluation.queries.results.reading import GroupRow, Results, answers_of, results_from, withheld
from lms.people.models import WorkUnit

# Everything of results but the run they are of, by its name.
Told = dict[str, Any]


def results_of(run: SurveyRun, *, group: WorkUnit | None = None) -> Results:
    """Return what may be shown of a run, or of one of its work units.

    The first time one query for the answers, of supervisors two; then none. With a breakdown one more for the units' names, each time.
    """
    if why := withheld(run):
        return Results(run, why)
    if group is not None:
        told = counted_once(
            _key(run, group), lambda: told_by(results_from(run, answers_of([run])[run.pk], group=group))
        )
    else:
        told = _whole([run])[run.pk]
    return Results(run, **{**told, "groups": _named(told["groups"])})


def results_of_many(runs: Sequence[SurveyRun]) -> dict[int, Results]:
    """Return the same of several runs by their key, without their units. As many queries as for one."""
    told = _whole([run for run in runs if not withheld(run)])
    return {
        run.pk: Results(run, **{**told[run.pk], "groups": []}) if run.pk in told else Results(run, withheld(run))
        for run in runs
    }


def _whole(runs: Sequence[SurveyRun]) -> dict[int, Told]:
    def count(missing: list[int]) -> dict[int, Told]:
        answers = answers_of(by_key[pk] for pk in missing)
        return {pk: told_by(results_from(by_key[pk], answers[pk])) for pk in missing}

    by_key = {run.pk: run for run in runs}
    return counted_once_each({pk: _key(run) for pk, run in by_key.items()}, count)


def _key(run: SurveyRun, group: WorkUnit | None = None) -> str:
    return key_of("results", [run], group.pk if group else None)


def told_by(results: Results) -> Told:
    """Return what is kept of results: the run itself is read with each look."""
    return {one.name: getattr(results, one.name) for one in fields(Results) if one.name != "run"}


def _named(rows: list[GroupRow]) -> list[GroupRow]:
    """The units by name, those that stay hidden last. One query; without a breakdown none."""
    units = [row.unit for row in rows if row.unit]
    known = WorkUnit.objects.filter(pk__in=units).values_list("pk", "public_id", "name") if units else ()
    names = {pk: (pid, name) for pk, pid, name in known}
    nobody = ("", _("No unit named"))
    found = [replace(row, pid=names.get(row.unit, nobody)[0], name=names.get(row.unit, nobody)[1]) for row in rows]
    return sorted(found, key=lambda row: (row.n is None, row.name))

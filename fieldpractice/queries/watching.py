"""What the field practice says to the list of people at risk, and to that of people who do well."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enums import EnrolmentState
from courses.queries.learning import CohortFacts
from courses.registry import Limits, Merit, Risk
from fieldpractice.enums import PresenceState, SessionState
from fieldpractice.models import Disagreement, LogbookEntry, Placement, Presence
from fieldpractice.queries.overview import kept_weeks
from lms.people import clock

# A week is well kept from so many days on: a working week.
WELL_KEPT = 5
WEEKS_IN_A_ROW = 3


def rules(limits: Limits) -> list[str]:
    """Return the rules of the field practice in words."""
    sessions = ngettext(
        "missed %(n)s monitoring session or more, without leave",
        "missed %(n)s monitoring sessions or more, without leave",
        limits.missed_sessions,
    )
    cases = ngettext(
        "has %(n)s open disagreement of the supervisor or more",
        "has %(n)s open disagreements of the supervisor or more",
        limits.disagreements,
    )
    return [sessions % {"n": limits.missed_sessions}, cases % {"n": limits.disagreements}]


def risks(cohort: CohortFacts, limits: Limits) -> list[Risk]:
    """Return who missed too many sessions, and with whom supervisors disagree: two queries."""
    found = []
    for pk, n in _missed(cohort).items():
        if n >= limits.missed_sessions:
            words = ngettext("%(n)s monitoring session missed", "%(n)s monitoring sessions missed", n) % {"n": n}
            found.append(
                Risk(pk, words, _("Ask why; send the minutes and the follow-up actions, and name the next session."))
            )
    cases = Disagreement.objects.filter(placement__enrolment__cohort=cohort.id, closed_at=None).order_by()
    counted = cases.values("placement__enrolment").annotate(n=Count("pk")).values_list("placement__enrolment", "n")
    for pk, n in counted:
        if n >= limits.disagreements:
            words = ngettext("the supervisor disagrees with %(n)s week", "the supervisor disagrees with %(n)s weeks", n)
            found.append(Risk(pk, words % {"n": n}, _("Hear both sides, then close the case with a reason.")))
    return found


def signs(cohort: CohortFacts) -> dict[int, datetime]:
    """Return when each person last wrote into the logbook: one query."""
    rows = LogbookEntry.objects.filter(placement__enrolment__cohort=cohort.id, struck_at=None).order_by()
    last = rows.values("placement__enrolment").annotate(last=Max("changed_at"))
    return dict(last.values_list("placement__enrolment", "last"))


def merits(cohort: CohortFacts) -> list[Merit]:
    """Return who keeps the logbook week by week, and who was at every session: seven queries."""
    rows = Placement.objects.filter(enrolment__cohort=cohort.id, enrolment__state=EnrolmentState.ACTIVE)
    kept, today = kept_weeks(rows), clock.today()
    people = dict(rows.order_by().values_list("pk", "enrolment_id"))
    found = []
    for pk, enrolment_id in people.items():
        over = [week.number for week in kept.weeks[pk] if week.ends_on < today][-WEEKS_IN_A_ROW:]
        logged = kept.logged_of(pk)
        if len(over) == WEEKS_IN_A_ROW and all(n in logged and logged[n].days >= WELL_KEPT for n in over):
            words = _("logbook kept on %(days)s days or more in each of the last %(weeks)s weeks")
            found.append(Merit(enrolment_id, words % {"days": WELL_KEPT, "weeks": WEEKS_IN_A_ROW}))
    return found + _at_every_session(cohort)


def _at_every_session(cohort: CohortFacts) -> list[Merit]:
    rows = _of_held(cohort).values_list("enrolment", "state")
    theirs: dict[int, list[str]] = defaultdict(list)
    for pk, state in rows:
        theirs[pk].append(state)
    words = _("was at every monitoring session so far (%(n)s)")
    return [
        Merit(pk, words % {"n": len(states)})
        for pk, states in theirs.items()
        if len(states) > 1 and set(states) == {PresenceState.PRESENT}
    ]


def _missed(cohort: CohortFacts) -> dict[int, int]:
    rows = _of_held(cohort).filter(state=PresenceState.ABSENT).values("enrolment").annotate(n=Count("pk"))
    return dict(rows.values_list("enrolment", "n"))


def _of_held(cohort: CohortFacts) -> QuerySet[Presence]:
    return Presence.objects.filter(session__cohort=cohort.id, session__state=SessionState.HELD).order_by()

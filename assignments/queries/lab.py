"""What the screens of the matching lab read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assignments.enums import Decision, TaskState
from assignments.lab.cards import Ranking, order_of, refused
from assignments.lab.scores import LEAST_PANEL, Panel, panel_of
from assignments.models import CaseVersion, MatchingAnswer, MatchingCase, MatchingExercise, PanelRanking
from courses.enums import LEARNING, CohortState, EnrolmentState
from courses.models import Cohort, Enrolment
from courses.queries.learning import Learner, my_enrolments
from courses.queries.progress import display_name
from courses.queries.visible import cohorts_visible_to
from lms.people import clock
from lms.people.models import User
from lms.people.prepared import PreparedModels
from lms.programme.reviewable import digest_of

T = TaskState


# --- Cases and their panel ---


def case_list(*, retired: bool = False) -> QuerySet[MatchingCase]:
    """Return the cases with how many facilitators have ranked the present version (`panel`) and in how many exercises it is."""
    return (
        MatchingCase.objects.filter(retired_at__isnull=not retired, current__isnull=False)
        .select_related("current")
        .annotate(
            panel=Count("current__rankings__facilitator", distinct=True),
            exercises=Count("versions__exercises", distinct=True),
        )
    )


def panel_rankings(version: CaseVersion) -> list[PanelRanking]:
    """Return each facilitator's newest ranking of a version, in the order in which they first gave one: one query."""
    newest: dict[int, PanelRanking] = {}
    for row in PanelRanking.objects.filter(version=version).select_related("facilitator").order_by("at", "id"):
        newest[row.facilitator_id] = row
    return list(newest.values())


@dataclass(frozen=True)
class PanelView:
    """The panel's rankings beside each other. Only for who has ranked the case, or organises: they are its key."""

    members: list[PanelRanking]
    panel: Panel | None

    @property
    def missing(self) -> int:
        """How many facilitators must still rank the case."""
        return max(0, LEAST_PANEL - len(self.members))


def panel_view(version: CaseVersion) -> PanelView:
    """Return what the panel says so far: one query."""
    members = panel_rankings(version)
    agreed = panel_of(version.body, [one.ranking for one in members]) if len(members) >= LEAST_PANEL else None
    return PanelView(members, agreed)


def side_by_side(body: Mapping[str, Any], rankings: Sequence[Ranking]) -> list[dict[str, Any]]:
    """Return each card with every ranking's place and reason for it, in the order of the case."""
    return [
        {"card": card, "places": [place_of(ranking, card["key"]) for ranking in rankings]} for card in body["cards"]
    ]


def place_of(ranking: Ranking, key: str) -> dict[str, Any]:
    """Return one card's place: `rank` (None when not referred), `words`, `reason`, `ask`."""
    place = (ranking.get("places") or {}).get(key) or {}
    rank = place.get("rank")
    words = (
        _("no. %(rank)s") % {"rank": rank}
        if rank is not None
        else _("not referred")
        if "rank" in place
        else _("not placed")
    )
    return {"rank": rank, "words": words, "reason": place.get("reason", ""), "ask": place.get("ask", "")}


def decision_in_words(ranking: Ranking) -> str:
    """Return the decision about the subject as it is shown."""
    value = ranking.get("decision")
    return str(Decision(value).label) if value in Decision.values else "–"


# --- Exercises ---


def exercises_visible_to(user: User) -> QuerySet[MatchingExercise]:
    """Return the exercises of cohorts that somebody is in charge of, and, once opened, of those that the person learns in."""
    own = Enrolment.objects.filter(user=user, state__in=LEARNING, cohort=OuterRef("cohort"))
    seen = Q(cohort__in=cohorts_visible_to(user)) if user.has_perm("assignments.set_exercise") else Q(pk__in=[])
    return MatchingExercise.objects.filter(seen | (Q(Exists(own)) & ~Q(state=T.DRAFT)))


def exercises_of(cohort: Cohort) -> QuerySet[MatchingExercise]:
    """Return a cohort's exercises with how many have handed in (`handed_in`), the panel counted (`panel_size`)."""
    return (
        MatchingExercise.objects.filter(cohort=cohort)
        .select_related("version__case")
        .annotate(
            handed_in=Count("answers", filter=Q(answers__handed_in_at__isnull=False), distinct=True),
            panel_size=Count("version__rankings__facilitator", distinct=True),
        )
        .order_by(F("opens_on").asc(nulls_last=True), "version__case__difficulty", "id")
    )


def cases_to_set(cohort: Cohort) -> QuerySet[MatchingCase]:
    """Return the cases whose present version is not set for this cohort yet."""
    taken = MatchingExercise.objects.filter(cohort=cohort).values("version_id")
    return MatchingCase.objects.filter(retired_at__isnull=True).exclude(current__in=taken).select_related("current")


def closed_because(exercise: MatchingExercise, enrolment_state: str = "") -> str:
    """Return why no answer is taken now, from somebody in this state, "" when one is. The last day is valid, in WIB."""
    today = clock.today()
    if exercise.state == T.CLOSED:
        return _("This exercise is closed; no more answers are taken.")
    if exercise.state == T.DRAFT:
        return _("This exercise has not been opened yet.")
    if exercise.opens_on and today < exercise.opens_on:
        return _("This exercise opens on %(day)s.") % {"day": _day(exercise.opens_on)}
    if exercise.due_on and today > exercise.due_on:
        return _("The last day was %(day)s. Ask your facilitator if you still need to hand in.") % {
            "day": _day(exercise.due_on)
        }
    if exercise.cohort.state != CohortState.OPEN:
        return _("The cohort is not running.")
    if enrolment_state and enrolment_state != EnrolmentState.ACTIVE:
        return _("Your part in this cohort has ended; no more answers are taken from you.")
    return ""


def _day(day: Any) -> str:
    return date_format(day, "l, j F Y")


def fingerprint(exercise: MatchingExercise) -> str:
    """Return a digest of all that is edited on an exercise's page, so that two editors notice each other."""
    return digest_of([str(getattr(exercise, name)) for name in EDITED])


EDITED = ("state", "top_k", "opens_on", "due_on", "weight", "rubric_id")


def agreed(exercise: MatchingExercise) -> Panel:
    """Return the panel as it was frozen at the opening. Raises ValueError for a draft."""
    if exercise.panel is None:
        raise ValueError("A draft has no panel yet.")
    return Panel(**exercise.panel)


# --- A participant's exercises ---


def my_exercises(user: User) -> list[dict[str, Any]]:
    """Return the opened exercises of the courses somebody learns in, each with the own answer's state: two queries."""
    learners = {one.cohort.id: one for one in my_enrolments(user) if one.state in LEARNING}
    if not learners:
        return []
    mine = MatchingAnswer.objects.filter(enrolment__in=[one.id for one in learners.values()])
    answers = {row.exercise_id: row for row in mine.defer("body")}
    return [_mine(one, answers.get(one.pk), learners[one.cohort_id].state) for one in _opened(learners)]


def _opened(cohorts: Any) -> QuerySet[MatchingExercise]:
    """Return the opened exercises of these cohorts, what is due first."""
    return (
        MatchingExercise.objects.filter(cohort__in=cohorts)
        .exclude(state=T.DRAFT)
        .select_related("version__case", "cohort")
        .defer("panel", "version__body")
        .order_by(F("due_on").asc(nulls_last=True), "version__case__difficulty", "id")
    )


def _mine(exercise: MatchingExercise, answer: MatchingAnswer | None, enrolment_state: str) -> dict[str, Any]:
    handed_in = answer is not None and answer.handed_in_at is not None
    return {
        "exercise": exercise,
        "answer": answer,
        "handed_in": handed_in,
        "begun": answer is not None and not handed_in,
        "closed": "" if handed_in else closed_because(exercise, enrolment_state),
        "href": reverse("assignments:exercise_detail", args=[exercise.public_id]),
    }


def next_exercise(user: User) -> tuple[dict[str, Any] | None, int]:
    """Return the exercise to do next, or None, and how many are open: one query, for the home."""
    learners = {one.cohort.id: one for one in my_enrolments(user) if one.state in LEARNING}
    undone = my_undone(user.pk) if learners else []
    rows = [{**_mine(one, None, learners[one.cohort_id].state), "begun": one.begun} for one in undone]
    waiting = [row for row in rows if not row["closed"]]
    return (waiting[0] if waiting else None), len(waiting)


def _undone(user_id: int) -> QuerySet[MatchingExercise]:
    learning = Enrolment.objects.filter(user_id=user_id, state__in=LEARNING)
    mine = MatchingAnswer.objects.filter(exercise=OuterRef("pk"), enrolment__in=learning.values("pk"))
    undone = _opened(learning.values("cohort")).exclude(Exists(mine.filter(handed_in_at__isnull=False)))
    slim = undone.select_related(None).select_related("version", "cohort").only(*_AT_HAND)
    return slim.annotate(begun=Exists(mine))


_AT_HAND = ("public_id", "cohort__state", "state", "opens_on", "due_on", "version__title")
my_undone = PreparedModels(_undone)


def learner_for(user: User, exercise: MatchingExercise) -> Learner | None:
    """Return the own enrolment with which somebody answers this exercise, or None for somebody in charge."""
    return next(
        (one for one in my_enrolments(user) if one.cohort.id == exercise.cohort_id and one.state in LEARNING), None
    )


def differences(body: Mapping[str, Any], standing: Ranking, typed: Ranking) -> list[tuple[str, str]]:
    """Return what stands otherwise than it was typed: the card (or what it is about) and what stands there, in words."""
    found = [
        (str(card["title"]), _in_words(place_of(standing, card["key"])))
        for card in body["cards"]
        if place_of(standing, card["key"]) != place_of(typed, card["key"])
    ]
    about = str(body["subject"]["title"])
    if any((standing.get(name) or "") != (typed.get(name) or "") for name in ("decision", "why")):
        found.insert(0, (about, " · ".join(filter(None, (decision_in_words(standing), standing.get("why", ""))))))
    if (standing.get("note") or "") != (typed.get("note") or ""):
        found.append((_("Note"), standing.get("note") or "–"))
    return found


def _in_words(place: dict[str, Any]) -> str:
    return " · ".join(filter(None, (place["words"], place["reason"], place["ask"])))


# --- Results ---


def comparison(answer: MatchingAnswer, exercise: MatchingExercise) -> dict[str, Any]:
    """Return a handed-in ranking beside the panel's: rows in the panel's order, constraints, the members' reasons: one query."""
    body, panel = exercise.version.body, agreed(exercise)
    members = list(exercise.rankings.select_related("facilitator").order_by("at", "id"))
    place = panel.places
    rows = [
        {
            "card": card,
            "mine": place_of(answer.body, card["key"]),
            "panel": place.get(card["key"]),
            "reasons": [place_of(one.ranking, card["key"]) for one in members],
        }
        for card in sorted(body["cards"], key=lambda card: place.get(card["key"], len(place) + 1))
    ]
    return {
        "rows": rows,
        "members": members,
        "panel": panel,
        "decision": {"mine": decision_in_words(answer.body), "panel": str(Decision(panel.decision).label)},
        "same_decision": answer.body.get("decision") == panel.decision,
        "constraints": [{**one, "broken": one["key"] in answer.violations} for one in body.get("constraints") or []],
    }


def results_of(exercise: MatchingExercise) -> dict[str, Any]:
    """Return everybody's result and what the cohort found hard: two queries, whatever the size."""
    rows = list(
        exercise.answers.filter(handed_in_at__isnull=False)
        .order_by("-points", "enrolment__user__name", "id")
        .values(
            "public_id",
            "points",
            "ndcg",
            "overlap",
            "violations",
            "handed_in_at",
            "body",
            "enrolment__public_id",
            "enrolment__work_unit__name",
            user__name=F("enrolment__user__name"),
            user__title_before=F("enrolment__user__title_before"),
            user__title_after=F("enrolment__user__title_after"),
        )
    )
    people = Enrolment.objects.filter(cohort=exercise.cohort_id, state__in=LEARNING).count()
    bodies = [row["body"] for row in rows]
    return {
        "rows": [{**row, "name": display_name(row)} for row in rows],
        "people": people,
        "mean": fmean(float(row["points"] or 0) for row in rows) if rows else None,
        "cards": _card_figures(exercise, bodies),
        "constraints": _constraint_figures(exercise, [row["violations"] for row in rows]),
    }


def _card_figures(exercise: MatchingExercise, bodies: Sequence[Ranking]) -> list[dict[str, Any]]:
    """Return for each card the panel's place, and how many put it on the shortlist, lower, or did not refer it."""
    place = agreed(exercise).places
    short = [set(order_of(body)[: exercise.top_k]) for body in bodies]
    turned_down = [refused(body) for body in bodies]
    return [
        {
            "title": card["title"],
            "panel": place.get(card["key"]),
            "short": sum(card["key"] in one for one in short),
            "refused": sum(card["key"] in one for one in turned_down),
        }
        for card in exercise.version.body["cards"]
    ]


def _constraint_figures(exercise: MatchingExercise, broken: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    constraints = exercise.version.body.get("constraints") or []
    return [{**one, "count": sum(one["key"] in keys for keys in broken)} for one in constraints]

"""Field practice in the permission world: placements, a logbook, links of every kind, a case and a pause, one's own and somebody else's."""

from __future__ import annotations

from datetime import timedelta

from courses.models import Cohort, Enrolment
from fieldpractice.enums import PauseKind, Verdict
from fieldpractice.models import Placement
from fieldpractice.queries.logbook import week_row
from fieldpractice.queries.placements import Draft
from fieldpractice.services.links import make_link, revoke_link, token_of, use_up
from fieldpractice.services.placements import add_pause, place_cohort
from fieldpractice.services.supervision import confirm_week
from lms.people import clock
from lms.people.models import User, WorkUnit
from tests.factories.courses import START, make_enrolment
from tests.factories.fieldpractice import make_entry
from tests.factories.people import make_user

FIRST = START - timedelta(days=14)


def make_practice(people: dict[str, User], far_away: WorkUnit) -> dict[str, dict[str, str]]:
    """Everybody of `own` and `other` is in the third week; their supervisors have an address and no account."""
    coordinator = people["coordinator"]
    # The one whom nobody of the cast knows takes part in `other` only as somebody nominated.
    far = make_user(email="seberang.dua@example.test", name="Pelaksana Seberang", work_unit=far_away)
    make_enrolment(actor=coordinator, cohort=Cohort.objects.get(name="Other"), user=far)
    placed = {
        one.enrolment.user.name.lower(): one
        for name in ("Own", "Other")
        for one in _placed(coordinator, Cohort.objects.get(name=name))
    }
    own, other = _of(placed, people["participant"]), _of(placed, far)
    found: dict[str, dict[str, str]] = {"week.first": {"number": "1"}, "week.missing": {"number": "99"}}
    for name, placement in (("own", own), ("other", other)):
        entry = make_entry(placement, day=FIRST)
        pause = add_pause(
            actor=coordinator,
            placement=placement,
            kind=PauseKind.LEAVE,
            starts_on=START + timedelta(days=30),
            ends_on=START + timedelta(days=31),
            reason="Cuti",
        )
        found |= {
            f"placement.{name}": {"pid": placement.public_id},
            f"entry.{name}": {"pid": entry.public_id},
            f"pause.{name}": {"pid": pause.public_id},
            f"case.{name}": {"pid": _case(placement)},
        }
    return found | _links(coordinator, own, _of(placed, people["colleague"]))


def _placed(coordinator: User, cohort: Cohort) -> list[Placement]:
    rows = [
        Draft(one, one.work_unit or coordinator.work_unit, FIRST, None, "Ibu Rahayu", "rahayu@example.test")
        for one in Enrolment.objects.filter(cohort=cohort, state__in=("accepted", "active")).select_related(
            "user", "work_unit", "cohort"
        )
    ]
    return place_cohort(actor=coordinator, cohort=cohort, rows=rows).made


def _of(placed: dict[str, Placement], user: User) -> Placement:
    return placed[user.name.lower()]


def _case(placement: Placement) -> str:
    row, link = week_row(placement, 1), make_link(placement=placement, week=2, actor=None, send=False)
    word = confirm_week(
        placement=placement,
        link=link,
        week=1,
        verdict=Verdict.DISAGREES,
        reason="Hari Rabu cuti",
        seen=row.digest if row else "",
    )
    return str(word.case.public_id)


def _links(coordinator: User, own: Placement, colleague: Placement) -> dict[str, dict[str, str]]:
    replaced = make_link(placement=own, week=2, actor=None, send=False)
    revoked = make_link(placement=own, week=2, actor=None, send=False)
    revoke_link(actor=coordinator, link=revoked)
    used = make_link(placement=own, week=2, actor=None, send=False)
    use_up(used)
    open_one = make_link(placement=own, week=2, actor=None, send=False)
    with clock.at(clock.now() - timedelta(days=8)):
        expired = make_link(placement=colleague, week=1, actor=None, send=False)
    tokens = {"open": open_one, "replaced": replaced, "revoked": revoked, "used": used, "expired": expired}
    found = {f"supervisor.{name}": {"token": token_of(link)} for name, link in tokens.items()}
    return found | {"supervisor.forged": {"token": token_of(open_one)[:-1] + "-"}}

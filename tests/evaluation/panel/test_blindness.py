"""Nobody sees another's score before giving one: as a property of the board, and of the pages and papers made from it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.evaluation.models import PanelMember, PanelScore
from lms.evaluation.queries.panel.board import Board, Person, PersonPanel
from lms.evaluation.services.panel import seats
from lms.people.enums import Role
from lms.people.models import User
from tests.courses.asking import as_user
from tests.evaluation.certificates.reading import words
from tests.evaluation.panel.test_closing import lock, release
from tests.evaluation.sitting import Sitting
from tests.factories.evaluation_panel import give
from tests.factories.people import give_role

AT = datetime(2026, 8, 5, tzinfo=UTC)


def _board(given: set[int], barred: set[int], ended: set[int], many: int) -> Board:
    members = [
        PanelMember(pk=pk, user_id=pk, column="ILO", ended_at=AT if pk in ended else None) for pk in range(1, many + 1)
    ]
    scores = {
        pk: PanelScore(pk=pk, member_id=pk, points=Decimal(pk), points_max=Decimal(100), percent=Decimal(pk))
        for pk in given
    }
    panel = PersonPanel(
        enrolment_id=1,
        newest=scores,
        alone=scores,
        barred=dict.fromkeys(barred, "kerabat"),
        expected=frozenset(range(1, many + 1)) - ended - barred,
        meeting=None,
        least=2,
        tolerance=Decimal(10),
    )
    person = Person(1, "x", "Ayu", "")
    return Board(None, None, None, members, [person], {1: panel})  # type: ignore[arg-type]


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
seats_of = st.sets(st.integers(1, 5))


@patient
@given(given=seats_of, barred=seats_of, ended=seats_of, reader=st.integers(1, 7), organises=st.booleans())
def test_who_knows_which_score(
    given: set[int], barred: set[int], ended: set[int], reader: int, organises: bool
) -> None:
    board = _board(given, barred, ended, 5)
    shown = {one.member_id for one in board.shown_to(User(pk=reader), 1, organises=organises)}
    # Never a score of somebody in a conflict of interest, never one that was not given.
    assert shown <= given - barred
    if reader <= 5:
        # With a seat, held or ended: nothing before the own score, and nothing at all in a conflict of interest, whatever else one is.
        if reader not in given or reader in barred:
            assert shown == set()
        else:
            assert shown == given - barred
    elif not organises:
        assert shown == set()
    elif shown:
        # Who organises: only when nobody is waited for, so that no evaluator can be told.
        assert not board.panels[1].awaited


@patient
@given(given=seats_of, barred=seats_of, ended=seats_of)
def test_no_mean_is_there_before_all_scores_are(given: set[int], barred: set[int], ended: set[int]) -> None:
    panel = _board(given, barred, ended, 5).panels[1]
    if panel.awaited or len(panel.counting) < 2:
        assert panel.sum.missing
        assert panel.sum.percent is None
        assert not panel.to_meet


def _page(sitting: Sitting, user: User, name: str, *args: str) -> str:
    answer = as_user(user).get(reverse(f"evaluation:{name}", args=[sitting.cohort.public_id, *args]))
    assert answer.status_code == 200
    return str(answer.text)


# 50.00, 70.00 and 100.00 as pages write them; the comments are theirs alone.
LEVELS = ("kurang", "cukup", "sangat-baik")
FIGURE = {"kurang": "50,00", "cukup": "70,00", "sangat-baik": "100,00"}


def _seen(page: str) -> set[str]:
    """Whose scores a page tells: by the figure in bold, or by the comment."""
    figures = set(re.findall(r"<strong class=\"num\"[^>]*>([\d,]+)</strong>", page))
    return {level for level in LEVELS if FIGURE[level] in figures or f"alasan {level}" in page}


def test_the_pages_of_an_evaluator_tell_no_other_score_before_the_own(sitting: Sitting) -> None:
    one = sitting.people[0]
    for number, (member, level) in enumerate(zip(sitting.members, LEVELS, strict=True)):
        for reader in sitting.members[number:]:
            pages = _page(sitting, reader.user, "score_detail", one.public_id) + _page(
                sitting, reader.user, "panel_detail"
            )
            assert _seen(pages) == set()
        give(member, one, level, f"alasan {level}")
        assert _seen(_page(sitting, member.user, "score_detail", one.public_id)) == set(LEVELS[: number + 1])


def test_who_organises_sees_them_when_all_are_there(sitting: Sitting) -> None:
    one, coordinator = sitting.people[0], sitting.cast.coordinator
    for member, level in zip(sitting.members, LEVELS, strict=True):
        assert _seen(_page(sitting, coordinator, "evaluation_detail", one.public_id)) == set()
        assert _sheet(sitting)[2][1:4] == ["–", "–", "–"]
        give(member, one, level, f"alasan {level}")
    assert _seen(_page(sitting, coordinator, "evaluation_detail", one.public_id)) == set(LEVELS)
    assert _sheet(sitting)[2][1:4] == [50, 70, 100]


def _sheet(sitting: Sitting) -> dict[int, list[object]]:
    url = reverse("evaluation:results_xlsx", args=[sitting.cohort.public_id])
    book = load_workbook(BytesIO(as_user(sitting.cast.coordinator).get(url).content))
    return {number: [cell.value for cell in row] for number, row in enumerate(book.worksheets[1].rows, start=1)}


def test_an_evaluator_who_organises_too_is_bound_as_an_evaluator(sitting: Sitting) -> None:
    one, member = sitting.people[0], sitting.members[0]
    give_role(member.user, Role.ADMINISTRATOR)
    for other, level in zip(sitting.members[1:], LEVELS, strict=False):
        give(other, one, level, f"alasan {level}")
    assert _seen(_page(sitting, member.user, "evaluation_detail", one.public_id)) == set()
    seats.declare_conflict(actor=member.user, member=member, enrolment=one, reason="Kerabat")
    assert _seen(_page(sitting, member.user, "evaluation_detail", one.public_id)) == set()


def test_who_organises_and_is_in_a_conflict_of_interest_knows_no_mean_either(sitting: Sitting) -> None:
    one, member = sitting.people[0], sitting.members[0]
    give_role(member.user, Role.ADMINISTRATOR)
    seats.declare_conflict(actor=member.user, member=member, enrolment=one, reason="Kerabat")
    for other in sitting.members[1:]:
        give(other, one, "baik")
    for person in sitting.people[1:]:
        for other in sitting.members:
            give(other, person, "kurang")
    for state in ("open", "locked", "released"):
        assert _told(sitting, sitting.cast.coordinator) == {"85"}, state
        assert _told(sitting, member.user) == ({"85"} if state == "released" else set()), state
        if state == "open":
            assert _figures(sitting, sitting.cast.coordinator, "results_lock") == ["3", "1", "2", "0"]
            assert _figures(sitting, member.user, "results_lock") == ["3", "0", "2", "0", "1"]
            lock(sitting)
        elif state == "locked":
            assert _figures(sitting, sitting.cast.coordinator, "results_release") == ["3", "1", "2", "7"]
            assert _figures(sitting, member.user, "results_release") == ["3", "0", "2", "1", "7"]
            release(sitting)


def _figures(sitting: Sitting, user: User, name: str) -> list[str]:
    """The figures at the head of a page: how many, pass, do not pass, and so on; of the withheld one alone that it is withheld."""
    return re.findall(r'<p class="stat">.*?<strong class="num">(\d+)</strong>', _page(sitting, user, name))


def _told(sitting: Sitting, user: User) -> set[str]:
    """Whether the first one's result, 85, is told anywhere; only that one has it."""
    client, one = as_user(user), sitting.people[0]
    pages = _page(sitting, user, "evaluation_detail", one.public_id) + _page(sitting, user, "panel_detail")
    book = load_workbook(
        BytesIO(client.get(reverse("evaluation:results_xlsx", args=[sitting.cohort.public_id])).content)
    )
    paper = words(client.get(reverse("evaluation:results_pdf", args=[sitting.cohort.public_id])).content)
    sheet = {str(cell.value) for row in book.worksheets[0].rows for cell in row}
    outlook = client.get(
        reverse("evaluation:scheme_what_if", args=[sitting.scheme.public_id, sitting.cohort.public_id])
    )
    assert outlook.status_code == 200
    told = {
        "85,00" in pages,
        ">85,00<" in outlook.text,
        outlook.context["outlook"].passed == 1,
        ">Memuaskan<" in _page(sitting, user, "panel_detail"),
        "85,00" in paper,
        "85" in sheet,
    }
    assert len(told) == 1, "all of them tell it, or none"
    return {"85"} if told == {True} else set()


@pytest.mark.parametrize("name", ["results_xlsx", "results_pdf"])
def test_evaluators_get_no_spreadsheet_of_results(sitting: Sitting, name: str) -> None:
    url = reverse(f"evaluation:{name}", args=[sitting.cohort.public_id])
    assert as_user(sitting.members[0].user).get(url).status_code == 403

"""One definition of each figure: what a report says of a cohort stands word for word on the screen it leads to, and follows from the sheet.

Over the demo, whose first cohort has been evaluated and whose second one practises: nearly every figure has something to say in one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from courses.enums import EnrolmentState
from courses.models import Cohort
from fieldpractice.enums import ConstraintState, SessionState
from lms.evaluation.figures import Figure, Reading, figures, in_words
from lms.evaluation.indicators import INDICATORS
from lms.evaluation.queries.reports import pages
from lms.evaluation.reports_annex import annex_xlsx
from lms.people import clock
from lms.people.models import User
from tests.courses.asking import as_user
from tests.factories.reports import make_report

TODAY = date(2026, 11, 24)
# Where the screen says it: the words just before (or after) the figure, so that no other number of the page passes for it.
SAID = {
    "attendance.first": "Kehadiran, Tatap muka 1 {}",
    "attendance.second": "Kehadiran, Tatap muka 2 {}",
    "certificates.issued": "{} orang memegang sertifikat",
    "competency.test_gain": "lalu atas semua orang, dalam poin {} n =",
    "constraints.days": r"Tuntas \d+ {}",
    "constraints.raised": "Diajukan {} Tuntas",
    "constraints.resolved": "{} dari yang diangkat",
    "field.hours": "Jam dalam logbook {}",
    "field.seen": "Minggu yang diketahui atasan {}",
    "field.served": "Orang yang dilayani {}",
    "field.weeks": "JP dari minggu lapangan {}",
    "follow_ups.done": "{} dari yang tidak dibatalkan",
    "jp.classes": "dari JP kelas yang terlaksana {}",
    "jp.online": r"JP, rata-rata \({}\)",
    "lessons.strengthened": "Pelajaran yang diperkuat {} ",
    "mean_score": "Rata-rata hasil yang diumumkan {} n =",
    "panel_agreement": r"ICC\(2,\d\) {}",
    "pass_rate": "Lulus, dari hasil yang diumumkan {} n =",
    "people.completed": r"telah menyelesaikan pelatihan \({}\)",
    "people.seated": "{} kursi terisi",
    "people.units": "berasal dari {} unit kerja",
    "replication.cost_per_graduate": "Angkatan 1 {} Rp",
    "replication.units_ready": "{} unit sudah siap",
    "replication.units_ready_percent": "Angkatan 1: {} ",
    "sessions.held": "{} sesi terlaksana",
    "sessions.presence": "Kehadiran dalam sesi yang terlaksana {}",
    "survey.applied": "Penerapan di tempat kerja {} dari 5",
    "survey.applied_seen": "Penerapan di tempat kerja {} dari 5",
    "survey.facilitators": "Fasilitator {} dari 5",
    "survey.materials": "Materi {} dari 5",
    "survey.nps": r"\(−100 sampai 100\) {}",
    "survey.organisation": "Penyelenggaraan {} dari 5",
    "survey.relevance": "Umum {} dari 5",
    "survey.satisfaction": "Keseluruhan {} dari 5",
    "survey.skm": r"Indeks kepuasan \(SKM\) {}",
    "surveys.client_answers": "Jawaban klien, dalam survei yang sudah ditutup {} ",
    "surveys.response_rate": "Tingkat respons survei yang sudah ditutup {}",
    "tasks.accepted": r"formulir \({}\)",
    "tests.after": "Rata-rata sesudah {}",
    "tests.before": "Rata-rata sebelum {}",
    "tests.gain": r"\(poin persen\) {} poin",
    **{f"activity.{no}.brought": "{} sudah dihasilkan" for no in range(1, 11)},
}
# Nothing to be read of in this demo, or on no screen; each for a reason.
NOT_HERE = {
    # Every review says for itself who signed; their sum over the activities stands in the report alone.
    "curriculum.signed",
    # Nobody has given up a seat.
    "people.withdrawn",
    # Six months after the first cohort have not passed: the same query and page as three months after.
    *(f"indicator.{one.key}.6" for one in INDICATORS),
}


def place_of(figure: Figure) -> str:
    """Return where a screen says a figure, as a regular expression with {} for its words."""
    if figure.key.startswith("indicator."):
        label = str(next(one.label for one in INDICATORS if one.key == figure.key.split(".")[1]))
        return re.escape(label) + r" [^→]{{0,60}} → \S+ \d+ dari \d+ unit {}"
    return SAID[figure.key]


class Screens:
    """The pages as a coordinator reads them, each opened once."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.read: dict[str, str] = {}

    def text(self, href: str) -> str:
        if href not in self.read:
            answer = self.client.get(href, headers={"accept-language": "id"})
            assert answer.status_code == 200, href
            main = re.sub(r"(?s)<(script|style).*?</\1>", "", answer.text.split("<main")[-1])
            self.read[href] = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))
        return self.read[href]


@pytest.mark.django_db
def test_each_figure_stands_on_its_screen_and_follows_from_the_sheet() -> None:
    call_command("demo", people=12, at=TODAY, stdout=StringIO())
    cohorts = list(Cohort.objects.order_by("number")[:2])
    coordinator = User.objects.get(email="koordinator@demo.test")
    with clock.at(clock.at_midday(TODAY)), override("id"):
        _on_screens(cohorts, Screens(as_user(coordinator)))
        _in_the_sheet(cohorts, coordinator)


def _says_something(reading: Reading) -> bool:
    """Where nothing is to be counted the screen has no count, but says so."""
    return reading.value is not None and bool(reading.value or reading.of)


def _on_screens(cohorts: list[Cohort], screens: Screens) -> None:
    for figure in figures():
        said = []
        for cohort in cohorts:
            reading = figure.read(cohort)
            if not _says_something(reading) or figure.key == "curriculum.signed":
                continue
            assert figure.href is not None, figure.key
            words, text = in_words(reading, figure.unit), screens.text(figure.href(cohort))
            assert re.search(place_of(figure).format(rf"(?<!\d){re.escape(words)}(?!\d|[,.]\d)"), text), (
                f"{figure.key} of {cohort}: {words!r} is not where the screen says it"
            )
            said.append(words)
        assert bool(said) != (figure.key in NOT_HERE), f"{figure.key}: in a list of what is not here, or rightly not"


# --- From the rows of the annex, without the query ---

Lines = list[list[Any]]


def _share(lines: Lines) -> Decimal:
    return Decimal(str(sum(line[1] for line in lines))) * 100 / Decimal(str(sum(line[2] for line in lines)))


def _mean(column: int) -> Callable[[Lines], Decimal]:
    def mean(lines: Lines) -> Decimal:
        known = [Decimal(str(line[column])) for line in lines if line[column] != ""]
        return sum(known, Decimal(0)) / len(known)

    return mean


def _count(lines: Lines) -> Decimal:
    return Decimal(len(lines))


def _sum(column: int) -> Callable[[Lines], Decimal]:
    return lambda lines: sum((Decimal(str(line[column])) for line in lines), Decimal(0))


def _percent_where(column: int, wanted: Any) -> Callable[[Lines], Decimal]:
    """Of a state, which is written as its label in the language in force."""

    def percent(lines: Lines) -> Decimal:
        label = str(wanted.label) if hasattr(wanted, "label") else wanted
        return Decimal(sum(line[column] == label for line in lines)) * 100 / len(lines)

    return percent


def _rate(lines: Lines) -> Decimal:
    return Decimal(str(sum(line[3] for line in lines))) * 100 / Decimal(str(sum(line[2] for line in lines)))


FOLLOWS: dict[str, Callable[[Lines], Decimal]] = {
    **dict.fromkeys(("attendance.first", "attendance.second", "jp.classes", "jp.online", "tasks.accepted"), _share),
    **dict.fromkeys(("field.weeks", "field.seen", "sessions.presence", "follow_ups.done"), _share),
    **dict.fromkeys(("certificates.issued", "constraints.raised", "people.seated", "people.units"), _count),
    "competency.test_gain": _mean(1),
    "lessons.strengthened": _count,
    "constraints.resolved": _percent_where(3, ConstraintState.RESOLVED),
    "field.hours": _sum(2),
    "field.served": _sum(1),
    "mean_score": _mean(1),
    "pass_rate": _percent_where(3, True),
    "people.completed": _percent_where(1, EnrolmentState.COMPLETED),
    "sessions.held": lambda lines: Decimal(sum(line[2] == str(SessionState.HELD.label) for line in lines)),
    "surveys.response_rate": _rate,
    "surveys.client_answers": _sum(1),
    "tests.before": _mean(1),
    "tests.after": _mean(2),
    "tests.gain": _mean(3),
    **{f"activity.{no}.brought": lambda lines: Decimal(sum(line[3] != "" for line in lines)) for no in range(1, 11)},
}
# Its rows are written with two places: their mean may lie off by half of the last one.
ROUNDED_ROWS = {"competency.test_gain"}


def _in_the_sheet(cohorts: list[Cohort], coordinator: User) -> None:
    report = make_report(actor=coordinator, cohorts=cohorts)
    book = CalamineWorkbook.from_filelike(
        BytesIO(annex_xlsx("Lampiran", pages.annex_of(report, as_frozen=False), "id"))
    )
    listed = book.get_sheet_by_name(book.sheet_names[0]).to_python()[1:]
    known = {figure.key: figure for figure in figures()}
    checked = set()
    for row in listed:
        figure = known[row[1]]
        cohort = next(one for one in cohorts if one.name in row)
        reading = figure.read(cohort)
        words = in_words(reading, figure.unit)
        assert words in row, (figure.key, row)
        if _says_something(reading) and figure.key in FOLLOWS:
            lines = book.get_sheet_by_name(row[0]).to_python()[2:]
            again = FOLLOWS[figure.key](lines)
            if figure.key in ROUNDED_ROWS:
                assert abs(again - (reading.value or 0)) <= Decimal("0.005"), figure.key
            else:
                told = in_words(Reading(again, of=reading.of), figure.unit)
                assert told == words, f"{figure.key} of {cohort} does not follow from its rows"
            checked.add(figure.key)
    assert checked == FOLLOWS.keys()

"""The demo's sorting of open answers: two people of the first cohort's staff, each alone, and what they saw differently settled.

The last question stays with one judgement open, so that the page shows what is still to be settled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from courses.models import Cohort
from lms.evaluation.enums import RunState
from lms.evaluation.models import SurveyRun, Theme
from lms.evaluation.queries.results import Line
from lms.evaluation.queries.results.themes import Text, open_questions, sorted_answers
from lms.evaluation.services.results import add_theme, finish_sorting, settle_text, sort_texts
from lms.people import clock
from lms.people.models import User

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Speaks:
    """A theme, what belongs to it, and words by which the demo knows it in an answer."""

    title: str
    note: str
    words: tuple[str, ...]


THEMES = (
    Speaks(
        "Jaringan dan perangkat",
        "Sinyal, internet, listrik, komputer, ponsel. Tidak termasuk gangguan di aplikasi itu sendiri.",
        ("sinyal", "jaringan", "internet", "listrik", "komputer", "laptop", "gawai", "koneksi"),
    ),
    Speaks(
        "Akun dan aplikasi SIAPkerja",
        "OTP, akun, menu, data yang tidak cocok di SIAPkerja atau Karirhub.",
        ("otp", "akun", "siapkerja", "karirhub", "aplikasi", "sistem", "nib", "wlkp"),
    ),
    Speaks(
        "Waktu dan beban kerja",
        "Piket, tugas lain, antrean, jumlah petugas.",
        ("waktu", "piket", "beban", "jadwal", "antre", "tugas lain", "sibuk"),
    ),
    Speaks(
        "Dukungan atasan dan unit",
        "Izin, anggaran, surat tugas, pendampingan dari atasan atau unit.",
        ("atasan", "pimpinan", "kepala", "anggaran", "izin", "unit", "dukungan", "biaya"),
    ),
    Speaks(
        "Pemberi kerja dan lowongan",
        "Perusahaan yang belum mau mendaftar, lowongan yang sedikit atau tidak sesuai.",
        ("perusahaan", "lowongan", "pemberi kerja", "industri"),
    ),
    Speaks(
        "Latihan dan berbagi pengalaman",
        "Kesempatan mempraktikkan, kasus nyata, berbagi dengan rekan.",
        ("rekan", "latihan", "praktik", "diskusi", "kelompok", "berbagi", "kasus"),
    ),
    Speaks(
        "Ruang dan jam layanan",
        "Kursi, ruang tunggu, jam dan hari buka, keramahan di loket.",
        ("kursi", "ruang", "jam layanan", "sabtu", "ramah"),
    ),
)


def build_results(*, cohort: Cohort, staff: dict[str, User]) -> None:
    """Let the open answers of the cohort's closed surveys be sorted. Where nothing was written there is nothing to do."""
    runs = SurveyRun.objects.filter(cohort=cohort, state=RunState.CLOSED, subject_user__isnull=True)
    questions = [
        (run, line)
        for run in runs.select_related("version__questionnaire", "before__version").order_by("closed_at", "pk")
        for line in open_questions(run)
        if sorted_answers(run, line).texts
    ]
    for number, (run, line) in enumerate(questions, 1):
        _sort(run, line, staff["koordinator"], staff["fasilitator"], leave=int(number == len(questions)))


def _sort(run: SurveyRun, line: Line, first: User, second: User, *, leave: int) -> None:
    texts = sorted_answers(run, line).texts
    begin = (run.closed_at or clock.now()) + DAY
    with clock.at(begin):
        themes = {
            one.title: add_theme(actor=first, run=run, line=line, title=one.title, note=one.note)
            for one in THEMES
            if any(_is_about(one, text) for text in texts)
        }
    for who, after, every in ((first, 1, 0), (second, 2, 3)):
        with clock.at(begin + after * DAY):
            # The second overlooks a theme now and then, as people do.
            codes = {text.key: _chosen(text, themes, every, place) for place, text in enumerate(texts, 1)}
            sort_texts(actor=who, run=run, line=line, codes=codes)
            finish_sorting(actor=who, run=run, line=line)
    with clock.at(begin + 3 * DAY):
        differing = sorted_answers(run, line).differences
        for one in differing[: len(differing) - leave]:
            settle_text(
                actor=first,
                run=run,
                line=line,
                text=one.text.key,
                themes=[theme.public_id for theme in one.first],
                seen=None,
            )


def _chosen(text: Text, themes: dict[str, Theme], every: int, place: int) -> Iterable[str]:
    found = [themes[one.title].public_id for one in THEMES if one.title in themes and _is_about(one, text)]
    return found[:-1] if every and place % every == 0 else found


def _is_about(one: Speaks, text: Text) -> bool:
    words = text.words.casefold()
    return any(word in words for word in one.words)

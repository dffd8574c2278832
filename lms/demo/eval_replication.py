"""The demo's recommendation: criteria that eight units signed, evidence for each, candidate units, cost, a draft and a dissent.

Everything goes through the services, on the days on which it would have happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from courses.enums import EnrolmentState
from courses.models import Cohort
from lms.evaluation.enums import Element, ReplicationChoice, ReportState
from lms.evaluation.models import ProgrammeReport, ReplicationCriterion, Scorecard
from lms.evaluation.services import replication as services
from lms.evaluation.services.replication import Answer, DecisionWords, Seen
from lms.evaluation.services.reviewers import make_paper, month_before, order_papers
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User, WorkUnit
from lms.programme.models import Review
from lms.programme.services import sign
from lms.programme.services.signing import Seen as SeenPart

# Who signs for each column, by the name in the demo's staff.
SIGNERS = {
    Column.PASKER: "pasker", Column.PTKDN: "ptkdn", Column.BPK: "bpk", Column.LATVOGAN_INTALA: "latvogan",
    Column.LEMLATVOK: "lemlatvok", Column.SETDITJEN: "setditjen", Column.BALAI: "balai", Column.ILO: "ilo",
}  # fmt: skip
# Kind, for what, rupiah for each graduate, source.
COSTS: Sequence[tuple[str, str, int, str]] = (
    ("travel", "Perjalanan dinas peserta, dua pelatihan luring", 5_400_000, "SPJ Setditjen Nomor 112"),
    ("venue", "Gedung dan konsumsi, delapan hari", 3_200_000, "SPJ Setditjen Nomor 113"),
    ("trainers", "Honorarium narasumber dan fasilitator", 2_160_000, "SPJ Pusat Pasar Kerja Nomor 41"),
    ("materials", "Penggandaan modul dan formulir", 375_000, "SPJ Pusat Pasar Kerja Nomor 42"),
    ("platform", "Zoom dan paket data peserta", 320_000, "SPJ Pusat Pasar Kerja Nomor 43"),
)
# For units in turn: state, how many, words; by element.
R, P, N = "ready", "partly", "not_ready"
READINESS: Sequence[dict[str, tuple[str, int | None, str]]] = (
    {"kiosk": (R, 3, ""), "people": (R, 4, ""), "equipment": (R, 6, ""), "connection": (R, 50, "")},
    {"kiosk": (R, 2, ""), "people": (P, 1, "Baru satu petugas dapat dibebaskan; satu lagi menunggu mutasi."), "equipment": (R, 4, ""), "connection": (R, 30, "")},
    {"kiosk": (P, 1, "Ruang konseling masih berbagi dengan ruang arsip."), "people": (R, 2, ""), "equipment": (P, 1, "Satu komputer rusak, menunggu pengadaan."), "connection": (N, 3, "Pertemuan video terputus setiap sekitar sepuluh menit.")},
    {"kiosk": (R, 2, ""), "people": (R, 3, ""), "equipment": (R, 3, ""), "connection": (R, 20, "")},
    {"kiosk": (R, 2, "")},
)  # fmt: skip
# Evidence by hand, by the beginning of the criterion's English title: a value, or what was seen.
BY_HAND: dict[str, Seen] = {
    "Participants find": Seen("Survei reaksi angkatan 1, pertanyaan kesesuaian", value=Decimal("4.31")),
    "The service SOPs": Seen("Penelusuran rujukan pada versi kurikulum yang berlaku", words="Delapan dari delapan SOP dirujuk.", finding="met"),
    "Participants complete": Seen("Daftar peserta angkatan 1", value=Decimal("93.3")),
    "Participants pass": Seen("Rekap hasil panel angkatan 1", value=Decimal("90")),
    "Attendance": Seen("Daftar hadir pelatihan luring pertama", value=Decimal("94.2")),
    "Constraints from": Seen("Daftar kendala per akhir praktik", value=Decimal("57.1")),
    "Supervisors see": Seen("Survei atasan tiga bulan setelah pelatihan", value=Decimal("3.9")),
    "Facilitators for": Seen("Surat kesediaan fasilitator", words="Surat baru masuk dari dua unit calon.", finding="not_met"),
}  # fmt: skip
OTHERWISE = Seen("Catatan penyelenggara", words="Belum ada data yang dapat dipertanggungjawabkan.", finding="unclear")


def build_replication(*, report: ProgrammeReport, cohort: Cohort, staff: dict[str, User], today: date) -> None:
    """Give a report on a cohort its scorecard, signed and judged, its candidates and costs, and a draft recommendation with a dissent.

    Before the units are given the report: what it recommends is signed with it.
    """
    coordinator = staff["koordinator"]
    with clock.at(clock.at_midday(today - timedelta(days=20))):
        scorecard = services.start_scorecard(actor=coordinator, report=report)
        review = services.send_scorecard(actor=coordinator, report=report, due_on=today - timedelta(days=13))
    for number, (column, name) in enumerate(SIGNERS.items()):
        with clock.at(clock.at_midday(today - timedelta(days=19 - number // 4), minutes=17 * number)):
            _sign(review, column, staff[name])
    with clock.at(clock.at_midday(today - timedelta(days=14))):
        _means(report, cohort, staff)
    with clock.at(clock.at_midday(today - timedelta(days=12))):
        _judge(scorecard, report, staff)
    with clock.at(clock.at_midday(today - timedelta(days=10))):
        _recommend(report, staff)


def _sign(review: Review, column: str, signer: User) -> None:
    seen = {part.public_id: SeenPart(part.digest) for part in review.parts.filter(is_present=True)}
    sign(review=review, column=column, verdict="approve", reason="", seen=seen, actor=signer)


def _means(report: ProgrammeReport, cohort: Cohort, staff: dict[str, User]) -> None:
    """Candidate units with what is known of each, and what the cohort cost."""
    coordinator, contact = staff["koordinator"], staff.get("unit")
    own = [contact.work_unit] if contact is not None and contact.work_unit is not None else []
    kiosks = WorkUnit.objects.filter(has_kiosk=True, is_active=True, kind__in=["bbpvp", "bpvp"]).order_by("name", "pk")
    units = list(dict.fromkeys([*own, *kiosks]))[: len(READINESS)]
    rows = services.add_candidates(actor=coordinator, report=report, units=units)
    for row, known in zip(rows, READINESS, strict=False):
        says = coordinator
        if report.state == ReportState.DRAFT and contact is not None and row.work_unit_id == contact.work_unit_id:
            says = contact
        source = "Pengamatan narahubung unit" if says is contact else "Kunjungan penyelenggara"
        answers = {
            Element(name).value: Answer(state, many, words, source) for name, (state, many, words) in known.items()
        }
        services.enter_readiness(actor=says, candidate=row, answers=answers, last_id=0)
    graduates = cohort.enrolments.filter(state=EnrolmentState.COMPLETED).count() or 1
    for number, (kind, title, each, source) in enumerate(COSTS):
        services.add_cost(
            actor=coordinator, report=report, cohort=cohort, kind=kind, title=title, amount=Decimal(each * graduates),
            source=source, key=f"demo-biaya-{report.pk}-{number}",
        )  # fmt: skip


def _judge(scorecard: Scorecard, report: ProgrammeReport, staff: dict[str, User]) -> None:
    """Read the figures there are; what no figure answers is entered by those who evaluate."""
    services.measure(actor=staff["koordinator"], report=report)
    evaluator = staff["ilo" if report.state == ReportState.DRAFT else "koordinator"]
    for one in scorecard.criteria.filter(figure="").select_related("scorecard__report"):
        services.judge(actor=evaluator, criterion=one, seen=_seen(one), last_id=None)


def _seen(one: ReplicationCriterion) -> Seen:
    found = next((seen for begins, seen in BY_HAND.items() if one.title_en.startswith(begins)), OTHERWISE)
    if one.threshold is not None and found.value is None:
        return Seen(found.source, words=found.words or OTHERWISE.words)
    return found


def _recommend(report: ProgrammeReport, staff: dict[str, User]) -> None:
    words = DecisionWords(
        choice=ReplicationChoice.WITH_CHANGES,
        reasons=(
            "Pelatihan dinilai sesuai dengan pekerjaan petugas dan sebagian besar peserta menyelesaikannya. "
            "Kendala dari lapangan belum cukup banyak yang terselesaikan, dan tidak semua unit calon siap."
        ),
        reasons_en=(
            "The training was found to fit the officers’ work, and most participants completed it. "
            "Too few of the constraints from the field are resolved yet, and not every candidate unit is ready."
        ),
        conditions=(
            "Unit calon yang belum siap melengkapi koneksi dan petugas lebih dahulu.\n"
            "Materi penguatan atas kendala OTP dan WLKP dipakai sejak pelatihan daring."
        ),
        conditions_en=(
            "Candidate units that are not ready first see to their connection and officers.\n"
            "The strengthened materials on OTP and WLKP are used from the online training on."
        ),
    )
    services.decide(actor=staff["koordinator"], report=report, words=words, number=0)
    if report.state == ReportState.DRAFT:
        services.dissent(
            actor=staff["setditjen"],
            report=report,
            column=Column.SETDITJEN,
            words="Biaya untuk tiap lulusan masih tinggi. Kami mengusulkan satu percontohan lagi dengan pelatihan luring kedua secara bauran.",
        )


def build_papers(*, today: date) -> None:
    """The units' papers of last month: two are made at once, the worker makes the others as it would on any day."""
    with clock.at(clock.at_midday(today, minutes=-240)):
        papers = order_papers(month=month_before(today))
        for paper in papers:
            if paper.column in {Column.ILO, Column.PASKER}:
                make_paper(paper_id=paper.pk)

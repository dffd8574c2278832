"""The demo's watching over the field: limits of risk as decided, what was done about two people, a report under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from courses.models import Cohort, Enrolment
from courses.queries.learning import facts_of
from courses.queries.risks import limits_of, watch
from courses.services.risks import note_risk, set_limits
from fieldpractice.enums import LhpkSection
from fieldpractice.models import Placement
from fieldpractice.services.lhpk import save_report
from lms.people import clock
from lms.people.enums import DEMO_DOMAIN
from lms.people.models import User

STEPS = (
    ("called", "Sudah ditelepon: jaringan di kios terputus tiga hari, isian menyusul hari Jumat."),
    ("superior", "Kepala balai akan menata jadwal piket agar peserta bisa ikut pemantauan."),
)
S = LhpkSection
REPORT = {
    S.INTRODUCTION: "Saya bertugas di kios layanan ketenagakerjaan balai. Selama praktik saya memusatkan diri pada konseling "
    "jabatan dan pencocokan lowongan bagi pencari kerja dari kabupaten sekitar.",
    S.DONE: "Sampai minggu ini saya melayani konseling hampir setiap hari, memverifikasi lowongan baru, dan mendampingi pencari "
    "kerja yang belum mempunyai akun SIAPkerja.",
    S.CONSTRAINTS: "Kode OTP sering terlambat masuk. Kami mencatat nomor yang gagal dan mencobanya kembali pada siang hari.",
    S.LESSONS: "",
    S.PLAN: "",
}


def build_overview(*, cohort: Cohort, staff: dict[str, User], today: date) -> None:
    """Fill in what those in charge did about a cohort whose people are placed; without placements there is nothing to do."""
    if not Placement.objects.filter(enrolment__cohort=cohort).exists():
        return
    with clock.at(clock.at_midday(today, minutes=-240)):
        limits = replace(limits_of(cohort.pk), late_tasks=2)
        reason = "Satu tugas terlambat masih wajar karena jaringan di beberapa kios sering terputus."
        set_limits(actor=staff["koordinator"], cohort=cohort, limits=limits, reason=reason)
    with clock.at(clock.at_midday(today, minutes=-120)):
        people = Enrolment.objects.filter(cohort=cohort)
        for (step, text), one in zip(STEPS, watch(facts_of(cohort), people).at_risk, strict=False):
            who = Enrolment.objects.get(pk=one.id)
            note_risk(actor=staff["fasilitator"], enrolment=who, step=step, text=text, once=f"demo-{one.id}")
        _report(cohort)


def _report(cohort: Cohort) -> None:
    """The report of the demo's participant, begun and not finished."""
    rows = Placement.objects.select_related("enrolment__user", "enrolment__cohort")
    one = rows.filter(enrolment__cohort=cohort, enrolment__user__email=f"peserta{DEMO_DOMAIN}").first()
    if one is not None:
        sections = {part.value: text for part, text in REPORT.items()}
        save_report(actor=one.enrolment.user, placement=one, sections=sections, seq=0)

"""The demo's evaluation of participants: the first cohort scored by a panel of three, locked, released, objected to; the second one's panel
seated, with the full scheme adopted and nobody scored yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from courses.models import Cohort, Enrolment
from lms.evaluation.enums import ObjectionVerdict
from lms.evaluation.models import PanelMember, ParticipantEvaluation, Scheme
from lms.evaluation.queries.panel.board import board_of, evaluated, scores_as_data
from lms.evaluation.queries.panel.results import fingerprint, locked_fingerprint, results_of
from lms.evaluation.queries.sums import sums_of
from lms.evaluation.services import schemes
from lms.evaluation.services.panel import closing, scoring, seats
from lms.people import clock
from lms.people.models import User

EVALUATORS = ("ilo", "lemlatvok", "bpk")
# What the first cohort was offered: there was no monitoring over Zoom yet, and no report of its own on the field practice.
FIRST = (
    ("lessons", "10", "100"), ("attendance", "10", "75"), ("lab", "10", ""), ("tasks", "15", ""), ("logbook", "10", ""),
    ("post_test", "15", "60"), ("attitude", "5", ""), ("panel", "25", "60"),
)  # fmt: skip
LEVELS = ("kurang", "cukup", "baik", "sangat-baik")
GROUNDS = (
    "Menjelaskan alur layanan dengan contoh dari kiosnya, dan menyebut batas angkanya.",
    "Pertimbangan pencocokan runtut; rencana tindak lanjut perlu waktu dan penanggung jawab.",
    "Bukti dari lapangan tepat. Konseling masih cenderung satu arah.",
    "",
)
EXCUSED = {
    "lab": "Jaringan satpel terputus selama latihan berlangsung; disetujui fasilitator.",
    "post_test": "Dirawat di rumah sakit pada hari tes; surat dokter ada pada penyelenggara.",
}
MEETING = "Bukti layanan dibaca bersama. Penilai yang berbeda menjelaskan alasannya; nilai yang direvisi disepakati."
OBJECTION = (
    "Menurut saya nilai kriteria bukti dan angka dari lapangan terlalu rendah: rekap layanan bulan kedua sudah saya lampirkan "
    "pada presentasi, tetapi tidak dibahas saat wawancara."
)
ANSWER = (
    "Panel membaca kembali rekap yang dimaksud. Rekap itu sudah diperhitungkan oleh ketiga penilai dan tercatat pada alasan "
    "nilai. Nilai tetap; catatan panel dapat dibaca bersama fasilitator."
)


def build_panel(*, cohorts: Sequence[Cohort], staff: dict[str, User], today: date, seed: int) -> None:
    """Evaluate the first cohort after it has ended, and seat the panel of the second."""
    chance = Random(seed + 71)  # noqa: S311 - no secret hangs on it
    first, second = cohorts[:2]
    first.refresh_from_db()
    ended = max(stage.ends_on for stage in first.stages.all())
    days = [min(ended + timedelta(days=n), today) for n in range(20)]
    coordinator = staff["koordinator"]
    with clock.at(clock.at_midday(days[1])):
        full = schemes.create_scheme(actor=coordinator, title="Penilaian peserta", content=schemes.starter())
        own = _first_scheme(coordinator)
        schemes.adopt_scheme(actor=coordinator, cohort=first, scheme=own, seq=own.seq)
        panel = [seats.add_member(actor=coordinator, cohort=first, user=staff[one]) for one in EVALUATORS]
    people = list(evaluated(first).select_related("user", "cohort", "work_unit").order_by("pk"))
    _attitude(people, staff["fasilitator"], days[2], chance)
    with clock.at(clock.at_midday(days[2], minutes=60)):
        _excuse(first, people, coordinator)
    _score(people, panel, days[3], chance)
    _meet(first, people, coordinator, days[6])
    _close(first, coordinator, days)
    _object(people, coordinator, days)
    _second(second, full, staff, today)


def _first_scheme(actor: User) -> Scheme:
    content: dict[str, Any] = schemes.starter()
    content["components"] = [{"key": key, "weight": weight, "minimum": minimum} for key, weight, minimum in FIRST]
    return schemes.create_scheme(actor=actor, title="Penilaian peserta angkatan pertama", content=content)


def _attitude(people: list[Enrolment], facilitator: User, day: date, chance: Random) -> None:
    criteria = [one["key"] for one in schemes.starter()["attitude"]["criteria"]]
    for number, one in enumerate(people):
        levels = {key: chance.choice(LEVELS[1:] if number % 5 else LEVELS[:3]) for key in criteria}
        with clock.at(clock.at_midday(day, minutes=number)):
            scoring.mark_attitude(actor=facilitator, enrolment=one, levels=levels)


def _excuse(cohort: Cohort, people: list[Enrolment], actor: User) -> None:
    """Whoever has handed in no exercise or missed the last test is excused from it, all but the last one of them."""
    ids = [one.pk for one in people]
    sums = sums_of(cohort, ids, ["lab", "post_test"])
    lacking = [(one, key) for one in people for key in ("lab", "post_test") if sums[one.pk][key].missing]
    for one, key in lacking[:-1]:
        scoring.decide_component(actor=actor, enrolment=one, component=key, step="excused", reason=EXCUSED[key])


def _score(people: list[Enrolment], panel: list[PanelMember], day: date, chance: Random) -> None:
    """Each evaluator scores everybody alone, near to how good the person is, one of them a little stricter."""
    criteria = [one["key"] for one in schemes.starter()["panel"]["criteria"]]
    able = {one.pk: chance.choice((1, 2, 2, 2, 3, 3)) for one in people}
    for place, member in enumerate(panel):
        for number, one in enumerate(people):
            # On the fourth person the second evaluator thinks quite otherwise.
            good = 0 if (place, number) == (1, 3) else able[one.pk]
            levels = {key: LEVELS[_near(good, place, chance)] for key in criteria}
            with clock.at(clock.at_midday(day + timedelta(days=place), minutes=-180 + 12 * number)):
                scoring.give_score(
                    actor=member.user, member=member, enrolment=one, levels=levels, comment=chance.choice(GROUNDS)
                )


def _near(able: int, place: int, chance: Random) -> int:
    off = chance.choice((-1, 0, 0, 0, 0, 1)) - (place == 1 and chance.random() < 0.15)
    return max(0, min(3, able + off))


def _meet(cohort: Cohort, people: list[Enrolment], actor: User, day: date) -> None:
    """The panel meets on each difference: the one who lies furthest off gives way a little in the first, the others stay."""
    by_id = {one.pk: one for one in people}
    with clock.at(clock.at_midday(day)):
        revised = False
        for pk, panel in board_of(cohort).panels.items():
            if not panel.to_meet:
                continue
            if not revised:
                lowest = min(panel.counting, key=lambda one: one.percent)
                levels = {**lowest.levels, "bukti": "baik", "layanan": "baik"}
                if levels != lowest.levels:
                    scoring.revise_score(
                        actor=lowest.member.user, member=lowest.member, enrolment=by_id[pk], levels=levels,
                        comment=lowest.comment, reason="Rekap layanan baru terbaca dalam pertemuan.", seen=lowest.number,
                    )  # fmt: skip
                    revised = True
            now = board_of(cohort).panels[pk]
            if now.to_meet:
                seen = scores_as_data(now.counting)
                scoring.record_meeting(actor=actor, enrolment=by_id[pk], held_on=day, text=MEETING, seen=seen)


def _close(cohort: Cohort, actor: User, days: list[date]) -> None:
    with clock.at(clock.at_midday(days[7])):
        seen = fingerprint(results_of(board_of(cohort)))
        locked = closing.lock_results(actor=actor, cohort=cohort, seen=seen, incomplete=True)
    with clock.at(clock.at_midday(days[8])):
        closing.release_results(actor=actor, cohort=cohort, seen=locked_fingerprint(locked))


def _object(people: list[Enrolment], actor: User, days: list[date]) -> None:
    """The one with the lowest result that passes objects; the panel's answer leaves it."""
    rows = ParticipantEvaluation.objects.filter(enrolment__in=people, passed=True).select_related("enrolment__user")
    one = rows.order_by("score", "pk").first()
    if one is None:
        return
    with clock.at(clock.at_midday(days[10])):
        made = closing.object_to(actor=one.enrolment.user, evaluation=one, text=OBJECTION)
    with clock.at(clock.at_midday(days[13])):
        closing.answer_objection(actor=actor, objection=made, verdict=ObjectionVerdict.REJECTED, answer=ANSWER)


def _second(cohort: Cohort, scheme: Scheme, staff: dict[str, User], today: date) -> None:
    """The running cohort is evaluated by the full scheme; its panel knows, and scores when the field practice is over."""
    with clock.at(clock.at_midday(today, minutes=-200)):
        schemes.adopt_scheme(actor=staff["koordinator"], cohort=cohort, scheme=scheme, seq=scheme.seq)
        for account in EVALUATORS:
            seats.add_member(actor=staff["koordinator"], cohort=cohort, user=staff[account])

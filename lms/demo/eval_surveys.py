"""The demo's surveys. Of the first cohort all closed: before and after under one code, the anonymous reaction, clients at the counters, and
three months later what is applied at work. Of the second one an anonymous survey that is open and half answered, one of clients, one of the
supervisors that has closed, one about their units whose links wait, one of the facilitators, and one planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from cms.enums import StageKind
from courses.models import Cohort
from lms.evaluation.enums import Audience, ItemKind, Privacy
from lms.evaluation.items import Item, is_shown, items_of
from lms.evaluation.models import Questionnaire, QuestionnaireVersion, SurveyRun
from lms.evaluation.queries.surveys import kiosks_of
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.answering import new_ticket
from lms.evaluation.services.surveys.asking import people_to_ask
from lms.people import clock
from lms.people.enums import DEMO_DOMAIN
from lms.people.models import User

# However large the world, so many people answer.
MOST = 40
CLIENTS_A_KIOSK = 9
WORDS = {
    "paling_bermanfaat": (
        "Latihan pencocokan dengan kasus nyata.",
        "Praktik konseling, karena langsung dicoba berpasangan.",
        "Cara membaca data lowongan di Karirhub.",
        "Berbagi pengalaman dengan petugas dari balai lain.",
    ),
    "perlu_diperbaiki": (
        "Waktu praktik ditambah, teori dikurangi.",
        "Jaringan internet di kelas sering terputus.",
        "Jadwal Zoom jangan bersamaan dengan jam layanan.",
        "Contoh kasus untuk daerah kepulauan masih kurang.",
        "Sudah baik.",
    ),
    "hambatan": (
        "Antrean panjang, waktu konseling terbatas.",
        "Perangkat komputer di Kios hanya satu.",
        "OTP sering tidak masuk sehingga layanan tertunda.",
    ),
    "dukungan": ("Jadwal piket disesuaikan.", "Kepala unit ikut memantau buku harian.", "Belum ada dukungan khusus."),
    "saran_klien": ("Tambah kursi tunggu.", "Petugasnya ramah, pertahankan.", "Layanan buka juga hari Sabtu.", ""),
    "perubahan_layanan": ("Pencari kerja lebih cepat mendapat rujukan.", "Data lowongan lebih rapi."),
}


def build_surveys(*, cohorts: list[Cohort], staff: dict[str, User], today: date, chance: Random) -> None:
    """Load the starter questionnaires, and let both cohorts be asked."""
    coordinator = staff["koordinator"]
    with clock.at(cohorts[0].created_at):
        services.load_starters(actor=coordinator)
    _finished(cohorts[0], coordinator, today, chance)
    _running(cohorts[1], coordinator, today, chance)
    _at_work(cohorts[0], coordinator, today, chance)
    _waiting(cohorts[1], coordinator, today, chance)


def _newest(starter: str) -> QuestionnaireVersion:
    row = Questionnaire.objects.get(starter=starter)
    return row.versions.select_related("questionnaire").order_by("-number")[0]


def _first_day(cohort: Cohort, kind: str) -> date:
    return cohort.stages.get(kind=kind).starts_on


def _last_day(cohort: Cohort, kind: str) -> date:
    return cohort.stages.get(kind=kind).ends_on


def _finished(cohort: Cohort, coordinator: User, today: date, chance: Random) -> None:
    """Five surveys from the first week to the last, each closed."""
    start, end = _first_day(cohort, StageKind.ONLINE), _last_day(cohort, StageKind.OFFLINE_2)
    last = min(_last_day(cohort, StageKind.EVALUATION), today - timedelta(days=2))
    confidential = {"privacy": Privacy.CONFIDENTIAL, "by_unit": True}
    before = _asked(
        cohort, coordinator, "learning", start + timedelta(days=1), 6, "Kemampuan sebelum pelatihan", **confidential
    )
    _answer(before, chance, skill=2.4, share=1.0)
    _close(before)
    for starter, title, more, skill, share in (
        ("learning", "Kemampuan sesudah pelatihan", {"before": before, **confidential}, 3.8, 1.0),
        ("reaction", "Reaksi peserta atas pelatihan", {}, 4.2, 0.92),
    ):
        run = _asked(cohort, coordinator, starter, end, max(3, (last - end).days), title, **more)
        if run is not None:
            _answer(run, chance, skill=skill, share=share)
            _close(run)
    kiosks = [one for one in kiosks_of(cohort).filter(enrolments__cohort=cohort) if one.has_kiosk][:3]
    if kiosks:
        run = _asked(
            cohort, coordinator, "skm", end - timedelta(days=20), 20, "Kepuasan masyarakat di Kios", kiosks=kiosks
        )
        _come_by(run, chance, CLIENTS_A_KIOSK)
        _close(run)


def _running(cohort: Cohort, coordinator: User, today: date, chance: Random) -> None:
    """What a coordinator has on the desk: an open survey, one at the counters, one planned."""
    opened = today - timedelta(days=4)
    run = _asked(cohort, coordinator, "reaction", opened, 11, "Reaksi atas pelatihan tahap pertama")
    _answer(run, chance, skill=4.0, share=0.55)
    kiosks = [one for one in kiosks_of(cohort).filter(enrolments__cohort=cohort) if one.has_kiosk][:4]
    if kiosks:
        counters = _asked(cohort, coordinator, "skm", opened, 60, "Kepuasan masyarakat di Kios", kiosks=kiosks)
        _come_by(counters, chance, 3)
    heads = _asked(
        cohort, coordinator, "behaviour_supervisor", today - timedelta(days=16), 12, "Penerapan menurut atasan",
        privacy=Privacy.CONFIDENTIAL, by_unit=True,
    )  # fmt: skip
    _answer(heads, chance, skill=3.9, share=0.6)
    _close(heads)
    end = _last_day(cohort, StageKind.OFFLINE_2)
    opens_at = clock.at_midday(max(end, today + timedelta(days=3)))
    services.plan_run(
        actor=coordinator,
        cohort=cohort,
        plan=services.Plan(
            version=_newest("behaviour"),
            title="Penerapan di tempat kerja",
            audience=Audience.PARTICIPANTS,
            privacy=Privacy.CONFIDENTIAL,
            opens_at=opens_at,
            closes_at=opens_at + timedelta(days=14),
            by_unit=True,
        ),
    )


def _at_work(cohort: Cohort, coordinator: User, today: date, chance: Random) -> None:
    """Three months after the end people are asked what they apply at work, before the report about them is opened."""
    end = _last_day(cohort, StageKind.EVALUATION)
    on = min(end + timedelta(days=90), today - timedelta(days=36))
    if on <= end:
        return
    run = _asked(
        cohort, coordinator, "behaviour", on, 10, "Penerapan di tempat kerja, tiga bulan kemudian",
        privacy=Privacy.CONFIDENTIAL, by_unit=True,
    )  # fmt: skip
    _answer(run, chance, skill=3.9, share=0.85)
    _close(run)


def _waiting(cohort: Cohort, coordinator: User, today: date, chance: Random) -> None:
    """What still waits of those who see the cohort in the field: supervisors, most of them by a link, and facilitators."""
    opened = today - timedelta(days=2)
    units = _asked(
        cohort, coordinator, "unit_results", opened, 12, "Perubahan layanan di unit", privacy=Privacy.CONFIDENTIAL
    )
    _answer(units, chance, skill=3.8, share=0.25)
    _asked(
        cohort, coordinator, "facilitators", opened, 14, "Pelatihan menurut fasilitator", privacy=Privacy.CONFIDENTIAL
    )


def _asked(
    cohort: Cohort, coordinator: User, starter: str, on: date, days: int, title: str, **more: Any
) -> SurveyRun | None:
    """Plan and open a survey on a day; None where there is nobody to ask."""
    version = _newest(starter)
    opens_at = clock.at_midday(on)
    plan = services.Plan(
        version=version,
        title=title,
        audience=version.questionnaire.audience,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=days),
        **{"privacy": Privacy.ANONYMOUS, **more},
    )
    with clock.at(opens_at - timedelta(days=2)):
        run = services.plan_run(actor=coordinator, cohort=cohort, plan=plan)
    with clock.at(opens_at):
        if not run.is_of_clients and not people_to_ask(run):
            services.delete_run(actor=coordinator, run=run)
            return None
        return services.open_run(actor=coordinator, run=run)


def _answer(run: SurveyRun | None, chance: Random, *, skill: float, share: float) -> None:
    if run is None:
        return
    rows = run.invitees.select_related("enrolment__work_unit", "user__work_unit").order_by("pk")
    # The participant whose account everybody tries still finds the open one waiting.
    people = list(rows if run.closes_at < clock.now() else rows.exclude(user__email=f"peserta{DEMO_DOMAIN}"))
    chance.shuffle(people)
    for invitee, at in zip(people[: min(MOST, round(len(people) * share))], _hours(run, chance), strict=False):
        with clock.at(at):
            services.give_answers(invitee=invitee, typed=_typed(run, chance, skill))


def _come_by(run: SurveyRun | None, chance: Random, many: int) -> None:
    """Let clients answer at each counter, one kiosk a little better than the next."""
    if run is None:
        return
    for place, counter in enumerate(run.counters.select_related("work_unit")):
        for at in list(_hours(run, chance))[:many]:
            with clock.at(at):
                typed = _typed(run, chance, 3.5 - 0.15 * place)
                services.give_at_counter(counter=counter, ticket=new_ticket(counter), typed=typed)


def _hours(run: SurveyRun, chance: Random) -> Iterator[datetime]:
    """Yield instants within the run, and not after now."""
    for _one in range(MOST):
        seconds = (run.closes_at - run.opens_at).total_seconds()
        yield run.opens_at + timedelta(seconds=chance.random() * min(seconds, 3 * 86400) + 60)


def _close(run: SurveyRun | None) -> None:
    if run is not None:
        with clock.at(run.closes_at):
            services.close_run(actor=None, run=run)


def _typed(run: SurveyRun, chance: Random, skill: float) -> dict[str, Any]:
    """Return answers of somebody whose scales lie round `skill`."""
    mood, typed = chance.gauss(0, 0.35), dict[str, Any]()
    for item in items_of(run.version.content):
        if is_shown(item, typed):
            typed[item.key] = _one(item, chance, skill + mood)
    return typed


def _one(item: Item, chance: Random, skill: float) -> Any:
    if item.kind == ItemKind.SCALE and item.scale is not None:
        top = item.scale.max
        # A scale of ten steps is answered as one of five, twice as long.
        wanted = chance.gauss(skill, 0.7) * (2 if top == 10 else 1)
        return max(item.scale.min, min(top, round(wanted)))
    if item.kind == ItemKind.TEXT:
        return chance.choice(WORDS.get(item.key, ("",))) if chance.random() < 0.6 else ""
    return chance.randint(1, 9) if item.kind == ItemKind.NUMBER else ""

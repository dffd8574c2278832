"""The demo's register of constraints: what the running cohort met in the field, in every state, each step at its time.

One is answered by a lesson that a published version made stronger, and those who met it say that it helps; another waits for the version
that is in review; one was opened again; some are duplicates of each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from cms.enums import StageKind
from cms.models import CurriculumVersion
from courses.enums import LEARNING
from courses.models import Cohort, Enrolment
from fieldpractice.enums import ConstraintSource, SessionState
from fieldpractice.models import Constraint, MonitoringSession
from fieldpractice.services import constraints as services
from fieldpractice.services.minutes.follow_ups import Plan, add_follow_up
from fieldpractice.services.minutes.queue import discuss_in_session, postpone
from lms.demo.cms import ACCOUNT_SLUG, EMPLOYER_SLUG
from lms.people import clock
from lms.people.data_files import read_yaml
from lms.people.models import User

DATA = Path(__file__).with_name("data") / "constraints.yaml"


@dataclass
class Scene:
    """Who takes part, and from which day on."""

    cohort: Cohort
    people: Sequence[Enrolment]
    staff: dict[str, User]
    begin: date
    today: date
    rows: dict[str, Constraint]

    def at(self, day: int, minutes: int = 0) -> datetime | None:
        """Midday of the day after the first of the field practice; None for a day still to come."""
        on = self.begin + timedelta(days=day)
        return clock.at_midday(on, minutes=minutes) if on < self.today else None

    def held(self) -> Sequence[MonitoringSession]:
        """The sessions of the whole cohort that lie behind, in their order."""
        rows = MonitoringSession.objects.filter(cohort=self.cohort, group=None, state=SessionState.HELD)
        return list(rows.order_by("starts_at"))


def build_constraints(*, cohort: Cohort, staff: dict[str, User], stronger: CurriculumVersion, today: date) -> None:
    """Fill the register of a cohort in the middle of its field practice, as of today."""
    stage = cohort.stages.get(kind=StageKind.FIELD)
    rows = Enrolment.objects.filter(cohort=cohort, state__in=LEARNING).order_by("pk")
    people = list(rows.select_related("user", "work_unit", "cohort")[:30])
    if not people:
        return
    scene = Scene(cohort, people, staff, stage.starts_on, today, {})
    for row in read_yaml(DATA):
        _raise(scene, row)
    _merge_forms(cohort, staff)
    steps = [(scene.at(day), act) for day, act in _story(scene, stronger)]
    for at, act in sorted(((at, act) for at, act in [*steps, *_in_sessions(scene)] if at), key=lambda pair: pair[0]):
        with clock.at(at):
            act()


# How the units of the first cohort answered what its forms told, by the beginning of a constraint's title.
ANSWERED = {
    "Jaringan": ("facility", "Unit memasang jalur cadangan; sejak itu tidak ada lagi hari tanpa jaringan."),
    "Beberapa lowongan": ("procedure", "Lowongan tanpa upah dikembalikan kepada pemberi kerja sebelum ditayangkan."),
    "Antrean": ("procedure", "Loket kedua dibuka pada hari Senin; konseling memakai nomor antrean sendiri."),
}


def build_past_constraints(*, cohort: Cohort, staff: dict[str, User]) -> None:
    """Leave nothing open of what a cohort met that has ended."""
    _merge_forms(cohort, staff)
    rows = Constraint.objects.filter(cohort=cohort, merged_into__isnull=True).select_related("cohort__version")
    for row in rows.order_by("pk"):
        kind, text = next(said for begin, said in ANSWERED.items() if row.title.startswith(begin))
        with clock.at(row.raised_at + timedelta(days=26)):
            services.resolve(actor=staff["fasilitator"], constraint=row, kind=kind, text=text)


def _raise(scene: Scene, row: dict[str, Any]) -> None:
    at = scene.at(row["day"], minutes=-90)
    if at is None:
        return
    by = _person(scene, row["by"]).user if "by" in row else scene.staff["fasilitator"]
    said: dict[str, Any] = {
        name: row.get(name) for name in ("title", "text", "tried", "kind", "service", "severity", "process")
    }
    with clock.at(at):
        made = services.raise_constraint(actor=by, cohort=scene.cohort, client_key=f"demo-{row['key']}-kendala", **said)
    for number, place in enumerate(row.get("too", []), 1):
        later = scene.at(row["day"] + number, minutes=17 * number)
        if later is not None:
            with clock.at(later):
                services.add_voice(actor=_person(scene, place).user, constraint=made)
    scene.rows[row["key"]] = made


def _now(row: Constraint) -> Constraint:
    """The row as it stands: its last step may have been taken on a session's screen."""
    return Constraint.objects.select_related("cohort__version", "lesson_version", "assigned_to").get(pk=row.pk)


def _person(scene: Scene, place: int) -> Enrolment:
    return scene.people[place % len(scene.people)]


def _merge_forms(cohort: Cohort, staff: dict[str, User]) -> None:
    """Of the forms that say the same the first one stands, the others are merged into it."""
    forms = Constraint.objects.filter(cohort=cohort, source=ConstraintSource.FORM, merged_into__isnull=True)
    listed = sorted(forms.select_related("cohort"), key=lambda one: (one.title, one.raised_at, one.pk))
    for _title, group in groupby(listed, key=lambda one: one.title):
        first, *others = group
        for one in others:
            with clock.at(one.raised_at + timedelta(hours=4)):
                services.merge(
                    actor=staff["fasilitator"],
                    constraint=one,
                    into=first,
                    reason="Kendala yang sama dari unit lain.",
                )


def _story(scene: Scene, stronger: CurriculumVersion) -> Iterator[tuple[int, Any]]:
    """Yield each step with its day."""
    yield from _said(scene)
    yield from _with_material(scene, stronger)
    yield from _without_material(scene)


def _step(scene: Scene, name: str, verb: Any, by: str = "fasilitator", **said: Any) -> Any:
    """A step of a constraint, taken when its time comes; nothing where the constraint is still to be raised."""

    def act() -> None:
        if (row := scene.rows.get(name)) is not None:
            verb(actor=scene.staff[by], constraint=_now(row), **said)

    return act


# What each session held so far has talked about, and what was said; the last of each session is put off to the next one.
TALKED: Sequence[tuple[dict[str, str], str]] = (
    (
        {
            "wlkp": "Tiga unit mengalami hal yang sama. Materi belum menjelaskan urutan WLKP dan NIB.",
            "otp": "Sementara: tunggu lima menit, minta ulang satu kali, lalu pindah ke lokasi dengan sinyal lebih baik.",
        },
        "nik",
    ),
    (
        {
            "nik": "Kasus dicatat tanpa NIK dan diteruskan penyelenggara kepada pengelola SIAPkerja.",
            "nib": "Data OSS diperbarui lebih dahulu; contoh kalimat untuk pemberi kerja perlu masuk ke materi.",
            "verifikasi": "Penyelenggara meneruskan daftar akun yang menunggu kepada pengelola SIAPkerja.",
            "undangan": "Pemberi kerja diminta mengirim ulang tautan pada hari kedua.",
            "upah": "Petugas boleh meminta pemberi kerja melengkapi upah; caranya disepakati bersama.",
        },
        "jkp",
    ),
    (
        {
            "jkp": "Unit memakai daftar berkas menurut SOP; perbedaan dengan sistem dikumpulkan.",
            "sertihub": "Unit mencocokkan jadwal dengan balai setiap Jumat dan mengumpulkan contoh kasus.",
            "difabel": "BBPVP Makassar berbagi cara melayani pencari kerja tuli dengan papan bergambar.",
        },
        "data",
    ),
)


def _in_sessions(scene: Scene) -> Iterator[tuple[datetime, Any]]:
    """Yield what each held session discussed and put off, at its hour, as the facilitator notes it on the session's screen."""
    for session, (talked, put_off) in zip(scene.held(), TALKED, strict=False):
        about: dict[str, Any] = {"session": session}
        for number, (key, note) in enumerate(talked.items()):
            noted: dict[str, Any] = {"note": note, "key": f"demo-{session.pk}-{key}-kendala"}
            at = session.starts_at + timedelta(minutes=48 + 7 * number)
            yield at, _step(scene, key, discuss_in_session, **about, **noted)
        yield session.ends_at - timedelta(minutes=4), _step(scene, put_off, postpone, **about)
        if "sertihub" in talked:
            yield session.ends_at - timedelta(minutes=2), lambda session=session: _agreed(scene, session)


def _agreed(scene: Scene, session: MonitoringSession) -> None:
    """What follows from a constraint that was discussed stands on the plan with it."""
    if "sertihub" not in scene.rows:
        return
    plan = Plan(
        issue="Jadwal pelatihan di Skillhub berbeda dengan jadwal balai",
        action="Mencocokkan jadwal Skillhub dengan balai setiap Jumat",
        responsible=_person(scene, 21).user,
        due_on=clock.today() + timedelta(days=21),
        indicator="Tidak ada pencari kerja yang datang pada hari yang salah",
        constraint=scene.rows["sertihub"],
    )
    key = f"demo-{session.pk}-rtl-jadwal"
    add_follow_up(actor=scene.staff["fasilitator"], cohort=scene.cohort, session=session, plan=plan, key=key)


def _said(scene: Scene) -> Iterator[tuple[int, Any]]:
    yield 11, _comment(scene, "otp", 8, "Di unit kami kode baru tiba setelah jaringan data dimatikan sebentar.")
    yield 14, _comment(scene, "wlkp", 5, "Dinas kami mau mendampingi pemberi kerja mengisi WLKP setiap hari Rabu.")
    yield 12, _merge(scene, "nik2", "nik", "Penyebabnya sama: NIK sudah ada dalam sistem.")


def _with_material(scene: Scene, stronger: CurriculumVersion) -> Iterator[tuple[int, Any]]:
    employer, account = (_key(scene, slug) for slug in (EMPLOYER_SLUG, ACCOUNT_SLUG))
    due: dict[str, Any] = {
        "due_on": scene.begin + timedelta(days=28),
        "note": "Jelaskan urutan dan siapa yang dihubungi.",
    }
    for key in ("wlkp", "nib"):
        yield 19, _step(scene, key, services.assign, to=scene.staff["fasilitator2"], lesson_key=employer, **due)
        words = "Pelajaran kini memuat urutan WLKP dan NIB, serta contoh kalimat untuk pemberi kerja."
        yield (
            29,
            _step(scene, key, services.strengthen, by="fasilitator2", lesson_key=employer, after=stronger, text=words),
        )
    otp_due = scene.begin + timedelta(days=52)
    yield 30, _step(scene, "otp", services.assign, to=scene.staff["fasilitator"], lesson_key=account, due_on=otp_due)
    for number, place in enumerate((3, 0, 5, 9, 14)):
        yield 30 + number, _helps(scene, "wlkp", place, place != 14, "" if place else "Urutannya sekarang jelas.")
    yield (
        36,
        _step(
            scene,
            "wlkp",
            services.resolve,
            text="Empat dari lima yang menjawab terbantu; lowongan tayang di tiga unit.",
        ),
    )


def _key(scene: Scene, slug: str) -> Any:
    return scene.cohort.version.items.get(slug=slug).key


def _without_material(scene: Scene) -> Iterator[tuple[int, Any]]:
    yield (
        19,
        _step(scene, "modem", services.resolve, kind="facility", text="Unit memasang modem baru dan jalur cadangan."),
    )
    yield (
        31,
        _step(
            scene,
            "undangan",
            services.resolve,
            kind="procedure",
            text="Pemberi kerja kini mengirim ulang tautan pada hari kedua.",
        ),
    )
    yield (
        32,
        _step(
            scene,
            "verifikasi",
            services.resolve,
            kind="system",
            text="Pengelola menyatakan antrean verifikasi sudah habis.",
        ),
    )
    yield 34, _helps(scene, "verifikasi", 6, False, "Dua akun di unit kami masih menunggu.")
    yield (
        35,
        _step(
            scene, "verifikasi", services.reopen, reason="Di satu unit verifikasi masih menunggu lebih dari sepekan."
        ),
    )
    yield 33, _helps(scene, "undangan", 8, True, "Tautan kedua selalu terbuka.")


def _comment(scene: Scene, key: str, place: int, text: str) -> Any:
    def act() -> None:
        if key in scene.rows:
            services.add_comment(actor=_person(scene, place).user, constraint=_now(scene.rows[key]), text=text)

    return act


def _merge(scene: Scene, key: str, into: str, reason: str) -> Any:
    def act() -> None:
        if key in scene.rows and into in scene.rows:
            services.merge(
                actor=scene.staff["fasilitator"],
                constraint=_now(scene.rows[key]),
                into=_now(scene.rows[into]),
                reason=reason,
            )

    return act


def _helps(scene: Scene, key: str, place: int, helps: bool, note: str) -> Any:
    """Somebody who met it says whether the last answer helps. In a small cohort two places may be one person."""

    def act() -> None:
        row = scene.rows.get(key)
        answer = row.answers.order_by("-pk").first() if row is not None else None
        if answer is not None:
            services.answer_help(actor=_person(scene, place).user, answer=answer, helps=helps, note=note)

    return act

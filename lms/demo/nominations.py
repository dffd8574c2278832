"""The demo's next cohort, which units are nominating for: letters, questions, a list brought in, and announcements to the running one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from courses.enums import SEATED
from courses.forms.nominations import LETTER
from courses.interchange.columns import COLUMNS
from courses.models import Cohort, Enrolment
from courses.plan import next_monday
from courses.services import announcements, cohorts, facilitators, imports, nominations
from courses.services.enrolments import accept_listed
from courses.services.nominations import Letter
from lms.demo.names import invent
from lms.files.services import check_due, receive_whole
from lms.people import clock
from lms.people.enums import DEMO_DOMAIN
from lms.people.models import User, WorkUnit

WEEKS_AHEAD = 5
SEATS = 8
QUOTAS = {"BBPVP-MKS": 7, "BPVP-TTE": 3, "BPVP-LTM": 4}
NOTE = (
    "Diutamakan pengantar kerja yang melayani Kios SIAPkerja dan bertugas sekurang-kurangnya satu tahun.\n"
    "Peserta membawa laptop pada tatap muka."
)
SAID = (
    (
        "Jadwal tatap muka kedua",
        "Yth. Bapak/Ibu peserta,\n\nTatap muka kedua dilaksanakan sesuai jadwal angkatan. Mohon membawa laptop dan salinan logbook praktik lapangan.",
    ),
    (
        "Lokakarya daring hari Jumat",
        "Lokakarya daring dimulai pukul 09.00 WIB. Tautan dibagikan satu jam sebelumnya. Siapkan satu kasus dari kios Anda.",
    ),
)


def build_nominations(*, cohorts_so_far: list[Cohort], staff: dict[str, User], today: date, chance: Random) -> Cohort:
    """Plan the next cohort and let it fill: a letter decided on, one with questions, a list with rows to correct."""
    people = _names(chance)
    cohort = _planned(cohorts_so_far[-1], staff, today)
    unit = staff["unit"].work_unit
    assert unit is not None  # noqa: S101 - the contact of a unit has one
    with _days_ago(today, 6):
        _send(staff["unit"], cohort, unit, people, 2, "B.112/BBPVP-MKS/KP.04/2026")
        accept_listed(actor=staff["koordinator"], cohort=cohort)
    with _days_ago(today, 3):
        _list(cohort, staff["koordinator"], people)
    with _days_ago(today, 2):
        letter = _send(staff["unit"], cohort, unit, people, 3, "B.131/BBPVP-MKS/KP.04/2026")
        first, second, _third = Enrolment.objects.filter(nominee__nomination=letter).order_by("id")
    with _days_ago(today, 1):
        _ask(staff, first, "Apakah yang bersangkutan sudah melayani di kios?", "Sudah, sejak dua tahun lalu.")
        _ask(staff, second, "Surat tugasnya belum memuat tanggal tatap muka. Mohon dilengkapi.")
        check_due()
    return cohort


def build_announcements(*, cohort: Cohort, staff: dict[str, User], today: date, chance: Random) -> None:
    """Two announcements to the running cohort; most have read the older one."""
    seated = list(Enrolment.objects.filter(cohort=cohort, state__in=SEATED).order_by("id"))
    for number, (title, text) in enumerate(SAID):
        with _days_ago(today, 9 - 7 * number):
            row = announcements.announce(
                actor=staff["koordinator" if number == 0 else "fasilitator"],
                cohort=cohort,
                title=title,
                text=text,
                key=f"demo-{number}",
            )
            # The first, whose account the demo offers, has not read the newest.
            for one in seated[number:][:300]:
                if chance.random() < (0.9 if number == 0 else 0.35):
                    announcements.mark_read(enrolment=one, announcement=row)


def _planned(like: Cohort, staff: dict[str, User], today: date) -> Cohort:
    with _days_ago(today, 12):
        cohort = cohorts.create_cohort(
            actor=staff["koordinator"],
            programme=like.programme,
            version=like.version,
            starts_on=next_monday(today + timedelta(weeks=WEEKS_AHEAD)),
            capacity=SEATS,
        )
        facilitators.add_facilitator(actor=staff["koordinator"], cohort=cohort, user=staff["fasilitator"])
    units = WorkUnit.objects.filter(code__in=QUOTAS)
    with _days_ago(today, 10):
        nominations.set_call(
            actor=staff["koordinator"],
            cohort=cohort,
            until=today + timedelta(days=12),
            note=NOTE,
            only_quota=False,
            quotas={unit.pk: QUOTAS[unit.code] for unit in units},
            seen=0,
        )
    return cohort


def _send(actor: User, cohort: Cohort, unit: WorkUnit, people: Iterator[dict[str, str]], many: int, number: str) -> Any:
    rows = [{key: one[key] for key in ("name", "email")} | {"nip": "", "phone": ""} for one, _ in zip(people, range(many), strict=False)]  # fmt: skip
    content = _letter(unit.name, number, [row["name"] for row in rows])
    file = receive_whole(actor=actor, purpose=LETTER, name="surat-tugas.pdf", content=content)
    letter = Letter(number, clock.today(), file)
    return nominations.nominate_from_unit(
        actor=actor, cohort=cohort, unit=unit, users=[], newcomers=rows, letter=letter, key=number
    )


def _list(cohort: Cohort, actor: User, people: Iterator[dict[str, str]]) -> None:
    """A list of other units: seven good rows, two that need correcting."""
    units = ["BPVP Ternate", "BPVP Lombok Timur"]
    rows = [{**next(people), "unit": units[number % 2]} for number in range(9)]
    rows[3]["nip"] = "1,98807E+17"
    rows[6]["unit"] = "BPVP Lombok Tengah"
    source = imports.upload(actor=actor, cohort=cohort, name="peserta-balai.csv", content=_csv(rows))
    imports.go_on(import_id=source.pk)
    imports.confirm(actor=actor, source=source, gives_seats=True)
    imports.go_on(import_id=source.pk)


def _csv(rows: list[dict[str, str]]) -> bytes:
    used = [column for column in COLUMNS if column.key in {"name", "email", "nip", "unit"}]
    lines = [[column.name for column in used], *([row.get(column.key, "") for column in used] for row in rows)]
    return "\r\n".join(";".join(line) for line in lines).encode("utf-8-sig")


def _ask(staff: dict[str, User], enrolment: Enrolment, text: str, answer: str = "") -> None:
    question = nominations.ask(actor=staff["koordinator"], enrolment=enrolment, text=text)
    if answer:
        nominations.answer(actor=staff["unit"], question=question, text=answer)


def _names(chance: Random) -> Iterator[dict[str, str]]:
    taken: set[str] = set()
    while True:
        name = invent(chance).name
        # Two of one name in one list of eight would look like a mistake of the site.
        if name not in taken:
            taken.add(name)
            yield {"name": name, "email": f"calon{len(taken):02}{DEMO_DOMAIN}"}


def _letter(unit: str, number: str, names: list[str]) -> bytes:
    """Draw a plain letter of assignment on one page."""
    page = Image.new("RGB", (1240, 1754), "white")
    pen, large, plain = ImageDraw.Draw(page), ImageFont.load_default(44), ImageFont.load_default(30)
    pen.text((620, 150), unit.upper(), "black", large, "mm")
    pen.line((120, 210, 1120, 210), "black", 4)
    pen.text((620, 290), "SURAT TUGAS", "black", large, "mm")
    pen.text((620, 345), f"Nomor {number}", "black", plain, "mm")
    pen.text((140, 440), "Yang bertanda tangan di bawah ini menugaskan:", "black", plain)
    for place, name in enumerate(names, start=1):
        pen.text((180, 440 + 60 * place), f"{place}.  {name}", "black", plain)
    below = 560 + 60 * len(names)
    pen.text((140, below), "untuk mengikuti program pelatihan pencocokan kerja.", "black", plain)
    pen.text((760, below + 160), f"Kepala {unit}", "black", plain)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=150)
    return out.getvalue()


def _days_ago(today: date, days: int) -> Any:
    return clock.at(clock.at_midday(today - timedelta(days=days), minutes=-90))

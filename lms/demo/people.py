"""The demo's units and people: one account for each role, and as many participants as asked for. All plainly invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from lms.demo.names import invent
from lms.people import services
from lms.people.enums import DEMO_DOMAIN, DEMO_PHRASE, Column, Role
from lms.people.models import ConsentText, User, WorkUnit

# Account, name, titles, unit, position, role, column. Names are fixed, so that guides and pictures can speak of them.
STAFF: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("admin", "Rusdianto", "S.Kom.", "PASKER", "Pranata Komputer Ahli Muda", Role.ADMINISTRATOR, ""),
    ("koordinator", "Endang Puspitasari", "S.Sos., M.A.P.", "PASKER", "Penyelenggara pelatihan", Role.COORDINATOR, ""),
    ("fasilitator", "Togar Simanjuntak", "S.Psi., M.M.", "PPSDM", "Widyaiswara Ahli Madya", Role.FACILITATOR, ""),
    ("fasilitator2", "Ni Made Suartini", "S.E., M.Si.", "BBPVP-MKS", "Instruktur Ahli Muda", Role.FACILITATOR, ""),
    ("atasan", "Andi Baso Pangerang", "S.T., M.M.", "BBPVP-MKS", "Kepala BBPVP Makassar", Role.SUPERVISOR, ""),
    ("unit", "Sitti Aminah", "S.E.", "BBPVP-MKS", "Kepala Subbagian Umum", Role.UNIT_CONTACT, ""),
    ("pasker", "Retno Wulandari", "S.H., M.H.", "PASKER", "Pengantar Kerja Ahli Madya", Role.REVIEWER, Column.PASKER),
    ("ptkdn", "Asep Hidayat", "S.Sos.", "PTKDN", "Pengantar Kerja Ahli Madya", Role.REVIEWER, Column.PTKDN),
    ("bpk", "Yulidar Chaniago", "S.Psi.", "BPK", "Pengantar Kerja Ahli Utama", Role.REVIEWER, Column.BPK),
    (
        "latvogan",
        "Bambang Nugroho",
        "S.T., M.Si.",
        "LATVOGAN",
        "Analis Kebijakan",
        Role.REVIEWER,
        Column.LATVOGAN_INTALA,
    ),
    ("lemlatvok", "Mahrita Noor", "S.E., M.M.", "LEMLATVOK", "Analis Kebijakan", Role.REVIEWER, Column.LEMLATVOK),
    ("setditjen", "Suharti", "S.E., M.Si.", "SETDITJEN", "Perencana Ahli Madya", Role.REVIEWER, Column.SETDITJEN),
    ("balai", "Yohanis Wenas", "S.T.", "BPVP-TTE", "Kepala Seksi Penyelenggaraan", Role.REVIEWER, Column.BALAI),
    ("ilo", "Maria Pattinasarany", "M.Sc.", "ILO", "Petugas Program Nasional", Role.REVIEWER, Column.ILO),
)
# Who speaks for which column of the matrix.
REVIEWERS = {account: Column(column) for account, *_data, column in STAFF if column}
LEVELS = (
    ("Pengantar Kerja Ahli Pertama", ("III/a", "III/b")),
    ("Pengantar Kerja Ahli Muda", ("III/c", "III/d")),
    ("Pengantar Kerja Ahli Madya", ("IV/a", "IV/b")),
)
CLERK = "Petugas Antar Kerja"
BIRTH_PLACES = (
    "Semarang",
    "Bandung",
    "Medan",
    "Makassar",
    "Padang",
    "Ambon",
    "Denpasar",
    "Banjarmasin",
    "Kupang",
    "Jayapura",
)
# Of each ten participants: seven from training centres with a kiosk, three from the Labor Market Center.
FROM_PASKER = frozenset({2, 3, 4})


def build_units() -> dict[str, WorkUnit]:
    """Load the work units; returns them by code."""
    services.load_units(actor=None)
    return {unit.code: unit for unit in WorkUnit.objects.all()}


def build_consent() -> ConsentText:
    """Publish the consent text of this release."""
    return services.load_consent_text(actor=None)


def build_staff(*, units: dict[str, WorkUnit], consent_text: ConsentText, chance: Random) -> dict[str, User]:
    """Create the accounts with a role; returns them by the part of the address before the @."""
    numbers = _nips(chance)
    rows = [
        {
            "email": f"{account}{DEMO_DOMAIN}",
            "name": name,
            "title_after": title,
            "work_unit": units[unit],
            "position": position,
            **({} if unit == "ILO" else next(numbers)),
        }
        for account, name, title, unit, position, _role, _column in STAFF
    ]
    people = services.add_people(actor=None, rows=rows)
    services.prepare_demo_accounts(people=people, password=DEMO_PHRASE, consent_text=consent_text)
    staff = {one.email.partition("@")[0]: one for one in people}
    for account, *_data, role, column in STAFF:
        needs_unit = role in {Role.SUPERVISOR, Role.UNIT_CONTACT}
        services.assign_role(
            actor=staff["admin"],
            user=staff[account],
            role=role,
            column=column,
            work_unit=staff[account].work_unit if needs_unit else None,
        )
    return staff


def build_participants(
    *,
    count: int,
    units: dict[str, WorkUnit],
    consent_text: ConsentText,
    actor: User | None,
    chance: Random,
    first: int = 1,
) -> list[User]:
    """Create participants' accounts: `peserta@…` for number 1, then `peserta02@…` and so on. About 3 s for 3,000.

    The first works where the demo's supervisor and unit contact do; the others come from the kiosks and the Labor Market
    Center as in the programme's plan. `first` numbers a second group on.
    """
    kiosks = [unit for code, unit in sorted(units.items()) if unit.has_kiosk]
    numbers = _nips(chance)
    rows: list[dict[str, Any]] = []
    for number in range(first, first + count):
        home = (
            units["BBPVP-MKS"]
            if number == 1
            else units["PASKER"]
            if number % 10 in FROM_PASKER
            else chance.choice(kiosks)
        )
        rows.append(_participant(number, home, numbers, chance))
    people = services.add_people(actor=actor, rows=rows)
    services.prepare_demo_accounts(people=people, password=DEMO_PHRASE, consent_text=consent_text)
    return people


def _participant(number: int, home: WorkUnit, numbers: Iterator[dict[str, Any]], chance: Random) -> dict[str, Any]:
    named = invent(chance)
    account = "peserta" if number == 1 else f"peserta{number:02}"
    civil = chance.random() < 0.85
    position, grades = chance.choice(LEVELS) if civil else (CLERK, ("",))
    return {
        "email": f"{account}{DEMO_DOMAIN}",
        "name": named.name,
        "title_before": named.title_before,
        "title_after": named.title_after,
        "work_unit": home,
        "position": position,
        "rank": chance.choice(grades),
        "phone": f"0812000{number:05}",
        "birth_place": chance.choice(BIRTH_PLACES),
        **(next(numbers) if civil else {"birth_date": _day(chance, 1980, 2000)}),
    }


def _nips(chance: Random) -> Iterator[dict[str, Any]]:
    """Yield NIP and date of birth of invented civil servants, PNS and PPPK, no number twice."""
    used: set[str] = set()
    while True:
        born = _day(chance, 1970, 1996)
        year = born.year + chance.randint(22, 27)
        permanent = chance.random() < 0.7 or year < 2019
        part = f"{chance.randint(1, 12):02}" if permanent else chance.choice(("21", "22"))
        digits = f"{born:%Y%m%d}{year}{part}{chance.choice('12')}{chance.randint(1, 40):03}"
        if digits not in used:
            used.add(digits)
            yield {"nip": digits, "birth_date": born}


def _day(chance: Random, first_year: int, last_year: int) -> date:
    return date(first_year, 1, 1) + timedelta(days=chance.randint(0, (last_year - first_year) * 365))

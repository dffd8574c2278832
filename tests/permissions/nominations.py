"""Letters of the near unit and of a far one, a nominee about whom a question is open, lists brought in, announcements."""

from __future__ import annotations

from courses.models import Cohort
from courses.services import imports
from courses.services.announcements import announce
from courses.services.nominations import ask
from lms.people.enums import Role
from lms.people.models import User, WorkUnit
from lms.people.services import assign_role
from tests.factories.nominations import make_call, make_nomination
from tests.factories.people import make_user
from tests.factories.spreadsheets import workbook


def make_nominations(people: dict[str, User], far_away: WorkUnit) -> dict[str, dict[str, str]]:
    """The call of `own` is open to all; that of `other` to the far unit alone."""
    coordinator, near = people["coordinator"], people["participant"].work_unit
    assert near is not None
    own, other = (Cohort.objects.get(name=name) for name in ("Own", "Other"))
    make_call(actor=coordinator, cohort=own)
    make_call(actor=coordinator, cohort=other, quotas={far_away: 9}, only_quota=True)
    contact = make_user(email="kontak-jauh@example.test", name="Kontak Jauh", work_unit=far_away)
    assign_role(actor=None, user=contact, role=Role.UNIT_CONTACT, work_unit=far_away)
    nominee = make_user(email="calon@example.test", name="Calon Dekat", work_unit=near)
    distant = make_user(email="calon-jauh@example.test", name="Calon Jauh", work_unit=far_away)
    letters = {
        "own": make_nomination(actor=people["unit_contact"], cohort=own, unit=near, users=[nominee]),
        "other": make_nomination(actor=contact, cohort=other, unit=far_away, users=[distant]),
    }
    asked = letters["own"].nominees.get().enrolment
    ask(actor=coordinator, enrolment=asked, text="Surat tugasnya belum ditandatangani.")
    found = {f"nomination.{name}": {"pid": letter.public_id} for name, letter in letters.items()}
    return {**found, "enrolment.asked": {"pid": asked.public_id}}


def make_lists(people: dict[str, User], far_away: WorkUnit) -> dict[str, dict[str, str]]:
    """A list that is checked, with a faulty row, and one that has been brought in."""
    actor, own = people["coordinator"], Cohort.objects.get(name="Own")
    found = {}
    for name, email in (("done", "masuk@example.test"), ("checked", "tunggu@example.test")):
        rows = [["Peserta Daftar", email, "", far_away.name, "", ""], ["", "", "1", "", "", ""]]
        source = imports.upload(actor=actor, cohort=own, name=f"{name}.xlsx", content=workbook(rows))
        imports.go_on(import_id=source.pk)
        if name == "done":
            imports.confirm(actor=actor, source=source, gives_seats=False)
            imports.go_on(import_id=source.pk)
        found[f"import.{name}"] = {"pid": source.public_id}
    return found


def make_announcements(people: dict[str, User], _far_away: WorkUnit) -> dict[str, dict[str, str]]:
    """One to the cohort of one's own, one to another."""
    found = {}
    for name in ("own", "other"):
        row = announce(
            actor=people["coordinator"],
            cohort=Cohort.objects.get(name=name.title()),
            title="Jadwal berubah",
            text="Kelas dimulai pukul sembilan.",
            key=name,
        )
        found[f"announcement.{name}"] = {"pid": row.public_id}
    return found

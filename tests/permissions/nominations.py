"""Letters of the near unit and of a far one, and a nominee about whom a question is open."""

from __future__ import annotations

from courses.models import Cohort
from courses.services.nominations import ask
from lms.people.enums import Role
from lms.people.models import User, WorkUnit
from lms.people.services import assign_role
from tests.factories.nominations import make_call, make_nomination
from tests.factories.people import make_user


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

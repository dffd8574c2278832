"""The demo's digital credentials, and the replication pack of its first cohort."""

from __future__ import annotations

from datetime import date

from courses.models import Cohort
from lms.evaluation.services.credentials import sign_missing
from lms.evaluation.services.packs.making import ask_pack, make
from lms.people import clock
from lms.people.models import User


def build_credentials() -> None:
    """Sign the credentials of every certificate there is."""
    while sign_missing():
        pass


def build_pack(*, cohorts: list[Cohort], staff: dict[str, User], today: date) -> None:
    """Have the pack made of the cohort that has finished, on the curriculum that the field made stronger."""
    newest = cohorts[1]
    newest.refresh_from_db()
    published = newest.version.curriculum.curriculum_versions.filter(state="published").order_by("-number").first()
    with clock.at(clock.at_midday(today, minutes=-60)):
        pack = ask_pack(actor=staff["koordinator"], cohort=cohorts[0], version=published or cohorts[0].version)
    make(pack_id=pack.pk)

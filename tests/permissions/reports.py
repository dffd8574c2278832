"""Reports on the cohort in one's charge and on another: drafts, one in review, one that is final."""

from __future__ import annotations

from courses.models import Cohort
from lms.evaluation.models import ProgrammeReport
from lms.evaluation.services import reports
from lms.files.services.uploads import receive_whole
from lms.people import clock
from lms.people.models import User, WorkUnit
from lms.programme.models import Review, SignOff
from lms.programme.services import close_on_record
from tests.factories.programme import sign_all
from tests.factories.reports import ask_units, make_report, section_of


def make_reports(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """The facilitator writes one section of `own`; the reviewer’s unit has objected to `asked`; `final` was closed on record."""
    actor = people["coordinator"]
    found: dict[str, dict[str, str]] = {}
    for name in ("own", "other", "asked", "final"):
        cohort = Cohort.objects.select_related("programme", "version").get(name="Other" if name == "other" else "Own")
        report = make_report(actor=actor, cohorts=[cohort], title=f"Laporan {name}", title_en=f"Report {name}")
        found |= _objects(name, report, cohort, actor)
    own = ProgrammeReport.objects.get(title="Laporan own")
    reports.assign_section(actor=actor, section=section_of(own), author=people["facilitator"], due_on=None)
    asked = ask_units(ProgrammeReport.objects.get(title="Laporan asked"), actor)
    word = _objection(asked, people["reviewer"])
    found["word.own"] = {**found["report.asked"], "?": f"word={word.pk}"}
    _finish(ProgrammeReport.objects.get(title="Laporan final"), actor, people["admin"])
    return found


def _objects(name: str, report: ProgrammeReport, cohort: Cohort, actor: User) -> dict[str, dict[str, str]]:
    pid = {"pid": report.public_id}
    kept = receive_whole(actor=actor, purpose="report_file", name=f"{name}.pdf", content=f"%PDF-1.4 {name}".encode())
    found = {
        f"report.{name}": pid,
        f"section.{name}": {**pid, "key": "impact"},
        f"figure.{name}": {**pid, "number": str(cohort.number), "key": "people.seated"},
    }
    if name in {"own", "other"}:
        file = reports.add_file(actor=actor, report=report, file=kept, title="Lampiran")
        found |= {
            f"report_file.{name}": {**pid, "file": file.public_id},
            f"section.{name}_written": {**pid, "key": "effectiveness"},
        }
    return found


def _objection(review: Review, actor: User) -> SignOff:
    from lms.people.enums import Column

    sign_all(review, Column.ILO, actor, verdict="object", reason="Belum jelas")
    return SignOff.objects.filter(part__review=review, verdict="object").earliest("pk")


def _finish(report: ProgrammeReport, actor: User, admin: User) -> None:
    review = ask_units(report, actor, days=0)
    with clock.at(clock.at_midday(clock.today(), minutes=24 * 60)):
        close_on_record(review=review, reason="Disetujui dalam rapat", actor=admin)

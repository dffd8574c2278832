"""The certificates of the cohort that has finished: issued in one step, one revoked, one issued anew after a name was corrected.

The signatory and the signature are plainly invented. Where nobody has a released result yet, nothing is issued: the list says why.
"""

from __future__ import annotations

import io
from datetime import date, timedelta

from PIL import Image, ImageDraw

from courses.models import Cohort
from lms.evaluation.enums import CertificateState, RevokeCause
from lms.evaluation.models import Certificate, Signatory
from lms.evaluation.queries.certificates import with_all
from lms.evaluation.queries.eligibility import ready_of
from lms.evaluation.services.certificate_jobs import go_on, make_due_papers
from lms.evaluation.services.certificates import issue_cohort, reissue, revoke
from lms.evaluation.services.signatories import add_signatory
from lms.files.services import check_file
from lms.people import clock
from lms.people.models import User
from lms.people.queries import fingerprint
from lms.people.services import update_person


def build_certificates(*, cohort: Cohort, staff: dict[str, User], today: date) -> None:
    """Issue the certificates of a cohort some days after its last one, and let two of them have a story."""
    last = max(stage.ends_on for stage in cohort.stages.all())
    day = min(last + timedelta(days=12), today - timedelta(days=1))
    actor = staff["koordinator"]
    with clock.at(clock.at_midday(day)):
        signatory = _signatory(actor)
        if not ready_of(cohort):
            return
        go_on(job_id=issue_cohort(actor=actor, cohort=cohort, signatory=signatory).pk)
    with clock.at(clock.at_midday(min(day + timedelta(days=4), today))):
        _two_stories(cohort, actor)
        make_due_papers()


def _signatory(actor: User) -> Signatory:
    signatory = add_signatory(
        actor=actor, name="Dr. Hendra Prakoso, S.Sos., M.Si.", nip="197108121996031002",
        position="Direktur Bina Pengantar Kerja", position_en="Director for Employment Officers",
        picture=("tanda-tangan.png", _signature()),
    )  # fmt: skip
    if signatory.picture is not None:
        check_file(file_id=signatory.picture.pk)
        signatory.refresh_from_db()
    return signatory


def _two_stories(cohort: Cohort, actor: User) -> None:
    """The last on the list was issued by mistake; the title of the first was missing in the register."""
    rows = with_all(Certificate.objects.filter(enrolment__cohort=cohort, state=CertificateState.VALID))
    found = list(rows.order_by("serial"))
    if len(found) < 2:
        return
    reason = "Surat tugas yang bersangkutan ternyata dibatalkan sebelum pelatihan selesai."
    revoke(actor=actor, certificate=found[-1], cause=RevokeCause.MISTAKE, reason=reason)
    first = found[0]
    person = first.enrolment.user
    title = "S.E., M.M." if person.title_after != "S.E., M.M." else "S.Sos., M.M."
    update_person(actor=actor, person=person, seen=fingerprint(person), title_after=title)
    first.enrolment.user.refresh_from_db()
    reissue(actor=actor, certificate=first, reason="Gelar pada sertifikat belum lengkap.")


def _signature() -> bytes:
    """Draw a signature that nobody writes."""
    picture = Image.new("RGBA", (720, 240), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    ink = (24, 42, 92, 255)
    stroke = [
        (60, 170),
        (110, 60),
        (150, 190),
        (205, 80),
        (235, 175),
        (300, 110),
        (335, 165),
        (420, 120),
        (470, 150),
        (640, 95),
    ]
    curve = [_between(stroke, step / 160) for step in range(161)]
    pen.line(curve, fill=ink, width=7, joint="curve")
    pen.line([(90, 205), (360, 190), (610, 200)], fill=ink, width=4, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _between(points: list[tuple[int, int]], at: float) -> tuple[float, float]:
    """Return the point of a smooth line through these points (Catmull-Rom), `at` from 0 to 1."""
    place = min(at * (len(points) - 1), len(points) - 1.001)
    here, rest = int(place), place - int(place)
    around = [points[min(max(here + step, 0), len(points) - 1)] for step in (-1, 0, 1, 2)]

    def along(axis: int) -> float:
        a, b, c, d = (point[axis] for point in around)
        return 0.5 * (
            2 * b + (c - a) * rest + (2 * a - 5 * b + 4 * c - d) * rest**2 + (3 * b - a - 3 * c + d) * rest**3
        )

    return along(0), along(1)

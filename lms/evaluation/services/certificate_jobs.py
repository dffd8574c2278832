"""The worker's part: certificates written in batches, their papers set, files packed.

The job's row decides what is done. A worker takes it by a compare-and-swap on `turn`; whatever it writes it writes only as long as it holds
that turn. One that was killed is followed by another, which goes on behind the last batch that was written whole.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Sequence
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import Enrolment
from courses.queries.ledger import sums_by_person
from lms.evaluation.certificate_papers import papers_of
from lms.evaluation.enums import CertificateState, CertificateStep, EvaluationState, JobKind, JobState
from lms.evaluation.kinds.certificates import ISSUED
from lms.evaluation.models import (
    Certificate,
    CertificateEvent,
    CertificateJob,
    CertificateJobLine,
    CertificatePaper,
    ParticipantEvaluation,
)
from lms.evaluation.queries.certificate_facts import FactsChanged, Frame, facts_of, frame_of
from lms.evaluation.queries.eligibility import first_day_of, still_due
from lms.evaluation.queries.outcomes import NOT_RELEASED, Outcome, objected, released_outcome
from lms.evaluation.services.certificates import GO_ON, drawn_up, values_of
from lms.evaluation.services.numbering import take_numbers
from lms.evaluation.services.papers import take
from lms.files import store
from lms.files.pdf import TypesetFailed
from lms.notices.registry import Telling
from lms.notices.services import tell_many
from lms.people import audit, clock, outbox
from lms.people.bell import ring
from lms.people.errors import Conflict
from lms.people.ids import new_id
from lms.people.models import AuditEntry, User

if TYPE_CHECKING:
    from datetime import date

    from lms.evaluation.models import Signatory

log = logging.getLogger(__name__)

# Minutes until a turn that did not end is followed by another; each batch that is written puts it off again.
BACK_OFF = (2, 5, 15, 60)
# Certificates of one transaction: the series is locked no longer than these take. Papers of one child of typst.
AT_ONCE = 100
# A turn ends after this, well before the worker's own limit, and the bell is rung for the next.
TURN_SECONDS = 240


def go_on(*, job_id: int) -> bool:
    """Do what is to be done next of a job. Returns False when there is nothing to do, or another worker has it."""
    job = CertificateJob.objects.select_related("cohort__programme", "cohort__version", "signatory__picture", "asked_by").filter(
        pk=job_id, state=JobState.RUNNING
    ).first()  # fmt: skip
    if job is None or not _claim(job):
        return False
    with override(job.asked_by.language):
        try:
            whole = _issue(job) if job.kind == JobKind.ISSUE else _archive(job)
        except (TypesetFailed, FactsChanged) as error:
            log.warning("Job %s on certificates could not go on: %s", job.public_id, str(error)[:300])
            return True
    if not whole and held(job).update(next_turn_at=clock.now()):
        ring(GO_ON, job.pk)
    return True


def go_on_with_due(*, limit: int = 10) -> int:
    """Take up the jobs that nobody works on, and the papers that wait; returns how many."""
    due = CertificateJob.objects.filter(state=JobState.RUNNING, next_turn_at__lte=clock.now())
    taken = sum(go_on(job_id=pk) for pk in due.order_by("next_turn_at").values_list("pk", flat=True)[:limit])
    return taken + make_due_papers()


@transaction.atomic
def try_again(*, actor: User, job: CertificateJob) -> None:
    """Go on with a job that has stopped. Raises Conflict when it has not."""
    rows = CertificateJob.objects.filter(pk=job.pk, state=JobState.STOPPED)
    if not rows.update(state=JobState.RUNNING, tries=0, remark="", next_turn_at=clock.now()):
        raise Conflict(_("This work is under way again, or done. Reload the page to see where it stands."))
    audit.record(actor, "evaluation.certificates.try_again", job.cohort)
    ring(GO_ON, job.pk)


def _claim(job: CertificateJob) -> bool:
    """Take the job for one turn; after several that came to nothing a person decides."""
    as_seen = CertificateJob.objects.filter(pk=job.pk, state=JobState.RUNNING, turn=job.turn)
    if job.tries >= len(BACK_OFF):
        remark = _("This stopped several times before its end. Try again; if it stops again, tell the administrator.")
        if as_seen.update(state=JobState.STOPPED, remark=remark, next_turn_at=None):
            log.error("Job %s on certificates stopped after %s tries.", job.public_id, job.tries)
        return False
    if not outbox.take(
        as_seen, job.tries, waits=BACK_OFF, counter="tries", following="next_turn_at", turn=F("turn") + 1
    ):
        return False
    job.turn += 1
    job.tries += 1
    return True


def held(job: CertificateJob) -> Any:
    """Return the job's row as long as this worker holds it."""
    return CertificateJob.objects.filter(pk=job.pk, state=JobState.RUNNING, turn=job.turn)


def came_on(job: CertificateJob, **counts: Any) -> bool:
    """Note that a batch is written. Returns False when another worker has taken over: then it must be taken back."""
    soon = clock.now() + timedelta(minutes=BACK_OFF[0])
    return bool(held(job).update(tries=0, next_turn_at=soon, **counts))


def _issue(job: CertificateJob) -> bool:
    """Give numbers, then set papers. Returns whether all of it is done."""
    began, cohort = monotonic(), job.cohort
    # The database lets no issue begin without the two.
    signatory, day = cast("Signatory", job.signatory), cast("date", job.issued_on)
    frame = frame_of(cohort, signatory=signatory, issued_on=day, issued_in=job.issued_in)
    todo = job.lines.filter(certificate=None, problem="").order_by("place")
    while lines := list(todo[:AT_ONCE]):
        if monotonic() - began > TURN_SECONDS or not _write_batch(job, lines, frame):
            return False
    waiting = Certificate.objects.filter(line__job=job, paper__made_at__isnull=True).order_by("line__place")
    waiting = waiting.select_related("signature", "replaces")
    while batch := list(waiting[:AT_ONCE]):
        if monotonic() - began > TURN_SECONDS or not _set_batch(job, batch):
            return False
    _finish(job)
    return True


@transaction.atomic
def _write_batch(job: CertificateJob, lines: Sequence[CertificateJobLine], frame: Frame) -> bool:
    """Write the certificates of some lines with all that goes with them. Returns False when another worker has taken over."""
    if not came_on(job, numbered=F("numbered") + len(lines)):
        return False
    rows = _locked([line.enrolment_id for line in lines])
    outcomes = _outcomes(rows)
    due, problems = _sorted_out(lines, rows, outcomes, frame.issued_on)
    sums = sums_by_person([line.enrolment_id for line in due], frame.outline)
    numbers = take_numbers(on=frame.issued_on, count=len(due)) if due else []
    made = []
    for line, number in zip(due, numbers, strict=True):
        person = rows[line.enrolment_id]
        outcome = outcomes[person.pk]
        made.append(drawn_up(number, person.pk, facts_of(frame, person, sums.get(person.pk), outcome), job.asked_by))
        made[-1].signature_id = frame.signature_id
    _write(job, made, rows)
    for line, certificate in zip(due, made, strict=True):
        line.certificate = certificate
    CertificateJobLine.objects.bulk_update(lines, ["certificate", "problem"], batch_size=AT_ONCE)
    if problems:
        CertificateJob.objects.filter(pk=job.pk).update(done=F("done") + problems)
    return True


def _locked(ids: Sequence[int]) -> dict[int, Enrolment]:
    """Return these enrolments, locked, with who they are of."""
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows.select_related("user", "work_unit")}


def _outcomes(rows: Collection[int]) -> dict[int, Outcome]:
    """Return the outcomes of these enrolments as they are now, their evaluations locked: none is opened again before the certificate stands."""
    found = dict.fromkeys(rows, NOT_RELEASED)
    released = ParticipantEvaluation.objects.select_for_update(of=("self",)).filter(
        enrolment__in=rows, state=EvaluationState.RELEASED
    )
    evaluations = list(released.select_related("scheme").order_by("pk"))
    # Asked behind the lock: whoever objects holds the evaluation too.
    waiting = objected(evaluation__in=evaluations)
    return found | {row.enrolment_id: released_outcome(row, objected=row.pk in waiting) for row in evaluations}


def _sorted_out(
    lines: Sequence[CertificateJobLine], rows: dict[int, Enrolment], outcomes: dict[int, Outcome], day: date
) -> tuple[list[CertificateJobLine], int]:
    """Return the lines that are still due; each other one is told why not. What changed since the issue was pressed keeps nobody else out."""
    holders = Certificate.objects.filter(enrolment__in=rows).values_list("enrolment_id", flat=True)
    have, due, problems = set(holders), [], 0
    for line in lines:
        why = still_due(rows[line.enrolment_id], outcomes.get(line.enrolment_id))
        if line.enrolment_id in have:
            why = (_("There is a certificate already."),)
        elif not why and (first := first_day_of([outcomes[line.enrolment_id]])) and first > day:
            why = (_("The result was released anew after the day of this issue."),)
        if why:
            line.problem, problems = " ".join(why)[:300], problems + 1
        else:
            due.append(line)
    return due, problems


def _write(job: CertificateJob, made: list[Certificate], rows: dict[int, Enrolment]) -> None:
    """Write certificates with papers to be set, steps, lines of the audit trail, and what people are told."""
    now = clock.now()
    # The job sets the papers; the sweep looks after them only when the job is long over.
    later = now + timedelta(hours=6)
    Certificate.objects.bulk_create(made, batch_size=AT_ONCE)
    CertificatePaper.objects.bulk_create(CertificatePaper(certificate=one, next_try_at=later) for one in made)
    CertificateEvent.objects.bulk_create(
        CertificateEvent(certificate=one, step=CertificateStep.ISSUED, actor=job.asked_by, at=now) for one in made
    )
    AuditEntry.objects.bulk_create(
        audit.entry(job.asked_by, "evaluation.certificate.issued", one, {"number": one.number}) for one in made
    )
    tell_many(
        Telling(
            ISSUED, rows[one.enrolment_id].user, one.get_absolute_url(), values_of(one), f"{ISSUED}:{one.pk}", one,
            job.asked_by,
        )
        for one in made
    )  # fmt: skip


def _set_batch(job: CertificateJob, batch: Sequence[Certificate]) -> bool:
    """Set the papers of some certificates and keep them. Returns False when another worker has taken over."""
    # In the store before the transaction begins: the disk takes its time, and others want to write.
    stored = _stored(batch, papers_of(batch))
    with transaction.atomic():
        going_on = came_on(job)
        kept = _keep(stored) if going_on else set()
        CertificateJob.objects.filter(pk=job.pk).update(done=F("done") + len(kept))
    store.remove(paper["path"] for pk, paper in stored.items() if pk not in kept)
    return going_on


def _stored(batch: Sequence[Certificate], bodies: Sequence[bytes]) -> dict[int, dict[str, Any]]:
    """Put papers into the store; returns what their rows are to say, by the id of the certificate."""
    return {
        # A name of its own: a store may put a second file of one name over the first.
        one.pk: {
            "path": store.put(f"certificates/{one.public_id}-{new_id()}.pdf", body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "size": len(body),
            "made_at": clock.now(),
        }
        for one, body in zip(batch, bodies, strict=True)
    }


def _keep(stored: dict[int, dict[str, Any]]) -> set[int]:
    """Note papers that are not made yet; returns of which certificates. What another worker has made is left."""
    waiting = CertificatePaper.objects.filter(made_at__isnull=True)
    return {
        pk
        for pk, paper in stored.items()
        if waiting.filter(certificate_id=pk).update(**paper, failure="", next_try_at=None)
    }


def make_due_papers(*, limit: int = AT_ONCE) -> int:
    """Set the papers that wait outside a job: those of certificates issued anew, and what a job left. Returns how many were made."""
    due = CertificatePaper.objects.filter(made_at__isnull=True, next_try_at__lte=clock.now())
    return sum(_make_paper(paper) for paper in list(due.order_by("next_try_at")[:limit]))


def _make_paper(paper: CertificatePaper) -> int:
    """Set one paper, if nobody else is at it. What fails is tried again, later each time."""
    if not take(paper, waits=BACK_OFF):
        return 0
    certificate = Certificate.objects.select_related("signature", "replaces").get(pk=paper.certificate_id)
    try:
        bodies = papers_of([certificate])
    except (TypesetFailed, FactsChanged) as error:
        log.warning("The paper of certificate %s could not be set: %s", certificate.public_id, str(error)[:300])
        CertificatePaper.objects.filter(pk=paper.pk).update(failure=str(error)[:300])
        return 0
    stored = _stored([certificate], bodies)
    kept = _keep(stored)
    store.remove(one["path"] for pk, one in stored.items() if pk not in kept)
    return len(kept)


@transaction.atomic
def _finish(job: CertificateJob, **fields: Any) -> None:
    told = {"state": JobState.DONE, "next_turn_at": None, "finished_at": clock.now(), **fields}
    if held(job).update(**told):
        audit.record(job.asked_by, f"evaluation.certificates.{job.kind}_done", job.cohort, {"people": job.total})


def _archive(job: CertificateJob) -> bool:
    """Pack all certificates that hold into one file. A turn that broke off begins anew: nobody has seen what it made."""
    from lms.evaluation.certificate_archives import pack  # loads what writes spreadsheets

    held(job).update(done=0)
    valid = Certificate.objects.filter(enrolment__cohort=job.cohort_id, state=CertificateState.VALID)

    def packed(count: int) -> bool:
        return came_on(job, total=max(count, valid.count()), done=count)

    made = pack(job, valid, packed)
    if made is None:
        return False
    former = CertificateJob.objects.filter(cohort=job.cohort_id, kind=JobKind.ARCHIVE, state=JobState.DONE)
    old = list(former.exclude(path="").values_list("path", flat=True))
    _finish(job, path=made.path, sha256=made.sha256, size=made.size, total=made.count, done=made.count)
    if not CertificateJob.objects.filter(pk=job.pk, path=made.path).exists():
        store.remove([made.path])
        return True
    former.exclude(pk=job.pk).update(path="")
    store.remove(old)
    return True


def forget_archives(*, before: Any = None) -> int:
    """Remove the files of all certificates that were made a while ago; returns how many. They are made anew when asked for."""
    from django.conf import settings

    limit = before or clock.now() - timedelta(days=settings.PADAN_CERTIFICATE_ARCHIVE_DAYS)
    old = CertificateJob.objects.filter(kind=JobKind.ARCHIVE, state=JobState.DONE, finished_at__lt=limit)
    rows = list(old.exclude(path="").values_list("pk", "path"))
    CertificateJob.objects.filter(pk__in=[pk for pk, _path in rows]).update(path="")
    store.remove(path for _pk, path in rows)
    return len(rows)

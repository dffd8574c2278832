"""Approving minutes: frozen whole with their digest, and set on paper once."""

from __future__ import annotations

import hashlib
import logging

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fieldpractice import minutes_papers
from fieldpractice.models import MinutesApproval, MinutesPaper, MonitoringSession
from fieldpractice.queries.minutes.content import content_of, digest_of, is_empty, with_all
from fieldpractice.services.minutes import telling
from lms.files import store
from lms.files.pdf import TypesetFailed
from lms.people import audit, clock, outbox
from lms.people.bell import ring
from lms.people.errors import Conflict, Refusal
from lms.people.ids import new_id
from lms.people.models import User

log = logging.getLogger(__name__)
MAKE_PAPER = "fieldpractice.tasks.minutes.make_paper"
# Minutes until a paper that could not be made is tried again.
BACK_OFF = (1, 5, 30, 120)


@transaction.atomic
def approve_minutes(*, actor: User, session: MonitoringSession, sha256: str, reason: str = "") -> MinutesApproval:
    """Freeze the minutes as they were looked at, and return the approval; the participants are told. Rings for the paper.

    `sha256` is the digest of what the approver has read: Conflict when anything has changed since. Approving the same content a second
    time returns the approval that is there; other content is another round and needs a reason. Raises Refusal for a session that was
    called off or has not begun, and for empty minutes. Locks the session's row.
    """
    MonitoringSession.objects.select_for_update().get(pk=session.pk)
    row = with_all(MonitoringSession.objects.filter(pk=session.pk)).get()
    last = MinutesApproval.objects.filter(session=row).order_by("-round").first()
    if last is not None and last.sha256 == sha256:
        return last  # type: ignore[no-any-return]
    _check_session(row)
    content = content_of(row)
    if is_empty(content):
        raise Refusal(_("Nothing is written down yet: minutes without a line cannot be approved."))
    if digest_of(content) != sha256:
        raise Conflict(_("The minutes have changed since you opened this page. Read them as they stand now."))
    words = " ".join(reason.split())[:300]
    if last is not None and not words:
        raise Refusal(_("These minutes were approved before. Say why they are corrected: the participants are told."))
    approval = _freeze(actor, row, content, sha256, words if last else "", last.round + 1 if last else 1)
    audit.record(actor, "fieldpractice.minutes.approve", row, {"round": approval.round, "sha256": sha256})
    telling.tell_approved(approval)
    ring(MAKE_PAPER, approval.pk)
    return approval


def _check_session(session: MonitoringSession) -> None:
    if session.is_cancelled:
        raise Refusal(_("This session was called off: it has no minutes."))
    if session.starts_at > clock.now():
        raise Refusal(_("This session has not begun yet: its minutes are approved after it."))


def _freeze(
    actor: User, session: MonitoringSession, content: dict[str, object], sha256: str, reason: str, number: int
) -> MinutesApproval:
    try:
        with transaction.atomic():
            approval = MinutesApproval.objects.create(
                session=session, round=number, content=content, sha256=sha256, version=session.cohort.version,
                reason=reason, approved_by=actor, at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("Somebody else has approved these minutes in this moment. Look at how they stand.")) from error
    MinutesPaper.objects.create(approval=approval, next_try_at=clock.now())
    return approval


def make_paper(*, approval_id: int) -> bool:
    """Set approved minutes on paper from what was frozen, once, and keep the PDF. Returns whether this call made it.

    Safe to run twice at once: the second finds the paper made and drops its own. What fails is tried again by the schedule.
    """
    paper = MinutesPaper.objects.select_related("approval__approved_by", "approval__version").get(approval=approval_id)
    if paper.made_at is not None or not _claim(paper):
        return False
    approval = paper.approval
    if digest_of(approval.content) != approval.sha256:
        return _failed(paper, "The frozen content is not what its digest says.")
    try:
        body = minutes_papers.approved_pdf(approval)
    except TypesetFailed as error:
        return _failed(paper, str(error))
    # A name of its own: a store may put a second file of one name over the first.
    path = store.put(f"minutes/{approval.session_id}-{approval.round}-{new_id()}.pdf", body)
    done = {"path": path, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body), "made_at": clock.now()}
    if not MinutesPaper.objects.filter(pk=paper.pk, made_at__isnull=True).update(**done, failure=""):
        store.remove([path])
        return False
    return True


def make_due_papers(*, limit: int = 20) -> int:
    """Make the papers that wait; returns how many were made."""
    due = MinutesPaper.objects.filter(made_at__isnull=True, next_try_at__lte=clock.now()).order_by("next_try_at")
    return sum(make_paper(approval_id=pk) for pk in due.values_list("approval_id", flat=True)[:limit])


def _claim(paper: MinutesPaper) -> bool:
    as_seen = MinutesPaper.objects.filter(pk=paper.pk, made_at__isnull=True, tries=paper.tries)
    return outbox.take(as_seen, paper.tries, waits=BACK_OFF, forever=True, counter="tries", following="next_try_at")


def _failed(paper: MinutesPaper, why: str) -> bool:
    log.warning("The minutes of approval %s could not be set on paper: %s", paper.approval_id, why[:300])
    MinutesPaper.objects.filter(pk=paper.pk).update(failure=why[:300])
    return False

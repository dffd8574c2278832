"""Recordings: found at Zoom after a session, linked to, never copied; shown for some time only; noted when they are deleted."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fieldpractice.enums import SessionState
from fieldpractice.models import MonitoringSession, SessionRecording
from fieldpractice.services.zoom import note_failure
from fieldpractice.zoom import Zoom, current, errors
from fieldpractice.zoom.results import Recording
from lms.people import audit, clock
from lms.people.data_files import read_yaml
from lms.people.errors import Conflict, Refusal
from lms.people.models import Consent, ConsentText, User
from lms.people.queries import latest_consent_text
from lms.people.services import give_consent, publish_consent_text

log = logging.getLogger(__name__)

CONSENT_PURPOSE = "recording"
CONSENT = Path(__file__).resolve().parents[1] / "data" / "consent_recording.yaml"
# A recording is looked for from its session's end until so much later.
LOOKED_FOR = timedelta(days=3)


def load_recording_text(*, actor: User | None) -> ConsentText:
    """Publish the wording that comes with this release, unless it is the one in force already."""
    wording = read_yaml(CONSENT)
    return publish_consent_text(actor=actor, **wording)


def agreed(user: User) -> bool:
    """Whether somebody has agreed to the wording in force; nothing to agree to counts as no."""
    text = latest_consent_text(CONSENT_PURPOSE)
    return text is not None and Consent.objects.filter(user=user, text=text, withdrawn_at=None).exists()


def agree(*, actor: User, version: str) -> None:
    """Write down that somebody agrees to be recorded. `version` is the one that was shown: Conflict when it is another now."""
    text = latest_consent_text(CONSENT_PURPOSE) or load_recording_text(actor=None)
    if str(text.version) != version:
        raise Conflict(_("The text has changed meanwhile. Please read it again."))
    give_consent(actor=actor, text=text)


def look_for_recordings(*, client: Zoom | None = None) -> int:
    """Look at Zoom for recordings of sessions that ended lately; returns how many are new.

    A session that Zoom refuses hides no other; where Zoom as a whole does not answer, the others are looked at later. Either is kept as
    Zoom's last failure.
    """
    now = clock.now()
    ended = MonitoringSession.objects.filter(
        is_recorded=True, zoom_id__isnull=False, ends_at__lte=now, ends_at__gt=now - LOOKED_FOR
    ).exclude(state=SessionState.CANCELLED)
    new = 0
    for session in ended.order_by("ends_at", "pk")[:50]:
        try:
            found = (client or current()).recordings(session.zoom_id or 0)
        except errors.ZoomError as error:
            log.warning("Recordings of session %s: %s", session.public_id, type(error).__name__)
            note_failure(error)
            if not isinstance(error, errors.Refused | errors.BadAnswer):
                break
            continue
        if found is not None and found.link:
            new += keep_recording(session=session, found=found)
    return new


@transaction.atomic
def keep_recording(*, session: MonitoringSession, found: Recording) -> bool:
    """Keep the link to a recording; found again it stays the same. Returns whether it is new."""
    last_day = session.ends_at.astimezone(clock.WIB).date() + timedelta(days=settings.PADAN_RECORDING_DAYS)
    row, is_new = SessionRecording.objects.get_or_create(
        session=session,
        uuid=found.uuid or str(session.zoom_id),
        defaults={
            "share_url": found.link,
            "files": len(found.files),
            "bytes": sum(one.bytes for one in found.files),
            "visible_until": last_day,
            "found_at": clock.now(),
        },
    )
    if is_new:
        audit.record(None, "fieldpractice.recording.find", session, {"visible_until": [None, str(last_day)]})
        return True
    SessionRecording.objects.filter(pk=row.pk, deleted_at=None).update(
        files=len(found.files), bytes=sum(one.bytes for one in found.files), share_url=found.link
    )
    return False


@transaction.atomic
def note_deleted(*, actor: User, recording: SessionRecording, reason: str) -> None:
    """Note that a recording was deleted at Zoom, and why; its link goes too. Raises Refusal without a reason, Conflict when it is noted already."""
    if not reason.strip():
        raise Refusal(_("Say why the recording was deleted."))
    rows = SessionRecording.objects.filter(pk=recording.pk, deleted_at__isnull=True)
    if not rows.update(deleted_at=clock.now(), deleted_by=actor, deleted_because=reason.strip()[:300], share_url=""):
        raise Conflict(_("This recording is noted as deleted already."))
    audit.record(actor, "fieldpractice.recording.delete", recording.session, {"reason": reason.strip()})

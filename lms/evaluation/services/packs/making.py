"""Making a pack: asked for by a person, made by the worker. The row decides what is done; a worker that died is followed by another."""

from __future__ import annotations

import hashlib
import logging

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.enums import VersionState
from cms.markdown.archive import LARGEST_FILE, LARGEST_TOTAL, MEGABYTE, MOST_FILES
from cms.models import CurriculumVersion
from courses.models import Cohort
from lms.evaluation.enums import PackState
from lms.evaluation.models import ReplicationPack
from lms.evaluation.packs.manifest import Files, PackRefused, packed
from lms.evaluation.queries.packs.checking import taken_apart
from lms.evaluation.queries.packs.contents import contents, origin_of
from lms.files import store
from lms.people import audit, clock, outbox
from lms.people.bell import ring
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import User

log = logging.getLogger(__name__)

TASK = "lms.evaluation.tasks.packs.make"
# Minutes until a try that did not end is followed by another.
BACK_OFF = (3, 10, 30)


@transaction.atomic
def ask_pack(*, actor: User, cohort: Cohort, version: CurriculumVersion) -> ReplicationPack:
    """Have a pack made of a cohort and a version. Asked twice while it is being made, it is one pack.

    Raises NotAllowed, Refusal (a version that was not published: its text was not signed).
    """
    allow(actor)
    if version.state not in {VersionState.PUBLISHED, VersionState.RETIRED}:
        raise Refusal(_("%(version)s is not published. Choose a published version.") % {"version": version})
    under_way = ReplicationPack.objects.filter(cohort=cohort, version=version, state=PackState.MAKING)
    if twice := under_way.first():
        return twice
    try:
        with transaction.atomic():
            pack = ReplicationPack.objects.create(
                cohort=cohort, version=version, asked_by=actor, created_at=clock.now(), next_try_at=clock.now()
            )
    except IntegrityError:
        return under_way.get()
    audit.record(actor, "evaluation.pack.ask", pack, {"cohort": str(cohort), "version": [None, str(version)]})
    ring(TASK, pack.pk)
    return pack


def allow(actor: User) -> None:
    """Raise NotAllowed unless somebody may make and bring in packs: they hold the answers to every question."""
    if not actor.has_perm("evaluation.manage_packs"):
        raise NotAllowed(_("Only coordinators and administrators make and bring in replication packs."))


def make(*, pack_id: int) -> bool:
    """Make a pack that waits. Returns False when there is nothing to do, or another worker has it."""
    pack = (
        ReplicationPack.objects.select_related("cohort__programme", "cohort__version", "version", "asked_by")
        .filter(pk=pack_id, state=PackState.MAKING)
        .first()
    )
    if pack is None or not _claim(pack):
        return False
    with override(pack.asked_by.language):
        try:
            files, counts = contents(pack.cohort, pack.version)
            _check_size(files)
            # What nobody could take in again is not handed out.
            taken_apart(files)
        except Refusal as refusal:
            _fail(pack, str(refusal))
            return True
        except PackRefused as refused:
            _fail(pack, " ".join(f"{one.file}: {one.message}" for one in refused.problems[:4]))
            return True
        except FileNotFoundError as missing:
            words = _("A file that a lesson shows is missing in the store: %(name)s. Put it back, then ask again.")
            _fail(pack, words % {"name": missing.filename or missing})
            return True
    archive, manifest = packed(
        files, origin=origin_of(pack.cohort, pack.version), counts=counts, at=pack.created_at
    )  # fmt: skip
    _keep(pack, archive, manifest)
    return True


def make_due(*, limit: int = 10) -> int:
    """Make the packs that nobody works on; returns how many."""
    due = ReplicationPack.objects.filter(state=PackState.MAKING, next_try_at__lte=clock.now())
    return sum(make(pack_id=pk) for pk in due.order_by("next_try_at").values_list("pk", flat=True)[:limit])


def _claim(pack: ReplicationPack) -> bool:
    as_seen = ReplicationPack.objects.filter(pk=pack.pk, state=PackState.MAKING, tries=pack.tries)
    if pack.tries >= len(BACK_OFF):
        words = _(
            "This stopped several times before its end. Ask for it again; if it stops again, tell the administrator."
        )
        if as_seen.update(state=PackState.FAILED, remark=words, next_try_at=None):
            log.error("Pack %s stopped after %s tries.", pack.public_id, pack.tries)
        return False
    mine = outbox.take(as_seen, pack.tries, waits=BACK_OFF, counter="tries", following="next_try_at")
    pack.tries += 1
    return mine


def _check_size(files: Files) -> None:
    """Refuse what no installation would take in again."""
    total = sum(map(len, files.values()))
    if len(files) >= MOST_FILES or total > LARGEST_TOTAL or any(len(data) > LARGEST_FILE for data in files.values()):
        words = _("The pack would be larger than an installation takes in: at most %(files)s files and %(size)s MB.")
        raise Refusal(words % {"files": MOST_FILES, "size": LARGEST_TOTAL // MEGABYTE})


def _fail(pack: ReplicationPack, words: str) -> None:
    rows = ReplicationPack.objects.filter(pk=pack.pk, state=PackState.MAKING, tries=pack.tries)
    rows.update(state=PackState.FAILED, remark=words[:500], next_try_at=None)


def _keep(pack: ReplicationPack, archive: bytes, manifest: dict[str, object]) -> None:
    path = store.put(f"packs/{pack.public_id}.zip", archive)
    rows = ReplicationPack.objects.filter(pk=pack.pk, state=PackState.MAKING, tries=pack.tries)
    with transaction.atomic():
        kept = rows.update(
            state=PackState.READY,
            manifest=manifest,
            digest=manifest["digest"],
            path=path,
            sha256=hashlib.sha256(archive).hexdigest(),
            size=len(archive),
            made_at=clock.now(),
            next_try_at=None,
        )
        if kept:
            audit.record(pack.asked_by, "evaluation.pack.make", pack, {"digest": ["", manifest["digest"]]})
    if not kept:
        store.remove([path])

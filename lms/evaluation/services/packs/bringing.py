"""Bringing in a pack: kept, checked by the worker, confirmed by a person, brought in by the worker as a whole or not at all.

The row decides what is done. A worker takes it by a compare-and-swap on `tries`; one that died is followed by another.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.markdown.archive import LARGEST_TOTAL, MEGABYTE
from courses.services.imports import FORGOTTEN_AFTER
from lms.evaluation.enums import PackImportState
from lms.evaluation.models import PackImport
from lms.evaluation.packs.manifest import PackRefused, Problem, unpacked
from lms.evaluation.packs.shapes import written
from lms.evaluation.queries.packs.checking import Pack, taken_apart
from lms.evaluation.queries.packs.here import found_here, in_words
from lms.evaluation.services.packs.making import allow
from lms.evaluation.services.packs.taking import take_in
from lms.files import store
from lms.files.names import checked_name
from lms.people import audit, clock, outbox
from lms.people.bell import ring
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

log = logging.getLogger(__name__)

S = PackImportState
TASK = "lms.evaluation.tasks.packs.go_on"
# Minutes until a try that did not end is followed by another.
BACK_OFF = (5, 15, 60)
OPEN = (S.WAITING, S.CONFIRMED)
MOST_PROBLEMS = 200


@transaction.atomic
def upload_pack(*, actor: User, name: str, content: bytes | File[bytes]) -> PackImport:
    """Keep a pack and ring for its check; nothing else is written. The same file again, while it is open, is the same import.

    It is read piece by piece: a pack may be larger than what a web worker should hold.

    Raises NotAllowed, Refusal (empty, too large).
    """
    allow(actor)
    file = content if isinstance(content, File) else ContentFile(content)
    if not file.size:
        raise Refusal(_("The file is empty."))
    if file.size > LARGEST_TOTAL:
        raise Refusal(_("The file is larger than %(size)s MB.") % {"size": LARGEST_TOTAL // MEGABYTE})
    digest = _digest(file)
    known = PackImport.objects.filter(uploaded_by=actor, sha256=digest, state__in=[*OPEN, S.CHECKED])
    # A check that stopped for good is begun anew.
    if same := known.exclude(state=S.WAITING, next_try_at=None).first():
        return same
    row = PackImport(
        uploaded_by=actor,
        name=checked_name(name),
        sha256=digest,
        created_at=clock.now(),
        next_try_at=clock.now(),
    )
    row.path = store.put(f"pack-imports/{row.public_id}.zip", file)
    row.save()
    audit.record(actor, "evaluation.pack_import.upload", row)
    ring(TASK, row.pk)
    return row


def _digest(file: File[bytes]) -> str:
    found = hashlib.sha256()
    for piece in file.chunks():
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


@transaction.atomic
def confirm_pack(*, actor: User, source: PackImport) -> None:
    """Let a checked pack in. Confirmed twice it is confirmed once; one that stopped goes on.

    Raises NotAllowed, Conflict (given up, refused, or not checked yet).
    """
    allow(actor)
    stopped = PackImport.objects.filter(pk=source.pk, state=S.CONFIRMED, next_try_at__isnull=True)
    if stopped.update(confirmed_by=actor, tries=0, next_try_at=clock.now()):
        return ring(TASK, source.pk)
    if PackImport.objects.filter(pk=source.pk, state__in=[S.CONFIRMED, S.DONE]).exists():
        return None
    waiting = PackImport.objects.filter(pk=source.pk, state=S.CHECKED)
    if not waiting.update(state=S.CONFIRMED, confirmed_by=actor, tries=0, next_try_at=clock.now()):
        raise Conflict(_("This file is no longer waiting for your word. Reload the page to see where it stands."))
    audit.record(actor, "evaluation.pack_import.confirm", source)
    return ring(TASK, source.pk)


@transaction.atomic
def drop_pack(*, actor: User, source: PackImport) -> None:
    """Give up a pack that was not confirmed; its file is deleted. Raises NotAllowed, Conflict (confirmed, or given up before)."""
    allow(actor)
    rows = PackImport.objects.filter(pk=source.pk, state__in=[S.WAITING, S.CHECKED, S.REFUSED])
    if not rows.update(state=S.DROPPED, next_try_at=None, path="", finished_at=clock.now()):
        raise Conflict(_("This pack is being taken in already, or was given up before."))
    audit.record(actor, "evaluation.pack_import.drop", source)
    transaction.on_commit(lambda: store.remove([source.path]))


def go_on(*, import_id: int) -> bool:
    """Do what is to be done next with a pack: check it, or bring it in. Returns False when there is nothing to do."""
    rows = PackImport.objects.select_related("uploaded_by", "confirmed_by")
    source = rows.filter(pk=import_id, state__in=OPEN).first()
    if source is None or not _claim(source):
        return False
    with override((source.confirmed_by or source.uploaded_by).language):
        try:
            pack, manifest = read_pack(store.read(source.path))
            if source.state == S.WAITING:
                _held(source).update(state=S.CHECKED, manifest=manifest, problems=[], next_try_at=None)
            else:
                _bring_in(source, pack, manifest)
        except PackRefused as refused:
            _refuse(source, refused.problems)
        except Refusal as refusal:
            _refuse(source, [Problem("", str(refusal))])
    return True


def go_on_with_due(*, limit: int = 5) -> int:
    """Take up the packs that nobody works on; returns how many."""
    due = PackImport.objects.filter(state__in=OPEN, next_try_at__lte=clock.now())
    return sum(go_on(import_id=pk) for pk in due.order_by("next_try_at").values_list("pk", flat=True)[:limit])


def read_pack(content: bytes) -> tuple[Pack, dict[str, Any]]:
    """Return what an archive brings and its manifest, once it can be brought in here. Raises PackRefused with every reason."""
    files, manifest = unpacked(content)
    pack = taken_apart(files)
    if found := found_here():
        words = _("This installation is not empty. A pack is brought into an empty one alone; here are: %(found)s.")
        raise PackRefused(Problem("", words % {"found": in_words(found)}))
    return pack, manifest


def _claim(source: PackImport) -> bool:
    as_seen = PackImport.objects.filter(pk=source.pk, state=source.state, tries=source.tries)
    if source.tries >= len(BACK_OFF):
        if as_seen.update(next_try_at=None):
            log.error("Pack import %s stopped after %s tries.", source.public_id, source.tries)
        return False
    mine = outbox.take(as_seen, source.tries, waits=BACK_OFF, counter="tries", following="next_try_at")
    source.tries += 1
    return mine


def _held(source: PackImport) -> QuerySet[PackImport]:
    """The row as long as this worker holds it."""
    return PackImport.objects.filter(pk=source.pk, state=source.state, tries=source.tries)


@transaction.atomic
def _bring_in(source: PackImport, pack: Pack, manifest: dict[str, Any]) -> None:
    """Write everything, or nothing. Locks all imports, so that of two packs the second finds the first one's things."""
    list(PackImport.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    if found := found_here():
        raise Refusal(_("Something was added here meanwhile: %(found)s.") % {"found": in_words(found)})
    actor = source.confirmed_by or source.uploaded_by
    taken = take_in(pack=pack, manifest=manifest, actor=actor)
    done = _held(source).update(
        state=S.DONE,
        manifest=manifest,
        version=taken.version,
        scheme=taken.scheme,
        questionnaires=taken.questionnaires,
        schedule=written(pack.schedule),
        plan=written(pack.plan),
        next_try_at=None,
        finished_at=clock.now(),
    )
    if not done:
        raise Conflict(_("Another worker has taken this over."))
    audit.record(actor, "evaluation.pack_import.finish", source, {"digest": ["", manifest["digest"]]})


def forget_old() -> int:
    """Delete the archives of packs that were brought in, refused, or left lying for a month; what they brought stays. Returns how many."""
    stopped = Q(state=S.WAITING, next_try_at__isnull=True)
    old = PackImport.objects.filter(created_at__lt=clock.now() - FORGOTTEN_AFTER).exclude(path="")
    due = old.filter(stopped | ~Q(state__in=OPEN)).order_by("pk")
    with transaction.atomic():
        # Held while it goes: a word that comes meanwhile finds it given up, and is not written over.
        gone = list(due.select_for_update().values_list("pk", "path")[:200])
        rows = PackImport.objects.filter(pk__in=[pk for pk, _path in gone])
        # Nobody can say yes to what is not there any more.
        rows.filter(state__in=[S.WAITING, S.CHECKED]).update(state=S.DROPPED, finished_at=clock.now())
        rows.update(path="")
    store.remove([path for _pk, path in gone])
    return len(gone)


def _refuse(source: PackImport, problems: list[Problem]) -> None:
    rows = [one.as_json() for one in problems[:MOST_PROBLEMS]]
    _held(source).update(state=S.REFUSED, problems=rows, next_try_at=None, finished_at=clock.now())

"""The check of a file: claimed before it begins, settled by a compare-and-swap, swept by the schedule. Safe to run twice at once."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.files import store
from lms.files.enums import FileState
from lms.files.inspection import Fit, Unfit
from lms.files.models import StoredFile
from lms.people import audit, clock, outbox

log = logging.getLogger(__name__)

# Minutes until a check that did not end is tried again; after the last one the file is refused.
BACK_OFF = (2, 10, 60)


class Lost(Exception):
    """The store does not have the bytes that were received."""


def check_due(*, limit: int = 50) -> int:
    """Check the files whose time has come; returns how many were settled."""
    due = StoredFile.objects.filter(state=FileState.RECEIVED, next_check_at__lte=clock.now())
    return sum(check_file(file_id=pk) for pk in due.order_by("next_check_at").values_list("pk", flat=True)[:limit])


def check_file(*, file_id: int) -> bool:
    """Inspect one received file and settle it as ready or refused. Returns False when somebody else has it or has settled it.

    What is kept of a picture replaces what came; the digest of what came stays on the row. A file that no library can take, or that
    ends the process each time it is inspected, is tried again later, holds up no other, and is refused in the end.
    """
    file = StoredFile.objects.select_related("owner").filter(pk=file_id, state=FileState.RECEIVED).first()
    if file is None or not _claim(file):
        return False
    with override(file.owner.language):
        try:
            if file.check_attempts > len(BACK_OFF):
                raise Unfit(
                    _("This file could not be checked. Save it anew from the program it came from and send that.")
                )
            return _settle_ready(file, _inspected(file))
        except Unfit as unfit:
            return _settle_refused(file, str(unfit))
        except Lost:
            return _settle_refused(file, _("This file was damaged in our store. Send it again."), lost_here=True)
        except Exception as error:  # noqa: BLE001 - what hostile bytes make a library raise is not known beforehand
            log.warning("File %s could not be checked (%s); it is tried again.", file.public_id, type(error).__name__)
            return False


def _claim(file: StoredFile) -> bool:
    as_seen = StoredFile.objects.filter(pk=file.pk, state=FileState.RECEIVED, check_attempts=file.check_attempts)
    tries, file.check_attempts = file.check_attempts, file.check_attempts + 1
    return outbox.take(
        as_seen, tries, waits=BACK_OFF, forever=True, counter="check_attempts", following="next_check_at"
    )


def _inspected(file: StoredFile) -> Fit:
    # The libraries that decode load here, inside the worker.
    from lms.files.inspection.kinds import inspect

    try:
        content = store.read(file.path)
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != file.received_sha256:
        log.error("The bytes of file %s are not those that were received.", file.public_id)
        raise Lost
    fit = inspect(content)
    if fit.content is None:
        fit.content = content
    return fit


def _settle_ready(file: StoredFile, fit: Fit) -> bool:
    content = fit.content or b""
    same = hashlib.sha256(content).hexdigest() == file.received_sha256
    stem = f"files/{file.public_id[:2]}/{file.public_id}"
    made = {
        "path": file.path if same else store.put(f"{stem}-kept", content),
        "preview_path": store.put(f"{stem}-preview.jpg", fit.preview) if fit.preview else "",
    }
    pages = _keep_pages(stem, fit.pages)
    fields = {
        **made,
        "state": FileState.READY,
        "kind": fit.kind,
        "stored_bytes": len(content),
        "stored_sha256": hashlib.sha256(content).hexdigest(),
        "width": fit.width,
        "height": fit.height,
        "page_count": fit.page_count,
        "pages_drawn": len(pages),
    }
    new = [path for path in made.values() if path and path != file.path]
    # What came is removed when something else is kept of it: it holds the place the picture was taken at.
    return _settled(file, fields, {"kind": str(fit.kind)}, leftovers=[] if same else [file.path], if_lost=new)


def _keep_pages(stem: str, pages: list[bytes]) -> list[str]:
    """Draw each page under a fixed name; a second check draws the same."""
    names = [page_path(stem, number) for number in range(1, len(pages) + 1)]
    for name, content in zip(names, pages, strict=True):
        store.remove([name])
        store.put(name, content)
    return names


def page_path(stem: str, number: int) -> str:
    """Where a drawn page lies."""
    return f"{stem}-page-{number}.jpg"


def _settle_refused(file: StoredFile, why: str, *, lost_here: bool = False) -> bool:
    fields = {"state": FileState.REFUSED, "refused_because": why[:300], "lost_here": lost_here}
    return _settled(file, fields, {"reason": why}, leftovers=[file.path], if_lost=[])


@transaction.atomic
def _settled(
    file: StoredFile, fields: dict[str, Any], told: dict[str, Any], *, leftovers: list[str], if_lost: list[str]
) -> bool:
    fields |= {"checked_at": clock.now(), "next_check_at": None}
    if not StoredFile.objects.filter(pk=file.pk, state=FileState.RECEIVED).update(**fields):
        store.remove(if_lost)
        return False
    audit.record(None, f"files.file.{fields['state']}", file, told)
    transaction.on_commit(lambda: store.remove(leftovers))
    return True

"""All certificates of a cohort in one file: each as it is handed out, with the register beside them."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from lms.evaluation.certificate_exports import register_xlsx
from lms.evaluation.certificate_papers import papers_of
from lms.evaluation.models import Certificate, CertificateJob, SignedCopy
from lms.evaluation.queries.certificates import signed_file_of, with_endings
from lms.evaluation.services.numbering import file_stem
from lms.files import store
from lms.people.ids import new_id

AT_ONCE = 50
# The same content gives the same file: each entry bears the same instant.
STAMP = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Packed:
    """The file that was made."""

    path: str
    sha256: str
    size: int
    count: int


def pack(job: CertificateJob, certificates: QuerySet[Certificate], came_on: Callable[[int], bool]) -> Packed | None:
    """Make the file and put it into the store. `came_on` is told how many are in it, and says whether to go on; returns None when not."""
    with tempfile.TemporaryDirectory(prefix="padan-zip-") as folder:
        place = Path(folder) / "all.zip"
        count = _fill(place, _complete(certificates), came_on)
        if count is None:
            return None
        with place.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
            source.seek(0)
            path = default_storage.save(f"certificates/archive-{job.public_id}-{new_id()}.zip", File(source))
        return Packed(path, digest, place.stat().st_size, count)


def _complete(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    copies = SignedCopy.objects.select_related("file").order_by("-added_at", "-id")
    rows = certificates.select_related("paper", "signature", "replaces", "replaced_by", "enrolment")
    return rows.prefetch_related(Prefetch("signed_copies", copies)).order_by("series", "serial")


def _fill(place: Path, certificates: QuerySet[Certificate], came_on: Callable[[int], bool]) -> int | None:
    done, ids = 0, list(certificates.values_list("pk", flat=True))
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as archive:
        # Batches of a list taken once: one that is revoked meanwhile moves no other out of it.
        for start in range(0, len(ids), AT_ONCE):
            batch = list(certificates.filter(pk__in=ids[start : start + AT_ONCE]))
            for certificate, body in zip(batch, bodies_of(batch), strict=True):
                _add(archive, f"{file_stem(certificate.number)}_{certificate.code}.pdf", body)
            done += len(batch)
            if not came_on(done):
                return None
        _add(archive, _("register") + ".xlsx", register_xlsx(with_endings(certificates).iterator(chunk_size=200)))
    return done


def bodies_of(certificates: Sequence[Certificate]) -> list[bytes]:
    """Return what is handed out of each: the signed copy, else the paper that is kept, else one set now."""
    found: dict[int, bytes] = {}
    for one in certificates:
        if (file := signed_file_of(one)) is not None:
            found[one.pk] = store.read(file.path)
        elif one.paper.made_at is not None:
            found[one.pk] = store.read(one.paper.path)
    missing = [one for one in certificates if one.pk not in found]
    found |= {one.pk: body for one, body in zip(missing, papers_of(missing) if missing else [], strict=True)}
    return [found[one.pk] for one in certificates]


def _add(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, STAMP), body)

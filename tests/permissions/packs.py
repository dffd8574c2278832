"""What the permission table asks of digital credentials and of replication packs: one of each, and one that is not there."""

from __future__ import annotations

from courses.models import Cohort, Enrolment
from lms.evaluation.models import Certificate, PackImport, ReplicationPack
from lms.evaluation.packs.manifest import packed
from lms.files import store
from lms.people import clock
from lms.people.models import User, WorkUnit

STAGE = {"kind": "online", "mode": "online", "first": 0, "last": 20, "needs_previous": False}
LISTS = ("gates", "classes", "tasks", "quizzes", "exercises", "sessions", "surveys")


def make_packs(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """A pack that is ready, one that waits for a word, and one that was brought in."""
    coordinator = people["coordinator"]
    own = Enrolment.objects.select_related("cohort").get(user=people["participant"], state="active")
    # Made by make_certificates.
    certificate = Certificate.objects.get(enrolment=own)
    imports = {
        "pack_import.checked": PackImport.objects.create(
            uploaded_by=coordinator, name="paket.zip", sha256="0" * 64, state="checked"
        ),
        "pack_import.done": _brought_in(own.cohort, coordinator),
    }
    return {
        "credential": {"code": certificate.code},
        "credential.missing": {"code": "tiada00000000"},
        "status.first": {"number": "1"},
        "status.missing": {"number": "77"},
        "pack": {"pid": _ready(own.cohort, coordinator).public_id},
        "pack.missing": {"pid": "0" * 12},
        **{name: {"pid": row.public_id} for name, row in imports.items()},
    }


def _ready(cohort: Cohort, actor: User) -> ReplicationPack:
    content, manifest = packed({"plan.json": b"{}"}, origin={}, counts={}, at=clock.now())
    return ReplicationPack.objects.create(
        cohort=cohort,
        version=cohort.version,
        asked_by=actor,
        state="ready",
        manifest=manifest,
        digest=manifest["digest"],
        path=store.put("packs/uji.zip", content),
        size=len(content),
        made_at=clock.now(),
    )


def _brought_in(cohort: Cohort, actor: User) -> PackImport:
    return PackImport.objects.create(
        uploaded_by=actor,
        name="paket.zip",
        sha256="1" * 64,
        state="done",
        version=cohort.version,
        schedule={"capacity": 30, "stages": [STAGE], **{name: [] for name in LISTS}},
        plan={"code": cohort.programme.code, "name": "Program", "name_en": "Programme", "activities": []},
    )

"""What is left after the storm, held against what was acknowledged. Reads the acknowledged as JSON, prints what is wrong as JSON."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from datetime import timedelta  # noqa: E402

from assignments.enums import SubmissionState  # noqa: E402
from assignments.models import Submission, SubmissionVersion, Work  # noqa: E402
from assignments.receipts import Exhibit, digest_of  # noqa: E402
from lms.files.enums import FileState  # noqa: E402
from lms.files.models import StoredFile  # noqa: E402
from lms.files.services import check_due  # noqa: E402
from lms.people import clock  # noqa: E402


def findings(acknowledged: dict[str, dict[str, str]]) -> list[str]:
    """Return everything that is not as it was acknowledged."""
    wrong = []
    rows = SubmissionVersion.objects.select_related("submission__form_version").prefetch_related("evidence")
    versions = {row.idempotency_key: row for row in rows}
    wrong += [f"lost: {key}" for key in acknowledged if key not in versions]
    wrong += [f"never sent: {key}" for key in versions if key not in acknowledged]
    wrong += [
        f"another receipt: {key}"
        for key, told in acknowledged.items()
        if key in versions and _differs(versions[key], told)
    ]
    many, forms = len(rows), Submission.objects.filter(state=SubmissionState.SUBMITTED).count()
    if not many == len(versions) == forms == Work.objects.count() == len(acknowledged):
        counts = f"{many} versions, {forms} forms, {Work.objects.count()} works, {len(acknowledged)} acknowledged"
        wrong.append(f"doubled or missing: {counts}")
    return wrong


def _differs(version: SubmissionVersion, told: dict[str, str]) -> bool:
    exhibits = [Exhibit(one.field, one.sha256) for one in version.evidence.all()]
    form = version.submission.form_version.digest
    digest = digest_of(form_digest=form, answers=version.answers, exhibits=exhibits)
    return (version.receipt, version.sha256, digest) != (told["receipt"], told["sha256"], told["sha256"])


def unchecked() -> int:
    """Return how many files are still unchecked once the schedule has had its time."""
    for hours in range(1, 6):
        with clock.at(clock.now() + timedelta(hours=2 * hours)):
            while check_due():
                pass
    return StoredFile.objects.exclude(state=FileState.READY).count()


if __name__ == "__main__":
    left = findings(json.load(sys.stdin))
    if waiting := unchecked():
        left.append(f"{waiting} files never came through their check")
    sys.stdout.write(json.dumps({"wrong": left, "files": StoredFile.objects.count()}))

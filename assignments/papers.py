"""Forms and receipts as official paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import override

from assignments import schema
from assignments.models import Evidence, SubmissionVersion
from assignments.queries.submissions import references_in
from lms.files import store
from lms.files.models import StoredFile
from lms.files.pdf import typeset
from lms.people.zones import zone_name
from lms.ui.times import day_in_words

LANGUAGE = "id"
# Pictures small enough to print; larger evidence is in the list alone.
MOST_PICTURES = 12


def form_pdf(version: SubmissionVersion, evidence: Sequence[Evidence]) -> bytes:
    """Return a version as a clean paper, with the list of its evidence and small pictures of it."""
    with override(LANGUAGE):
        names = {one.file.public_id: one.file.name for one in evidence}
        form = version.submission.form_version.schema
        sections = schema.display(form, version.answers, LANGUAGE, references_in(form, version.answers))
        data = _shared(version, evidence) | {
            "sections": [{"title": one.title, "rows": [_row(row, names) for row in one.rows]} for one in sections]
        }
        pictures = _pictures(evidence)
        data["pictures"] = [{"path": f"/pictures/{name}", "caption": caption} for name, caption, _bytes in pictures]
    laid = {name: content for name, _caption, content in pictures}
    return typeset("assignments/form.typ", data, pictures=laid, at=version.received_at)


def receipt_pdf(version: SubmissionVersion, evidence: Sequence[Evidence]) -> bytes:
    """Return the receipt of a version."""
    with override(LANGUAGE):
        return typeset("assignments/receipt.typ", _shared(version, evidence), at=version.received_at)


def _shared(version: SubmissionVersion, evidence: Sequence[Evidence]) -> dict[str, Any]:
    submission = version.submission
    enrolment, form = submission.enrolment, submission.form_version
    return {
        "title": form.title,
        "code": form.form.code,
        "receipt": version.receipt,
        "sha256": version.sha256,
        "facts": [
            [_("Participant"), enrolment.user.display_name],
            [_("Work unit"), enrolment.work_unit.name if enrolment.work_unit else "–"],
            [_("Cohort"), str(submission.task.cohort)],
            [_("Form"), _("%(code)s, version %(n)s") % {"code": form.form.code, "n": form.number}],
            [_("Which of them"), f"{submission.ordinal} / {submission.task.count}"],
            [_("Hand-in number"), str(version.number)],
            [_("Received"), received_in_words(version)],
            [_("In time"), _("No, after the due time") if version.late else _("Yes")],
        ],
        "words": {
            "receipt": _("Receipt of a hand-in"),
            "number": _("Receipt number"),
            "evidence": _("Evidence handed in"),
            "none": _("No files were handed in."),
            "head": [_("No."), _("File"), _("Size"), _("SHA-256 as received")],
            "digest": _("SHA-256 of the answers and the evidence"),
            "why": _(
                "This receipt vouches that the answers and files named here were received by Padan at the time above. The digest changes when one letter of them does."
            ),
            "empty": _("not filled in"),
        },
        "evidence": [_exhibit(number, one) for number, one in enumerate(evidence, 1)],
    }


def received_in_words(version: SubmissionVersion) -> str:
    """Return when a version was received, in the zone of the participant's unit with its name."""
    from zoneinfo import ZoneInfo

    unit = version.submission.enrolment.work_unit
    zone = unit.time_zone if unit else version.submission.task.cohort.time_zone
    local = version.received_at.astimezone(ZoneInfo(zone))
    return f"{day_in_words(local.date())}, {local:%H.%M.%S} {zone_name(zone)}"


def _exhibit(number: int, one: Evidence) -> list[str]:
    state = " " + _("(refused: %(why)s)") % {"why": one.file.refused_because} if one.file.is_refused else ""
    return [str(number), one.file.name + state, filesizeformat(one.file.received_bytes), one.sha256]


def _row(row: schema.ShownRow, names: dict[str, str]) -> dict[str, Any]:
    files = ", ".join(names.get(pid, pid) for pid in row.files)
    return {
        "label": row.label,
        "text": row.text or files or row.ref,
        "long": row.long,
        "header": row.header,
        "rows": row.rows,
    }


def _pictures(evidence: Sequence[Evidence]) -> list[tuple[str, str, bytes]]:
    """Return small pictures of the evidence that has some: name, caption, bytes."""
    ready = [one.file for one in evidence if one.file.is_ready and one.file.preview_path][:MOST_PICTURES]
    return [(f"{number}.jpg", file.name, content) for number, file in enumerate(ready, 1) if (content := _read(file))]


def _read(file: StoredFile) -> bytes:
    try:
        return store.read(file.preview_path)
    except FileNotFoundError:
        return b""

"""Certificates as screens, exports and the public page read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from courses.enums import SEATED
from courses.models import Cohort, Enrolment
from courses.queries.visible import enrolments_visible_to
from lms.evaluation.enums import CertificateState, CertificateStep, JobKind, JobState
from lms.evaluation.models import (
    Certificate,
    CertificateEvent,
    CertificateJob,
    Signatory,
    SignedCopy,
)
from lms.evaluation.queries.certificate_facts import display_name, whole
from lms.evaluation.verify_codes import read_code
from lms.files.enums import FileState
from lms.files.models import StoredFile
from lms.people.models import User
from lms.people.prepared import Prepared
from lms.ui.times import day_in_words

PAGE = 50
ENDS = (CertificateStep.REVOKED, CertificateStep.REPLACED)
SIGNED, SIGNATURE = "certificate_signed", "certificate_signature"


def certificates_visible_to(user: User) -> QuerySet[Certificate]:
    """Whoever may see an enrolment sees its certificates: organisers all, facilitators and units theirs, everyone the own."""
    return Certificate.objects.filter(enrolment__in=enrolments_visible_to(user))


def register_of(certificates: QuerySet[Certificate], *, words: str = "", state: str = "") -> QuerySet[Certificate]:
    """Return the register: newest number first, found by number, name or code."""
    rows = certificates.select_related("enrolment__cohort", "enrolment__work_unit", "replaces", "replaced_by", "paper")
    if state in CertificateState.values:
        rows = rows.filter(state=state)
    if words := words.strip():
        fits = Q(number__icontains=words) | Q(enrolment__user__name__icontains=words)
        # The name as it was printed may be another than the person's name is now.
        fits |= Q(facts__name__icontains=words)
        if code := read_code(words):
            fits |= Q(code=code)
        rows = rows.filter(fits)
    return rows.order_by("-issued_at", "-serial", "-id")


def with_all(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Return certificates with what their own page shows, in four queries for one."""
    events = CertificateEvent.objects.select_related("actor").order_by("at", "id")
    copies = SignedCopy.objects.select_related("file", "added_by").order_by("-added_at", "-id")
    return certificates.select_related(
        "enrolment__user", "enrolment__work_unit", "enrolment__cohort__programme", "replaces", "replaced_by", "paper",
        "signature", "issued_by",
    ).prefetch_related(Prefetch("events", events), Prefetch("signed_copies", copies))  # fmt: skip


def signed_file_of(certificate: Certificate) -> StoredFile | None:
    """Return the newest signed copy that is checked and ready, of a certificate with its copies."""
    copies = certificate.signed_copies.all()
    return next((copy.file for copy in copies if copy.file.state == FileState.READY), None)


def signed_digests(certificate: Certificate) -> list[str]:
    """Return the digests of all signed copies that are checked and ready, the newest first."""
    copies = certificate.signed_copies.all()
    return [copy.file.stored_sha256 for copy in copies if copy.file.state == FileState.READY]


def by_code(typed: str) -> Certificate | None:
    """Return the certificate of a code as it was typed or scanned: one query, none for what cannot be a code."""
    code = read_code(typed)
    if not code:
        return None
    rows = Certificate.objects.select_related("replaces", "replaced_by", "paper", "enrolment")
    copies = SignedCopy.objects.select_related("file").order_by("-added_at", "-id")
    return rows.prefetch_related(Prefetch("signed_copies", copies)).filter(code=code).first()


@dataclass(frozen=True)
class Ending:
    """When a certificate stopped to hold, and why as far as everybody may know."""

    at: datetime
    cause: str


def ending_of(certificate: Certificate) -> Ending | None:
    """Return how a certificate that does not hold any more ended."""
    if certificate.is_valid:
        return None
    event = certificate.events.filter(step__in=ENDS).order_by("at", "id").first()
    return Ending(event.at, str(event.get_cause_display())) if event else None


def with_endings(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Return certificates with when, by which cause and with what reason each stopped to hold: no query more."""
    step = CertificateEvent.objects.filter(certificate=OuterRef("pk"), step__in=ENDS).order_by("at", "id")
    told = {f"ended_{name}": Subquery(step.values(name)[:1]) for name in ("at", "cause", "reason")}
    return certificates.annotate(**told)


def public_facts(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what the public page shows of a certificate: what an employer needs, and neither NIP nor birth."""
    english = get_language() == "en"

    def said(name: str) -> str:
        return str((english and facts.get(f"{name}_en")) or facts[name])

    rows = [
        (_("Name"), display_name(facts)),
        (_("Programme"), said("programme")),
        (_("Cohort"), str(facts["cohort"])),
        (
            pgettext("of a training", "Held"),
            _("%(from)s to %(until)s") % {"from": _day(facts["starts_on"]), "until": _day(facts["ends_on"])},
        ),
        (_("Place"), str(facts["place"])),
        (_("Hours"), _("%(jp)s JP (%(words)s)") % {"jp": facts["jp"], "words": said("jp_words")}),
        (_("Qualification"), said("qualification")),
        (_("Work unit at that time"), str(facts["unit"])),
        (_("Signed by"), f"{facts['signatory']['name']}, {said_of(facts['signatory'], english)}"),
        (_("Issued on"), _day(facts["issued_on"])),
    ]
    if facts["first_issued_on"] != facts["issued_on"]:
        rows.append((_("First issued on"), _day(facts["first_issued_on"])))
    return [(name, value) for name, value in rows if value]


def issuer_of(facts: Mapping[str, Any]) -> str:
    """Return who issued a certificate, in the reader's language."""
    said = whole(facts)
    return str((get_language() == "en" and said["issuer_en"]) or said["issuer"])


def said_of(signatory: Mapping[str, str], english: bool) -> str:
    """Return the position of who signs, in the reader's language."""
    return (english and signatory["position_en"]) or signatory["position"]


def _day(text: str) -> str:
    return day_in_words(date.fromisoformat(text))


# The newest certificate that holds of one person: for the home, which asks it together with all else.
my_certificates = Prepared(
    lambda user_id: (
        Certificate.objects.filter(enrolment__user_id=user_id, state=CertificateState.VALID)
        .order_by("-id")
        .values_list("public_id", "number", "enrolment__cohort__name")
    )
)


def open_job(cohort: Cohort, kind: str) -> CertificateJob | None:
    """Return the work of this kind that is under way or has stopped."""
    rows = CertificateJob.objects.filter(cohort=cohort, kind=kind).exclude(state=JobState.DONE)
    return rows.first()


def last_archive(cohort: Cohort) -> CertificateJob | None:
    """Return the newest file of all certificates that is still kept and still true: nothing happened to one since it was begun."""
    rows = CertificateJob.objects.filter(cohort=cohort, kind=JobKind.ARCHIVE, state=JobState.DONE).exclude(path="")
    return rows.exclude(Exists(_steps_since(OuterRef("cohort"), OuterRef("created_at")))).first()


def is_outdated(archive: CertificateJob) -> bool:
    """Return whether something happened to a certificate since a file of all of them was begun."""
    return _steps_since(archive.cohort_id, archive.created_at).exists()


def _steps_since(cohort: Any, at: Any) -> QuerySet[CertificateEvent]:
    return CertificateEvent.objects.filter(certificate__enrolment__cohort=cohort, at__gt=at)


def signatories() -> QuerySet[Signatory]:
    """Return those who may sign now, with their pictures."""
    return Signatory.objects.filter(archived_at__isnull=True).select_related("picture").order_by("name", "id")


def may_read_signed(user: User, file: StoredFile) -> bool:
    """Who added it, and who may see the certificate it belongs to."""
    if file.owner_id == user.pk:
        return True
    return certificates_visible_to(user).filter(signed_copies__file=file).exists()


def figures_of(cohort: Cohort) -> dict[str, int]:
    """Return how many certificates of a cohort hold, and of how many people with a seat: one query."""
    rows = Enrolment.objects.filter(cohort=cohort, state__in=SEATED)
    valid = Q(certificates__state=CertificateState.VALID)
    return rows.aggregate(seated=Count("pk", distinct=True), issued=Count("certificates", filter=valid, distinct=True))

"""Copies of certificates that were signed outside, with a certified electronic signature or by pen: kept as they came."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Cohort
from lms.evaluation.enums import CertificateState, CertificateStep
from lms.evaluation.models import Certificate, SignedCopy
from lms.evaluation.queries.certificates import SIGNED
from lms.evaluation.services.certificates import step
from lms.evaluation.verify_codes import code_in_groups, read_code
from lms.files.services import receive_whole
from lms.people import clock
from lms.people.errors import Refusal
from lms.people.models import User

# A code as our paper prints it: in its address, or in groups of four.
CODE = re.compile(r"verify/([0-9a-z]{16})|([0-9a-z]{4}(?:-[0-9a-z]{4}){3})")


@dataclass(frozen=True)
class Sent:
    """What became of one file of several: the certificate it was added to, or why it was not."""

    name: str
    certificate: Certificate | None
    problem: str = ""


@transaction.atomic
def add_signed_copy(
    *, actor: User, certificate: Certificate, name: str, content: bytes, compared: bool = False
) -> SignedCopy:
    """Keep a PDF of a certificate that was signed elsewhere, as it came; from when it is checked it is what is handed out.

    It must be the certificate's own: its number or its code stands in the text. A scan has no text: somebody says by `compared` that it
    was looked at. Raises Refusal for anything else, for a certificate that does not hold, and for a file that is no PDF. The same file
    again is the copy that is there.
    """
    if not Certificate.objects.select_for_update().filter(pk=certificate.pk, state=CertificateState.VALID).exists():
        raise Refusal(_("This certificate does not hold any more: add the signed copy to the newer one."))
    _check_own(certificate, _text_of(content), compared)
    file = receive_whole(actor=actor, purpose=SIGNED, name=name, content=content)
    if (known := SignedCopy.objects.filter(file=file).first()) is not None:
        if known.certificate_id != certificate.pk:
            raise Refusal(_("This file was added to another certificate already."))
        return known  # type: ignore[no-any-return]
    copy = SignedCopy(certificate=certificate, file=file, added_by=actor, added_at=clock.now())
    copy.save()
    step(certificate, CertificateStep.SIGNED, actor)
    return copy


def add_signed_copies(*, actor: User, cohort: Cohort, files: Iterable[tuple[str, bytes]]) -> list[Sent]:
    """Keep many at once, each added to the certificate whose code stands in it. One that is refused keeps no other out; each is answered for."""
    return [_one_of_many(actor, cohort, name, content) for name, content in files]


def _one_of_many(actor: User, cohort: Cohort, name: str, content: bytes) -> Sent:
    certificate = None
    try:
        certificate = _recognised(cohort, _text_of(content))
        add_signed_copy(actor=actor, certificate=certificate, name=name, content=content)
    except Refusal as refusal:
        return Sent(name, certificate, str(refusal))
    return Sent(name, certificate)


def _recognised(cohort: Cohort, text: str) -> Certificate:
    """Return the certificate of this cohort whose code stands in a text."""
    if not text.strip():
        raise Refusal(_("A scan has no text by which it is recognised: add it on the page of its certificate."))
    plain = "".join(text.split()).lower()
    codes = {read_code("".join(found)) for found in CODE.findall(plain)} - {""}
    rows = Certificate.objects.filter(enrolment__cohort=cohort, code__in=codes)
    certificate = rows.select_related("enrolment__user").order_by("pk").first()
    if certificate is None:
        raise Refusal(_("No code of a certificate of this cohort stands in this PDF."))
    return certificate


def _check_own(certificate: Certificate, text: str, compared: bool) -> None:
    plain = "".join(text.split()).lower()
    if not plain:
        if not compared:
            raise Refusal(
                _(
                    "This PDF is a picture without text: say that you have compared it with the certificate, then send it."
                )
            )
        return
    # A longer number ends like this one: 10007/… holds 0007/….
    number = rf"(?<![0-9]){re.escape(certificate.number.lower().replace(' ', ''))}"
    codes = (code_in_groups(certificate.code), certificate.code)
    if not re.search(number, plain) and not any(one in plain for one in codes):
        raise Refusal(
            _("This PDF is another one: neither the number %(number)s nor the code stands in it.")
            % {"number": certificate.number}
        )


def _text_of(content: bytes) -> str:
    """Return the text of a PDF's first pages. Raises Refusal for what is no PDF."""
    import pypdfium2  # loaded by who adds a signed copy

    if content[:5] != b"%PDF-":
        raise Refusal(_("Only a PDF can be a signed copy."))
    try:
        with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
            pages = [document[place] for place in range(min(2, len(document)))]
            return "\n".join(page.get_textpage().get_text_range() for page in pages)
    except pypdfium2.PdfiumError as error:
        raise Refusal(_("This PDF cannot be opened. Save it anew from the program it came from.")) from error

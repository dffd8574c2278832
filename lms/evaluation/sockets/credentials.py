"""What this part plugs into the pages of certificates: the digital credential beside the paper."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.evaluation.models import Certificate
from lms.evaluation.registry import CertificateLink, add_certificate_link


def credential_link(certificate: Certificate) -> CertificateLink | None:
    """Lead to the credential; nothing where the installation signs none."""
    if not settings.PADAN_CREDENTIAL_KEY:
        return None
    address = reverse("evaluation:credential_detail", args=[certificate.code])
    note = _("Open Badges 3.0, signed: for digital wallets, and for programs that check it without asking anybody.")
    return CertificateLink(_("Digital credential (JSON)"), address, note)


def check_link(certificate: Certificate) -> CertificateLink | None:
    """Lead to where a file is checked that somebody was sent."""
    if not settings.PADAN_CREDENTIAL_KEY:
        return None
    note = _("For whoever was sent such a file: is it from us, unchanged and valid?")
    return CertificateLink(_("Check a digital credential"), reverse("evaluation:credential_check"), note)


add_certificate_link(50, credential_link)
add_certificate_link(51, check_link)

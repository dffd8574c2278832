"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions

add_actions(
    {
        "evaluation.certificates.issue": _("Certificates of a cohort asked for"),
        "evaluation.certificates.issue_done": _("Certificates of a cohort issued"),
        "evaluation.certificates.archive": _("File of all certificates asked for"),
        "evaluation.certificates.archive_done": _("File of all certificates made"),
        "evaluation.certificates.try_again": _("Work on certificates begun again"),
        "evaluation.certificate.issued": _("Certificate issued"),
        "evaluation.certificate.reissued": _("Certificate issued anew"),
        "evaluation.certificate.replaced": _("Certificate replaced"),
        "evaluation.certificate.revoked": _("Certificate revoked"),
        "evaluation.certificate.signed": _("Signed copy of a certificate added"),
        "evaluation.signatory.add": _("Signatory added"),
        "evaluation.signatory.edit": _("Signatory changed"),
        "evaluation.signatory.archive": _("Signatory put away"),
    }
)

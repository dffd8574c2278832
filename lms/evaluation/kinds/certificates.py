"""What people are told: a certificate is there, was issued anew, or does not hold any more."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind

ISSUED = "evaluation.certificate_issued"
REISSUED = "evaluation.certificate_reissued"
REVOKED = "evaluation.certificate_revoked"

_number = {
    "number": Variable("text", "0007/SERT-PK/XI/2026", _("Number")),
    "cohort": Variable("text", _("Cohort 3"), _("Cohort")),
}
_reason = Variable("text", _("The name was written wrongly."), _("Reason"))

add_kind(
    NoticeKind(
        code=ISSUED,
        label=_("A certificate is there"),
        group="learning",
        title=_("Your certificate of {cohort} is there"),
        body=_(
            "Number {number}. Look whether your name is right, then keep the file: everybody can check it by its code."
        ),
        variables=_number,
    )
)
add_kind(
    NoticeKind(
        code=REISSUED,
        label=_("A certificate was issued anew"),
        group="learning",
        title=_("Your certificate of {cohort} was issued anew"),
        body=_("The new number is {number}. Reason: {reason} The former certificate now points to the new one."),
        variables={**_number, "reason": _reason},
    )
)
add_kind(
    NoticeKind(
        code=REVOKED,
        label=_("A certificate was revoked"),
        group="learning",
        title=_("Your certificate {number} was revoked"),
        body=_("It was given for {cohort}. Reason: {reason} If you think this is wrong, write to the organisers."),
        variables={**_number, "reason": _reason},
    )
)

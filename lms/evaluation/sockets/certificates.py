"""What certificates plug in: a piece of the participant's home, the tab of a cohort, files, a figure."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from courses.registry import CohortTab, add_cohort_tab
from lms.evaluation.enums import CertificateState
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, add_figure
from lms.evaluation.models import Certificate
from lms.evaluation.queries import certificates as queries
from lms.evaluation.registry import EVALUATION, HubLink, add_hub_link
from lms.files.models import StoredFile
from lms.files.registry import add_reader
from lms.people.enums import PARTICIPANT
from lms.people.models import User
from lms.people.registry import Panel, add_panel


def my_certificate(request: HttpRequest) -> Panel | None:
    """The newest certificate of this person that holds."""
    found = queries.my_certificates(request.user.pk or 0)
    if not found:
        return None
    pid, number, cohort = found[0]
    return Panel("evaluation/panel_certificate.html", {"pid": pid, "number": number, "cohort": cohort})


def may_read_signature(user: User, _file: StoredFile) -> bool:
    """The picture of a signature is for those who keep the signatories; it reaches others on a certificate alone."""
    return user.has_perm("evaluation.keep_signatories")


def _issued(cohort: Cohort) -> Reading:
    figures = queries.figures_of(cohort)
    return Reading(value=Decimal(figures["issued"]), n=figures["issued"], of=figures["seated"])


def _rows(cohort: Cohort) -> Rows:
    """By number and unit: who reads a report's figures is told no name."""
    rows = Certificate.objects.filter(enrolment__cohort=cohort, state=CertificateState.VALID)
    found = rows.order_by("series", "serial").values_list("number", "facts__unit", "facts__issued_on", "facts__jp")
    # Not read for its heads alone.
    return Rows([_("Number"), _("Work unit"), _("Issued on"), "JP"], found)


def _page(cohort: Cohort) -> str:
    return reverse("evaluation:cohort_certificates", args=[cohort.public_id])


add_panel(PARTICIPANT, 14, my_certificate, reads=[queries.my_certificates])
add_cohort_tab(
    CohortTab("evaluation:cohort_certificates", _("Certificates"), 63, "evaluation.list_certificates", group=EVALUATION)
)
add_hub_link(
    HubLink(
        "evaluation:certificate_list",
        _("Certificates"),
        _("Every certificate that was issued, by number, with its state; the register as a spreadsheet."),
        50,
        "evaluation.list_certificates",
    )
)
add_hub_link(
    HubLink(
        "evaluation:signatory_list",
        _("Signatories"),
        _("Who signs certificates: name, position, and the picture of the signature."),
        60,
        "evaluation.keep_signatories",
    )
)
add_reader(queries.SIGNED, queries.may_read_signed)
add_reader(queries.SIGNATURE, may_read_signature)
add_figure(
    Figure(
        key="certificates.issued",
        title=_("Certificates issued"),
        unit=Unit.COUNT,
        criterion=Criterion.EFFECTIVENESS,
        read=_issued,
        rows=_rows,
        source=_("Certificates that hold, of all people with a seat in the cohort"),
        activity_no=10,
        href=_page,
    )
)

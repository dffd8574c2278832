"""What a cohort cost: lines with a source, struck out with a reason."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Cohort
from lms.evaluation.enums import CostKind
from lms.evaluation.models import CostItem, ProgrammeReport
from lms.evaluation.services.replication.shared import allow, needed, open_report, take_in
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

HIGHEST = Decimal(10) ** 12


@transaction.atomic
def add_cost(
    *,
    actor: User,
    report: ProgrammeReport,
    cohort: Cohort,
    kind: str,
    title: str,
    amount: Decimal,
    source: str,
    key: str,
) -> CostItem:
    """Enter what a cohort of the report cost. Under one `key` it is entered once.

    Raises NotAllowed, Refusal (not a cohort of the report, no amount, no source), Conflict (final).
    """
    allow(actor, "evaluation.change_replication", report)
    open_report(report, actor)
    known = CostItem.objects.filter(entered_by=actor, client_key=key).first()
    if known is not None:
        return known
    if not report.cohorts.filter(pk=cohort.pk).exists():
        raise Refusal(_("This report is not about that cohort."))
    if kind not in CostKind.values:
        raise Refusal(_("Choose a kind of cost."))
    if not 0 < amount < HIGHEST:
        raise Refusal(_("The amount is more than nothing, in rupiah and without points: 12500000."))
    row = CostItem.objects.create(
        cohort=cohort,
        kind=kind,
        title=needed(title, _("Write for what it was spent."))[:160],
        amount=amount,
        source=needed(source, _("Name the source: a letter, a ledger, a report."))[:200],
        client_key=key,
        entered_by=actor,
        entered_at=clock.now(),
    )
    audit.record(actor, "evaluation.cost.add", row, {"amount": [None, f"{amount:.2f}"], "cohort": [None, cohort.name]})
    take_in(report, actor)
    return row


@transaction.atomic
def strike_cost(*, actor: User, report: ProgrammeReport, cost: CostItem, reason: str) -> None:
    """Strike a line out; it stays on record. Raises NotAllowed, Refusal (no reason), Conflict (already struck, final)."""
    allow(actor, "evaluation.change_replication", report)
    open_report(report, actor)
    reason = needed(reason, _("Write why this line is struck out."))
    fresh = CostItem.objects.filter(pk=cost.pk, struck_at__isnull=True)
    if not fresh.update(struck_at=clock.now(), struck_by=actor, struck_because=reason[:300]):
        raise Conflict(_("This line is struck out already."))
    audit.record(
        actor, "evaluation.cost.strike", cost, {"amount": [f"{cost.amount:.2f}", None], "reason": reason[:300]}
    )
    take_in(report, actor)

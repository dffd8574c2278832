"""Schemes of evaluation: written, carried on, adopted by a cohort. What a cohort has adopted is frozen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.enums import CohortState
from courses.models import Cohort
from lms.evaluation import schemes
from lms.evaluation.models import (
    AttitudeMark,
    CohortScheme,
    EvaluationEvent,
    PanelScore,
    ParticipantEvaluation,
    Scheme,
)
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

STARTER = Path(__file__).resolve().parent.parent / "data" / "scheme.json"


@transaction.atomic
def create_scheme(*, actor: User, title: str, content: Mapping[str, Any]) -> Scheme:
    """Write a new scheme, a draft. Raises Refusal that says what is wrong with its content."""
    scheme = Scheme.objects.create(title=_named(title), content=schemes.cleaned(content), created_by=actor)
    audit.record(actor, "evaluation.scheme.create", scheme)
    return scheme


def starter() -> dict[str, Any]:
    """Return what a new scheme begins with: the proposed components, bands and rubrics, all of it to be confirmed by the ministry."""
    found: dict[str, Any] = json.loads(STARTER.read_text(encoding="utf-8"))
    return found


@transaction.atomic
def save_scheme(*, actor: User, scheme: Scheme, title: str, content: Mapping[str, Any], seq: int) -> Scheme:
    """Change a draft, if nothing was saved since `seq`. Raises Refusal when it is frozen or its content is wrong, Conflict when somebody
    else saved in between."""
    named, checked = _named(title), schemes.cleaned(content)
    if scheme.title == named and scheme.content == checked:
        return scheme
    before = scheme.content
    rows = Scheme.objects.filter(pk=scheme.pk, seq=seq, frozen_at__isnull=True)
    if not rows.update(title=named, content=checked, seq=F("seq") + 1):
        scheme.refresh_from_db()
        if scheme.is_frozen:
            raise Refusal(_("This version is frozen: a cohort has adopted it. Carry it on as a new version."))
        raise Conflict(
            _("Somebody changed this scheme meanwhile. Compare with the page as it is now, then save again.")
        )
    scheme.refresh_from_db()
    changed = [key for key in checked if before.get(key) != checked[key]]
    audit.record(actor, "evaluation.scheme.save", scheme, {"changed": changed})
    return scheme


@transaction.atomic
def carry_on(*, actor: User, scheme: Scheme) -> Scheme:
    """Begin the next version from a frozen one. A second click finds the one that was begun."""
    if not scheme.is_frozen:
        raise Refusal(_("This version is still a draft: change it as it is."))
    try:
        with transaction.atomic():
            found = Scheme.objects.create(
                title=scheme.title, number=scheme.number + 1, follows=scheme, content=scheme.content, created_by=actor
            )
    except IntegrityError:
        return Scheme.objects.get(follows=scheme)
    audit.record(actor, "evaluation.scheme.carry_on", found)
    return found


@transaction.atomic
def adopt_scheme(*, actor: User, cohort: Cohort, scheme: Scheme, seq: int) -> CohortScheme:
    """Let a cohort be evaluated by a scheme, which is frozen by it; `seq` is the save of the scheme that was looked at.

    Another one can be adopted until the first score is given. Raises Refusal after it or when the cohort was called off, Conflict when
    the scheme changed since.
    """
    if cohort.state == CohortState.CANCELLED:
        raise Refusal(_("This cohort was called off: nobody is evaluated."))
    _freeze(scheme, seq)
    row, new = CohortScheme.objects.get_or_create(cohort=cohort, defaults={"scheme": scheme, "adopted_by": actor})
    if not new:
        if row.scheme_id == scheme.pk:
            return row
        # Whoever gives the first score raises it too: one of the two is second, and told.
        CohortScheme.objects.filter(pk=row.pk).update(seq=F("seq") + 1)
        # Whoever scores holds a row of these, so a score that is being written is waited for, and then seen.
        ParticipantEvaluation.objects.filter(enrolment__cohort=cohort).update(scheme=scheme)
        if _used(cohort):
            raise Refusal(_("Scores are given by the scheme adopted before: it cannot be changed any more."))
        CohortScheme.objects.filter(pk=row.pk).update(scheme=scheme, adopted_by=actor, adopted_at=clock.now())
        row.refresh_from_db()
    audit.record(actor, "evaluation.scheme.adopt", cohort, {"scheme": str(scheme), "digest": scheme.digest})
    return row


def _used(cohort: Cohort) -> bool:
    """Whether anybody was scored by the scheme a cohort has, or a result came of it."""
    scored = any(model.objects.filter(enrolment__cohort=cohort).exists() for model in (PanelScore, AttitudeMark))
    return scored or EvaluationEvent.objects.filter(evaluation__enrolment__cohort=cohort).exists()


def freeze_scheme(*, scheme: Scheme) -> Scheme:
    """Freeze a scheme that was just written and that cohorts elsewhere are evaluated by."""
    _freeze(scheme, scheme.seq)
    return scheme


def _freeze(scheme: Scheme, seq: int) -> None:
    if scheme.is_frozen:
        return
    digest = schemes.digest_of(schemes.cleaned(scheme.content))
    rows = Scheme.objects.filter(pk=scheme.pk, seq=seq, frozen_at__isnull=True)
    frozen = rows.update(frozen_at=clock.now(), digest=digest, content=schemes.cleaned(scheme.content))
    # Another cohort may have adopted the very same meanwhile.
    if not frozen and not Scheme.objects.filter(pk=scheme.pk, seq=seq, frozen_at__isnull=False).exists():
        raise Conflict(_("Somebody changed this scheme meanwhile. Look at what would come out of it now."))
    scheme.refresh_from_db()


def _named(title: str) -> str:
    if not title.strip():
        raise Refusal(_("Give the scheme a name."))
    return title.strip()[:200]

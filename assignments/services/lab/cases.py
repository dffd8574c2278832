"""Writing cases, and ranking them as a panel."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.lab.cards import Case, Fault, Ranking, case_faults, ranking_faults
from assignments.models import CaseVersion, MatchingCase, PanelRanking
from lms.people import audit, clock
from lms.people.enums import Evidence, Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.people.roles import hats_of
from lms.programme.reviewable import digest_of


class Unfinished(Refusal):
    """A case or a ranking that cannot be taken as it is; `faults` says what is wrong where."""

    def __init__(self, message: Any, faults: list[Fault]) -> None:
        super().__init__(message)
        self.faults = faults


@transaction.atomic
def create_case(
    *,
    actor: User,
    code: str,
    kind: str,
    difficulty: int,
    title: str,
    body: Case,
    evidence: str = Evidence.INFERRED,
) -> MatchingCase:
    """Write a new case with its first version. Raises Unfinished, and Refusal when the code is taken."""
    _check_case(body)
    if MatchingCase.objects.filter(code=code).exists():
        raise Refusal(_("There is a case with the code “%(code)s” already.") % {"code": code})
    case = MatchingCase.objects.create(code=code, kind=kind, difficulty=difficulty, created_by=actor)
    _add_version(case, title=title, body=body, number=1, actor=actor, evidence=evidence)
    audit.record(actor, "assignments.case.create", case, {"title": ["", title]})
    return case


@transaction.atomic
def change_case(
    *,
    actor: User,
    case: MatchingCase,
    difficulty: int,
    title: str,
    body: Case,
    seen: int,
    evidence: str = Evidence.INFERRED,
) -> CaseVersion:
    """Write the case's next version; the panel ranks it anew, exercises keep theirs. Saved unchanged, it stays as it is.

    `seen` is the number of the version that was edited. Raises Conflict when a newer one is there, and Unfinished.
    """
    _check_case(body)
    locked = MatchingCase.objects.select_for_update(of=("self",)).select_related("current").get(pk=case.pk)
    now = _current(locked)
    if locked.difficulty != difficulty:
        MatchingCase.objects.filter(pk=locked.pk).update(difficulty=difficulty)
        audit.record(actor, "assignments.case.change", locked, {"difficulty": [locked.difficulty, difficulty]})
    if now.digest == _case_digest(title, body):
        return now
    if now.number != seen:
        raise Conflict(
            _("Somebody saved version %(number)s of this case meanwhile. Read it, then take over what you changed.")
            % {"number": now.number}
        )
    version = _add_version(locked, title=title, body=body, number=seen + 1, actor=actor, evidence=evidence)
    audit.record(actor, "assignments.case.change", locked, {"version": [seen, version.number]})
    return version


@transaction.atomic
def retire_case(*, actor: User, case: MatchingCase) -> None:
    """Offer the case for exercises no more; what was set stays. Said twice it stays said once."""
    if MatchingCase.objects.filter(pk=case.pk, retired_at__isnull=True).update(retired_at=clock.now()):
        audit.record(actor, "assignments.case.retire", case)


@transaction.atomic
def restore_case(*, actor: User, case: MatchingCase) -> None:
    """Offer a retired case again."""
    if MatchingCase.objects.filter(pk=case.pk, retired_at__isnull=False).update(retired_at=None):
        audit.record(actor, "assignments.case.restore", case)


def _check_case(body: Case) -> None:
    if faults := case_faults(body):
        raise Unfinished(_("The case cannot be set like this yet."), faults)


def _current(case: MatchingCase) -> CaseVersion:
    if case.current is None:
        raise Refusal(_("This case has no version yet."))
    return case.current


def _add_version(case: MatchingCase, *, title: str, body: Case, number: int, actor: User, evidence: str) -> CaseVersion:
    version = CaseVersion.objects.create(
        case=case,
        number=number,
        title=title,
        body=body,
        digest=_case_digest(title, body),
        evidence=evidence,
        made_by=actor,
    )
    case.current = version
    case.save(update_fields=["current"])
    return version


def _case_digest(title: str, body: Case) -> str:
    return digest_of({"title": title, "body": body})


@transaction.atomic
def rank_case(*, actor: User, version: CaseVersion, ranking: Ranking) -> PanelRanking:
    """Give one's own complete ranking of a case as a member of its panel; the newest counts, all are kept.

    Exercises opened before keep the panel they were opened with. Raises NotAllowed (no facilitator) and Unfinished.
    """
    if not hats_of(actor).has(Role.FACILITATOR):
        raise NotAllowed(_("The panel of a case is made of facilitators."))
    if faults := ranking_faults(version.body, ranking, final=True):
        raise Unfinished(_("Your ranking is not complete yet."), faults)
    latest: PanelRanking | None = (
        PanelRanking.objects.filter(version=version, facilitator=actor).order_by("-at", "-id").first()
    )
    if latest is not None and latest.ranking == ranking:
        return latest
    given = PanelRanking.objects.create(version=version, facilitator=actor, ranking=ranking)
    audit.record(actor, "assignments.case.rank", version, {"digest": ["", digest_of(ranking)]})
    return given

"""The signature: a unit's word on parts of a review, at the digests the signer has seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people import audit, clock
from lms.people.enums import Column, Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import RoleAssignment, User
from lms.programme import signals
from lms.programme.enums import ReviewState, Verdict
from lms.programme.models import Review, ReviewPart, SignOff
from lms.programme.services import telling
from lms.programme.services.reviews import close_if_complete, lock_review


@dataclass(frozen=True)
class Seen:
    """What a signer had on screen for a part: its digest, and the column's latest word (None: no word yet)."""

    digest: str
    sign_off_id: int | None = None


class PartsChanged(Conflict):
    """Parts were edited or taken out after the signer opened them. `parts` are those still there, as they are now."""

    def __init__(self, parts: Sequence[ReviewPart]) -> None:
        super().__init__(
            _("The text changed after you opened it, so nothing was signed. Read what changed, then sign again.")
        )
        self.parts = list(parts)


class VerdictChanged(Conflict):
    """The column was signed for meanwhile, by a colleague or by `actor` elsewhere. `sign_offs` are its words now; sign again to overrule."""

    def __init__(self, sign_offs: Sequence[SignOff], actor: User) -> None:
        if all(word.person_id == actor.pk for word in sign_offs):
            words = _(
                "You have signed meanwhile, perhaps in another window, so nothing was added. Look at it, then sign again if you still mean it."
            )
        else:
            words = _(
                "Somebody else signed for your unit meanwhile, so nothing was signed. Look at it, then sign again if you still mean it."
            )
        super().__init__(words)
        self.sign_offs = list(sign_offs)


@transaction.atomic
def sign(
    *, review: Review, column: str, verdict: str, reason: str, seen: Mapping[str, Seen], actor: User
) -> list[SignOff]:
    """Record a column's verdict on parts (`seen` maps a part's public id to what the signer saw of it).

    All of them or none. The column's former words are superseded and kept; repeating the same word writes nothing, also when
    it was the one that closed the review. Closes the review when this was the last approval awaited. On a closed review only
    an objection is taken: it stands on record, is never current and changes nothing signed. Locks the review. Sends
    `signals.review_signed`.

    Raises NotAllowed (no role for this column in force today, or the column does not sign this review), Refusal (no
    part, unknown verdict, text missing), PartsChanged and VerdictChanged (nothing signed; tell the signer).
    """
    review = lock_review(review)
    _ensure_speaks(actor, review, column)
    reason = _ensure_sayable(review, verdict, reason, seen)
    if not review.is_open and verdict != Verdict.OBJECT:
        _ensure_said(review, column, verdict, reason, seen, actor)
        return []
    parts = _parts_as_seen(review, seen)
    signing = _sign_open if review.is_open else _object_late
    rows = signing(parts, column, Verdict(verdict), reason, seen, actor)
    if rows:
        _note(review, rows, actor)
        if review.is_open:
            standing = close_if_complete(review, actor)
            telling.signed(review=review, column=column, standing=standing)
    return rows


def _ensure_speaks(actor: User, review: Review, column: str) -> None:
    spoken = RoleAssignment.objects.valid().filter(user=actor, role=Role.REVIEWER, column=column)
    if not (actor.is_active and column and spoken.exists()):
        raise NotAllowed(_("You do not speak for this unit today, so you cannot sign for it."))
    if not review.columns.filter(column=column).exists():
        raise NotAllowed(_("This unit takes no part in this activity, so it does not sign this review."))


def _ensure_sayable(review: Review, verdict: str, reason: str, seen: Mapping[str, Seen]) -> str:
    """Return the reason, cleaned."""
    reason = reason.strip()
    if not seen:
        raise Refusal(_("Choose at least one part to sign."))
    if verdict not in Verdict.values:
        raise Refusal(_("Choose a verdict: approve, approve with notes, or object."))
    if verdict == Verdict.OBJECT and not reason:
        raise Refusal(_("An objection needs a reason: write what must change."))
    if verdict == Verdict.APPROVE_NOTES and not reason:
        raise Refusal(_("Write your notes, or choose to approve without notes."))
    if review.state == ReviewState.WITHDRAWN:
        raise Conflict(_("This review was withdrawn. Nothing was signed."))
    return reason


def _ensure_said(review: Review, column: str, verdict: str, reason: str, seen: Mapping[str, Seen], actor: User) -> None:
    """Let a word through to a closed review that stands there already: the answer to the first click was lost on the line."""
    words = SignOff.objects.filter(part__review=review, part__public_id__in=seen, column=column, is_current=True)
    said = {
        word.part.public_id for word in words.select_related("part") if _same(word, word.part, verdict, reason, actor)
    }
    if said != set(seen):
        raise Conflict(_("This review is already closed. Only an objection can still be put on record."))


def _parts_as_seen(review: Review, seen: Mapping[str, Seen]) -> list[ReviewPart]:
    rows = list(ReviewPart.objects.filter(review=review, public_id__in=seen))
    found = {part.public_id: part for part in rows if part.is_present}
    changed = [part for part in found.values() if part.digest != seen[part.public_id].digest]
    if changed or len(found) != len(seen):
        raise PartsChanged(changed)
    return list(found.values())


def _sign_open(
    parts: list[ReviewPart], column: str, verdict: Verdict, reason: str, seen: Mapping[str, Seen], actor: User
) -> list[SignOff]:
    words = SignOff.objects.filter(part__in=parts, column=column, is_current=True)
    current = {row.part_id: row for row in words.select_related("person", "part")}
    fresh = [part for part in parts if not _same(current.get(part.pk), part, verdict, reason, actor)]
    unseen = [word for part in fresh if (word := current.get(part.pk)) and word.pk != seen[part.public_id].sign_off_id]
    if unseen:
        raise VerdictChanged(unseen, actor)
    former = [current[part.pk] for part in fresh if part.pk in current]
    SignOff.objects.filter(pk__in=[row.pk for row in former]).update(is_current=False)
    rows = SignOff.objects.bulk_create(_row(part, column, verdict, reason, actor) for part in fresh)
    by_part = {row.part_id: row for row in rows}
    for row in former:
        row.superseded_by = by_part[row.part_id]
    SignOff.objects.bulk_update(former, ["superseded_by"], batch_size=100)
    return rows


def _same(word: SignOff | None, part: ReviewPart, verdict: str, reason: str, actor: User) -> bool:
    """Whether this very word already stands: a double click, a retry."""
    return word is not None and (word.person_id, word.digest, word.verdict, word.reason) == (
        actor.pk,
        part.digest,
        verdict,
        reason,
    )


def _object_late(
    parts: list[ReviewPart], column: str, verdict: Verdict, reason: str, seen: Mapping[str, Seen], actor: User
) -> list[SignOff]:
    said = SignOff.objects.filter(part__in=parts, column=column, person=actor, after_closing=True, reason=reason)
    known = set(said.values_list("part_id", flat=True))
    late = {"after_closing": True, "is_current": False}
    return SignOff.objects.bulk_create(
        _row(part, column, verdict, reason, actor, **late) for part in parts if part.pk not in known
    )


def _row(part: ReviewPart, column: str, verdict: Verdict, reason: str, actor: User, **more: Any) -> SignOff:
    return SignOff(
        part=part,
        digest=part.digest,
        column=column,
        person=actor,
        verdict=verdict,
        reason=reason,
        at=clock.now(),
        **more,
    )


def _note(review: Review, rows: list[SignOff], actor: User) -> None:
    first = rows[0]
    what = {
        "column": Column(first.column).value,
        "verdict": first.verdict,
        "reason": first.reason,
        "after_closing": first.after_closing,
        "parts": {row.part.key: row.digest for row in rows},
    }
    audit.record(actor, "programme.review.sign", review, what)
    signals.review_signed.send(
        Review, review=review, actor=actor, column=first.column, verdict=first.verdict, sign_offs=rows
    )

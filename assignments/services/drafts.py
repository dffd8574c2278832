"""A grader's own draft, saved while it is made; notes among graders; the comment bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assignments.models import BankedComment, GradeDraft, GraderNote, Work
from lms.people import audit, clock
from lms.people.errors import Refusal
from lms.people.models import User

# A browser lets 5,000 characters be typed, and sends each line's end as two.
MOST_TEXT = 10_000
MOST_FIELDS = 200


@dataclass(frozen=True, kw_only=True)
class Marked:
    """What a grader has on the sheet: levels by criterion, points where there is no rubric, comments."""

    levels: Mapping[str, str] = field(default_factory=dict)
    points: Decimal | None = None
    comment: str = ""
    field_comments: Mapping[str, str] = field(default_factory=dict)
    private_note: str = ""

    def columns(self) -> dict[str, Any]:
        """Return it as the columns of a draft, texts cut to what a sheet holds."""
        comments = {key: text.strip()[:MOST_TEXT] for key, text in list(self.field_comments.items())[:MOST_FIELDS]}
        return {
            "levels": dict(self.levels),
            "points": self.points,
            "comment": self.comment[:MOST_TEXT],
            "field_comments": {key: text for key, text in comments.items() if text},
            "private_note": self.private_note[:MOST_TEXT],
        }


@transaction.atomic
def save_draft(*, actor: User, work: Work, marked: Marked, seq: int) -> GradeDraft | None:
    """Keep a grader's own draft and return it; None when a newer one is there (another tab or device): it stays as it is.

    `seq` is counted up by the page from the number it was opened with. Nobody else's draft is touched, and nothing is decided.
    """
    marking = work.awaits
    draft, new = GradeDraft.objects.get_or_create(
        work=work, grader=actor, marking=marking, defaults={**marked.columns(), **_before(work), "seq": seq}
    )
    if new:
        return draft
    there = GradeDraft.objects.filter(pk=draft.pk, seq__lt=seq)
    if not there.update(**marked.columns(), **_before(work), seq=seq, saved_at=clock.now()):
        return None
    draft.refresh_from_db()
    return draft


def _before(work: Work) -> dict[str, Any]:
    return {"on_version_id": work.submission.current_id if work.submission else None, "based_on_id": work.grade_id}


def keep_text(*, actor: User, work: Work, marked: Marked) -> GradeDraft:
    """Keep what a grader typed whatever became of the work, above any number the page counted."""
    newest = GradeDraft.objects.filter(work=work, grader=actor, marking=work.awaits).first()
    draft = save_draft(actor=actor, work=work, marked=marked, seq=(newest.seq if newest else 0) + 1)
    if draft is None:
        raise Refusal(_("Another of your tabs saved at the same moment. Send it again."))
    return draft


@transaction.atomic
def add_note(*, actor: User, work: Work, text: str) -> GraderNote | None:
    """Leave a note for graders; the participant never sees it. The last note again adds nothing."""
    words = text.strip()[:MOST_TEXT]
    if not words:
        return None
    last: GraderNote | None = GraderNote.objects.filter(work=work).order_by("-id").first()
    if last and (last.author_id, last.text) == (actor.pk, words):
        return last
    return GraderNote.objects.create(work=work, text=words, author=actor)


@transaction.atomic
def bank_comment(*, actor: User, text: str, shared: bool = False) -> BankedComment:
    """Keep a sentence for later: the grader's own or, `shared`, everybody's. The same sentence again is the one that is there."""
    words = text.strip()[:MOST_TEXT]
    if not words:
        raise Refusal(_("Write the sentence that is to be kept."))
    owner = None if shared else actor
    there: BankedComment | None = BankedComment.objects.filter(owner=owner, text=words).first()
    if there:
        return there
    comment = BankedComment.objects.create(owner=owner, text=words)
    if shared:
        audit.record(actor, "assignments.banked_comment.add", comment)
    return comment


def comment_used(*, comment: BankedComment) -> None:
    """Count that a sentence was used, so that those in use stand first."""
    BankedComment.objects.filter(pk=comment.pk).update(used=F("used") + 1)


@transaction.atomic
def drop_comment(*, actor: User, comment: BankedComment) -> None:
    """Take one's own sentence, or (those in charge) everybody's, out of the bank."""
    if comment.owner_id not in {None, actor.pk}:
        raise Refusal(_("This sentence belongs to somebody else."))
    audit.record(actor, "assignments.banked_comment.drop", comment, {"text": [comment.text[:80], None]})
    comment.delete()

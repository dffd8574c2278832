"""Remarks on a part: they decide nothing, and stay after the closing."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.programme.models import PartComment, ReviewPart
from lms.programme.rules import columns_to_sign

LONGEST = 4000


@transaction.atomic
def comment_on(*, part: ReviewPart, text: str, actor: User, parent: PartComment | None = None) -> PartComment:
    """Add a remark to a part, or a reply to a remark (a reply to a reply joins the same remark).

    The same words sent twice in a row are one remark. Raises NotAllowed (neither a unit that signs nor an editor of the
    subject), Refusal (empty or longer than 4,000 characters) and Conflict (the remark belongs to another part).
    """
    _ensure_may(actor, part)
    text = text.strip()
    if not text:
        raise Refusal(_("Write your comment first."))
    if len(text) > LONGEST:
        raise Refusal(
            _("A comment holds %(longest)s characters at most. Shorten it, or split it.") % {"longest": LONGEST}
        )
    if parent and parent.part_id != part.pk:
        raise Conflict(_("This comment belongs to another part. Open that part and reply there."))
    thread = (parent.parent or parent) if parent else None
    last = PartComment.objects.select_for_update().filter(part=part, parent=thread, author=actor).last()
    if last and last.text == text:
        return last
    columns = columns_to_sign(actor, part.review)
    comment = PartComment.objects.create(
        part=part,
        digest=part.digest,
        parent=thread,
        author=actor,
        column=columns[0] if columns else "",
        text=text,
        at=clock.now(),
    )
    audit.record(actor, "programme.comment.add", comment, {"part": part.key, "reply": thread is not None})
    return comment


@transaction.atomic
def resolve_comment(*, comment: PartComment, actor: User) -> None:
    """Mark a remark as dealt with. Raises NotAllowed, and Conflict when somebody was faster or it is a reply."""
    _ensure_may(actor, comment.part)
    threads = PartComment.objects.filter(pk=comment.pk, parent__isnull=True, resolved_at__isnull=True)
    if not threads.update(resolved_by=actor, resolved_at=clock.now()):
        raise Conflict(_("This comment is already resolved."))
    audit.record(actor, "programme.comment.resolve", comment, {"resolved": [False, True]})


@transaction.atomic
def reopen_comment(*, comment: PartComment, actor: User) -> None:
    """Take a remark up again. Raises NotAllowed, and Conflict when it is open already."""
    _ensure_may(actor, comment.part)
    threads = PartComment.objects.filter(pk=comment.pk, resolved_at__isnull=False)
    if not threads.update(resolved_by=None, resolved_at=None):
        raise Conflict(_("This comment is already open."))
    audit.record(actor, "programme.comment.reopen", comment, {"resolved": [True, False]})


def _ensure_may(actor: User, part: ReviewPart) -> None:
    if not actor.has_perm("programme.comment_review", part.review):
        raise NotAllowed(_("Only units that sign this review and the editors of the subject may comment."))

"""Lines of the minutes. Several people write at once; nobody's words are covered unseen."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fieldpractice.enums import MinutesKind
from fieldpractice.models import Constraint, MinutesItem, MonitoringSession
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

# A browser sends each line's end as two characters.
MOST_TEXT = 4000


class Overtaken(Conflict):
    """Somebody else has changed the line meanwhile: nothing was written. `item` is the line as it stands."""

    def __init__(self, item: MinutesItem) -> None:
        super().__init__(
            _("%(name)s has changed this line meanwhile. Compare both texts and choose.") % {"name": item.changed_by}
        )
        self.item = item


@transaction.atomic
def write_item(
    *,
    actor: User,
    session: MonitoringSession,
    kind: str,
    text: str,
    key: str,
    constraint: Constraint | None = None,
) -> MinutesItem:
    """Add a line at the end of the minutes and return it; sent again under its `key` it is the line that is there.

    Two people's new lines both stay. Raises Refusal for an empty or too long text, and for a session that was called off.
    Locks the session's row, so that two new lines do not take one place.
    """
    words = _words(text)
    known = session.minutes_items.filter(author=actor, client_key=key[:64]).first()
    if known is not None:
        return known
    _lock(session)
    last = session.minutes_items.aggregate(last=Max("position"))["last"] or 0
    fields = {"kind": MinutesKind(kind), "text": words, "constraint": constraint, "position": last + 1}
    item, _new = MinutesItem.objects.get_or_create(
        session=session,
        author=actor,
        client_key=key[:64],
        defaults={**fields, "changed_by": actor, "created_at": clock.now(), "changed_at": clock.now()},
    )
    return item


@transaction.atomic
def change_item(*, actor: User, item: MinutesItem, text: str, seq: int, kind: str | None = None) -> MinutesItem:
    """Save a line as typed, if it still stands as its writer saw it (`seq`), and return it.

    The same words again are no change. Raises Overtaken when somebody else was first: the page shows both texts, and sending one of
    them with the newer `seq` is the choice. Raises Refusal for an empty or too long text, or a line that was struck out.
    """
    words = _words(text)
    item.refresh_from_db()
    wanted = {"text": words, "kind": MinutesKind(kind or item.kind)}
    if item.struck_at is not None:
        raise Refusal(_("This line was struck out meanwhile. Write a new one."))
    if (item.text, item.kind) == (words, wanted["kind"]):
        return item
    _lock(item.session)
    as_seen = MinutesItem.objects.filter(pk=item.pk, seq=seq, struck_at__isnull=True)
    if not as_seen.update(**wanted, seq=seq + 1, changed_by=actor, changed_at=clock.now()):
        raise Overtaken(MinutesItem.objects.select_related("changed_by").get(pk=item.pk))
    if item.changed_by_id != actor.pk:
        # Another's words were replaced, seen: what they were stays on record.
        audit.record(actor, "fieldpractice.minutes.change", item, {"text": [item.text, words]})
    item.refresh_from_db()
    return item


@transaction.atomic
def strike_item(*, actor: User, item: MinutesItem, seq: int) -> None:
    """Strike a line out, if it still stands as seen. Striking it twice is once. Raises Overtaken when it was changed meanwhile."""
    item.refresh_from_db()
    if item.struck_at is not None:
        return
    as_seen = MinutesItem.objects.filter(pk=item.pk, seq=seq, struck_at__isnull=True)
    if not as_seen.update(struck_at=clock.now(), seq=seq + 1, changed_by=actor, changed_at=clock.now()):
        raise Overtaken(MinutesItem.objects.select_related("changed_by").get(pk=item.pk))
    audit.record(actor, "fieldpractice.minutes.strike", item, {"text": [item.text, None]})


def _lock(session: MonitoringSession) -> None:
    row = MonitoringSession.objects.select_for_update().get(pk=session.pk)
    if row.is_cancelled:
        raise Refusal(_("This session was called off: it has no minutes."))


def _words(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise Refusal(_("Write something first: an empty line is not kept."))
    if len(words) > MOST_TEXT:
        raise Refusal(_("A line of the minutes holds %(n)s characters. Split it in two.") % {"n": MOST_TEXT})
    return words

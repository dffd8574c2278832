"""What the screens of reviews read: lists, one review for reading and signing, the sign-off sheet, a part's talk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Length
from django.utils.html import linebreaks
from django.utils.safestring import SafeString

from lms.people.models import User
from lms.people.roles import hats_of
from lms.programme.comparing import compare
from lms.programme.enums import APPROVING, ReviewState
from lms.programme.models import PartComment, PartSnapshot, Review, ReviewPart, SignOff
from lms.programme.queries.standing import Standing, Word, word_of
from lms.programme.queries.tallies import Tally, tallies_of
from lms.programme.queries.visible import reviews_visible_to

# Parts are read on the page of the review itself up to so many characters of markup (about 25 KB on the wire), the rest
# one at a time: a review of a whole curriculum must open on a bad line too.
READ_AT_ONCE = 80_000


@dataclass(frozen=True)
class ReviewRow:
    """A review in a list: each column's tally, and what it waits for from the reader's own columns."""

    review: Review
    tallies: dict[str, Tally]
    own: list[str]

    @property
    def awaited(self) -> int:
        """Parts that wait for the reader's columns."""
        return sum(self.tallies[column].awaited for column in self.own)

    @property
    def waiting_for(self) -> list[str]:
        """Columns that have not approved everything."""
        return [column for column, tally in self.tallies.items() if not tally.finished]

    @property
    def objecting(self) -> list[str]:
        return [column for column, tally in self.tallies.items() if tally.objected]

    @property
    def approved(self) -> int:
        return sum(tally.approved for tally in self.tallies.values())

    @property
    def asked(self) -> int:
        return sum(tally.parts for tally in self.tallies.values())


def rows_of(reviews: Iterable[Review], user: User) -> list[ReviewRow]:
    """Add tallies to reviews, in three queries."""
    listed = list(reviews)
    tallies = tallies_of([review.pk for review in listed])
    spoken = hats_of(user).columns
    return [
        ReviewRow(review, found, [column for column in found if column in spoken])
        for review in listed
        for found in (tallies.get(review.pk, {}),)
    ]


def open_reviews(user: User) -> list[ReviewRow]:
    """The open reviews this reader sees, the most urgent first."""
    reviews = reviews_visible_to(user).filter(state=ReviewState.OPEN).select_related("activity")
    return rows_of(reviews.order_by("due_on", "id"), user)


@dataclass(frozen=True)
class PartRow:
    """A part as one column reads it. `html` is None when it is read on its own page.

    `before` is what the column said last: here, in an earlier round, or of the text that this one carries on.
    """

    part: ReviewPart
    word: Word | None
    html: SafeString | None
    changes: SafeString
    comments: int
    before: SignOff | None = None

    @property
    def awaited(self) -> bool:
        return self.word is not None and self.word.awaited

    @property
    def differs(self) -> bool:
        """Whether it waits, and is no longer what the column signed before."""
        return self.awaited and self.before is not None and self.before.digest != self.part.digest

    @property
    def unchanged(self) -> bool:
        """Whether it waits, and is word for word what the column approved before."""
        return self.awaited and _approved(self.part, self.before)

    @property
    def token(self) -> str:
        """What the form sends back: which part, at which digest, after which word of the column."""
        seen = self.word.sign_off.pk if self.word and self.word.sign_off else ""
        return f"{self.part.public_id}:{self.part.digest}:{seen}"


def part_rows(review: Review, standing: Standing, column: str) -> list[PartRow]:
    """The parts in reading order with text, changes since signed and open remarks: the same queries whatever their number.

    `column` is the unit read for; empty for those who only follow.
    """
    words = {part.pk: standing.word(part, column) for part in standing.parts} if column else {}
    before = words_before(review, column) if column else {}
    said = {part.pk: _last_word(words.get(part.pk), before.get(part.key)) for part in standing.parts}
    to_read = [part for part in standing.parts if not _approved(part, said[part.pk])]
    html = _html(review, to_read if column else standing.parts)
    changes = _changes({part: word for part in standing.parts if (word := said[part.pk])})
    comments = open_comments(review)
    return [
        PartRow(
            part,
            words.get(part.pk),
            html.get(part.pk),
            changes.get(part.pk, SafeString()),
            comments.get(part.pk, 0),
            said[part.pk],
        )
        for part in standing.parts
    ]


def words_before(review: Review, column: str) -> dict[str, SignOff]:
    """A column's last word on each part, by key, in earlier reviews of this text or of those it carries on."""
    subject: Any = review.subject
    if subject is None:
        return {}
    words = SignOff.objects.filter(
        column=column,
        is_current=True,
        part__review__activity_id=review.activity_id,
        part__review__subject_type_id=review.subject_type_id,
        part__review__subject_id__in=[subject.pk, *subject.continues()],
        part__review__lt=review.pk,
    )
    return {word.part.key: word for word in words.select_related("part", "person").order_by("id")}


def _last_word(word: Word | None, before: SignOff | None) -> SignOff | None:
    return word.sign_off if word and word.sign_off else before


def _approved(part: ReviewPart, word: SignOff | None) -> bool:
    return word is not None and word.digest == part.digest and word.verdict in APPROVING


def _html(review: Review, parts: list[ReviewPart]) -> dict[int, SafeString]:
    """The markup of as many parts, in this order, as fit the page."""
    present = PartSnapshot.objects.filter(part__review=review, part__is_present=True, digest=F("part__digest"))
    sizes = dict(present.annotate(size=Length("html") + Length("text")).values_list("part_id", "size"))
    chosen: list[int] = []
    room = READ_AT_ONCE
    for part in parts:
        room -= sizes.get(part.pk, 0)
        if room < 0 and chosen:
            break
        chosen.append(part.pk)
    return {row.part_id: markup(row) for row in present.filter(part_id__in=chosen)}


def markup(snapshot: PartSnapshot) -> SafeString:
    """A snapshot as markup: its own (trusted, made by the subject's app), else its text in paragraphs."""
    return SafeString(snapshot.html or linebreaks(snapshot.text, autoescape=True))


def _changes(said: Mapping[ReviewPart, SignOff]) -> dict[int, SafeString]:
    """For each part that is no longer as a column saw it, what changed since; two queries at most."""
    changed = {part: word for part, word in said.items() if word.digest != part.digest}
    wanted = {pair for part, word in changed.items() for pair in ((word.part_id, word.digest), (part.pk, part.digest))}
    texts = _texts(wanted) if wanted else {}
    return {
        part.pk: compare(texts.get((word.part_id, word.digest), ""), texts.get((part.pk, part.digest), ""))
        for part, word in changed.items()
    }


def _texts(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], str]:
    rows = PartSnapshot.objects.filter(
        part_id__in={part for part, _digest in wanted}, digest__in={digest for _part, digest in wanted}
    )
    return {(part, digest): text for part, digest, text in rows.values_list("part_id", "digest", "text")}


def open_comments(review: Review) -> dict[int, int]:
    """How many unresolved remarks each part has."""
    threads = PartComment.objects.filter(part__review=review, parent__isnull=True, resolved_at__isnull=True)
    return dict(threads.values_list("part_id").annotate(Count("id")).order_by())


def snapshot_of(part: ReviewPart, digest: str) -> PartSnapshot | None:
    """What the part said at a digest."""
    return PartSnapshot.objects.filter(part=part, digest=digest).first()


def part_row(part: ReviewPart, column: str) -> PartRow:
    """One part as a column reads it on the part's own page, which shows the text itself."""
    current = SignOff.objects.filter(part=part, column=column, is_current=True).select_related("person").first()
    word = word_of(part, current)
    before = current or words_before(part.review, column).get(part.key)
    changes = _changes({part: before} if before else {})
    return PartRow(part, word, None, changes.get(part.pk, SafeString()), 0, before)


@dataclass(frozen=True)
class Thread:
    """A remark with its replies."""

    comment: PartComment
    replies: list[PartComment]


def threads_of(part: ReviewPart) -> list[Thread]:
    """The talk about a part, open remarks first, in one query."""
    replies: dict[int | None, list[PartComment]] = defaultdict(list)
    for comment in PartComment.objects.filter(part=part).select_related("author", "resolved_by"):
        replies[comment.parent_id].append(comment)
    heads = sorted(replies[None], key=lambda comment: comment.resolved_at is not None)
    return [Thread(comment, replies[comment.pk]) for comment in heads]


def on_record(review: Review) -> list[SignOff]:
    """Words that no longer or never counted: superseded, given on another digest, or after the closing; oldest first."""
    words = SignOff.objects.filter(part__review=review)
    past = words.filter(Q(is_current=False) | ~Q(digest=F("part__digest")) | Q(part__is_present=False))
    return list(past.select_related("person", "part").order_by("at", "id"))

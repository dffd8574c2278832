"""What a model must offer so that the units can review it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from lms.people.models import User

if TYPE_CHECKING:
    from lms.programme.models import Review


@dataclass(frozen=True)
class Part:
    """A part as it stands now. `text` is what is compared line by line, `html` what is read on screen (trusted markup)."""

    key: str
    title: str
    digest: str
    text: str
    html: str = ""


@runtime_checkable
class Reviewable(Protocol):
    """A subject of review. Its model's instances have these."""

    pk: Any

    def digest_parts(self, activity_no: int) -> list[Part]:
        """Return the parts that this activity's units sign, in reading order."""
        ...

    def review_title(self, activity_no: int) -> str:
        """Return what the review is called, in Indonesian."""
        ...

    def continues(self) -> list[Any]:
        """Return the keys (pk) of earlier subjects of the same model whose text this one carries on.

        A unit that signed a part of one of them is shown what changed since, part by part (`Part.key`).
        """
        ...

    def get_absolute_url(self) -> str:
        """Return the page on which the whole subject can be read."""
        ...

    def may_edit(self, user: User) -> bool:
        """Whether this user answers for the subject: opens its review, takes edits in, replies to comments.

        Reading a review is a matter of roles (`lms.programme.rules`), not of this.
        """
        ...

    def review_closed(self, review: Review, actor: User) -> None:
        """Called in the transaction that closes a review, whatever way (`review.state`), once for each round.

        An exception raised here undoes the closing. `review.activity.no` says which activity's units have decided.
        """
        ...


def digest_of(data: Any) -> str:
    """Return the SHA-256 (hex) of data as canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()

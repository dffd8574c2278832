"""How many parts of a review each column has approved, objected to, or still owes a word on: for lists and the matrix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, Q

from lms.programme.enums import APPROVING, Verdict
from lms.programme.models import ReviewColumn, ReviewPart, SignOff
from lms.programme.queries.standing import sorted_columns


@dataclass(frozen=True)
class Tally:
    """One column's words on the present parts of a review, counted at their present digests."""

    parts: int
    approved: int = 0
    objected: int = 0

    @property
    def awaited(self) -> int:
        return self.parts - self.approved - self.objected

    @property
    def finished(self) -> bool:
        return self.parts > 0 and self.approved == self.parts


Tallies = dict[int, dict[str, Tally]]


def tallies_of(review_ids: Collection[int]) -> Tallies:
    """Count for each review and column, in three queries however many there are. Columns in the matrix's order."""
    parts = dict(
        ReviewPart.objects.filter(review_id__in=review_ids, is_present=True)
        .values_list("review_id")
        .annotate(Count("id"))
        .order_by()
    )
    words = (
        SignOff.objects.filter(part__review_id__in=review_ids, part__is_present=True, is_current=True)
        .filter(digest=F("part__digest"))
        .values_list("part__review_id", "column")
        .annotate(
            approved=Count("id", filter=Q(verdict__in=APPROVING)),
            objected=Count("id", filter=Q(verdict=Verdict.OBJECT)),
        )
        .order_by()
    )
    said = {(review, column): (approved, objected) for review, column, approved, objected in words}
    signing: dict[int, list[str]] = defaultdict(list)
    for review, column in ReviewColumn.objects.filter(review_id__in=review_ids).values_list("review_id", "column"):
        signing[review].append(column)
    return {
        review: {
            column: Tally(parts.get(review, 0), *said.get((review, column), (0, 0)))
            for column in sorted_columns(columns)
        }
        for review, columns in signing.items()
    }

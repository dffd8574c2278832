"""Short words for asking this room's pages, and for sending back the form that a signer has on screen."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lms.people.models import User
from lms.programme.models import Review, ReviewPart
from lms.programme.services import refresh_review
from tests.bench.markup import Markup
from tests.courses.asking import as_user, queries, status
from tests.factories.programme import change_part

__all__ = [
    "address",
    "as_sent_again",
    "as_user",
    "edit",
    "part_address",
    "part_of",
    "queries",
    "send",
    "status",
    "tokens",
]

SEEN = re.compile(r'name="seen" value="([^"]+)"')


def address(name: str, *args: Any) -> str:
    """The address of a page of this room."""
    return reverse(f"programme:{name}", args=args)


def part_of(review: Review, no: int = 1) -> ReviewPart:
    """A part of a review made by `make_review`."""
    return review.parts.get(key=f"activity-{no}")


def part_address(review: Review, no: int = 1) -> str:
    """The page of a part."""
    return address("part_detail", review.public_id, part_of(review, no).public_id)


def tokens(user: User, path: str) -> list[str]:
    """What the form on a page says that its reader has seen: read from the page itself, as a browser sends it back."""
    return SEEN.findall(as_user(user).get(path).text)


def send(user: User | None, review: Review, seen: list[str], **data: Any) -> HttpResponse:
    """Sign with a form that was opened some time ago."""
    client: Client = as_user(user)
    return client.post(address("review_sign", review.public_id), {"seen": seen, **data})


def as_sent_again(page: Any) -> dict[str, str]:
    """What a browser sends when a form that came back is sent as it stands: its inputs, read from the markup."""
    wanted = set(page.context["form"].fields)
    return next(inputs for _action, inputs in Markup(page.text).forms if wanted & set(inputs))


def edit(review: Review, no: int, title: str) -> None:
    """Edit the text behind a part, and let the review take it in."""
    change_part(review, no, title)
    refresh_review(review=review, actor=review.opened_by)

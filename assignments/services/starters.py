"""The rubrics and sentences that a new site begins with, kept as data."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from assignments.models import BankedComment, Rubric
from assignments.services.rubrics import create_rubric
from lms.people.data_files import read_yaml
from lms.people.models import User

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_rubrics(*, actor: User) -> list[Rubric]:
    """Make the starter rubrics that are not there yet, by their codes, and return them. What people improved stays theirs."""
    there = set(Rubric.objects.values_list("code", flat=True))
    made = []
    for path in sorted((DATA / "rubrics").glob("*.yaml")):
        data = read_yaml(path)
        if data["code"] not in there:
            made.append(create_rubric(actor=actor, **data))
    return made


@transaction.atomic
def load_comments() -> int:
    """Put the starter sentences into everybody's comment bank; returns how many are new."""
    texts = read_yaml(DATA / "comments.yaml")
    there = set(BankedComment.objects.filter(owner=None).values_list("text", flat=True))
    rows = [BankedComment(text=text) for text in texts if text not in there]
    return len(BankedComment.objects.bulk_create(rows))

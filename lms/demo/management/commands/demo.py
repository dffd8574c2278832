"""`manage.py demo`: fill an empty site with a living programme."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.demo.filling import filling
from lms.demo.world import NotEmpty, build_world
from lms.people import clock


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: write YYYY-MM-DD.") from error


def _people(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 30_000:
        raise argparse.ArgumentTypeError(f"{text!r}: a number of people from 1 to 30000 is needed.")
    return int(text)


class Command(BaseCommand):
    help = "Fill an empty site with the programme, its people and its cohorts, through the same services people use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=_people, default=30, help="participants of the running cohort (30)")
        parser.add_argument("--seed", type=int, default=2026, help="fixes chance (2026)")
        parser.add_argument("--at", type=_day, default=None, help="the demo's today, YYYY-MM-DD (today)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with filling():
                build_world(
                    people=options["people"],
                    seed=options["seed"],
                    today=options["at"] or clock.today(),
                    say=self.stdout.write,
                )
        except NotEmpty as error:
            raise CommandError(str(error)) from error

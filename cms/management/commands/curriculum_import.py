"""`manage.py curriculum_import PATH`: take a folder or zip of Markdown into the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.enums import ImportOutcome
from cms.markdown.archive import read_path
from cms.markdown.errors import FolderRefused
from cms.markdown.folder import read_folder
from cms.queries import known, plan_import
from cms.services import import_curriculum
from lms.people.errors import Refusal
from lms.people.models import User


class Command(BaseCommand):
    help = "Take a curriculum folder or zip into the site. With --dry-run only say what would happen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--actor", help="e-mail of the coordinator or administrator who imports")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folder = read_folder(read_path(options["path"]), known())
            if options["dry_run"]:
                changes = plan_import(folder)
            else:
                changes = import_curriculum(folder=folder, actor=self.actor(options["actor"]))
        except (FolderRefused, Refusal) as error:
            raise CommandError(f"{error}\nNothing was imported.") from error
        for change in changes:
            if change.outcome != ImportOutcome.UNCHANGED:
                self.stdout.write(f"{change.outcome:9} {change.kind:10} {change.name}  {change.title}")
        unchanged = sum(change.outcome == ImportOutcome.UNCHANGED for change in changes)
        self.stdout.write(f"{len(changes) - unchanged} to write, {unchanged} unchanged.")

    def actor(self, email: str | None) -> User:
        actor = User.objects.filter(email=(email or "").lower(), is_active=True).first()
        if actor is None:
            raise CommandError("Say who imports: --actor with the e-mail of a coordinator or an administrator.")
        return actor

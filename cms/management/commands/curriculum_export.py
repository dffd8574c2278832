"""`manage.py curriculum_export VERSION PATH`: write a version as a folder of Markdown, or as a zip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.markdown.archive import write_path, write_zip
from cms.markdown.folder import write_folder
from cms.models import CurriculumVersion
from cms.queries import version_folder


class Command(BaseCommand):
    help = "Write a version (its public id, or its number) to a new folder, or to a file that ends in .zip."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version")
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        name, path = options["version"], options["path"]
        lookup = {"number": int(name)} if name.isdigit() and len(name) < 6 else {"public_id": name}
        version = CurriculumVersion.objects.filter(**lookup).order_by("-pk").first()
        if version is None:
            raise CommandError(f"There is no version {name}.")
        files = write_folder(version_folder(version))
        if path.suffix == ".zip":
            path.write_bytes(write_zip(files))
        else:
            try:
                write_path(files, path)
            except FileExistsError as error:
                raise CommandError(f"{path} is not empty. Name a new folder.") from error
        self.stdout.write(f"{version}: {len(files)} files in {path}")

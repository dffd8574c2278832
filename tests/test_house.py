"""What holds for the house as a whole."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_system_check_is_clean() -> None:
    call_command("check", fail_level="WARNING")

"""Files with figures of units: checked, forgotten."""

from celery import shared_task

from lms.evaluation.services import indicator_imports


@shared_task
def go_on(import_id: int) -> bool:
    """Check one file."""
    return indicator_imports.go_on(import_id=import_id)


@shared_task
def go_on_with_due() -> int:
    """Take up the files that nobody works on; returns how many."""
    return indicator_imports.go_on_with_due()


@shared_task
def forget_old() -> int:
    """Delete what old files held; returns how many."""
    return indicator_imports.forget_old()

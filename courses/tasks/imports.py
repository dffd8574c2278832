"""Lists of people: checked, brought in, forgotten."""

from celery import shared_task

from courses.services import imports


@shared_task
def go_on(import_id: int) -> bool:
    """Go on with one list."""
    return imports.go_on(import_id=import_id)


@shared_task
def go_on_with_due() -> int:
    """Take up the lists that nobody works on; returns how many."""
    return imports.go_on_with_due()


@shared_task
def forget_old() -> int:
    """Delete what old lists held; returns how many."""
    return imports.forget_old()

"""Replication packs: made, checked, brought in."""

from celery import shared_task

from lms.evaluation.services.packs import bringing, making


@shared_task
def make(pack_id: int) -> bool:
    """Make one pack."""
    return making.make(pack_id=pack_id)


@shared_task
def make_due() -> int:
    """Make the packs that nobody works on; returns how many."""
    return making.make_due()


@shared_task
def go_on(import_id: int) -> bool:
    """Go on with one pack from elsewhere."""
    return bringing.go_on(import_id=import_id)


@shared_task
def forget_old() -> int:
    """Delete archives that nobody needs any more; returns how many."""
    return bringing.forget_old()


@shared_task
def go_on_with_due() -> int:
    """Take up the packs from elsewhere that nobody works on; returns how many."""
    return bringing.go_on_with_due()

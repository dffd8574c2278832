"""The worker's part. Each task may run twice at once without harm."""

from celery import shared_task

from lms.files import services


@shared_task
def check_one(file_id: int) -> bool:
    """Check one file that has just arrived."""
    return services.check_file(file_id=file_id)


@shared_task
def check_due_files() -> int:
    """Check what waits; returns how many files were settled."""
    return services.check_due()


@shared_task
def drop_forgotten_uploads() -> int:
    """Free the room of uploads nobody goes on with; returns how many."""
    return services.drop_forgotten()

"""Every write of the programme."""

from lms.programme.services.reviews import (
    close_on_record,
    move_due_date,
    open_review,
    refresh_review,
    withdraw_review,
)

__all__ = ["close_on_record", "move_due_date", "open_review", "refresh_review", "withdraw_review"]

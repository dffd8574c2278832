"""Every write about notices. Keyword-only verbs; the acting user is passed in (None: the system itself)."""

from lms.notices.services.calendars import renew_calendar
from lms.notices.services.delivery import send_due
from lms.notices.services.preferences import choose, unsubscribe
from lms.notices.services.reminders import remind
from lms.notices.services.telling import read, read_all, tell, tell_many, withdraw

__all__ = [
    "choose",
    "read",
    "read_all",
    "remind",
    "renew_calendar",
    "send_due",
    "tell",
    "tell_many",
    "unsubscribe",
    "withdraw",
]

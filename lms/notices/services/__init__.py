"""Every write about notices. Keyword-only verbs; the acting user is passed in (None: the system itself)."""

from lms.notices.services.calendars import renew_calendar
from lms.notices.services.delivery import send_due
from lms.notices.services.forgetting import forget_old
from lms.notices.services.preferences import choose, unsubscribe
from lms.notices.services.reminders import remind
from lms.notices.services.resending import send_again
from lms.notices.services.telling import read, read_all, tell, tell_many, withdraw, withdraw_many
from lms.notices.services.wording import check_words, restore_words, write_words

__all__ = [
    "check_words",
    "choose",
    "forget_old",
    "read",
    "read_all",
    "remind",
    "renew_calendar",
    "restore_words",
    "send_again",
    "send_due",
    "tell",
    "tell_many",
    "unsubscribe",
    "withdraw",
    "withdraw_many",
    "write_words",
]

"""Every write about notices. Keyword-only verbs; the acting user is passed in (None: the system itself)."""

from lms.notices.services.delivery import send_due
from lms.notices.services.reminders import remind
from lms.notices.services.telling import read, read_all, tell, tell_many, withdraw

__all__ = ["read", "read_all", "remind", "send_due", "tell", "tell_many", "withdraw"]

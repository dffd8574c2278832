"""What this room does when the ground floor announces something."""

from typing import Any

from django.dispatch import receiver

from courses.services.enrolments import take_up_all
from lms.people.models import User
from lms.people.signals import invitation_accepted


@receiver(invitation_accepted, dispatch_uid="courses.take_up")
def take_up_places(sender: object, user: User, **_kwargs: Any) -> None:
    """Whoever accepts the invitation says yes to the places accepted so far."""
    take_up_all(user=user)

"""Looking with somebody else's eyes, for one session: who is looked as, and what is shut meanwhile."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lms.people.enums import Role
from lms.people.models import User
from lms.people.registry import facts
from lms.people.roles import hats_of

KEY = "view_as"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Another person's account pages and the editors: what is theirs alone, and what could write on a mere GET.
SHUT = ("/accounts/", "/admin/", "/cms/")


def may_be_viewed(person: User) -> bool:
    """Whether anybody may look as this person: an open account, and no administrator's."""
    return person.is_active and not person.is_staff and not hats_of(person).has(Role.ADMINISTRATOR)


def viewed_person(request: HttpRequest) -> User | None:
    """Return whom the signed-in administrator looks as, else None. Forgets it when either of the two may no longer."""
    public_id = request.session.get(KEY)
    if not public_id:
        return None
    viewed = User.objects.select_related("work_unit").annotate(**facts()).filter(public_id=public_id).first()
    if viewed is None or not may_be_viewed(viewed) or not hats_of(request.user).has(Role.ADMINISTRATOR):
        del request.session[KEY]
        return None
    return viewed


def refusal_while_viewing(request: HttpRequest) -> HttpResponse | None:
    """Return the page that refuses a write or a shut address while looking as somebody else, else None."""
    if getattr(request, "viewed_as", None) is None or request.path == reverse("people:view_as_end"):
        return None
    if request.method in SAFE and not request.path.startswith(SHUT):
        return None
    return render(request, "people/view_as_refused.html", status=403)

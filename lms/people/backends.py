"""Who may be signed in at all."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from lms.people.enums import DEMO_DOMAIN, DEMO_PHRASE, EDITING_ROLES
from lms.people.models import User, WorkUnit
from lms.people.prepared import Prepared
from lms.people.registry import facts, facts_known
from lms.people.roles import hats_of

EDITOR = "wagtailadmin.access_admin"

_OF_PERSON = [field.attname for field in User._meta.concrete_fields]
_OF_UNIT = [field.attname for field in WorkUnit._meta.concrete_fields]
_FACTS_AT = len(_OF_PERSON) + len(_OF_UNIT)
_with_unit = Prepared(
    lambda pk: (
        User.objects.filter(pk=pk)
        .order_by()
        .annotate(**facts())
        .values_list(*_OF_PERSON, *(f"work_unit__{name}" for name in _OF_UNIT), *facts())
    )
)


class PersonBackend(AuthenticationBackend):
    """E-mail and password, with Wagtail's group permissions.

    Outside the demo its accounts and its password open no door, not even for a session that is under way.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        email = str(credentials.get("email") or credentials.get("username") or "").lower()
        if not settings.PADAN_DEMO and (credentials.get("password") == DEMO_PHRASE or email.endswith(DEMO_DOMAIN)):
            return None
        return super().authenticate(request, **credentials)  # type: ignore[no-any-return]

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session, with the unit, whose zone every page needs, and the rooms' facts: one query."""
        row = next(iter(_with_unit(int(user_id))), None)
        if row is None:
            return None
        user = User.from_db(connection.alias, _OF_PERSON, row[: len(_OF_PERSON)])
        if user.work_unit_id:
            user.work_unit = WorkUnit.from_db(connection.alias, _OF_UNIT, row[len(_OF_PERSON) : _FACTS_AT])
        for name, value in zip(facts_known(), row[_FACTS_AT:], strict=True):
            setattr(user, name, value)
        return user if self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """The editor's groups follow the roles within the hour (people.tasks); its door follows them at once."""
        if perm == EDITOR and not hats_of(user_obj).has(*EDITING_ROLES):
            return False
        return super().has_perm(user_obj, perm, obj)  # type: ignore[no-any-return]

    def user_can_authenticate(self, user: User | None) -> bool:
        return user is not None and user.is_active and (settings.PADAN_DEMO or not user.is_demo)

"""Django's admin, for administrators. What is append-only or has a service of its own can only be read here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.people import services
from lms.people.access import person
from lms.people.masking import mask_email
from lms.people.models import AuditEntry, ConsentText, RoleAssignment, User, WorkUnit
from lms.people.rules import is_administrator


class AdministratorsOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Opens to whoever holds the role today, whatever flag the row carries."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(is_administrator(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(is_administrator(request.user))

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(WorkUnit)
class WorkUnitAdmin(AdministratorsOnly):
    """The one thing without a screen of its own: what the ministry confirms about a unit is entered here."""

    list_display = ["code", "name", "kind", "column", "time_zone", "has_kiosk", "evidence", "is_active"]
    list_filter = ["kind", "column", "evidence"]
    search_fields = ["code", "name", "place"]
    readonly_fields = ["code"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(is_administrator(request.user))

    def save_model(self, request: HttpRequest, obj: WorkUnit, form: Any, change: bool) -> None:
        services.update_unit(actor=person(request), unit=obj, fields=form.changed_data)


@admin.register(User)
class UserAdmin(AdministratorsOnly):
    list_display = ["name", "masked_email", "work_unit", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    list_select_related = ["work_unit"]
    search_fields = ["email", "name"]
    exclude = ["password"]

    @admin.display(description=_("e-mail"))
    def masked_email(self, one: User) -> str:
        """As in every list; the whole address stands on the person's own page."""
        return mask_email(one.email)


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(AdministratorsOnly):
    list_display = ["user", "role", "column", "work_unit", "valid_from", "valid_until"]
    list_filter = ["role", "column"]
    list_select_related = ["user", "work_unit"]
    search_fields = ["user__name", "user__email"]


@admin.register(ConsentText)
class ConsentTextAdmin(AdministratorsOnly):
    list_display = ["purpose", "version", "published_at"]


@admin.register(AuditEntry)
class AuditEntryAdmin(AdministratorsOnly):
    list_display = ["at", "actor", "action", "object_label", "ip"]
    list_select_related = ["actor"]
    search_fields = ["object_label", "action"]

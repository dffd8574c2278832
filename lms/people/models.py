"""Users, work units, roles, invitations, consent, and the audit trail."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.enums import DEMO_DOMAIN, OPEN_INVITATION, Column, Evidence, InvitationState, Language, Role, UnitKind
from lms.people.ids import PublicIdModel
from lms.people.prepared import Prepared
from lms.people.ranks import RANK_CHOICES


def choice_check(field: str, choices: Any, name: str, *, blank: bool = False) -> models.CheckConstraint:
    """Return the CHECK that keeps a choices field to its choices in the database too."""
    values = [*choices, ""] if blank else list(choices)
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


class WorkUnit(PublicIdModel):
    """An organisation or a training centre: where people work, in which zone, under which column of the matrix."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=UnitKind.choices)
    name = models.CharField(_("name"), max_length=120)
    full_name = models.CharField(_("full name"), max_length=255, blank=True)
    name_en = models.CharField(_("name in English"), max_length=255, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    province = models.CharField(_("province"), max_length=120, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Jakarta")
    column = models.CharField(_("matrix column"), max_length=20, choices=Column.choices, blank=True)
    has_kiosk = models.BooleanField(_("has a kiosk"), null=True, blank=True)
    is_candidate = models.BooleanField(_("not yet established"), default=False)
    evidence = models.CharField(_("evidence"), max_length=12, choices=Evidence.choices, default=Evidence.INFERRED)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("work unit")
        verbose_name_plural = _("work units")
        ordering = ["name"]
        constraints = [
            choice_check("kind", UnitKind.values, "work_unit_kind"),
            choice_check("column", Column.values, "work_unit_column", blank=True),
            choice_check("evidence", Evidence.values, "work_unit_evidence"),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address, which is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user; without a password nobody can sign in as this user yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create somebody who may do anything, for `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(PublicIdModel, AbstractBaseUser, PermissionsMixin):
    """A person. One name field: one-word names are normal and no name is ever split."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, help_text=_("As in the civil-service decree, without titles."))
    title_before = models.CharField(_("title before"), max_length=40, blank=True)
    title_after = models.CharField(_("title after"), max_length=60, blank=True)
    nip = models.CharField("NIP", max_length=18, null=True, blank=True, unique=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("work unit")
    )
    position = models.CharField(_("position"), max_length=120, blank=True)
    rank = models.CharField(_("rank/grade"), max_length=6, blank=True, choices=RANK_CHOICES)
    birth_place = models.CharField(_("place of birth"), max_length=80, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ID)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the Django admin"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=clock.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
            models.CheckConstraint(
                condition=Q(nip__isnull=True) | Q(nip__regex=r"^\d{18}$"), name="user_nip_18_digits"
            ),
            choice_check("language", Language.values, "user_language"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name with its titles: `Dr. Ratna Juwita, S.E., M.Si.`"""
        before = f"{self.title_before} " if self.title_before else ""
        after = f", {self.title_after}" if self.title_after else ""
        return f"{before}{self.name}{after}"

    @property
    def is_demo(self) -> bool:
        """Whether this is an account of the demo, which opens no door elsewhere."""
        return self.email.endswith(DEMO_DOMAIN)

    def roles_held(self, on: date) -> list[tuple[str, str, int | None]]:
        """Return (role, column, id of the unit) of each role in force on a day: one query. `lms.people.roles` keeps them."""
        found = _roles_of(self.pk)
        return [(role, column, unit) for role, column, unit, *days in found if is_in_force(*days, on=on)]

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.name


def is_in_force(valid_from: date, valid_until: date | None, *, on: date) -> bool:
    """Whether a role with these dates is in force on a day, the last day included: `valid()` for a row at hand."""
    return valid_from <= on and (valid_until is None or valid_until >= on)


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def valid(self, at: date | None = None) -> RoleAssignmentQuerySet:
        """Roles in force on a day (WIB); the last day is valid."""
        day = at or clock.today()
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def to_come(self, at: date | None = None) -> RoleAssignmentQuerySet:
        """Roles that begin after a day (WIB)."""
        return self.filter(valid_from__gt=at or clock.today())


class RoleAssignment(models.Model):
    """A role with its scope and dates. It ends by date, never by deletion, so history keeps who acted as what."""

    user = models.ForeignKey(User, models.PROTECT, related_name="role_assignments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    column = models.CharField(_("matrix column"), max_length=20, choices=Column.choices, blank=True)
    work_unit = models.ForeignKey(
        WorkUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="role_assignments",
        verbose_name=_("work unit"),
    )
    valid_from = models.DateField(_("valid from"), default=clock.today)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    # Whether the rooms above were told that the role began, and that it ended (signal roles_changed).
    begin_announced = models.BooleanField(default=False, editable=False)
    end_announced = models.BooleanField(default=False, editable=False)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["-valid_from", "id"]
        constraints = [
            choice_check("role", Role.values, "role_assignment_role"),
            choice_check("column", Column.values, "role_assignment_column", blank=True),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="role_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.REVIEWER) | ~Q(column=""), name="reviewer_speaks_for_a_column"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.SUPERVISOR, Role.UNIT_CONTACT]) | Q(work_unit__isnull=False),
                name="supervisor_and_contact_have_a_unit",
            ),
        ]
        indexes = [models.Index(fields=["user", "valid_until"])]

    def __str__(self) -> str:
        scope = self.get_column_display() if self.column else self.work_unit
        return f"{self.get_role_display()} · {scope}" if scope else self.get_role_display()

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed (WIB)."""
        return self.valid_until is not None and self.valid_until < clock.today()


_roles_of = Prepared(
    lambda user_id: (
        RoleAssignment.objects.filter(user_id=user_id)
        .order_by()
        .values_list("role", "column", "work_unit_id", "valid_from", "valid_until")
    )
)


def new_nonce() -> str:
    return secrets.token_hex(8)


class Invitation(PublicIdModel):
    """An invitation to take up an account. The link is signed from this row's nonce and the installation's key, so a
    copy of the database opens no door; renewing changes the nonce and kills the old link. The row is its own outbox."""

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations", verbose_name=_("person"))
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("invited by"))
    reason = models.CharField(_("what for"), max_length=200, blank=True)
    nonce = models.CharField(max_length=16, default=new_nonce, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=InvitationState.choices, default=InvitationState.WAITING
    )
    created_at = models.DateTimeField(_("created"), default=clock.now)
    expires_at = models.DateTimeField(_("expires"))
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failure = models.CharField(_("why it failed"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            choice_check("state", InvitationState.values, "invitation_state"),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=OPEN_INVITATION),
                name="one_open_invitation_per_person",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """Whether it was neither accepted nor revoked (it may have expired)."""
        return self.state in OPEN_INVITATION

    @property
    def is_in_date(self) -> bool:
        """Whether its link still works by the clock."""
        return self.expires_at > clock.now()


class ConsentText(models.Model):
    """A text people agree to; a new wording is a new version."""

    purpose = models.SlugField(_("purpose"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    text_id = models.TextField(_("text in Indonesian"))
    text_en = models.TextField(_("text in English"))
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["purpose", "-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version")]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"

    @property
    def local_text(self) -> str:
        """The wording in the reader's language."""
        return self.text_en if get_language() == "en" else self.text_id


class Consent(models.Model):
    """Somebody's yes to one text, and when it was taken back."""

    user = models.ForeignKey(User, models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "text"], condition=Q(withdrawn_at__isnull=True), name="one_consent_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.text}"


class DeclinedText(AppendOnlyModel):
    """Somebody read a new wording and stays with the earlier one: the consent to that stands, and agreeing later is another row."""

    user = models.ForeignKey(User, models.PROTECT, related_name="declined_texts")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="declined")
    declined_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("declined wording")
        verbose_name_plural = _("declined wordings")
        ordering = ["-declined_at"]
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="text_declined_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.text}"


class AuditEntry(AppendOnlyModel):
    """Who did what to which object, from where, and what it was before and after (personal data masked)."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_label}"

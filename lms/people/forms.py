"""What people type about people."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.people import clock
from lms.people.enums import Column, Language, Role
from lms.people.fields import DayField, NameField, NipField, PhoneField
from lms.people.models import User, WorkUnit
from lms.people.nip import Nip
from lms.people.positions import POSITIONS
from lms.people.queries import PERSON_FIELDS, fingerprint
from lms.people.ranks import RANK_CHOICES
from lms.people.zones import CHOICES as ZONES

RANKS = [("", _("None or unknown")), *RANK_CHOICES]
POSITION_HELP = format_lazy(_("For example: {position}."), position=POSITIONS[0])


class PersonForm(forms.Form):
    """Somebody's data, for who organises."""

    name = NameField(
        label=_("Name"), max_length=120, help_text=_("As in the decree, without titles. One word is a name, too.")
    )
    title_before = NameField(label=_("Title before the name"), max_length=40, required=False)
    title_after = NameField(label=_("Title after the name"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    phone = PhoneField(required=False)
    nip = NipField(required=False)
    work_unit = forms.ModelChoiceField(
        WorkUnit.objects.filter(is_active=True).order_by("name"),
        label=_("Work unit"),
        required=False,
        empty_label=_("None"),
    )
    position = NameField(label=_("Position"), max_length=120, required=False, help_text=POSITION_HELP)
    rank = forms.ChoiceField(label=_("Rank and grade"), choices=RANKS, required=False)
    birth_place = NameField(
        label=_("Place of birth"), max_length=80, required=False, help_text=_("Stands on the certificate only.")
    )
    birth_date = DayField(
        label=_("Date of birth"), required=False, help_text=_("Left empty, it is taken from the NIP.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.ID)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        self.person = person
        self.parsed_nip: Nip | None = None
        if person is not None:
            now = {name: getattr(person, name) for name in PERSON_FIELDS}
            kwargs["initial"] = {**now, "seen": fingerprint(person), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if self._others().filter(email=email).exists():
            raise forms.ValidationError(
                _("Somebody with this e-mail address is already here. Look in the list of people.")
            )
        return email

    def clean_nip(self) -> str | None:
        nip: Nip | None = self.cleaned_data["nip"]
        if nip and self._others().filter(nip=nip.digits).exists():
            raise forms.ValidationError(_("Somebody with this NIP is already here. Look in the list of people."))
        self.parsed_nip = nip
        return nip.digits if nip else None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        nip, born = self.parsed_nip, data.get("birth_date")
        if nip and "birth_date" in data and not born:
            data["birth_date"] = nip.birth_date
        elif nip and born and born != nip.birth_date:
            text = _("The NIP says %(nip)s as date of birth, and here stands %(here)s. One of the two is wrong.")
            days = {"nip": date_format(nip.birth_date, "j F Y"), "here": date_format(born, "j F Y")}
            self.add_error("birth_date", text % days)
        return data

    @property
    def warning(self) -> str:
        """What is unusual and yet accepted."""
        return self.parsed_nip.warning if self.parsed_nip else ""

    def fields_of_person(self) -> dict[str, Any]:
        """Return what the service writes."""
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS}

    def look_again(self) -> None:
        """After a conflict: keep what was typed, and count the present data as seen, so that saving again is a decision."""
        if self.person is not None:
            typed = {name: self.data.get(name, "") for name in self.fields}
            self.data = {**typed, "seen": fingerprint(User.objects.get(pk=self.person.pk))}

    def _others(self) -> Any:
        return User.objects.exclude(pk=self.person.pk) if self.person else User.objects.all()


class NewPersonForm(PersonForm):
    """A new person, invited at once if wished."""

    invite = forms.BooleanField(label=_("Send the invitation now"), required=False, initial=True)
    reason = NameField(
        label=_("What for"),
        max_length=200,
        required=False,
        help_text=_("Stands in the invitation, for example the name of the cohort."),
    )


class ProfileForm(forms.Form):
    """One's own data. Name, NIP, unit and address are changed by who organises, since others rely on them."""

    title_before = NameField(label=_("Title before the name"), max_length=40, required=False)
    title_after = NameField(label=_("Title after the name"), max_length=60, required=False)
    phone = PhoneField(required=False)
    position = NameField(label=_("Position"), max_length=120, required=False, help_text=POSITION_HELP)
    rank = forms.ChoiceField(label=_("Rank and grade"), choices=RANKS, required=False)
    birth_place = NameField(label=_("Place of birth"), max_length=80, required=False)
    birth_date = DayField(label=_("Date of birth"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        kwargs["initial"] = {name: getattr(person, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def clean_birth_date(self) -> Any:
        born = self.cleaned_data["birth_date"]
        if born and self.person.nip and born.strftime("%Y%m%d") != self.person.nip[:8]:
            raise forms.ValidationError(
                _("Your NIP says another date of birth. If the NIP is wrong, tell the organisers.")
            )
        return born


class RoleForm(forms.Form):
    """A role with its scope and dates."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    column = forms.ChoiceField(
        label=_("Column of the matrix"),
        choices=[("", _("None")), *Column.choices],
        required=False,
        help_text=_("For a reviewer: on whose behalf the person signs."),
    )
    work_unit = forms.ModelChoiceField(
        WorkUnit.objects.filter(is_active=True).order_by("name"),
        label=_("Work unit"),
        required=False,
        empty_label=_("None"),
        help_text=_("For a supervisor or a unit contact: whose people."),
    )
    valid_from = DayField(label=_("First day"), initial=clock.today)
    valid_until = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until it is ended. The last day is still valid (WIB).")
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        role = data.get("role")
        if role == Role.REVIEWER and not data.get("column"):
            self.add_error("column", _("A reviewer needs the column on whose behalf the person signs."))
        if role in {Role.SUPERVISOR, Role.UNIT_CONTACT} and not data.get("work_unit"):
            self.add_error("work_unit", _("This role needs the work unit whose people are meant."))
        if role != Role.REVIEWER:
            data["column"] = ""
        if role not in {Role.SUPERVISOR, Role.UNIT_CONTACT}:
            data["work_unit"] = None
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day lies before the first day."))
        return data


class RoleEndForm(forms.Form):
    last_day = DayField(
        label=_("Last day"),
        initial=clock.today,
        help_text=_("The last day is still valid (WIB). Yesterday ends the role at once."),
    )


class ReasonForm(forms.Form):
    """Why something is done that must be understood later."""

    reason = forms.CharField(label=_("Why"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class InvitationForm(forms.Form):
    """Taking up an account."""

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("10 characters or more. Three or four words in a row are easy to remember and hard to guess."),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    agree = forms.BooleanField(label=_("I have read the text above and agree."))

    def __init__(self, *args: Any, person: User, needs_consent: bool, **kwargs: Any) -> None:
        self.person = person
        kwargs["initial"] = {"language": person.language}
        super().__init__(*args, **kwargs)
        if not needs_consent:
            del self.fields["agree"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "password" in data and "again" in data and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return data


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]
    """Sends a link to those who have a password. The others have their invitation, which also asks for their consent."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if user.has_usable_password()]
        return email


class PersonFilterForm(forms.Form):
    """Search and filters of the list of people."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Name, e-mail, NIP or unit")}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All")), *Role.choices], required=False)
    unit = forms.ModelChoiceField(
        WorkUnit.objects.order_by("name"),
        to_field_name="public_id",
        label=_("Work unit"),
        required=False,
        empty_label=_("All"),
    )
    state = forms.ChoiceField(
        label=_("Account"),
        choices=[("", _("All")), ("new", _("Not yet invited")), ("invited", _("Invited")), ("closed", _("Closed"))],
        required=False,
    )


class AuditFilterForm(forms.Form):
    """Filters of the audit trail."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=80, help_text=_("Who, about whom, or the id of a request")
    )
    room = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    person = forms.ModelChoiceField(
        User.objects.all(), to_field_name="public_id", required=False, widget=forms.HiddenInput
    )
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)


class UnitFilterForm(forms.Form):
    """Filters of the list of units."""

    column = forms.ChoiceField(
        label=_("Column of the matrix"), choices=[("", _("All")), *Column.choices], required=False
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=[("", _("All")), *ZONES], required=False)


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """allauth's form in our words. A key that signs in by itself is what people expect of a passkey, so it is ticked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")
        self.fields["name"].help_text = _("For example: office laptop. It tells your keys apart.")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with this key alone, without the password")
        self.fields["passwordless"].help_text = _(
            "Untick it for a key without fingerprint or PIN: it then comes after the password."
        )

"""What people type about sessions, groups and hosts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from cms.enums import StageKind
from courses.meeting_forms import HourField
from courses.models import Cohort, Enrolment
from fieldpractice.models import MonitoringSession, SessionGroup, ZoomHost
from fieldpractice.queries.sessions import EXPECTED
from fieldpractice.services.sessions import PlanDraft, SessionDraft
from lms.people import clock, zones
from lms.people.enums import Role
from lms.people.fields import DayField
from lms.people.models import RoleAssignment, User
from lms.ui.carrying import ComparingForm
from lms.ui.forms import PlainSelect


class _WithStaff(forms.Form):
    """Who opens and who leads a session, from those in use."""

    def _offer_staff(self, cohort: Cohort, session: MonitoringSession | None = None) -> None:
        hosts = ZoomHost.objects.filter(programme=cohort.programme_id, is_active=True)
        if session and session.host_id:
            hosts = hosts | ZoomHost.objects.filter(pk=session.host_id)
        self.hosts = {str(one.pk): one for one in hosts}
        leaders = RoleAssignment.objects.valid().filter(role=Role.FACILITATOR, user__is_active=True)
        people = User.objects.filter(pk__in=leaders.values("user"))
        if session and session.facilitator_id:
            people = people | User.objects.filter(pk=session.facilitator_id)
        self.people = {one.public_id: one for one in people.order_by("name")}
        none = ("", _("No one yet"))
        self.fields["host"].choices = [none, *((key, one.name) for key, one in self.hosts.items())]  # type: ignore[attr-defined]
        self.fields["facilitator"].choices = [none, *((key, str(one)) for key, one in self.people.items())]  # type: ignore[attr-defined]


def _host_field() -> forms.ChoiceField:
    words = _("The account that opens the meeting. Without one a link is given by hand.")
    return forms.ChoiceField(label=_("Host at Zoom"), required=False, widget=PlainSelect, help_text=words)


def _facilitator_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Facilitator"), required=False, widget=PlainSelect)


def _agenda_field() -> forms.CharField:
    return forms.CharField(label=_("Agenda"), required=False, max_length=1900, widget=forms.Textarea(attrs={"rows": 4}))


def _recorded_field() -> forms.BooleanField:
    words = _(
        "Everybody agrees to it before joining. Zoom keeps the recording; its link stands here for some time only."
    )
    return forms.BooleanField(label=_("The session is recorded"), required=False, help_text=words)


class SessionForm(_WithStaff, ComparingForm):
    """One session: day and hours in the chosen zone, for whom, opened and led by whom."""

    carried = ("seen",)

    title = forms.CharField(label=_("Title"), max_length=160)
    day = DayField(label=_("Day"))
    begins = HourField(label=_("Begins"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=360)
    time_zone = forms.ChoiceField(label=_("Time zone of these hours"), choices=zones.CHOICES)
    group = forms.ChoiceField(label=_("For whom"), required=False, widget=PlainSelect)
    host = _host_field()
    facilitator = _facilitator_field()
    agenda = _agenda_field()
    is_recorded = _recorded_field()
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cohort: Cohort, session: MonitoringSession | None = None, **kwargs: Any) -> None:
        usual = {"minutes": 90, "begins": "10:00", "time_zone": cohort.time_zone, "title": _("Monitoring")}
        kwargs["initial"] = {
            **usual,
            **(_typed(session, cohort.time_zone) if session else {}),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self.session = session
        self._offer_staff(cohort, session)
        self.groups = {one.public_id: one for one in cohort.session_groups.all()}
        whole = ("", _("The whole cohort"))
        self.fields["group"].choices = [whole, *((key, one.name) for key, one in self.groups.items())]  # type: ignore[attr-defined]

    def look_again(self) -> None:
        """After a conflict: day and hours are compared in the zone in which they were typed."""
        if self.session is not None:
            self.initial.update(_typed(self.session, self.cleaned_data["time_zone"]))
        super().look_again()

    def draft(self) -> SessionDraft:
        """Return what was typed, as a session. After validation only."""
        data = self.cleaned_data
        begins = datetime.combine(data["day"], data["begins"], tzinfo=ZoneInfo(data["time_zone"]))
        starts_at = begins.astimezone(clock.WIB)
        return SessionDraft(
            title=data["title"],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=data["minutes"]),
            agenda=data["agenda"],
            group=self.groups.get(data["group"]),
            host=self.hosts.get(data["host"]),
            facilitator=self.people.get(data["facilitator"]),
            is_recorded=data["is_recorded"],
        )


class PlanForm(_WithStaff):
    """A plan: which weekday and hour, every how many weeks, from when to when, for whom."""

    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("A number is added to each session."))
    first_day = DayField(label=_("From"))
    last_day = DayField(label=_("Until"))
    weekday = forms.TypedChoiceField(label=_("Weekday"), coerce=int, choices=list(WEEKDAYS.items()))
    begins = HourField(label=_("Begins"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=360, initial=90)
    time_zone = forms.ChoiceField(label=_("Time zone of these hours"), choices=zones.CHOICES)
    every = forms.IntegerField(label=_("Every how many weeks"), min_value=1, max_value=12, initial=2)
    groups = forms.MultipleChoiceField(
        label=_("Groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chosen groups meet one after the other on the same day. With none chosen the whole cohort meets."),
    )
    host = _host_field()
    facilitator = _facilitator_field()
    agenda = _agenda_field()
    is_recorded = _recorded_field()

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        stage = cohort.stages.filter(kind=StageKind.FIELD).first()
        usual: dict[str, Any] = {
            "title": _("Monitoring"), "weekday": 4, "begins": "10:00", "time_zone": cohort.time_zone,
        }  # fmt: skip
        if stage:
            usual |= {"first_day": max(stage.starts_on, clock.today()), "last_day": stage.ends_on}
        kwargs["initial"] = {**usual, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self._offer_staff(cohort)
        self.groups_by_id = {one.public_id: one for one in cohort.session_groups.all()}
        if self.groups_by_id:
            self.fields["groups"].choices = [(key, one.name) for key, one in self.groups_by_id.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["groups"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first_day") and data.get("last_day") and data["last_day"] < data["first_day"]:
            self.add_error("last_day", _("The last day lies before the first."))
        return data

    def plan(self) -> PlanDraft:
        """Return what was typed, as a plan. After validation only."""
        data = self.cleaned_data
        same = (
            "title", "first_day", "last_day", "weekday", "begins", "minutes", "time_zone", "every", "agenda", "is_recorded",
        )  # fmt: skip
        return PlanDraft(
            **{name: data[name] for name in same},
            groups=[self.groups_by_id[key] for key in data.get("groups", [])],
            host=self.hosts.get(data["host"]),
            facilitator=self.people.get(data["facilitator"]),
        )


class LinkForm(forms.Form):
    """A link made by hand."""

    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("From Zoom’s own page, or from another service. Left empty, the link by hand is taken back."),
    )


class GroupForm(forms.Form):
    """A group: its name and who is in it."""

    name = forms.CharField(label=_("Name of the group"), max_length=120)
    members = forms.MultipleChoiceField(label=_("Members"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, cohort: Cohort, group: SessionGroup | None = None, **kwargs: Any) -> None:
        rows = Enrolment.objects.filter(cohort=cohort, state__in=EXPECTED).select_related("user", "work_unit")
        self.enrolments = {one.public_id: one for one in rows.order_by("user__name", "pk")}
        if group is not None:
            kept = list(group.members.values_list("public_id", flat=True))
            kwargs["initial"] = {"name": group.name, "members": kept}
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.user} · {one.work_unit}" if one.work_unit else str(one.user))
            for key, one in self.enrolments.items()
        ]

    def chosen(self) -> list[Enrolment]:
        """Return who was chosen. After validation only."""
        return [self.enrolments[key] for key in self.cleaned_data["members"]]


class HostForm(forms.Form):
    """An account of Zoom that hosts."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail at Zoom"), help_text=_("The address with which this account signs in at Zoom.")
    )
    at_once = forms.IntegerField(
        label=_("Meetings at once"),
        min_value=1,
        max_value=20,
        initial=1,
        help_text=_("One with a Pro licence, two with a Business licence."),
    )
    user = forms.ChoiceField(
        label=_("Who opens the meetings"),
        required=False,
        widget=PlainSelect,
        help_text=_("Sees the button that starts them."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, host: ZoomHost | None = None, **kwargs: Any) -> None:
        staff = RoleAssignment.objects.valid().filter(role__in=(Role.FACILITATOR, Role.COORDINATOR, Role.ADMINISTRATOR))
        people = User.objects.filter(pk__in=staff.values("user"), is_active=True)
        if host is not None:
            same = {name: getattr(host, name) for name in ("name", "email", "at_once", "is_active")}
            kwargs["initial"] = same | {"user": host.user.public_id if host.user else ""}
            people = people | User.objects.filter(pk=host.user_id or 0)
        super().__init__(*args, **kwargs)
        self.people = {one.public_id: one for one in people.order_by("name")}
        choices = [(key, str(one)) for key, one in self.people.items()]
        self.fields["user"].choices = [("", _("No one yet")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "user" in data:
            data["user"] = self.people.get(data["user"])
        return data


def _typed(session: MonitoringSession, time_zone: str) -> dict[str, Any]:
    """The fields of a session as they stand in the form, in this zone."""
    local = session.starts_at.astimezone(ZoneInfo(time_zone))
    return {
        "title": session.title,
        "day": local.date(),
        "begins": local.time(),
        "time_zone": time_zone,
        "minutes": int((session.ends_at - session.starts_at).total_seconds() // 60),
        "group": session.group.public_id if session.group else "",
        "host": str(session.host_id or ""),
        "facilitator": session.facilitator.public_id if session.facilitator else "",
        "agenda": session.agenda,
        "is_recorded": session.is_recorded,
        "seen": session.sequence,
    }

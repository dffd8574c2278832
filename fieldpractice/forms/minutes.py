"""What people type in and after a session: lines of the minutes, follow-ups, approval."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from fieldpractice.enums import ActionState, MinutesKind, QueueState
from fieldpractice.models import Constraint, FollowUp, MinutesItem, MonitoringSession
from fieldpractice.queries.minutes.queue import open_in
from fieldpractice.queries.minutes.running import label_of, people_by_label
from fieldpractice.services.minutes.follow_ups import Plan
from fieldpractice.services.minutes.items import MOST_TEXT
from lms.people.fields import DayField
from lms.people.ids import new_id
from lms.ui.carrying import CarryingForm, ComparingForm
from lms.ui.forms import PlainSelect


class KeyField(forms.CharField):
    """The browser's own name of what is sent, so that sending it again adds nothing."""

    def __init__(self) -> None:
        super().__init__(min_length=8, max_length=64, widget=forms.HiddenInput, initial=new_id)


class ItemForm(forms.Form):
    """A new line of the minutes."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MinutesKind.choices, initial=MinutesKind.NOTE, widget=PlainSelect)
    text = forms.CharField(label=_("What was said"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    key = KeyField()


class ItemEditForm(forms.Form):
    """A line that is there; it carries the `seq` its writer saw."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MinutesKind.choices, widget=PlainSelect)
    text = forms.CharField(label=_("Text"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 5}))
    seq = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: MinutesItem, **kwargs: Any) -> None:
        kwargs["initial"] = {"kind": item.kind, "text": item.text, "seq": item.seq}
        super().__init__(*args, **kwargs)


class SeqForm(forms.Form):
    """What somebody saw when the button was pressed."""

    seq = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class QueueForm(forms.Form):
    """What becomes of a constraint in the queue."""

    to = forms.ChoiceField(choices=QueueState.choices)
    note = forms.CharField(max_length=MOST_TEXT, required=False)
    key = KeyField()


class FollowUpForm(forms.Form):
    """One line of the follow-up plan. Who does it is chosen by name, or written when the person has no account."""

    action = forms.CharField(label=_("Action"), max_length=300)
    who = forms.CharField(
        label=_("Person responsible"),
        max_length=300,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    due_on = DayField(label=_("By when"), required=False)
    issue = forms.CharField(label=_("Issue"), max_length=300, required=False)
    indicator = forms.CharField(
        label=_("Indicator"), max_length=300, required=False, help_text=_("By what one sees that it is done.")
    )
    constraint = forms.ModelChoiceField(
        Constraint.objects.none(),
        label=_("Constraint it answers"),
        required=False,
        to_field_name="public_id",
        empty_label=_("None"),
        widget=PlainSelect,
    )
    key = KeyField()

    def __init__(
        self,
        *args: Any,
        cohort: Cohort,
        session: MonitoringSession | None = None,
        follow_up: FollowUp | None = None,
        **kwargs: Any,
    ) -> None:
        self.cohort, self.session = cohort, session
        if follow_up is not None:
            kwargs["initial"] = _typed(follow_up)
        super().__init__(*args, **kwargs)
        rows = open_in(cohort.pk)
        if follow_up is not None and follow_up.constraint_id:
            rows = Constraint.objects.filter(pk__in=[*rows.values_list("pk", flat=True), follow_up.constraint_id])
        self.fields["constraint"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed = " ".join(data.get("who", "").split()).casefold()
        known = people_by_label(self.session, self.cohort.pk)
        data["person"] = known.get(typed)
        if typed in known and data["person"] is None:
            self.add_error("who", _("Several people have this name. Choose one from the list, with the unit."))
        return data

    def plan(self) -> Plan:
        """Return what was typed, as a plan. After validation only."""
        data = self.cleaned_data
        person = data["person"]
        same = ("action", "issue", "due_on", "indicator", "constraint")
        return Plan(
            responsible=person,
            responsible_name="" if person else data["who"],
            **{name: data[name] for name in same},
        )


class FollowUpEditForm(FollowUpForm, ComparingForm):
    """A follow-up that is there; it carries the `seq` its reader saw."""

    carried = ("seq",)

    seq = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, follow_up: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, cohort=follow_up.cohort, session=follow_up.session, follow_up=follow_up, **kwargs)
        del self.fields["key"]


class StateForm(forms.Form):
    """How far a follow-up is; it carries the state its reader saw."""

    to = forms.ChoiceField(label=_("State"), choices=ActionState.choices)
    seen = forms.ChoiceField(choices=ActionState.choices, widget=forms.HiddenInput)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    # Where to go on; only an address of ours is taken.
    back = forms.CharField(required=False, widget=forms.HiddenInput)


class ApproveForm(CarryingForm):
    """The second look at the minutes; it carries the digest of what was read."""

    carried = ("sha256",)
    # After a conflict the minutes on the page are others, and must be read.
    asked_anew = ("read",)
    sha256 = forms.CharField(min_length=64, max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why are the minutes corrected?"),
        max_length=300,
        help_text=_("The participants read it with the corrected minutes."),
    )
    read = forms.BooleanField(label=_("I have read the minutes above, and they say what was discussed and decided."))

    def __init__(self, *args: Any, sha256: str, again: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"sha256": sha256}
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["reason"]


class BoardForm(forms.Form):
    """The filter of the board of follow-ups."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("unsettled", _("Still to be done")), *ActionState.choices],
        widget=PlainSelect,
    )
    late = forms.BooleanField(label=_("Overdue only"), required=False)
    responsible = forms.CharField(label=_("Person responsible"), max_length=80, required=False)
    session = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)


def _typed(follow_up: FollowUp) -> dict[str, Any]:
    same = ("action", "issue", "due_on", "indicator", "seq")
    return {
        **{name: getattr(follow_up, name) for name in same},
        "who": label_of(follow_up.responsible) if follow_up.responsible else follow_up.responsible_name,
        "constraint": follow_up.constraint.public_id if follow_up.constraint else None,
    }

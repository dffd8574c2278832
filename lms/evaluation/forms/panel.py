"""What evaluators, facilitators, organisers and participants type on the pages of the panel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.evaluation.enums import ObjectionVerdict
from lms.evaluation.services.panel.scoring import LONGEST
from lms.people.enums import Column
from lms.people.fields import DayField
from lms.people.models import User
from lms.ui.carrying import CarryingForm
from lms.ui.forms import PlainSelect

LEVEL = "level-"


class ScoreForm(CarryingForm):
    """A sheet of the panel. Levels are `level-<criterion>`: as many as the rubric has."""

    carried = ("seen",)

    comment = forms.CharField(label=_("Grounds of your score"), required=False, max_length=LONGEST)
    reason = forms.CharField(label=_("What in the meeting changed your score"), required=False, max_length=1000)
    seq = forms.IntegerField(min_value=0, max_value=2_000_000_000, required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, max_value=32_000, required=False, widget=forms.HiddenInput)

    def levels(self) -> dict[str, str]:
        """Return the levels chosen."""
        return {
            name.removeprefix(LEVEL)[:60]: str(value)[:60]
            for name, value in self.data.items()
            if name.startswith(LEVEL) and value
        }


class MemberForm(forms.Form):
    """Who gets a seat on the panel."""

    user = forms.ModelChoiceField(
        User.objects.none(), label=_("Evaluator"), to_field_name="public_id", widget=PlainSelect,
        empty_label=_("Choose a reviewer"), help_text=_("Reviewers speak for a unit of the programme; ILO-Jakarta is one of them."),
    )  # fmt: skip

    column = forms.ChoiceField(
        label=_("Unit"), required=False, choices=[("", _("The one the reviewer speaks for")), *Column.choices],
        widget=PlainSelect, help_text=_("To be chosen for who speaks for several."),
    )  # fmt: skip

    def __init__(self, *args: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """A step that needs its reason."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = help_text


class MeetingForm(CarryingForm):
    """What the panel found on a difference. `seen` are the scores that were on the page."""

    carried = ("seen",)

    held_on = DayField(label=_("Day of the meeting"))
    text = forms.CharField(
        label=_("What the panel found"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Why the scores lay apart, what was agreed. It stays with the result."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, max_length=1000)

    def scores(self) -> dict[str, str]:
        """Return the scores that were seen, by seat."""
        pairs = (pair.partition(":") for pair in self.cleaned_data["seen"].split(",") if ":" in pair)
        return {seat: percent for seat, _colon, percent in pairs}


class LockForm(CarryingForm):
    """Lock what was looked at."""

    carried = ("seen",)
    # Who is locked without a result is asked again: it may be others by now.
    asked_anew = ("incomplete",)

    incomplete = forms.BooleanField(
        label=_("Lock people with a missing part without a result"), required=False,
        help_text=_("They do not complete the course; what is missing is named on their page."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReleaseForm(CarryingForm):
    """Release what was looked at."""

    carried = ("seen",)

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ObjectionForm(forms.Form):
    """A participant objects."""

    text = forms.CharField(
        label=_("What do you object to, and why?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Name the part that is wrong and what shows it. You get an answer in writing."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer to an objection."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (ObjectionVerdict.UPHELD, _("Upheld: the result is opened again and put right")),
            (ObjectionVerdict.REJECTED, _("Not upheld: the result stays")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The participant reads it as it stands here."),
    )  # fmt: skip

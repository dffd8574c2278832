"""What people fill in: a verdict, a comment, dates, a deliverable."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.enums import Column
from lms.programme.enums import Verdict
from lms.programme.models import Activity, Deliverable
from lms.programme.services import Seen
from lms.programme.services.comments import LONGEST
from lms.programme.services.planning import Dates, Promise
from lms.ui.carrying import CarryingForm, retype


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as YYYY-MM-DD whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=DayInput(), input_formats=["%Y-%m-%d", "%d/%m/%Y"]
    )


def text_field(label: Any, *, required: bool = True, help_text: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class SignForm(forms.Form):
    """A verdict on parts. `seen` says, for each part on the page, its digest and the column's word at the time."""

    column = forms.ChoiceField(choices=Column.choices, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect, required=False)
    reason = text_field(
        _("Reason or notes"), required=False, help_text=_("Needed for an objection and for approval with notes.")
    )

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        """With `late` (the review is closed) only an objection is offered."""
        super().__init__(*args, **kwargs)
        if late:
            self.offer_objection_only()

    def offer_objection_only(self) -> None:
        """What is left after the closing. A verdict that was sent meanwhile is refused by the service, in words."""
        self.fields["verdict"].choices = [(Verdict.OBJECT, Verdict.OBJECT.label)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say beside the field what is missing; the service refuses the same, for whoever comes by another way."""
        said = super().clean() or {}
        verdict, reason = said.get("verdict", ""), said.get("reason", "").strip()
        if self.everything or self.errors:
            return said
        if not self.chosen():
            self.add_error(None, _("Choose at least one part to sign."))
        if not verdict:
            self.add_error("verdict", _("Choose a verdict: approve, approve with notes, or object."))
        if verdict == Verdict.OBJECT and not reason:
            self.add_error("reason", _("An objection needs a reason: write what must change."))
        if verdict == Verdict.APPROVE_NOTES and not reason:
            self.add_error("reason", _("Write your notes, or choose to approve without notes."))
        return said

    def tokens(self) -> dict[str, Seen]:
        """Every part that was on the page; what cannot be read counts as never seen."""
        return dict(_token(raw) for raw in self.data.getlist("seen"))  # type: ignore[attr-defined]

    def chosen(self) -> list[str]:
        """The parts that were ticked."""
        return self.data.getlist("part")  # type: ignore[attr-defined,no-any-return]

    @property
    def everything(self) -> bool:
        """Whether the one button for all that awaits was pressed."""
        return "approve_all" in self.data


def _token(raw: str) -> tuple[str, Seen]:
    part, _colon, rest = raw.partition(":")
    digest, _colon, word = rest.partition(":")
    return part, Seen(digest, int(word) if word.isdecimal() and len(word) < 19 else None)


class CommentForm(forms.Form):
    text = text_field(_("Comment"), rows=3)
    parent = forms.CharField(required=False, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = text_field(_("Reason"), help_text=_("It is printed on the sign-off sheet."))


class DueForm(forms.Form):
    due_on = day_field(_("Due"), required=True, help_text=_("This day is the last on which signing is in time (WIB)."))


class SeenForm(CarryingForm):
    """Carries what the person saw of each field, so that after a conflict only those are named that somebody else has changed."""

    seen_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, shown: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(shown, name) for name in self.seen_fields}
        super().__init__(*args, **kwargs)
        for name in self.seen_fields:
            field = self.fields[name]
            field.show_hidden_initial = True

    def seen(self) -> dict[str, Any]:
        """The values that stood in the form when it was opened."""
        found: dict[str, Any] = {}
        for name in self.seen_fields:
            field = self.fields[name]
            raw = self.data.get(self.add_initial_prefix(name), "")
            try:
                found[name] = field.to_python(raw)
            except forms.ValidationError:
                found[name] = field.empty_values[0]
        return found

    def present(self) -> Any:
        """What stands in the database now, with the form's fields as attributes."""
        raise NotImplementedError

    def look_again(self) -> None:
        """After a conflict: keep what was typed, say what stands there now, and count it as seen: saving again is a decision."""
        seen, now = self.seen(), self.present()
        values = {name: getattr(now, name) for name in self.seen_fields}
        retype(
            self, {self.add_initial_prefix(name): self.fields[name].prepare_value(one) for name, one in values.items()}
        )
        for name, value in values.items():
            if (value or "") != (seen[name] or ""):
                words = _("Somebody else wrote here meanwhile: %(value)s") % {"value": self.in_words(name, value)}
                self.add_error(name, words)


class DatesForm(SeenForm):
    """Dates of an activity."""

    seen_fields = ("planned_from", "planned_until", "actual_from", "actual_until")
    planned_from = day_field(_("Planned from"))
    planned_until = day_field(_("Planned until"), help_text=_("The last day counts."))
    actual_from = day_field(_("Began"))
    actual_until = day_field(_("Finished"), help_text=_("Filled in, the activity counts as done."))

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        self.activity = activity
        super().__init__(*args, shown=Dates.of(activity), **kwargs)

    def present(self) -> Dates:
        return Dates.of(Activity.objects.get(pk=self.activity.pk))

    def dates(self) -> Dates:
        return Dates(**self.cleaned_data)

    def seen_dates(self) -> Dates:
        return Dates(**self.seen())


DAYS = frozenset({"due_on", "done_on"})


class DeliverableForm(SeenForm):
    """What an activity must bring forth."""

    seen_fields = ("title", "title_en", "column", "due_on", "done_on", "link")
    title = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    column = forms.ChoiceField(label=_("Unit"), required=False)
    due_on = day_field(_("Due"))
    done_on = day_field(_("Done"))
    link = forms.CharField(
        label=_("Where to see it"),
        max_length=300,
        required=False,
        help_text=_("An address (https://…) or a path on this site (/curriculum/…)."),
    )

    def __init__(self, *args: Any, activity: Activity, deliverable: Deliverable | None = None, **kwargs: Any) -> None:
        self.deliverable = deliverable
        super().__init__(*args, shown=Promise.of(deliverable) if deliverable else Promise(""), **kwargs)
        units = set(activity.columns.values_list("column", flat=True))
        columns = [(value, label) for value, label in Column.choices if value in units]
        self.fields["column"] = forms.ChoiceField(
            label=_("Unit"), required=False, choices=[("", _("All units of the activity")), *columns]
        )
        self.fields["column"].show_hidden_initial = True

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"].strip()
        if link and not link.startswith(("https://", "http://", "/")):
            raise forms.ValidationError(_("An address begins with https:// or with / for a page of this site."))
        return link

    def present(self) -> Promise:
        rows = Deliverable.objects.filter(pk=self.deliverable.pk) if self.deliverable else Deliverable.objects.none()
        return next((Promise.of(row) for row in rows), Promise(""))

    def promise(self) -> Promise:
        return Promise(**self.cleaned_data)

    def seen_promise(self) -> Promise:
        seen: dict[str, Any] = self.seen()
        for name in self.seen_fields:
            if name not in DAYS:
                seen[name] = seen[name] or ""
        return Promise(**seen)

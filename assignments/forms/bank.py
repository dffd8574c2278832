"""What people fill in at the question bank, the body of a question aside (`assignments.forms.editor`)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assignments.enums import QuestionKind
from assignments.forms.overtaken import WholeForm
from assignments.interchange.common import LARGEST_FILE
from assignments.models import Question, Topic
from assignments.queries.bank import ALL, IN_USE, RETIRED, Wanted, lesson_choices
from assignments.questions.bodies import decimal_of
from assignments.questions.wording import plain_points
from cms.choices import sop_numbers

STATES: list[tuple[str, Any]] = [(IN_USE, _("In use")), (RETIRED, _("Retired")), (ALL, _("All"))]


class QuestionFilterForm(forms.Form):
    """Which questions to show."""

    text = forms.CharField(label=_("Words or code"), required=False, max_length=120)
    topic = forms.ModelChoiceField(
        Topic.objects.all(), label=_("Topic"), required=False, empty_label=_("All"), to_field_name="code"
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *QuestionKind.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def wanted(self) -> Wanted:
        """Return what was chosen; what does not exist counts as not chosen."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        return Wanted(data.get("topic"), data.get("kind", ""), data.get("state") or IN_USE, data.get("text", ""))


class PointsField(forms.CharField):
    """Points with a decimal comma or point, above 0."""

    def clean(self, value: Any) -> Decimal:
        number = decimal_of(super().clean(value))
        if number is None or not 0 < number < 10_000 or number != round(number, 2):
            raise ValidationError(_("Points are a number above 0 with at most two decimals, for example 1 or 2,5."))
        return number


class QuestionForm(forms.Form):
    """What a question has beside its body."""

    topic = forms.ModelChoiceField(Topic.objects.all(), label=_("Topic"), empty_label=_("Choose a topic"))
    points = PointsField(label=_("Points"), initial="1", widget=forms.TextInput(attrs={"inputmode": "decimal"}))


class QuestionAddForm(QuestionForm):
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("Left empty, it gets the next number of its topic. It stays for good."),
    )

    def clean_code(self) -> str:
        """Refuse a code that is taken."""
        code = str(self.cleaned_data["code"])
        if code and Question.objects.filter(code=code).exists():
            raise ValidationError(
                _("The code “%(code)s” is taken. Choose another, or leave it empty."), params={"code": code}
            )
        return code


class QuestionEditForm(QuestionForm, WholeForm):
    carried = ("seen",)

    note = forms.CharField(
        label=_("What changed"), max_length=300, required=False, help_text=_("One sentence for the history.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        current = question.current
        if current is not None:
            points = plain_points(current.points)
            kwargs["initial"] = {"topic": question.topic_id, "points": points, "seen": current.number}
        super().__init__(*args, **kwargs)


class TopicForm(forms.Form):
    """A topic, with the lessons and SOPs it rests on."""

    name = forms.CharField(label=_("Name"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    code = forms.SlugField(
        label=_("Code"), max_length=30, help_text=_("Short, for example lkp-1. Codes of its questions begin with it.")
    )
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)
    lessons = forms.TypedMultipleChoiceField(
        label=_("Lessons"),
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where to read again after a wrong answer."),
    )
    sops = forms.TypedMultipleChoiceField(
        label=_("SOPs"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, topic: Topic | None = None, **kwargs: Any) -> None:
        if topic is not None:
            kwargs["initial"] = {
                "name": topic.name,
                "name_en": topic.name_en,
                "code": topic.code,
                "order": topic.order,
                "sops": topic.sops,
                "lessons": [str(row.lesson_key) for row in topic.lessons.all()],
            }
        super().__init__(*args, **kwargs)
        lessons = [(str(one.key), str(one)) for one in lesson_choices()]
        self.fields["lessons"].choices = lessons  # type: ignore[attr-defined]
        self.fields["sops"].choices = sop_numbers()  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A file of questions."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xml,.txt,.gift"}),
        help_text=_(
            "XLSX, Moodle XML or GIFT, at most 5 MB. Nothing is written before you have seen what it would do."
        ),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.all(),
        label=_("Topic"),
        required=False,
        empty_label=_("As the file says"),
        to_field_name="code",
        help_text=_("For questions that name no topic themselves."),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than 5 MB. Split it."))
        return file


class ImportConfirmForm(forms.Form):
    """Which checked file is meant."""

    digest = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    topic = forms.SlugField(required=False, widget=forms.HiddenInput)

"""What those in charge type about a quiz."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from assignments.enums import QuestionKind, QuizKind, ReviewMoment
from assignments.models import Question, Quiz, Topic
from assignments.queries.quizzes import fingerprint, topic_name
from assignments.services.quizzes import PartPlan, QuizPlan
from assignments.starter import usual_blueprint
from courses.models import Enrolment
from lms.people.zones import current_zone_name
from lms.ui.carrying import CarryingForm, ComparingForm

TOPIC = "topic-"


class MomentField(forms.DateTimeField):
    """A day and an hour in the reader's zone, with the browser's own picker; typed day first works too."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H.%M"]
        kwargs.setdefault("input_formats", formats)
        super().__init__(**kwargs)


def in_zone() -> str:
    """Return in whose zone the hours of a form are typed."""
    return str(_("In %(zone)s.") % {"zone": current_zone_name()})


class QuizForm(ComparingForm):
    """A quiz with its questions: how many from each topic, and those asked of everybody by their codes."""

    carried = ("seen",)

    kind = forms.ChoiceField(label=_("Kind"), choices=QuizKind.choices)
    title = forms.CharField(label=_("Title"), max_length=160)
    intro = forms.CharField(
        label=_("What to know before"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    opens_at = MomentField(label=_("Opens"), required=False)
    closes_at = MomentField(label=_("Closes"), required=False, help_text=_("What is under way then is handed in."))
    minutes = forms.IntegerField(
        label=_("Minutes for one attempt"), required=False, min_value=1, max_value=600, help_text=_("Empty: no limit.")
    )
    grace_seconds = forms.IntegerField(
        label=_("Grace in seconds"),
        min_value=0,
        max_value=3600,
        initial=120,
        help_text=_("So long after the time is up an answer still counts: a line that drops is no lateness."),
    )
    attempts = forms.IntegerField(label=_("Attempts"), min_value=1, max_value=20, initial=1)
    pass_mark = forms.DecimalField(
        label=_("Pass mark in percent"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    review = forms.ChoiceField(label=_("Right answers are shown"), choices=ReviewMoment.choices)
    weight = forms.DecimalField(
        label=_("Weight"), min_value=0, max_digits=6, decimal_places=2, initial=0, help_text=_("0: it is not graded.")
    )
    shuffle_questions = forms.BooleanField(label=_("Shuffle the questions"), required=False, initial=True)
    shuffle_options = forms.BooleanField(label=_("Shuffle the answers"), required=False, initial=True)
    questions = forms.CharField(
        label=_("Questions asked of everybody"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Their codes, one a line. An essay is asked only when it stands here."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, quiz: Quiz | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**(kwargs.get("initial") or {}), **(_initial(quiz) if quiz else {})}
        super().__init__(*args, **kwargs)
        if quiz is not None:
            del self.fields["kind"]
        for name in ("opens_at", "closes_at"):
            self.fields[name].help_text = f"{self.fields[name].help_text} {in_zone()}".strip()
        self.topics = list(_topics())
        for topic in self.topics:
            self.fields[f"{TOPIC}{topic.pk}"] = forms.IntegerField(
                label=topic_name(topic),
                required=False,
                min_value=0,
                max_value=topic.in_use,
                help_text=_("%(count)s to draw from") % {"count": topic.in_use},
            )
            self.initial.setdefault(f"{TOPIC}{topic.pk}", None)

    def is_typed_again(self, name: str, value: Any) -> bool:
        if name == "questions":
            return str(value).split() == [one.code for one in self.cleaned_data[name]]
        return super().is_typed_again(name, value)

    def clean_questions(self) -> list[Question]:
        """Turn codes into questions, in the order typed; a code nobody knows is named."""
        codes = list(dict.fromkeys(self.cleaned_data["questions"].replace(",", " ").split()))
        known = {one.code: one for one in Question.objects.filter(code__in=codes, retired_at__isnull=True)}
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise forms.ValidationError(
                _("No question in use has this code: %(codes)s") % {"codes": ", ".join(unknown)}
            )
        return [known[code] for code in codes]

    def plan(self) -> QuizPlan:
        """Return what was typed. After validation only."""
        data = self.cleaned_data
        return QuizPlan(**{name: data[name] for name in PLANNED})

    def parts(self) -> list[PartPlan]:
        """Return the questions and draws that were chosen, fixed questions first. After validation only."""
        data = self.cleaned_data
        drawn = [(topic, data.get(f"{TOPIC}{topic.pk}") or 0) for topic in self.topics]
        fixed = [PartPlan(question=question) for question in data["questions"]]
        return fixed + [PartPlan(topic=topic, count=count) for topic, count in drawn if count]

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Yield the fields under the words of each part of the page."""
        names = {
            str(_("What it is")): ("kind", "title", "intro"),
            str(_("When, and how long")): ("opens_at", "closes_at", "minutes", "grace_seconds", "attempts"),
            str(_("What it counts, and what is shown")): ("pass_mark", "weight", "review"),
            str(_("Questions drawn from the bank")): [f"{TOPIC}{topic.pk}" for topic in self.topics],
            str(_("Other questions, and their order")): ("questions", "shuffle_questions", "shuffle_options"),
        }
        for words, fields in names.items():
            yield words, [self[name] for name in fields if name in self.fields]


PLANNED = (
    "title", "intro", "opens_at", "closes_at", "minutes", "grace_seconds", "attempts", "shuffle_questions",
    "shuffle_options", "pass_mark", "review", "weight",
)  # fmt: skip


def _topics() -> Any:
    drawable = Q(questions__retired_at__isnull=True, questions__current__isnull=False)
    drawable &= ~Q(questions__kind=QuestionKind.ESSAY)
    return Topic.objects.annotate(in_use=Count("questions", filter=drawable)).order_by("order", "code")


def _initial(quiz: Quiz) -> dict[str, Any]:
    # Before the parts: what is saved in between is refused once more, and not counted as seen.
    initial: dict[str, Any] = {"seen": fingerprint(quiz)}
    initial |= {name: getattr(quiz, name) for name in PLANNED}
    parts = list(quiz.parts.select_related("question").order_by("order"))
    initial |= {f"{TOPIC}{part.topic_id}": part.count for part in parts if part.topic_id}
    initial["questions"] = "\n".join(part.question.code for part in parts if part.question)
    return initial


class AllowanceForm(forms.Form):
    """More time or attempts or a later closing for one person."""

    person = forms.ModelChoiceField(
        Enrolment.objects.none(), label=_("Participant"), empty_label=None, to_field_name="public_id"
    )
    extra_minutes = forms.IntegerField(label=_("Extra minutes"), required=False, min_value=0, max_value=600)
    extra_attempts = forms.IntegerField(label=_("Extra attempts"), required=False, min_value=0, max_value=20)
    open_until = MomentField(label=_("Open until"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("It stays on record.")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["person"]
        chosen.queryset = people
        chosen.label_from_instance = lambda enrolment: str(enrolment.user)
        longer = _(
            "For this person alone, also after the test has closed. Whoever has handed in needs another attempt too."
        )
        self.fields["open_until"].help_text = f"{longer} {in_zone()}"


class RegradeForm(CarryingForm):
    """The word on a dry run; `seen` says which."""

    carried = ("seen",)

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays with each mark, and participants read it there once they see the right answers."),
    )


STATES: list[tuple[str, Any]] = [
    ("none", _("Not begun")),
    ("open", _("Under way")),
    ("handed_in", _("Essays to be graded")),
    ("marked", _("Marked")),
]


class PeopleForm(forms.Form):
    """Which lines of a quiz to show."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *STATES])

    def wanted(self) -> str:
        """Return the chosen state; what does not exist counts as not chosen."""
        return self.cleaned_data["state"] if self.is_valid() else ""


def usual(kind: str, pre_test: Quiz | None) -> dict[str, Any]:
    """Return what a new quiz of this kind usually is: a pre-test shows its answers only once nobody can take it any more.

    A pre-test draws from the topics of the starter bank, where that is loaded; a post-test asks as its pre-test did.
    """
    known = {QuizKind.PRE_TEST: _("Pre-test"), QuizKind.POST_TEST: _("Post-test")}
    initial: dict[str, Any] = {"kind": kind, "title": known.get(QuizKind(kind), "")}
    if kind in known:
        initial |= {"review": ReviewMoment.AFTER_CLOSE, "minutes": 30}
    if kind == QuizKind.PRE_TEST:
        blueprint = usual_blueprint()
        topics = Topic.objects.filter(code__in=blueprint)
        initial |= {f"{TOPIC}{topic.pk}": blueprint[topic.code] for topic in topics}
    if pre_test is not None:
        same = ("minutes", "grace_seconds", "attempts", "shuffle_questions", "shuffle_options", "review")
        parts = list(pre_test.parts.select_related("question"))
        initial |= {name: getattr(pre_test, name) for name in same}
        initial |= {f"{TOPIC}{part.topic_id}": part.count for part in parts if part.topic_id}
        initial["questions"] = "\n".join(part.question.code for part in parts if part.question)
        initial["pass_mark"] = pre_test.pass_mark or Decimal(70)
    return initial

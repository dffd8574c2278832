"""The matching lab as a cohort meets it: exercises, the ranking, results."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.forms.lab import ExerciseForm, RankingForm
from assignments.models import MatchingAnswer, MatchingExercise
from assignments.queries import lab as queries
from assignments.services import lab
from courses.enums import LEARNING
from courses.forms import ConfirmForm
from courses.models import Enrolment
from courses.queries.learning import Learner
from courses.queries.visible import enrolments_visible_to
from courses.views.shared import visible_cohort
from lms.people import clock
from lms.people.access import check, found, needs, person, signed_in
from lms.people.errors import Conflict, Refusal
from lms.ui.carrying import retype
from lms.ui.form_pages import GET_POST, done, form_page, posted, pressed


@require_safe
@signed_in
def exercise_list(request: HttpRequest) -> HttpResponse:
    """My matching exercises: to do, handed in, closed."""
    return render(request, "assignments/exercise_list.html", {"exercises": queries.my_exercises(person(request))})


@require_http_methods(GET_POST)
@signed_in
def exercise_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """The case and the own ranking of it; handed in, the result beside the panel's."""
    exercise = _exercise(request, pid)
    learner = queries.learner_for(person(request), exercise)
    if learner is None:
        if request.method == "POST":
            raise PermissionDenied
        return redirect("assignments:exercise_results", pid)
    answer = exercise.answers.filter(enrolment_id=learner.id).first()
    form = _ranking_form(request, exercise, answer)
    if answer is not None and answer.handed_in_at is not None:
        return _handed_in(request, exercise, answer, form)
    closed = queries.closed_because(exercise, learner.state)
    context = {"exercise": exercise, "body": exercise.version.body, "form": form, "answer": answer, "closed": closed}
    if request.method == "POST" and form.is_valid() and (response := _take(request, exercise, learner, form, context)):
        return response
    status = 409 if context.get("elsewhere") else 422 if form.is_bound and form.errors else 200
    return render(request, "assignments/exercise_detail.html", context, status=status)


def _handed_in(
    request: HttpRequest, exercise: MatchingExercise, answer: MatchingAnswer, form: RankingForm
) -> HttpResponse:
    """The result; who sends another ranking after handing in is told that the first one stands."""
    if request.method != "POST":
        return _result(request, exercise, answer)
    if not form.is_valid() or form.ranking() != answer.body:
        messages.warning(request, _("You had handed this in already: that ranking stands, what you sent now does not."))
    return redirect("assignments:exercise_detail", exercise.public_id)


@require_POST
@signed_in
def exercise_save(request: HttpRequest, pid: str) -> JsonResponse:
    """Keep a ranking as it is made; sent by the page itself. Says the number to send with the next save, or what is wrong."""
    exercise = _exercise(request, pid)
    learner = queries.learner_for(person(request), exercise)
    if learner is None:
        raise PermissionDenied
    form = _ranking_form(request, exercise, None)
    if not form.is_valid():
        return JsonResponse({"message": _("This ranking cannot be kept as it is.")}, status=422)
    try:
        seq = lab.save_answer(
            exercise=exercise, enrolment=_enrolment(learner), ranking=form.ranking(), sent=form.sent()
        )
    except Refusal as refusal:
        return JsonResponse({"message": str(refusal)}, status=refusal.status)
    return JsonResponse({"seq": seq})


def _take(
    request: HttpRequest, exercise: MatchingExercise, learner: Learner, form: RankingForm, context: dict[str, Any]
) -> HttpResponse | None:
    """Save or hand in what was sent; None when it comes back with what is wrong, or with what another page saved."""
    what: dict[str, Any] = {
        "exercise": exercise,
        "enrolment": _enrolment(learner),
        "ranking": form.ranking(),
        "sent": form.sent(),
    }
    try:
        if "hand_in" in request.POST:
            lab.hand_in_answer(actor=person(request), **what)
            messages.success(request, _("Handed in. Compare your ranking with the panel's below."))
        else:
            lab.save_answer(**what)
            messages.success(request, _("Saved. You can go on later, on any device."))
    except lab.Unfinished as unfinished:
        form.add_faults(unfinished.faults)
        return None
    except Conflict:
        kept = exercise.answers.filter(enrolment_id=learner.id).first()
        if kept is None or kept.handed_in_at is not None:
            return redirect("assignments:exercise_detail", exercise.public_id)
        context["elsewhere"] = queries.differences(exercise.version.body, kept.body, form.ranking())
        # Whoever has read this may save over it: the page comes back with the number of the other save.
        retype(form, {"seq": kept.seq})
        form.show_needed()
        return None
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        form.show_needed()
        return None
    return redirect("assignments:exercise_detail", exercise.public_id)


def _result(request: HttpRequest, exercise: MatchingExercise, answer: MatchingAnswer) -> HttpResponse:
    context = {
        "exercise": exercise,
        "body": exercise.version.body,
        "answer": answer,
        "compared": queries.comparison(answer, exercise),
        "mine": answer.enrolment.user_id == person(request).pk,
    }
    return render(request, "assignments/matching_detail.html", context)


@require_safe
@signed_in
def matching_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One person's handed-in ranking beside the panel's, for who is in charge (and for the person)."""
    rows = MatchingAnswer.objects.filter(
        enrolment__in=enrolments_visible_to(person(request)), handed_in_at__isnull=False
    ).select_related("exercise__version", "exercise__cohort__version", "enrolment__user")
    answer = found(rows, public_id=pid)
    own = answer.enrolment.user_id == person(request).pk
    if not own:
        check(request, "assignments.set_exercise", answer.exercise.cohort)
    return _result(request, answer.exercise, answer)


@require_safe
@needs("assignments.set_exercise")
def exercise_results(request: HttpRequest, pid: str) -> HttpResponse:
    """Everybody's result, and what the cohort found hard."""
    exercise = _exercise(request, pid)
    check(request, "assignments.set_exercise", exercise.cohort)
    context: dict[str, Any] = {"exercise": exercise, "cohort": exercise.cohort, "body": exercise.version.body}
    if exercise.panel is None:
        return redirect("assignments:cohort_lab", exercise.cohort.public_id)
    return render(request, "assignments/exercise_results.html", {**context, "results": queries.results_of(exercise)})


@require_safe
@needs("assignments.set_exercise")
def cohort_lab(request: HttpRequest, pid: str) -> HttpResponse:
    """The exercises of one cohort: drafts with what they still need, open ones with who has handed in."""
    cohort = visible_cohort(request, pid)
    check(request, "assignments.set_exercise", cohort)
    people = Enrolment.objects.filter(cohort=cohort, state__in=LEARNING).count()
    exercises = list(queries.exercises_of(cohort))
    context = {"cohort": cohort, "exercises": exercises, "people": people, "today": clock.today()}
    return render(request, "assignments/cohort_lab.html", context)


@require_http_methods(GET_POST)
@needs("assignments.set_exercise")
def exercise_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Set a case for a cohort."""
    cohort = visible_cohort(request, pid)
    check(request, "assignments.set_exercise", cohort)
    cases = queries.cases_to_set(cohort)
    form = ExerciseForm(posted(request), cases=cases)

    def act(data: dict[str, Any]) -> HttpResponse:
        case = data.pop("case")
        lab.set_exercise(actor=person(request), cohort=cohort, version=case.current, **data)
        words = _("“%(case)s” is planned. Open it when the panel has ranked it.") % {"case": case.current.title}
        return done(request, words, "assignments:cohort_lab", pid)

    context = {"cohort": cohort, "cases": cases}
    return form_page(request, template="assignments/exercise_add.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("assignments.set_exercise")
def exercise_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change a case that is set: its days, its weight, and until somebody has handed in how it is scored."""
    exercise = _exercise(request, pid)
    check(request, "assignments.set_exercise", exercise.cohort)
    form = ExerciseForm(posted(request), exercise=exercise)

    def act(data: dict[str, Any]) -> HttpResponse:
        lab.edit_exercise(actor=person(request), exercise=exercise, **data)
        words = _("“%(case)s” is changed.") % {"case": exercise.version.title}
        return done(request, words, "assignments:cohort_lab", exercise.cohort.public_id)

    context = {"cohort": exercise.cohort, "exercise": exercise, "today": clock.today()}
    return form_page(request, template="assignments/exercise_edit.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("assignments.set_exercise")
def exercise_delete(request: HttpRequest, pid: str) -> HttpResponse:
    """Delete an exercise that was never opened, once asked whether really."""
    exercise = _exercise(request, pid)
    check(request, "assignments.set_exercise", exercise.cohort)

    def act(_data: dict[str, Any]) -> HttpResponse:
        lab.delete_exercise(actor=person(request), exercise=exercise)
        words = _("The draft “%(case)s” is deleted.") % {"case": exercise.version.title}
        return done(request, words, "assignments:cohort_lab", exercise.cohort.public_id)

    context = {"cohort": exercise.cohort, "exercise": exercise}
    form = ConfirmForm(posted(request))
    return form_page(request, template="assignments/exercise_delete.html", form=form, act=act, context=context)


@require_POST
@needs("assignments.set_exercise")
def exercise_open(request: HttpRequest, pid: str) -> HttpResponse:
    """Show an exercise to its cohort; a closed one takes answers again."""
    exercise = _exercise(request, pid)
    check(request, "assignments.set_exercise", exercise.cohort)

    def act() -> str:
        lab.open_exercise(actor=person(request), exercise=exercise)
        return _("“%(case)s” is open.") % {"case": exercise.version.title}

    return pressed(request, act, "assignments:cohort_lab", exercise.cohort.public_id)


@require_POST
@needs("assignments.set_exercise")
def exercise_close(request: HttpRequest, pid: str) -> HttpResponse:
    """Take no more answers."""
    exercise = _exercise(request, pid)
    check(request, "assignments.set_exercise", exercise.cohort)
    lab.close_exercise(actor=person(request), exercise=exercise)
    messages.success(request, _("“%(case)s” takes no more answers.") % {"case": exercise.version.title})
    return redirect("assignments:cohort_lab", exercise.cohort.public_id)


def _exercise(request: HttpRequest, pid: str) -> MatchingExercise:
    """Return an exercise this reader may see, or raise Http404."""
    rows = queries.exercises_visible_to(person(request))
    return found(rows.select_related("version__case", "cohort__version", "rubric"), public_id=pid)


def _enrolment(learner: Learner) -> Enrolment:
    row = Enrolment.objects.filter(pk=learner.id).first()
    if row is None:
        raise Http404
    return row


def _ranking_form(request: HttpRequest, exercise: MatchingExercise, answer: MatchingAnswer | None) -> RankingForm:
    return RankingForm(
        posted(request),
        case=exercise.version.body,
        ranking=answer.body if answer else None,
        seq=answer.seq if answer else 0,
    )

"""Quizzes for those in charge: setting them, who is where, what came out, and what it tells."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assignments.enums import QuizKind
from assignments.forms.quizzes import AllowanceForm, PeopleForm, QuizForm, RegradeForm, usual
from assignments.models import Question, Quiz
from assignments.queries import quiz_results as results
from assignments.queries.analysis import analysis_of
from assignments.queries.gain import gain_of
from assignments.queries.outcomes import paper_of
from assignments.queries.quizzes import attempts_in_charge, parts_of, quizzes_visible_to
from assignments.quiz_exports import results_xlsx
from assignments.services import keys, quizzes
from courses.forms import ConfirmForm
from courses.models import Cohort
from courses.views.shared import visible_cohort
from lms.people import clock
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.ui.downloads import XLSX, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted, pressed

# How many questions the analysis shows on a page.
QUESTIONS = 20


@require_safe
@needs("assignments.list_quizzes")
def cohort_quizzes(request: HttpRequest, pid: str) -> HttpResponse:
    """A cohort's quizzes, how far they are, and planning another."""
    cohort = _cohort(request, pid)
    context = {
        "cohort": cohort,
        "lines": results.quizzes_in(cohort, person(request)),
        "untested": results.pre_tests_without_post_test(cohort),
        "now": clock.now(),
    }
    return render(request, "assignments/cohort_quizzes.html", context)


@require_http_methods(GET_POST)
@needs("assignments.list_quizzes")
def quiz_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Plan a quiz; `?pre=` plans the post-test of a pre-test."""
    cohort = _cohort(request, pid)
    untested = results.pre_tests_without_post_test(cohort)
    pre_test = untested.filter(public_id=request.GET.get("pre", "")).first()
    kind = QuizKind.POST_TEST if pre_test else request.GET.get("kind", QuizKind.PRE_TEST)
    initial = usual(kind if kind in QuizKind.values else QuizKind.PRE_TEST, pre_test)
    form = QuizForm(posted(request), initial=initial)

    def act(data: dict[str, Any]) -> HttpResponse:
        tied = pre_test if data["kind"] == QuizKind.POST_TEST else None
        quiz = quizzes.plan_quiz(
            actor=person(request), cohort=cohort, kind=data["kind"], plan=form.plan(), parts=form.parts(), pre_test=tied
        )
        return done(
            request, _("The quiz is prepared. Set it when it is right."), "assignments:quiz_manage", quiz.public_id
        )

    context = {"cohort": cohort, "pre_test": pre_test}
    return form_page(request, template="assignments/quiz_add.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("assignments.list_quizzes")
def quiz_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change a quiz, from what was seen."""
    quiz = _quiz(request, pid)
    form = QuizForm(posted(request), quiz=quiz)

    def act(data: dict[str, Any]) -> HttpResponse:
        quizzes.edit_quiz(actor=person(request), quiz=quiz, seen=data["seen"], plan=form.plan(), parts=form.parts())
        return done(request, _("The quiz is saved."), "assignments:quiz_manage", pid)

    context = {"cohort": quiz.cohort, "quiz": quiz, "now": clock.now()}
    return form_page(request, template="assignments/quiz_edit.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("assignments.list_quizzes")
def quiz_delete(request: HttpRequest, pid: str) -> HttpResponse:
    """Delete the draft of a quiz, once asked whether really."""
    quiz = _quiz(request, pid)

    def act(_data: dict[str, Any]) -> HttpResponse:
        quizzes.delete_quiz(actor=person(request), quiz=quiz)
        words = _("The draft “%(quiz)s” is deleted.") % {"quiz": quiz.title}
        return done(request, words, "assignments:cohort_quizzes", quiz.cohort.public_id)

    context = {"cohort": quiz.cohort, "quiz": quiz}
    form = ConfirmForm(posted(request))
    return form_page(request, template="assignments/quiz_delete.html", form=form, act=act, context=context)


@require_safe
@needs("assignments.list_quizzes")
def quiz_manage(request: HttpRequest, pid: str) -> HttpResponse:
    """How a quiz stands: figures, everybody's attempt, what was asked for and what can be done."""
    quiz = _quiz(request, pid)
    form = PeopleForm(request.GET)
    people = results.filtered(quiz, results.takers_of(quiz.cohort), form.wanted())
    page = Paginator(people.select_related("user", "work_unit"), results.PAGE).get_page(request.GET.get("page"))
    context = {
        "quiz": quiz,
        "cohort": quiz.cohort,
        "figures": results.figures_of(quiz),
        "parts": parts_of(quiz),
        "form": form,
        "page": page,
        "people": results.people_of(quiz, list(page.object_list)),
        "changed": keys.changed_questions(quiz),
        "refused": results.refused_of(quiz)[:20],
        "now": clock.now(),
    }
    return render(request, "assignments/quiz_manage.html", context)


@require_POST
@needs("assignments.list_quizzes")
def quiz_open(request: HttpRequest, pid: str) -> HttpResponse:
    """Set the quiz for its cohort."""
    quiz = _quiz(request, pid)

    def act() -> str:
        quizzes.open_quiz(actor=person(request), quiz=quiz)
        return _("The quiz is set.")

    return pressed(request, act, "assignments:quiz_manage", pid)


@require_POST
@needs("assignments.list_quizzes")
def quiz_close(request: HttpRequest, pid: str) -> HttpResponse:
    """Close the quiz now."""
    quiz = _quiz(request, pid)

    def act() -> str:
        handed_in = quizzes.close_quiz(actor=person(request), quiz=quiz)
        return _("The quiz is closed; %(count)s attempts were handed in.") % {"count": handed_in}

    return pressed(request, act, "assignments:quiz_manage", pid)


@require_http_methods(GET_POST)
@needs("assignments.list_quizzes")
def quiz_allow(request: HttpRequest, pid: str) -> HttpResponse:
    """More time or attempts for one person, and what was allowed so far."""
    quiz = _quiz(request, pid)
    people = results.takers_of(quiz.cohort).select_related("user")
    form = AllowanceForm(posted(request), people=people, initial={"person": request.GET.get("person")})

    def act(data: dict[str, Any]) -> HttpResponse:
        quizzes.allow(
            actor=person(request),
            quiz=quiz,
            enrolment=data["person"],
            reason=data["reason"],
            extra_minutes=data["extra_minutes"] or 0,
            extra_attempts=data["extra_attempts"] or 0,
            open_until=data["open_until"],
        )
        words = _("%(name)s has more now.") % {"name": data["person"].user}
        return done(request, words, "assignments:quiz_manage", pid)

    context = {"quiz": quiz, "cohort": quiz.cohort, "allowances": results.allowances_of(quiz)}
    return form_page(request, template="assignments/quiz_allow.html", form=form, act=act, context=context)


@require_safe
@needs("assignments.list_quizzes")
def attempt_paper(request: HttpRequest, pid: str) -> HttpResponse:
    """What somebody has handed in, with the key and every mark, for those in charge."""
    related = ("quiz__cohort", "enrolment__user", "enrolment__work_unit")
    attempt = found(attempts_in_charge(person(request)).select_related(*related), public_id=pid)
    context = {"attempt": attempt, "quiz": attempt.quiz, "cohort": attempt.quiz.cohort, "result": paper_of(attempt)}
    return render(request, "assignments/attempt_paper.html", context)


@require_safe
@needs("assignments.list_quizzes")
def quiz_results(request: HttpRequest, pid: str) -> HttpResponse:
    """Everybody's result as a spreadsheet: the figures of the screen."""
    quiz = _quiz(request, pid)
    return file_answer(results_xlsx(quiz), XLSX, f"kuis-{quiz.public_id}-{clock.today():%Y-%m-%d}.xlsx")


@require_safe
@needs("assignments.list_quizzes")
def quiz_items(request: HttpRequest, pid: str) -> HttpResponse:
    """Item analysis: how hard each question is, whether it tells people apart, which wrong answers were chosen."""
    quiz = _quiz(request, pid)
    analysis = analysis_of(quiz)
    told = analysis.told
    bars = [
        (row.code, round(100 * (row.difficulty or 0))) for row in sorted(told, key=lambda row: row.difficulty or 0)[:15]
    ]
    untold = [row for row in analysis.items if row.difficulty is None]
    context = {
        "quiz": quiz,
        "cohort": quiz.cohort,
        "analysis": analysis,
        "bars": bars,
        "page": Paginator(told, QUESTIONS).get_page(request.GET.get("page")),
        "untold": untold,
    }
    return render(request, "assignments/quiz_items.html", context)


@require_safe
@needs("assignments.list_quizzes")
def quiz_gain(request: HttpRequest, pid: str) -> HttpResponse:
    """What people gained between a pre-test and its post-test."""
    quiz = _quiz(request, pid)
    pre_test = quiz if quiz.kind == QuizKind.PRE_TEST else quiz.pre_test
    post_test = Quiz.objects.filter(pre_test=pre_test).first() if pre_test else None
    if pre_test is None or post_test is None:
        raise Http404
    gain = gain_of(pre_test, post_test)
    names = (_("Before"), _("After"))
    bands = [{**series, "name": name} for series, name in zip(gain.bands(), names, strict=True)]
    context = {"quiz": quiz, "cohort": quiz.cohort, "gain": gain, "bands": bands}
    return render(request, "assignments/quiz_gain.html", context)


@require_http_methods(GET_POST)
@needs("assignments.list_quizzes")
def quiz_regrade(request: HttpRequest, pid: str, code: str) -> HttpResponse:
    """What a changed key does to those who have handed in, and then doing exactly that."""
    quiz = _quiz(request, pid)
    question = Question.objects.select_related("current", "topic").filter(code=code).first()
    if question is None or not quiz.tries.filter(items__version__question=question).exists():
        raise Http404
    try:
        run = keys.dry_run(quiz=quiz, question=question)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("assignments:quiz_manage", pid)
    form = RegradeForm(posted(request), initial={"seen": run.digest})

    def act(data: dict[str, Any]) -> HttpResponse:
        applied = keys.apply_key(actor=person(request), quiz=quiz, question=question, **data)
        words = _("Marked anew: %(gain)s gain, %(lose)s lose.")
        counts = {"gain": len(applied.gains), "lose": len(applied.losses)}
        return done(request, words % counts, "assignments:quiz_manage", pid)

    context = {"quiz": quiz, "cohort": quiz.cohort, "run": run}
    return form_page(request, template="assignments/quiz_regrade.html", form=form, act=act, context=context)


def _cohort(request: HttpRequest, pid: str) -> Cohort:
    """Return a cohort in which this reader runs quizzes: Http404 when unseen, PermissionDenied when only seen."""
    cohort = visible_cohort(request, pid)
    check(request, "assignments.list_quizzes", cohort)
    return cohort


def _quiz(request: HttpRequest, pid: str) -> Quiz:
    """Return a quiz this reader runs, or raise Http404."""
    rows = quizzes_visible_to(person(request)).select_related("cohort__version", "pre_test", "post_test")
    return found(rows, public_id=pid)

"""The demo's hand-ins: what the running cohort filled in during its field practice.

Most hand in in time, some late, some not yet; a few drafts wait on the server. Some people attach photos and papers.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import Prefetch
from PIL import Image, ImageDraw

from assignments.enums import TaskState
from assignments.models import Extension, Submission, Task
from assignments.purposes import SUBMISSION
from assignments.services.submissions import HandIn, begin, hand_in_many, save_draft
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from lms.demo.answers import answers_for
from lms.files.models import StoredFile
from lms.files.services import check_due, receive_many
from lms.people import clock

# Forms that name another form, or need an approval nobody gave yet, are left to their people.
FORMS = ("LT-01", "LT-02", "LT-03", "LT-11", "LT-12", "LT-04")
WITH_FILES = 8
FEW_TASKS, MANY_PEOPLE = 3, 300
ROOMS = ("#2f6f62", "#7a5c3b", "#3e5c86", "#6b4a73")


def build_submissions(*, cohort: Cohort, today: date, chance: Random) -> list[Submission]:
    """Hand in for a running cohort, as of today; returns what was handed in. In a large one only the first tasks."""
    people, tasks = _people(cohort), _tasks(cohort, today)
    tasks = tasks[:FEW_TASKS] if len(people) > MANY_PEOPLE else tasks
    files = _files(people[:WITH_FILES], tasks)
    handed = hand_in_many(pieces=[piece for task in tasks for piece in _pieces(task, people, files, today, chance)])
    if tasks:
        _drafts(tasks[-1], people, {(row.task_id, row.enrolment_id) for row in handed}, today, chance)
    check_due(limit=500)
    return handed


def build_past_submissions(*, cohort: Cohort, over: date, chance: Random) -> list[Submission]:
    """Hand in for a cohort whose field practice was over on a day: all forms, a few late, without evidence; whoever gave up none."""
    people, tasks = _people(cohort)[:-1], _tasks(cohort, over)
    return hand_in_many(pieces=[piece for task in tasks for piece in _past_pieces(task, people, over, chance)])


def _past_pieces(task: Task, people: list[Enrolment], over: date, chance: Random) -> Iterable[HandIn]:
    for one in people:
        day = _day(task, over, chance, over=True, luck=0.0 if chance.random() < 0.08 else 1.0)
        assert day is not None  # noqa: S101 - every task was over long before
        yield HandIn(task, one, 1, answers_for(task.form_version.schema, day, chance), _moment(day, chance))


def _people(cohort: Cohort) -> list[Enrolment]:
    rows = Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.ACTIVE).order_by("pk")
    return list(rows.select_related("user", "work_unit", "cohort"))


def _tasks(cohort: Cohort, today: date) -> list[Task]:
    rows = Task.objects.filter(cohort=cohort, state=TaskState.OPEN, opens_on__lte=today - timedelta(days=2))
    rows = rows.filter(form_version__form__code__in=FORMS).select_related("form_version__form", "rubric", "cohort")
    return list(rows.prefetch_related(Prefetch("extensions", Extension.objects.all())).order_by("due_on", "pk"))


def _pieces(
    task: Task, people: list[Enrolment], files: dict[tuple[int, int], StoredFile], today: date, chance: Random
) -> Iterable[HandIn]:
    """Yield who hands in: nearly all where the day has come, the early ones where it is still to come."""
    over = task.due_on < today
    for number, one in enumerate(people):
        # The first, whose account the demo offers, is in time.
        day = _day(task, today, chance, over=over, luck=chance.random() if number else 0.6)
        if day is None:
            continue
        at = _moment(day, chance)
        answers = answers_for(task.form_version.schema, day, chance)
        if (file := files.get((task.pk, one.pk))) is not None:
            yield HandIn(task, one, 1, answers, at, [("bukti", file)])
        else:
            yield HandIn(task, one, 1, answers, at)


def _day(task: Task, today: date, chance: Random, *, over: bool, luck: float) -> date | None:
    span = max(1, (min(task.due_on, today) - task.opens_on).days)
    if over and luck < 0.08:
        late = task.due_on + timedelta(days=chance.randint(1, 4))
        return late if late < today else None
    if luck < (0.14 if over else 0.65):
        return None
    return min(task.opens_on + timedelta(days=chance.randint(span // 2, span)), today - timedelta(days=1))


def _moment(day: date, chance: Random) -> datetime:
    return clock.at_midday(day, minutes=chance.randint(-220, 260))


def _files(people: list[Enrolment], tasks: list[Task]) -> dict[tuple[int, int], StoredFile]:
    """Return a photo or a paper for some people and the tasks whose form takes evidence."""
    taking = [task for task in tasks if any(key == "bukti" for key in _file_keys(task))]
    wanted = [(task, one, number) for task in taking for number, one in enumerate(people)]
    sent = [
        (one.user, "daftar-hadir.pdf", _paper(number))
        if number % 3 == 2
        else (one.user, f"ruang-konseling-{number + 1}.jpg", _photo(number))
        for _task, one, number in wanted
    ]
    rows = receive_many(purpose=SUBMISSION, files=sent)
    return {(task.pk, one.pk): file for (task, one, _number), file in zip(wanted, rows, strict=True)}


def _file_keys(task: Task) -> list[str]:
    return [
        one["key"]
        for section in task.form_version.schema["sections"]
        for one in section["fields"]
        if one["type"] == "file"
    ]


def _photo(number: int) -> bytes:
    """Draw a room with a desk and two chairs: nobody is on it."""
    picture = Image.new("RGB", (960, 640), "#efe8da")
    pen, tone = ImageDraw.Draw(picture), ROOMS[number % len(ROOMS)]
    pen.rectangle((0, 430, 960, 640), fill="#cdbfa6")
    pen.rectangle((610, 90, 880, 300), fill="#bcd6e6", outline="#8a8475", width=10)
    pen.rectangle((250, 340, 640, 372), fill="#8a623c")
    for left in (270, 600):
        pen.rectangle((left, 372, left + 20, 520), fill="#6f4d2c")
    for left in (130, 690):
        pen.rounded_rectangle((left, 330, left + 110, 470), 18, fill=tone)
        pen.rectangle((left + 10, 470, left + 100, 490), fill=tone)
    pen.rectangle((70 + 30 * (number % 4), 110, 250 + 30 * (number % 4), 230), fill="#ffffff", outline=tone, width=6)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _paper(number: int) -> bytes:
    """Draw a list of attendance without names, as a PDF of one page."""
    page = Image.new("RGB", (827, 1169), "white")
    pen = ImageDraw.Draw(page)
    pen.text((80, 80), "DAFTAR HADIR LAYANAN", fill="black", font_size=30)
    for row in range(12 + number % 3):
        top = 170 + row * 60
        pen.rectangle((80, top, 747, top + 60), outline="#777777")
        pen.text(
            (100, top + 18), f"{row + 1}.   {'ABDEKMNRSTWY'[row % 12]}.{'RSHFPK'[row % 6]}.", fill="black", font_size=20
        )
    out = io.BytesIO()
    page.save(out, "PDF", resolution=100)
    return out.getvalue()


def _drafts(task: Task, people: list[Enrolment], handed: set[tuple[int, int]], today: date, chance: Random) -> None:
    """Leave some forms half filled in."""
    waiting = [one for one in people if (task.pk, one.pk) not in handed][:4]
    for one in waiting:
        with clock.at(_moment(today - timedelta(days=1), chance)):
            submission = begin(actor=one.user, enrolment=one, task=task, ordinal=1)
            answers = answers_for(task.form_version.schema, clock.today(), chance)
            half = dict(list(answers.items())[: len(answers) // 2])
            save_draft(actor=one.user, submission=submission, answers=half, seq=0)

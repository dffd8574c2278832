"""One work on the desk: what was handed in, in words, with its evidence; the rubric; what graders said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assignments import schema as forms
from assignments.criteria import in_words, level_title, points_of, scaled
from assignments.enums import Decision, FieldType, Marking, WorkKind, WorkState
from assignments.models import (
    AttemptItem,
    BankedComment,
    Evidence,
    FieldComment,
    Grade,
    GradeDraft,
    MatchingAnswer,
    SubmissionVersion,
    Work,
)
from assignments.queries.desk import nameless
from assignments.queries.submissions import references_in
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.models import User

RELATED = (
    "cohort", "enrolment__user", "work_unit", "rubric__rubric", "grade__grader", "grader", "second_grader", "regrade_request",
    "submission__task", "submission__form_version__form", "submission__current",
)  # fmt: skip
# What an essay and a matching need; a form asks for none of it.
OTHER_KINDS = (
    Prefetch("attempt_item", AttemptItem.objects.select_related("version__question", "attempt__quiz")),
    Prefetch("matching", MatchingAnswer.objects.select_related("exercise__version")),
)
# For how long somebody else's draft says that the person is at it too.
AT_IT = timedelta(hours=8)
BANK = 30


@dataclass(frozen=True)
class Proof:
    """A file handed in with a field. Without names on the desk its own name, which its owner chose, is not shown."""

    file: StoredFile
    name: str

    @property
    def pages(self) -> range:
        """The pages that are drawn, to read in place."""
        return range(1, self.file.pages_drawn + 1)


@dataclass(frozen=True)
class Shown:
    """One field as the desk shows it: the answer, its evidence, what was said to it, how it read before, and what the grader
    is writing to it."""

    key: str
    label: str
    row: Any = None
    text: str = ""
    evidence: list[Proof] = field(default_factory=list)
    comments: list[FieldComment] = field(default_factory=list)
    before: str | None = None
    draft: str = ""


@dataclass(frozen=True)
class Block:
    """A section of what was handed in."""

    title: str
    rows: list[Shown]


@dataclass(frozen=True)
class Sheet:
    """Everything the desk shows of one work. `seen` is the number of the last grade, those of a blind marking counted too."""

    work: Work
    name: str
    unit: str
    hidden: bool
    blocks: list[Block]
    versions: list[SubmissionVersion]
    version: SubmissionVersion | None
    draft: GradeDraft | None
    grades: list[Grade]
    others: list[GradeDraft]
    notes: list[Any]
    bank: list[BankedComment]
    seen: int
    remarks: list[FieldComment]


def works_to_show(works: QuerySet[Work]) -> QuerySet[Work]:
    """Return works with what the desk shows of them joined."""
    return works.select_related(*RELATED).prefetch_related(*OTHER_KINDS)


def sheet_of(work: Work, user: User) -> Sheet:
    """Return one work's sheet for one grader. What the two markers of a blind marking wrote is kept from each other."""
    hidden = is_nameless(work)
    versions = list(work.submission.versions.order_by("-number")) if work.submission else []
    grades = list(work.grades.select_related("grader", "rubric", "release").order_by("-number"))
    draft = GradeDraft.objects.filter(work=work, grader=user, marking=work.awaits).first()
    open_grades, blind = visible_grades(work, grades, user), _blind(work)
    return Sheet(
        work=work,
        name=nameless(work.public_id) if hidden else work.enrolment.user.display_name,
        unit="" if hidden or work.work_unit is None else work.work_unit.name,
        hidden=hidden,
        blocks=blocks_of(work, versions, user, draft.field_comments if draft else {}),
        versions=versions,
        version=versions[0] if versions else None,
        draft=draft,
        grades=open_grades,
        others=others_at(work, user),
        notes=[note for note in work.notes.select_related("author") if not blind or note.author_id == user.pk],
        bank=list(bank_rows(user)[:BANK]),
        seen=grades[0].number if grades else 0,
        remarks=_comments(work, versions, user).get("", []),
    )


def is_nameless(work: Work) -> bool:
    """Whether nobody at the desk is told whose it is."""
    return work.anonymous and work.state != WorkState.RELEASED


def file_name_for(user: User, file: StoredFile) -> str:
    """Return a file's name for a reader: its owner chose it, so of a work without a name nobody else gets it."""
    if file.owner_id == user.pk:
        return file.name
    works = Work.objects.filter(submission__versions__evidence__file=file, anonymous=True)
    nameless_yet = works.exclude(state=WorkState.RELEASED).exists()
    return _("evidence-%(mark)s") % {"mark": file.public_id[:4]} if nameless_yet else file.name


def visible_grades(work: Work, grades: list[Grade], user: User) -> list[Grade]:
    """Return the grades this grader may see: until both markings are there, only one's own."""
    if _blind(work):
        return [grade for grade in grades if grade.grader_id == user.pk]
    return grades


def _blind(work: Work) -> bool:
    """Whether two mark this work and one of them has not yet. What a round before brought is kept from them too."""
    if work.state not in {WorkState.WAITING, WorkState.RETURNED}:
        return False
    by_two = work.submission is not None and work.submission.task.second_marking
    return work.awaits == Marking.SECOND or (by_two and work.awaits == Marking.FIRST)


def others_at(work: Work, user: User) -> list[GradeDraft]:
    """Return the drafts of others who are at this work now. Never what is in them, only whose they are."""
    since = clock.now() - AT_IT
    rows = GradeDraft.objects.filter(work=work, saved_at__gte=since, marking=work.awaits).exclude(grader=user)
    return list(rows.select_related("grader").order_by("-saved_at")[:5])


def bank_rows(user: User) -> QuerySet[BankedComment]:
    """Return the sentences somebody can use, own and everybody's, those used most first."""
    return BankedComment.objects.filter(Q(owner=user) | Q(owner__isnull=True)).order_by("-used", "id")


@dataclass(frozen=True)
class Criterion:
    """A criterion on the sheet, with its levels numbered for the keys and the one that is chosen; where two are to agree, what each gave."""

    key: str
    title: str
    help: str
    most: Decimal
    levels: list[dict[str, Any]]
    chosen: str
    given: list[tuple[str, str]]

    @property
    def apart(self) -> bool:
        """Whether the two who marked gave different levels."""
        return len({level for _name, level in self.given}) > 1


def criteria_of(sheet: Sheet) -> list[Criterion]:
    """Return the rubric as the sheet draws it: the grader's own draft chosen, else the grade that stands."""
    work = sheet.work
    if work.rubric is None:
        return []
    standing = work.grade.levels if work.grade else {}
    levels = sheet.draft.levels if sheet.draft else standing
    markings = _to_agree(sheet)
    return [
        Criterion(
            one["key"],
            one["title"],
            one["help"],
            max(Decimal(level["points"]) for level in one["levels"]),
            [{**level, "number": number} for number, level in enumerate(one["levels"], 1)],
            levels.get(one["key"], ""),
            [(grade.grader.name, level_title(one, grade.levels)) for grade in markings],
        )
        for one in in_words(work.rubric.criteria)
    ]


def _to_agree(sheet: Sheet) -> list[Grade]:
    """Return the two markings on which their graders are to agree now, the first before the second."""
    if (sheet.work.state, sheet.work.awaits) != (WorkState.WAITING, Marking.AGREED):
        return []
    newest = {grade.marking: grade for grade in reversed(sheet.grades)}
    return [newest[one] for one in (Marking.FIRST, Marking.SECOND) if one in newest]


def total_of(sheet: Sheet) -> Decimal | None:
    """Return what the levels on the sheet come to, None while none is chosen."""
    work = sheet.work
    levels = sheet.draft.levels if sheet.draft else work.grade.levels if work.grade else {}
    if work.rubric is None or not levels:
        return None
    return scaled(points_of(work.rubric.criteria, levels), work.rubric.points_max, work.points_max)


def blocks_of(work: Work, versions: list[SubmissionVersion], user: User, drafted: Mapping[str, str]) -> list[Block]:
    """Return what was handed in, whatever kind it is."""
    if work.kind == WorkKind.FORM and versions:
        return form_blocks(work, versions[0], versions[1] if len(versions) > 1 else None, user, drafted)
    if work.kind == WorkKind.ESSAY and work.attempt_item is not None:
        return _essay(work.attempt_item)
    return _matching(work.matching) if work.matching is not None else []


def form_blocks(
    work: Work,
    version: SubmissionVersion,
    before: SubmissionVersion | None,
    user: User,
    drafted: Mapping[str, str] | None = None,
) -> list[Block]:
    """Return a version of a form by sections, with evidence and comments; `before` marks what reads otherwise now."""
    if work.submission is None:
        return []
    scheme, language = work.submission.form_version.schema, get_language() or "id"
    hidden = is_nameless(work)
    evidence = _evidence(version, hidden)
    comments = _comments(work, [version, before] if before else [version], user)
    refs = references_in(scheme, version.answers, before.answers if before else {}, nameless=hidden)
    old = _rows(forms.display(scheme, before.answers, language, refs)) if before else {}
    blocks = []
    for section in forms.display(scheme, version.answers, language, refs):
        rows = [
            Shown(
                key=row.key,
                label=row.label,
                row=row,
                text=row.text,
                evidence=evidence.get(row.key, []),
                comments=comments.get(row.key, []),
                before=_changed(old, row) if before else None,
                draft=(drafted or {}).get(row.key, ""),
            )
            for row in section.rows
            if not (hidden and row.type in {FieldType.AUTO, FieldType.APPROVAL})
        ]
        blocks.append(Block(section.title, rows))
    return [block for block in blocks if block.rows]


def _rows(sections: list[Any]) -> dict[str, Any]:
    return {row.key: row for section in sections for row in section.rows}


def text_of(row: Any) -> str:
    """Return a shown row as plain text, to compare with."""
    table = "\n".join(" · ".join(cells) for cells in row.rows)
    return row.text or table or ", ".join(row.files) or row.ref


def _changed(old: Mapping[str, Any], row: Any) -> str | None:
    """Return how a field read before, or None when it reads the same and, where it refers to a form, refers to the same one."""
    before = old.get(row.key)
    was, ref = (text_of(before), before.ref) if before else ("", "")
    return was if (was, ref) != (text_of(row), row.ref) else None


def _evidence(version: SubmissionVersion, hidden: bool) -> dict[str, list[Proof]]:
    found: dict[str, list[Proof]] = {}
    for one in Evidence.objects.filter(version=version).select_related("file").order_by("id"):
        mine = found.setdefault(one.field, [])
        mine.append(Proof(one.file, _("File %(number)s") % {"number": len(mine) + 1} if hidden else one.file.name))
    return found


def _comments(work: Work, versions: list[SubmissionVersion], user: User) -> dict[str, list[FieldComment]]:
    found: dict[str, list[FieldComment]] = {}
    rows = FieldComment.objects.filter(version__in=versions).select_related("author", "version").order_by("at", "id")
    if _blind(work):
        rows = rows.filter(Q(grade__isnull=True) | Q(author=user))
    for one in rows:
        found.setdefault(one.field, []).append(one)
    return found


def _essay(item: AttemptItem) -> list[Block]:
    answer = item.answer
    text = answer.get("text", "") if isinstance(answer, dict) else answer or ""
    rows = [
        Shown(key="question", label=_("Quiz question"), text=str(item.version.body.get("prompt") or "")),
        Shown(key="answer", label=_("Answer"), text=str(text)),
        Shown(key="guidance", label=_("For the grader"), text=str(item.version.body.get("guidance") or "")),
    ]
    return [Block(item.attempt.quiz.title, [row for row in rows if row.text or row.key == "answer"])]


def _matching(answer: MatchingAnswer) -> list[Block]:
    """Return a ranking in its order: decision, referred cards, those refused, each with its reason and what would be asked."""
    case, body = answer.exercise.version.body, answer.body
    titles = {card["key"]: card.get("title", card["key"]) for card in case.get("cards", [])}
    places = sorted(
        (body.get("places") or {}).items(), key=lambda one: (one[1].get("rank") is None, one[1].get("rank"))
    )
    rows = [Shown(key=key, label=_placed(titles.get(key, key), place), text=_said(place)) for key, place in places]
    decision = str(body.get("decision") or "")
    label = dict(Decision.choices).get(decision, decision)
    first = Shown(
        key="decision", label=str((case.get("subject") or {}).get("title", "")), text=f"{label}\n{body.get('why', '')}"
    )
    note = [Shown(key="note", label=_("Note"), text=str(body["note"]))] if body.get("note") else []
    return [Block(str(answer.exercise.version.title), [first, *rows, *note])]


def _placed(title: str, place: Mapping[str, Any]) -> str:
    rank = place.get("rank")
    return f"{rank}. {title}" if rank is not None else _("Not referred: %(card)s") % {"card": title}


def _said(place: Mapping[str, Any]) -> str:
    ask = _("To ask or verify: %(what)s") % {"what": place["ask"]} if place.get("ask") else ""
    return "\n".join(filter(None, [str(place.get("reason") or "–"), ask]))

"""The audit trail is whole: what a page sets off and what writes leaves a line, read from the code so that a new service cannot forget it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

from assignments.services.quizzes import QuizPlan
from assignments.services.tasks import TaskSettings
from courses.registry import Limits
from courses.services.meetings import MeetingPlan
from fieldpractice.services.minutes.follow_ups import Plan as FollowUpPlan
from fieldpractice.services.sessions import SessionDraft
from lms.evaluation.services.replication.criteria import CriterionWords
from lms.evaluation.services.surveys.questionnaires import Head
from lms.evaluation.services.surveys.runs import Plan as SurveyPlan
from lms.notices.registry import kinds
from lms.people.actions import action_label
from lms.people.changes import changes_in_words
from lms.programme.services.planning import Dates, Promise

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("lms", "cms", "courses", "assignments", "fieldpractice")
PAGES = ("views", "admin", "wagtail_hooks")
MANAGERS = frozenset({"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "rewrite"})
Where = tuple[str, str]  # module and function

UNFINISHED = "one's own unfinished work, kept as typed; handing it in, releasing or freezing it leaves a line"
ITSELF = "the row is the record: who, when and how stand in it, and it is only ever added"
# What a page writes without a line of the trail, and why.
WITHOUT_A_LINE: dict[Where, str] = {
    ("assignments.services.drafts", "comment_used"): "a count, by which sentences are put in order",
    ("assignments.services.drafts", "keep_text"): UNFINISHED,
    ("assignments.services.drafts", "save_draft"): UNFINISHED,
    ("assignments.services.lab.answers", "save_answer"): UNFINISHED,
    ("assignments.services.submissions.drafts", "save_draft"): UNFINISHED,
    ("courses.services.announcements", "mark_read"): ITSELF,
    ("courses.services.attendance", "scan"): ITSELF,
    ("courses.services.attendance", "take"): ITSELF,
    ("courses.services.learning", "keep_place"): "where somebody reads is nobody else's matter (docs/decisions/0503)",
    ("fieldpractice.services.lhpk", "save_report"): UNFINISHED,
    (
        "fieldpractice.services.minutes.items",
        "write_item",
    ): "a line carries its writer and time until the minutes are approved",
    ("fieldpractice.services.webhooks", "receive"): "Zoom's own word, kept as it came",
    ("fieldpractice.services.zoom", "ask_for_token"): "whether Zoom answered; nothing is decided",
    ("lms.evaluation.services.panel.scoring", "save_draft"): UNFINISHED,
    ("lms.evaluation.services.reports.reading", "read_figures"): "figures read anew, as a task does by itself",
    ("lms.evaluation.services.surveys.answering", "give_answers"): "who has answered what is nowhere written down",
    ("lms.evaluation.services.surveys.answering", "give_at_counter"): "who has answered what is nowhere written down",
    ("lms.evaluation.services.surveys.questionnaires", "save_draft"): UNFINISHED,
    ("lms.files.services.uploads", "begin_upload"): "a file leaves its line when it is whole",
    ("lms.files.services.uploads", "receive_part"): "a file leaves its line when it is whole",
    ("lms.notices.services.telling", "read"): "what somebody has read is nobody else's matter",
    ("lms.notices.services.telling", "read_all"): "what somebody has read is nobody else's matter",
}


@dataclass
class Function:
    """What a function does by itself, and which functions it names."""

    writes: bool = False
    records: bool = False
    names: set[Where] = field(default_factory=set)


@cache
def sources() -> dict[str, ast.Module]:
    """Return the project's modules by their dotted names."""
    files = (file for room in ROOMS for file in (ROOT / room).rglob("*.py") if "migrations" not in file.parts)
    dotted = {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}
    return {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in dotted.items()}


@cache
def own(module: str) -> dict[str, ast.FunctionDef]:
    """Return the functions of a module, those of its classes too."""
    return {node.name: node for node in ast.walk(sources()[module]) if isinstance(node, ast.FunctionDef)}


@cache
def imported(module: str) -> dict[str, Where]:
    """Return what each imported name stands for: a module and a name in it, or a module and nothing."""
    found: dict[str, Where] = {}
    for node in ast.walk(sources()[module]):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                whole = f"{node.module}.{one.name}"
                found[one.asname or one.name] = (whole, "") if whole in sources() else (node.module, one.name)
    return found


def place(module: str, name: str) -> Where | None:
    """Return where a function stands that a module gives under this name, through whatever passes it on."""
    if module not in sources():
        return None
    if name in own(module):
        return module, name
    further = imported(module).get(name)
    return place(*further) if further and further[1] else None


@cache
def function(module: str, name: str) -> Function:
    """Read one function."""
    found = Function()
    for node in ast.walk(own(module)[name]):
        if isinstance(node, ast.Call):
            found.writes |= _writes(node)
            found.records |= _records(node)
        if isinstance(node, ast.Name):
            known = imported(module).get(node.id, (module, node.id))
            target = place(*known) if known[1] else None
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            known = imported(module).get(node.value.id, ("", "-"))
            target = (module, node.attr) if node.value.id in {"self", "cls"} and node.attr in own(module) else None
            target = place(known[0], node.attr) if not known[1] else target
        else:
            continue
        found.names |= {target} if target else set()
    return found


def _writes(call: ast.Call) -> bool:
    """Whether a call writes rows: a manager's verb, or `save`, `delete`, `update` as models and querysets take them."""
    if isinstance(call.func, ast.Name):
        return call.func.id == "rewrite"
    if not isinstance(call.func, ast.Attribute):
        return False
    verb = call.func.attr
    return (
        verb in MANAGERS
        or (verb in {"save", "delete"} and not call.args)
        or (verb == "update" and bool(call.keywords) and not call.args)
    )


def _records(call: ast.Call) -> bool:
    """Whether a call is the trail's pen: `audit.record`, `audit.entry`, or `record` by its own name."""
    func = call.func
    if isinstance(func, ast.Attribute):
        return func.attr in {"record", "entry"} and isinstance(func.value, ast.Name) and func.value.id == "audit"
    return isinstance(func, ast.Name) and func.id == "record"


def reached(start: Where) -> Iterator[Function]:
    """Yield a function and all that it leads to."""
    seen, ahead = {start}, [start]
    while ahead:
        one = function(*ahead.pop())
        yield one
        fresh = one.names - seen
        seen |= fresh
        ahead += fresh


def set_off_by_pages() -> set[Where]:
    """Return the services that views, the admin and the editor's hooks name."""
    pages = [name for name in sources() if any(part in PAGES for part in name.split("."))]
    named = {where for page in pages for one in own(page) for where in function(page, one).names}
    return {where for where in named if "services" in where[0].split(".")}


def written_actions() -> dict[str, str]:
    """Return the actions that stand in the code as they are, each with a module that writes it."""
    found: dict[str, str] = {}
    for module, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _records(node) and len(node.args) > 2:
                told = (one.value for one in ast.walk(node.args[1]) if isinstance(one, ast.Constant))
                found |= {
                    one: module for one in told if isinstance(one, str) and one.count(".") > 1 and not one.endswith(".")
                }
    return found


def written_keys() -> dict[str, str]:
    """Return the keys that stand in the code of what a line says has changed, each with a module that writes it."""
    return {
        key: module
        for module, tree in sources().items()
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef)
        for call in ast.walk(one)
        if isinstance(call, ast.Call) and _records(call) and len(call.args) > 3
        for key in _keys(call.args[3], one)
    }


def _keys(told: ast.expr, within: ast.FunctionDef) -> Iterator[str]:
    """Yield the keys of the mappings in an expression, and of those that its names are given in the function."""
    names = {one.id for one in ast.walk(told) if isinstance(one, ast.Name)}
    parts: list[ast.AST] = [told]
    for one in ast.walk(within):
        for target in one.targets if isinstance(one, ast.Assign) else [getattr(one, "target", None)]:
            if isinstance(target, ast.Name) and target.id in names and getattr(one, "value", None):
                parts.append(one.value)  # type: ignore[attr-defined]
            if isinstance(target, ast.Subscript) and getattr(target.value, "id", "") in names:
                parts.append(ast.Dict([target.slice], [target.slice]))
    for mapping in (one for part in parts for one in ast.walk(part) if isinstance(one, ast.Dict)):
        yield from (key.value for key in mapping.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def test_what_a_page_sets_off_leaves_a_line() -> None:
    silent = {
        where
        for where in set_off_by_pages()
        if any(one.writes for one in reached(where)) and not any(one.records for one in reached(where))
    }
    assert silent == set(WITHOUT_A_LINE)


def test_each_line_is_called_something() -> None:
    unnamed = {action: module for action, module in written_actions().items() if action_label(action) == action}
    assert not unnamed


def test_each_change_in_a_line_is_called_something() -> None:
    unnamed = {key: module for key, module in written_keys().items() if changes_in_words({key: 1})[0].label == key}
    assert not unnamed


def test_each_field_of_what_is_decided_on_one_page_is_called_something() -> None:
    """What is written down field by field, where no key stands in the code."""
    decided = (
        TaskSettings,
        QuizPlan,
        SurveyPlan,
        FollowUpPlan,
        Promise,
        Dates,
        CriterionWords,
        Head,
        Limits,
        MeetingPlan,
        SessionDraft,
    )
    keys = {one.name for plan in decided for one in fields(plan)} - {"kiosks"}  # the counters are rows of their own
    assert {key for key in keys if changes_in_words({key: 1})[0].label == key} == set()


def test_how_one_is_told_is_called_by_what_one_is_told() -> None:
    assert kinds()
    assert {kind.code for kind in kinds() if changes_in_words({kind.code: 1})[0].label == kind.code} == set()

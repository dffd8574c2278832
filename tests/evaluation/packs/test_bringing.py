"""Bringing a pack in: into an empty installation alone, whole or not at all, once."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.urls import reverse
from django.utils.translation import gettext, override

from assignments.models import Question, Rubric, TaskForm
from cms.markdown.archive import read_zip, write_zip
from cms.models import CoursePage, CurriculumVersion
from lms.evaluation import schemes
from lms.evaluation.enums import PackImportState
from lms.evaluation.models import PackImport, Questionnaire
from lms.evaluation.packs.manifest import MANIFEST, digest_of_all, digests_of, encoded
from lms.evaluation.services.packs import bringing
from lms.people import clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry, RoleAssignment, User
from tests.conftest import Cast
from tests.evaluation.packs.conftest import signed_in
from tests.factories.assignments.bank import make_topic
from tests.factories.packs import bring_in

S = PackImportState
Files = dict[str, bytes]


def upload(content: bytes, actor: User) -> PackImport:
    """Upload and check."""
    source = bringing.upload_pack(actor=actor, name="paket.zip", content=content)
    bringing.go_on(import_id=source.pk)
    source.refresh_from_db()
    return source


def rewritten(content: bytes, change: Callable[[Files], None]) -> bytes:
    """The pack as an attacker or a careless hand would leave it, with every digest made to fit again."""
    files = read_zip(io.BytesIO(content))
    manifest = json.loads(files.pop(MANIFEST))
    change(files)
    digests = digests_of(files)
    manifest["files"] = {name: {"sha256": digests[name], "bytes": len(files[name])} for name in files}
    manifest["digest"] = digest_of_all(digests)
    return write_zip({**files, MANIFEST: encoded(manifest)})


def in_json(name: str, change: Callable[[Any], None]) -> Callable[[Files], None]:
    def edit(files: Files) -> None:
        (path,) = [one for one in files if one == name or one.startswith(f"{name}/")][:1]
        value = json.loads(files[path])
        change(value)
        files[path] = encoded(value)

    return edit


def nothing_is_here() -> bool:
    return not any(
        model.objects.exists() for model in (CurriculumVersion, CoursePage, TaskForm, Rubric, Question, Questionnaire)
    )


def test_the_dry_run_writes_nothing(cast: Cast, content: bytes) -> None:
    source = upload(content, cast.coordinator)
    assert source.state == S.CHECKED
    assert source.manifest["counts"]["forms"] == 1
    assert nothing_is_here()


def test_confirmed_twice_it_is_brought_in_once(cast: Cast, content: bytes) -> None:
    source = bring_in(content, actor=cast.coordinator)
    assert source.state == S.DONE, source.problems
    bringing.confirm_pack(actor=cast.coordinator, source=source)
    assert not bringing.go_on(import_id=source.pk)
    assert CurriculumVersion.objects.count() == 1


def test_the_same_file_while_it_is_open_is_the_same_import(cast: Cast, content: bytes) -> None:
    assert upload(content, cast.coordinator) == upload(content, cast.coordinator)


def test_what_is_here_already_is_named(cast: Cast, content: bytes) -> None:
    make_topic(name="Topik kita")
    source = upload(content, cast.coordinator)
    assert source.state == S.REFUSED
    (problem,) = source.problems
    assert problem["file"] == ""
    assert ": 1" in problem["message"]


def test_a_pack_that_was_brought_in_is_not_brought_in_again(cast: Cast, content: bytes) -> None:
    bring_in(content, actor=cast.coordinator)
    again = upload(content, cast.coordinator)
    assert again.state == S.REFUSED
    assert Question.objects.count() == 9


def test_what_came_between_dry_run_and_word_stands_in_the_way(cast: Cast, content: bytes) -> None:
    source = upload(content, cast.coordinator)
    bringing.confirm_pack(actor=cast.coordinator, source=source)
    make_topic()
    bringing.go_on(import_id=source.pk)
    source.refresh_from_db()
    assert source.state == S.REFUSED
    assert not CurriculumVersion.objects.exists()


def test_of_two_packs_the_second_finds_the_first(cast: Cast, content: bytes) -> None:
    first, second = upload(content, cast.coordinator), upload(content, cast.admin)
    assert first.pk != second.pk
    for source, actor in ((first, cast.coordinator), (second, cast.admin)):
        bringing.confirm_pack(actor=actor, source=source)
    for source in (first, second):
        bringing.go_on(import_id=source.pk)
        source.refresh_from_db()
    assert (first.state, second.state) == (S.DONE, S.REFUSED)


def _break_rubric(value: Any) -> None:
    value["criteria"][0]["levels"] = value["criteria"][0]["levels"][:1]


def _for_facilitators(plan: Any) -> None:
    """Both surveys of participants, so that neither is compared with other people."""
    for row in plan["surveys"]:
        if row["audience"] == "participants":
            row["audience"] = "facilitators"


def _in_survey(title: str, **fields: Any) -> Callable[[Files], None]:
    def change(plan: Any) -> None:
        (one,) = [row for row in plan["surveys"] if row["title"] == title]
        one.update(fields)

    return in_json("schedule.json", change)


BROKEN: dict[str, tuple[Callable[[Files], None], str]] = {
    "a form with a flaw": (in_json("forms", lambda form: form["form"]["sections"].clear()), "forms/"),
    "a form of another text": (in_json("forms", lambda form: form["form"]["title"].update(id="Lain")), "forms/"),
    "a form that is none": (in_json("forms", lambda form: form.update(form={"x": 1})), "forms/"),
    "a rubric that cannot be used": (in_json("rubrics", _break_rubric), "rubrics/"),
    "a rubric that is none": (
        in_json("rubrics", lambda rubric: rubric["criteria"][0].update(levels=5)),
        "rubrics/",
    ),
    "a question without its answers": (
        in_json("questions.json", lambda bank: bank["questions"][-1].update(body={"prompt": "?"})),
        "questions.json",
    ),
    "a question of no kind": (
        in_json("questions.json", lambda bank: bank["questions"][0].update(kind="riddle")),
        "questions.json",
    ),
    "a question twice": (
        in_json("questions.json", lambda bank: bank["questions"].append(bank["questions"][0])),
        "questions.json",
    ),
    "a question of no topic": (in_json("questions.json", lambda bank: bank["topics"].clear()), "questions.json"),
    "a lesson that is not there": (
        in_json("questions.json", lambda bank: bank["topics"][0].update(lessons=["tiada"])),
        "questions.json",
    ),
    "a case without cards": (in_json("cases", lambda case: case["body"].update(cards=[])), "cases/"),
    "a level of no kind": (in_json("questionnaires", lambda sheet: sheet.update(level=9)), "questionnaires/"),
    "a questionnaire that asks nothing": (
        in_json("questionnaires", lambda sheet: sheet.update(content={"sections": []})),
        "questionnaires/",
    ),
    "a questionnaire that is none": (
        in_json("questionnaires", lambda sheet: sheet.update(content={"sections": 5})),
        "questionnaires/",
    ),
    "a question of no words": (
        in_json("questionnaires", lambda sheet: sheet["content"]["sections"][0]["items"][0]["text"].update(id="")),
        "questionnaires/",
    ),
    "a question that asks in no known way": (
        in_json("questionnaires", lambda sheet: sheet["content"]["sections"][0]["items"][0].update(kind=[])),
        "questionnaires/",
    ),
    "weights of 99": (
        in_json("scheme.json", lambda scheme: scheme["content"]["components"][0].update(weight="0.01")),
        "scheme.json",
    ),
    "a scheme without bands": (
        in_json("scheme.json", lambda scheme: scheme["content"].update(bands=[])),
        "scheme.json",
    ),
    "a scheme that is none": (
        in_json("scheme.json", lambda scheme: scheme.update(content={"panel": 5})),
        "scheme.json",
    ),
    "a scheme with a panel that is none": (
        in_json("scheme.json", lambda scheme: scheme["content"].update(panel=5)),
        "scheme.json",
    ),
    "clients asked by name": (_in_survey("Klien kios", privacy="confidential"), "schedule.json"),
    "a survey that ends before it begins": (
        _in_survey("Sebelum", closes={"day": 0, "at": "06:59"}),
        "schedule.json",
    ),
    "an anonymous survey by unit": (_in_survey("Sebelum", privacy="anonymous"), "schedule.json"),
    "a survey of others than its questionnaire is for": (
        in_json("schedule.json", _for_facilitators),
        "schedule.json",
    ),
    "a comparison with other people": (_in_survey("Akhir", audience="facilitators"), "schedule.json"),
    "a comparison with what follows": (_in_survey("Sebelum", before=2), "schedule.json"),
    "a word too many": (in_json("scheme.json", lambda scheme: scheme.update(more=1)), "scheme.json"),
    "a day that is none": (in_json("schedule.json", lambda plan: plan["tasks"][0].update(due="esok")), "schedule.json"),
    "stages that overlap": (in_json("schedule.json", lambda plan: plan["stages"][1].update(first=3)), "schedule.json"),
    "no stage at all": (in_json("schedule.json", lambda plan: plan["stages"].clear()), "schedule.json"),
    "a form that is not there": (
        in_json("schedule.json", lambda plan: plan["tasks"][0].update(form="LT-99")),
        "schedule.json",
    ),
    "a post-test of nothing": (
        in_json("schedule.json", lambda plan: plan["quizzes"][1].update(pre_test=1)),
        "schedule.json",
    ),
    "a unit of no matrix": (
        in_json("plan.json", lambda plan: plan["activities"][0]["columns"][0].update(column="LAIN")),
        "plan.json",
    ),
    "a lesson that cannot be read": (
        lambda files: files.update({"curriculum/01-dasar/01-modul/01-pelajaran.md": b"tanpa kepala"}),
        "curriculum/01-dasar/01-modul/01-pelajaran.md",
    ),
    "a file from elsewhere": (lambda files: files.update({"run.py": b"print()"}), "run.py"),
    "a file that is missing": (lambda files: files.pop("plan.json"), "plan.json"),
    "no JSON": (lambda files: files.update({"plan.json": b"{"}), "plan.json"),
    "a number that is none": (lambda files: files.update({"plan.json": b'{"code": NaN}'}), "plan.json"),
    "a text with a NUL": (lambda files: files.update({"plan.json": b'{"code": "a\\u0000"}'}), "plan.json"),
    "nesting without end": (lambda files: files.update({"plan.json": b"[" * 100_000}), "plan.json"),
    "a list in place of an object": (lambda files: files.update({"schedule.json": b"[]"}), "schedule.json"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_used_is_named_and_nothing_is_written(cast: Cast, content: bytes, what: str) -> None:
    change, file = BROKEN[what]
    source = upload(rewritten(content, change), cast.coordinator)
    assert source.state == S.REFUSED, what
    assert any(one["file"].startswith(file) for one in source.problems), source.problems
    assert all(one["message"] for one in source.problems)
    assert nothing_is_here()


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("a rubric that is none", "This is no rubric."),
        ("a scheme with a panel that is none", "This is no scheme of evaluation."),
    ],
)
def test_what_is_none_is_said_in_words_of_the_reader(cast: Cast, content: bytes, what: str, words: str) -> None:
    source = upload(rewritten(content, BROKEN[what][0]), cast.coordinator)
    with override(cast.coordinator.language):
        assert [one["message"] for one in source.problems] == [gettext(words)]


def test_a_curriculum_that_is_not_the_published_one_writes_nothing(cast: Cast, content: bytes) -> None:
    files = read_zip(io.BytesIO(content))
    manifest = json.loads(files[MANIFEST])
    manifest["origin"]["version"]["digest"] = "0" * 64
    source = bring_in(write_zip({**files, MANIFEST: encoded(manifest)}), actor=cast.coordinator)
    assert source.state == S.REFUSED
    assert nothing_is_here()


@pytest.mark.parametrize(
    "origin", [{}, {"version": None}, {"version": [], "signed": 5}, {"site": 5, "signed": [5, {}]}]
)
def test_an_origin_that_says_nothing_is_no_error_of_the_site(cast: Cast, content: bytes, origin: Any) -> None:
    files = read_zip(io.BytesIO(content))
    manifest = {**json.loads(files[MANIFEST]), "origin": origin}
    source = bring_in(write_zip({**files, MANIFEST: encoded(manifest)}), actor=cast.coordinator)
    assert source.state == S.REFUSED
    assert nothing_is_here()


def test_what_a_pack_leaves_open_is_spelt_out(cast: Cast, content: bytes) -> None:
    without = rewritten(content, in_json("scheme.json", lambda scheme: scheme["content"].pop("objection_days")))
    source = bring_in(without, actor=cast.coordinator)
    assert source.state == S.DONE, source.problems
    assert source.scheme is not None
    assert schemes.read(source.scheme.content).objection_days > 0
    assert source.scheme.is_frozen


def test_it_is_brought_in_in_the_name_of_who_let_it_in(cast: Cast, content: bytes) -> None:
    source = upload(content, cast.coordinator)
    # Who carried it here may do nothing with it by now.
    RoleAssignment.objects.filter(user=cast.coordinator).delete()
    bringing.confirm_pack(actor=cast.admin, source=source)
    bringing.go_on(import_id=source.pk)
    source.refresh_from_db()
    assert source.state == S.DONE, source.problems
    assert CurriculumVersion.objects.get().published_by == cast.admin
    assert AuditEntry.objects.get(action="evaluation.pack_import.finish").actor == cast.admin


@pytest.mark.logs_errors
def test_a_check_that_stopped_is_no_dead_end(cast: Cast, content: bytes) -> None:
    source = bringing.upload_pack(actor=cast.coordinator, name="paket.zip", content=content)
    PackImport.objects.filter(pk=source.pk).update(tries=len(bringing.BACK_OFF))
    assert not bringing.go_on(import_id=source.pk)
    browser = signed_in(cast.coordinator)
    page = browser.get(source.get_absolute_url()).content.decode()
    assert reverse("evaluation:pack_import_drop", args=[source.public_id]) in page
    again = upload(content, cast.coordinator)
    assert (again.pk != source.pk, again.state) == (True, S.CHECKED)


def test_given_up_it_is_gone(cast: Cast, content: bytes) -> None:
    source = upload(content, cast.coordinator)
    bringing.drop_pack(actor=cast.coordinator, source=source)
    source.refresh_from_db()
    assert (source.state, source.path) == (S.DROPPED, "")
    for act in (bringing.drop_pack, bringing.confirm_pack):
        with pytest.raises(Conflict):
            act(actor=cast.coordinator, source=source)


def test_a_worker_that_died_is_followed(cast: Cast, content: bytes) -> None:
    source = bringing.upload_pack(actor=cast.coordinator, name="paket.zip", content=content)
    later = clock.now() + timedelta(minutes=5)
    PackImport.objects.filter(pk=source.pk).update(tries=1, next_try_at=later)
    assert bringing.go_on_with_due() == 0
    with clock.at(later):
        assert bringing.go_on_with_due() == 1
    source.refresh_from_db()
    assert source.state == S.CHECKED


@pytest.mark.logs_errors
def test_one_that_stopped_goes_on_when_asked(cast: Cast, content: bytes) -> None:
    source = upload(content, cast.coordinator)
    bringing.confirm_pack(actor=cast.coordinator, source=source)
    PackImport.objects.filter(pk=source.pk).update(tries=len(bringing.BACK_OFF))
    assert not bringing.go_on(import_id=source.pk)
    source.refresh_from_db()
    assert not source.is_running
    bringing.confirm_pack(actor=cast.coordinator, source=source)
    assert bringing.go_on(import_id=source.pk)
    source.refresh_from_db()
    assert source.state == S.DONE


def test_archives_are_not_kept_for_ever(cast: Cast, content: bytes) -> None:
    done, left = bring_in(content, actor=cast.coordinator), upload(content[:-40], cast.coordinator)
    lying = bringing.upload_pack(actor=cast.admin, name="lain.zip", content=content)
    PackImport.objects.filter(pk=lying.pk).update(state=S.CHECKED)
    assert bringing.forget_old() == 0
    with clock.at(clock.now() + timedelta(days=60)):
        bringing.upload_pack(actor=cast.admin, name="baru.zip", content=content)
        assert bringing.forget_old() == 3
    states = [PackImport.objects.get(pk=one.pk) for one in (done, left, lying)]
    assert [(one.state, one.path) for one in states] == [(S.DONE, ""), (S.REFUSED, ""), (S.DROPPED, "")]
    assert not default_storage.exists(lying.path)


def test_an_uploaded_file_is_kept_as_it_came(cast: Cast, content: bytes) -> None:
    file = TemporaryUploadedFile("paket.zip", "application/zip", len(content), None)
    file.write(content)
    file.seek(0)
    source = bringing.upload_pack(actor=cast.coordinator, name="paket.zip", content=file)
    # As Django does at the end of a request: the store may have taken the file itself.
    file.close()
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    with default_storage.open(source.path) as kept:
        assert kept.read() == content


def test_an_empty_file(cast: Cast) -> None:
    with pytest.raises(Refusal):
        bringing.upload_pack(actor=cast.coordinator, name="a.zip", content=b"")


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        bringing.upload_pack(actor=getattr(cast, who), name="a.zip", content=b"x")

"""Making a pack: once for two who ask, again after a worker that died, and never half."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.media import kept_path
from cms.models import CurriculumVersion, FrozenText
from lms.evaluation.enums import PackState
from lms.evaluation.models import QuestionnaireVersion, ReplicationPack
from lms.evaluation.packs.manifest import unpacked
from lms.evaluation.queries.packs.contents import contents
from lms.evaluation.services.packs import making
from lms.files import store
from lms.people import clock
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.assignments.bank import make_question, make_topic
from tests.factories.assignments.lab import make_case
from tests.factories.packs import Origin, make_pack


def ask(origin: Origin) -> ReplicationPack:
    return making.ask_pack(actor=origin.actor, cohort=origin.cohort, version=origin.version)


def test_it_holds_everything_and_says_where_it_comes_from(origin: Origin) -> None:
    pack = make_pack(origin)
    assert pack.state == PackState.READY
    files, manifest = unpacked(store.read(pack.path))
    assert pack.manifest == manifest
    assert {name.split("/")[0] for name in files} == {
        "curriculum",
        "forms",
        "rubrics",
        "cases",
        "questionnaires",
        "questions.json",
        "scheme.json",
        "schedule.json",
        "plan.json",
    }
    assert manifest["origin"]["version"]["digest"] == origin.version.digest
    assert {one["activity"] for one in manifest["origin"]["signed"]} == {4, 5}
    assert manifest["counts"]["questions"] == 9
    assert AuditEntry.objects.filter(action="evaluation.pack.make").count() == 1


def test_it_names_nobody_and_no_place(origin: Origin, cast: Cast) -> None:
    pack = make_pack(origin)
    files, manifest = unpacked(store.read(pack.path))
    text = b"".join(files.values()).decode(errors="replace") + str(manifest)
    for secret in (cast.coordinator.email, cast.coordinator.name, cast.admin.name, "BBPVP Makassar"):
        assert secret not in text, secret


def test_asked_twice_it_is_one(origin: Origin) -> None:
    assert ask(origin) == ask(origin)
    assert ReplicationPack.objects.count() == 1


def test_asked_again_when_ready_it_is_another_with_the_same_contents(origin: Origin) -> None:
    first, second = make_pack(origin), make_pack(origin)
    assert first.pk != second.pk
    assert first.digest == second.digest


def test_made_twice_it_is_made_once(origin: Origin) -> None:
    pack = make_pack(origin)
    assert not making.make(pack_id=pack.pk)


def test_a_worker_that_died_is_followed(origin: Origin) -> None:
    pack = ask(origin)
    as_taken = {"tries": 1, "next_try_at": clock.now() + timedelta(minutes=3)}
    ReplicationPack.objects.filter(pk=pack.pk).update(**as_taken)
    assert making.make_due() == 0
    with clock.at(clock.now() + timedelta(minutes=4)):
        assert making.make_due() == 1
    pack.refresh_from_db()
    assert pack.state == PackState.READY


@pytest.mark.logs_errors
def test_what_never_ends_is_given_up_in_words(origin: Origin) -> None:
    pack = ask(origin)
    ReplicationPack.objects.filter(pk=pack.pk).update(tries=len(making.BACK_OFF))
    assert not making.make(pack_id=pack.pk)
    pack.refresh_from_db()
    assert pack.state == PackState.FAILED
    assert pack.remark


def test_a_missing_file_is_named(origin: Origin) -> None:
    (digest,) = {sha for row in FrozenText.objects.all() for sha in row.media.values()}
    store.remove([kept_path(digest, ".png")])
    pack = make_pack(origin)
    assert pack.state == PackState.FAILED
    assert "kios.png" in pack.remark or digest in pack.remark


def test_what_nobody_could_take_in_is_not_handed_out(origin: Origin) -> None:
    sheet = QuestionnaireVersion.objects.filter(questionnaire__audience="participants").get()
    QuestionnaireVersion.objects.filter(pk=sheet.pk).update(content={"sections": []})
    pack = make_pack(origin)
    assert pack.state == PackState.FAILED
    assert "questionnaires/reaksi-peserta" in pack.remark


def test_only_what_was_published_goes_along(origin: Origin) -> None:
    CurriculumVersion.objects.filter(pk=origin.version.pk).update(state="draft")
    origin.version.refresh_from_db()
    with pytest.raises(Refusal):
        ask(origin)


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider"])
def test_others_are_refused(origin: Origin, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        making.ask_pack(actor=getattr(cast, who), cohort=origin.cohort, version=origin.version)


def test_the_number_of_queries_does_not_grow(origin: Origin) -> None:
    # What Django asks once and keeps (its registry of models) is asked here.
    contents(origin.cohort, origin.version)
    with CaptureQueriesContext(connection) as before:
        contents(origin.cohort, origin.version)
    for _turn in range(3):
        make_question(actor=origin.actor, topic=make_topic())
        make_case(actor=origin.actor)
    with CaptureQueriesContext(connection) as after:
        contents(origin.cohort, origin.version)
    assert len(after) == len(before)

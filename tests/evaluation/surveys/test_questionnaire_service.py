"""Questionnaires: drafts, freezing, the starters, and the file of one."""

from __future__ import annotations

from typing import Any

import pytest

from lms.evaluation.enums import Audience, Level
from lms.evaluation.item_edits import with_section
from lms.evaluation.items import digest_of
from lms.evaluation.models import Questionnaire, QuestionnaireVersion
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.questionnaires import exported
from lms.evaluation.survey_starter import starters
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.evaluation.surveys.asked import Surveyed, content, make_questionnaire, make_run


def head(**more: Any) -> services.Head:
    return services.Head(
        **{"title": "Satu", "title_en": "", "level": Level.REACTION, "audience": Audience.PARTICIPANTS, **more}
    )


def test_it_begins_with_a_draft(cast: Cast) -> None:
    row = services.create_questionnaire(actor=cast.coordinator, head=head())
    version = row.versions.get()
    assert (row.title_en, version.number, version.is_frozen, version.digest) == ("Satu", 1, False, "")


@pytest.mark.parametrize("wrong", [{"title": " "}, {"level": 7}, {"audience": "martians"}])
def test_heads_that_are_refused(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        services.create_questionnaire(actor=cast.coordinator, head=head(**wrong))
    assert not Questionnaire.objects.exists()


def test_only_organisers_work_on_them(cast: Cast) -> None:
    row = make_questionnaire(cast.coordinator)
    version = row.versions.get()
    for user in (cast.facilitator, cast.reviewer, cast.supervisor, cast.outsider):
        for act in (
            lambda user=user: services.create_questionnaire(actor=user, head=head()),
            lambda user=user: services.update_questionnaire(actor=user, questionnaire=row, head=head()),
            lambda user=user: services.archive_questionnaire(actor=user, questionnaire=row),
            lambda user=user: services.add_version(actor=user, questionnaire=row),
            lambda user=user: services.save_draft(actor=user, version=version, content={}, seen=0),
            lambda user=user: services.load_starters(actor=user),
            lambda user=user: services.import_questionnaire(actor=user, data={}),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_two_editors_find_out_about_each_other(cast: Cast) -> None:
    version = make_questionnaire(cast.coordinator).versions.get()
    services.save_draft(
        actor=cast.coordinator, version=version, content=with_section(content(), "", {"id": "Baru"}), seen=0
    )
    with pytest.raises(Conflict):
        services.save_draft(actor=cast.admin, version=version, content=content(), seen=0)
    version.refresh_from_db()
    assert (version.seq, version.content["sections"][-1]["title"]["id"]) == (1, "Baru")


def test_a_frozen_version_never_changes(cast: Cast) -> None:
    version = make_questionnaire(cast.coordinator).versions.get()
    frozen = services.freeze_version(actor=cast.coordinator, version=version)
    assert frozen.digest == digest_of(content())
    assert services.freeze_version(actor=cast.coordinator, version=version).frozen_at == frozen.frozen_at
    with pytest.raises(Conflict):
        services.save_draft(actor=cast.coordinator, version=version, content={}, seen=0)


def test_a_version_with_flaws_is_not_frozen(cast: Cast) -> None:
    row = services.create_questionnaire(actor=cast.coordinator, head=head())
    with pytest.raises(Refusal, match="Nothing is asked"):
        services.freeze_version(actor=cast.coordinator, version=row.versions.get())


def test_a_new_version_begins_from_the_newest_and_there_is_one_draft(cast: Cast) -> None:
    row = make_questionnaire(cast.coordinator)
    first = row.versions.get()
    assert services.add_version(actor=cast.coordinator, questionnaire=row) == first
    services.freeze_version(actor=None, version=first)
    second = services.add_version(actor=cast.coordinator, questionnaire=row)
    assert (second.number, digest_of(second.content), second.is_frozen) == (2, digest_of(content()), False)
    assert services.add_version(actor=cast.coordinator, questionnaire=row) == second


def test_level_and_audience_stay_once_a_survey_is_planned(surveyed: Surveyed) -> None:
    """A survey of participants that is planned already would be asked with questions for clients."""
    row = make_questionnaire(surveyed.coordinator)
    run = make_run(surveyed, opened=False, version=row.versions.get())
    for wrong in ({"level": Level.RESULTS}, {"audience": Audience.CLIENTS}):
        with pytest.raises(Refusal, match="planned"):
            services.update_questionnaire(actor=surveyed.coordinator, questionnaire=row, head=head(**wrong))
    named = services.update_questionnaire(actor=surveyed.coordinator, questionnaire=row, head=head())
    assert (named.title, named.level, named.audience) == ("Satu", row.level, row.audience)
    services.delete_run(actor=surveyed.coordinator, run=run)
    changed = services.update_questionnaire(
        actor=surveyed.coordinator, questionnaire=row, head=head(audience=Audience.CLIENTS)
    )
    assert changed.audience == Audience.CLIENTS


def test_out_of_use_and_back(cast: Cast) -> None:
    row = make_questionnaire(cast.coordinator)
    for _twice in range(2):
        services.archive_questionnaire(actor=cast.coordinator, questionnaire=row)
    row.refresh_from_db()
    assert row.archived_at
    services.archive_questionnaire(actor=cast.coordinator, questionnaire=row, archived=False)
    row.refresh_from_db()
    assert not row.archived_at
    actions = AuditEntry.objects.filter(action__startswith="evaluation.questionnaire").values_list("action", flat=True)
    assert sorted(actions) == [f"evaluation.questionnaire.{one}" for one in ("archive", "create", "restore")]


def test_the_starters_come_once(cast: Cast) -> None:
    many = len(starters())
    assert len(services.load_starters(actor=cast.coordinator)) == many
    assert services.load_starters(actor=cast.coordinator) == []
    assert Questionnaire.objects.count() == many


def test_a_file_brings_the_same_questions_elsewhere(cast: Cast) -> None:
    row = make_questionnaire(cast.coordinator)
    data = exported(row.versions.get())
    # Here it is known by its content; elsewhere it is taken in.
    assert services.import_questionnaire(actor=cast.coordinator, data=data) == row.versions.get()
    QuestionnaireVersion.objects.all().delete()
    Questionnaire.objects.all().delete()
    version = services.import_questionnaire(actor=cast.coordinator, data=data)
    assert (digest_of(version.content), version.questionnaire.title) == (data["digest"], row.title)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"format": "x"}, "no questionnaire"),
        ({"content": []}, "no questionnaire"),
        ({"format_version": 2}, "newer version"),
        ({"digest": "0" * 64}, "damaged"),
        ({"level": 9}, "Choose a level"),
    ],
)
def test_files_that_are_refused(cast: Cast, wrong: dict[str, Any], says: str) -> None:
    row = make_questionnaire(cast.coordinator)
    data = {**exported(row.versions.get()), "title": {"id": "Lain", "en": ""}, **wrong}
    with pytest.raises(Refusal, match=says):
        services.import_questionnaire(actor=cast.coordinator, data=data)
    assert Questionnaire.objects.count() == 1

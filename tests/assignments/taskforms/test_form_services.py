"""A form version's life, and what lapses when its text changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assignments.enums import FormState
from assignments.models import FormVersion, TaskForm
from assignments.queries.taskforms import changes_between, open_reviews, reviews_of
from assignments.services import taskforms
from assignments.starter import starter_forms
from lms.people import clock
from lms.people.enums import Column
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry
from lms.programme.enums import ReviewState, Verdict
from lms.programme.models import Review
from lms.programme.queries.standing import standing_of
from lms.programme.services import Seen, sign
from tests.conftest import Cast
from tests.factories.assignments.taskforms import form_schema, make_form, make_form_version
from tests.factories.people import make_reviewer
from tests.factories.programme import make_programme


def rewrite(cast: Cast, form: TaskForm, change: Any) -> None:
    schema = form_schema(form.code)
    change(schema)
    taskforms.write_form(actor=cast.coordinator, schema=schema)


def other_label(schema: dict[str, Any]) -> None:
    schema["sections"][0]["fields"][0]["label"] = {"id": "Inisial klien"}


def test_loading_twice_adds_once_and_leaves_editors_text(cast: Cast) -> None:
    schemas, evidence = starter_forms()
    loaded = taskforms.load_forms(actor=cast.coordinator, schemas=schemas, evidence=evidence)
    assert len(loaded.added) == 12
    TaskForm.objects.filter(code="LT-01").update(title="Judul kami")
    again = taskforms.load_forms(actor=cast.coordinator, schemas=schemas, evidence=evidence)
    assert (again.added, len(again.kept)) == ([], 12)
    assert TaskForm.objects.get(code="LT-01").title == "Judul kami"


def test_a_version_is_frozen_once_until_the_text_changes(cast: Cast) -> None:
    form = make_form(actor=cast.facilitator)
    version = taskforms.freeze_form(form=form, actor=cast.facilitator, note="Pertama")
    assert (version.number, version.state) == (1, FormState.DRAFT)
    with pytest.raises(Conflict):
        taskforms.freeze_form(form=form, actor=cast.facilitator)
    assert taskforms.refresh_version(version=version, actor=cast.facilitator) is False
    rewrite(cast, form, other_label)
    assert taskforms.refresh_version(version=version, actor=cast.facilitator) is True
    fresh = FormVersion.objects.get(pk=version.pk)
    assert fresh.digest != version.digest
    assert fresh.schema["sections"][0]["key"] == version.schema["sections"][0]["key"]
    assert AuditEntry.objects.filter(action="assignments.form_version.refresh").count() == 1


def test_a_form_with_a_flaw_is_refused_with_its_place(cast: Cast) -> None:
    schema = form_schema()
    schema["sections"][0]["fields"][3]["calculation"] = "asing + 1"
    with pytest.raises(Refusal, match="Jumlah"):
        taskforms.write_form(actor=cast.coordinator, schema=schema)
    assert not TaskForm.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "supervisor", "outsider"])
def test_others_make_no_versions(cast: Cast, who: str) -> None:
    form = make_form(actor=cast.coordinator)
    with pytest.raises(NotAllowed):
        taskforms.freeze_form(form=form, actor=getattr(cast, who))


def test_facilitators_send_but_do_not_publish(cast: Cast) -> None:
    version = make_form_version(actor=cast.facilitator, state=FormState.IN_REVIEW)
    with pytest.raises(NotAllowed):
        taskforms.publish_version(version=version, actor=cast.facilitator)
    with pytest.raises(NotAllowed):
        taskforms.take_back(version=version, reason="Perbaikan", actor=cast.facilitator)


def approve(version: FormVersion, column: Column) -> None:
    review = open_reviews(version)[0]
    seen = {part.public_id: Seen(digest=part.digest) for part in review.parts.all()}
    sign(review=review, column=column, verdict=Verdict.APPROVE, reason="", seen=seen, actor=make_reviewer(column))


def test_signed_by_all_it_is_published_and_an_edit_lapses_the_changed_part_only(cast: Cast) -> None:
    make_programme(activities=5, columns=(Column.PASKER, Column.ILO))
    form = make_form(actor=cast.coordinator)
    version = make_form_version(actor=cast.coordinator, form=form, state=FormState.IN_REVIEW)
    approve(version, Column.PASKER)
    with pytest.raises(Refusal):
        taskforms.publish_version(version=version, actor=cast.coordinator)
    rewrite(cast, form, other_label)
    taskforms.refresh_version(version=version, actor=cast.coordinator)
    review = Review.objects.get(pk=open_reviews(version)[0].pk)
    standing = standing_of(review)
    words = {part.key: standing.word(part, Column.PASKER) for part in standing.parts}
    assert [bool(word and word.current) if hasattr(word, "current") else word for word in words.values()]
    for column in (Column.PASKER, Column.ILO):
        approve(version, column)
    assert reviews_of(version).first().state == ReviewState.CLOSED
    published = taskforms.publish_version(version=version, actor=cast.coordinator)
    assert (published.state, published.published_by) == (FormState.PUBLISHED, cast.coordinator)
    with pytest.raises(Conflict):
        taskforms.refresh_version(version=version, actor=cast.coordinator)


def test_taken_back_and_sent_again(cast: Cast) -> None:
    version = make_form_version(actor=cast.coordinator, state=FormState.IN_REVIEW)
    with pytest.raises(Conflict):
        taskforms.send_to_review(version=version, due_on=clock.today(), actor=cast.coordinator)
    taskforms.take_back(version=version, reason="Perbaikan", actor=cast.coordinator)
    assert reviews_of(version).first().state == ReviewState.WITHDRAWN
    taskforms.send_to_review(version=version, due_on=clock.today(), actor=cast.coordinator)
    assert [review.round for review in reviews_of(version)] == [2, 1]


def test_publishing_retires_the_one_before(cast: Cast) -> None:
    form = make_form(actor=cast.coordinator)
    first = make_form_version(actor=cast.coordinator, form=form, closer=cast.admin)
    with pytest.raises(Conflict):
        taskforms.freeze_form(form=form, actor=cast.coordinator)
    rewrite(cast, form, other_label)
    with clock.at(clock.now() + timedelta(days=3)):
        second = make_form_version(actor=cast.coordinator, form=form, closer=cast.admin)
    assert second.number == 2
    assert FormVersion.objects.get(pk=first.pk).state == FormState.RETIRED
    changes = changes_between(first, second)
    assert [change.title for change in changes] == ["Isi"]
    assert "klien" in changes[0].text
    assert second.continues() == [first.pk]


def test_who_comes_second_is_told(cast: Cast) -> None:
    version = make_form_version(actor=cast.coordinator, closer=cast.admin)
    stale = FormVersion.objects.get(pk=version.pk)
    taskforms.retire_version(version=version, actor=cast.coordinator)
    with pytest.raises(Conflict):
        taskforms.retire_version(version=stale, actor=cast.coordinator)


def test_reviewers_see_no_drafts_and_outsiders_nothing(cast: Cast) -> None:
    draft = make_form_version(actor=cast.coordinator, state=FormState.DRAFT)
    sent = make_form_version(actor=cast.coordinator, state=FormState.IN_REVIEW)
    assert set(FormVersion.objects.visible_to(cast.facilitator)) == {draft, sent}
    assert set(FormVersion.objects.visible_to(cast.reviewer)) == {sent}
    assert not FormVersion.objects.visible_to(cast.outsider).exists()

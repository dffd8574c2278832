"""A pack brought into an empty installation, a cohort opened from it, and the pack of that: the same, by its digests."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from assignments.models import FormVersion, MatchingExercise, Question, Quiz, Task, Topic
from cms.models import CurriculumVersion, FrozenText
from courses.models import ClassMeeting
from fieldpractice.models import MonitoringSession
from lms.evaluation.enums import PackImportState
from lms.evaluation.models import CohortFromPack, CohortScheme, PackImport, SurveyRun
from lms.evaluation.packs.manifest import unpacked
from lms.files import store
from lms.people import clock
from lms.people.models import AuditEntry
from lms.programme.models import Activity, Deliverable
from tests.conftest import Cast
from tests.factories.packs import NEXT, NOW, Origin, bring_in, make_pack, open_cohort_of, pack_from_elsewhere


def test_out_in_and_out_again_is_the_same(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "first")
    content, digest = pack_from_elsewhere(actor=cast.coordinator, closer=cast.admin)
    assert not CurriculumVersion.objects.exists()
    assert not FrozenText.objects.exists()
    settings.MEDIA_ROOT = str(tmp_path / "second")
    with clock.at(NOW):
        source = bring_in(content, actor=cast.coordinator)
        assert source.state == PackImportState.DONE, source.problems
        cohort = open_cohort_of(source, actor=cast.coordinator)
        assert source.version is not None
        again = make_pack(Origin(cohort, source.version, cast.coordinator))
    before, first = unpacked(content)
    after, second = unpacked(store.read(again.path))
    assert {name for name in before if before[name] != after.get(name)} == set()
    assert first["files"] == second["files"]
    assert first["digest"] == second["digest"] == again.digest == digest
    assert first["counts"] == second["counts"]
    # What is not of the contents says that it comes from elsewhere now.
    assert first["origin"] != second["origin"]


@pytest.fixture
def source(brought: PackImport) -> PackImport:
    assert brought.state == PackImportState.DONE, brought.problems
    return brought


def test_everything_is_there_and_usable(cast: Cast, source: PackImport) -> None:
    version = CurriculumVersion.objects.get()
    assert (version.state, version.pk) == ("published", source.version_id)
    form = FormVersion.objects.get()
    assert (form.state, form.number) == ("published", 1)
    assert Question.objects.count() == 9
    lesson = version.items.filter(kind="lesson").first()
    assert lesson is not None
    assert list(Topic.objects.get().lessons.values_list("lesson_key", flat=True)) == [lesson.key]
    assert Activity.objects.count() == 10
    adopted = AuditEntry.objects.get(action="cms.version.adopt")
    assert "http://127.0.0.1:8000" in str(adopted.changes)


def test_a_cohort_stands_on_its_own_days(cast: Cast, source: PackImport) -> None:
    with clock.at(NOW):
        cohort = open_cohort_of(source, actor=cast.coordinator)
    stages = list(cohort.stages.order_by("order"))
    assert stages[0].starts_on == NEXT
    meeting = ClassMeeting.objects.get()
    assert meeting.local_start.strftime("%H.%M") == "08.30"
    assert (meeting.zone, meeting.venue) == ("WITA", "Aula Dinas Tenaga Kerja")
    assert meeting.local_start.date() == stages[1].starts_on
    task = Task.objects.get()
    assert (task.opens_on - NEXT).days == 30
    assert task.state == "draft"
    pre, post = Quiz.objects.order_by("pk")
    assert post.pre_test == pre
    assert pre.parts.count() == post.parts.count() == 2
    assert MatchingExercise.objects.get().opens_on == NEXT
    assert MonitoringSession.objects.get().title == "Pemantauan minggu 1"
    first, second = (SurveyRun.objects.get(title=title) for title in ("Sebelum", "Akhir"))
    assert second.before == first
    assert (first.state, first.by_unit, second.by_unit) == ("planned", True, False)
    assert CohortScheme.objects.get().cohort == cohort
    assert CohortFromPack.objects.get().cohort == cohort
    assert Activity.objects.filter(planned_from__isnull=False).count() == 10
    assert Deliverable.objects.exists()
    assert not Deliverable.objects.filter(done_on__isnull=False).exists()

"""The screens of rubrics: made, improved, read in both languages, moved to under graded work, offered no more."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from assignments.models import Rubric, RubricVersion, Work
from assignments.services import releases
from assignments.services.rubrics import improve_rubric
from tests.assignments.grading.asking import BEST, at, grade
from tests.assignments.grading.conftest import Desk
from tests.assignments.grading.test_rubrics_service import changed
from tests.bench.markup import Markup
from tests.courses.asking import as_user, newest_link, queries, sent_again


@pytest.fixture
def grader(desk: Desk) -> Client:
    return as_user(desk.grader)


def rubric_sent(points: str = "30", **rest: object) -> dict[str, object]:
    sent: dict[str, object] = {"title": "Laporan", "criteria_count": 1, "levels_count": 2, "seen": 0}
    sent |= {"c1-title": "Isi", "c1-l1-title": "Kurang", "c1-l1-points": "0"}
    return sent | {"c1-l2-title": "Baik", "c1-l2-points": points} | rest


def test_a_rubric_is_made_and_improved(desk: Desk, grader: Client) -> None:
    assert grader.post(at("rubric_add"), rubric_sent()).status_code == 302
    rubric = Rubric.objects.get(title="Laporan")
    assert rubric.current.points_max == 30
    url = at("rubric_edit", rubric.public_id)
    assert grader.post(url, rubric_sent("40", seen=1, note="Lebih adil")).status_code == 302
    refused = grader.post(url, rubric_sent("50", seen=1))
    assert refused.status_code == 422
    assert newest_link(at("rubric_detail", rubric.public_id)) in refused.text
    assert [one.note for one in rubric.versions.all()] == ["", "Lebih adil"]
    assert refused.context["rows"][0]["levels"][1]["points"] == "50", "what was typed stays"
    [(_action, again)] = [one for one in Markup(refused.content.decode()).forms if "c1-title" in one[1]]
    assert grader.post(url, again).status_code == 302, "the page that came back can be saved"
    rubric.refresh_from_db()
    assert rubric.current.points_max == 50


def test_points_stand_in_the_editor_as_they_are_typed(desk: Desk, grader: Client) -> None:
    grader.post(at("rubric_add"), rubric_sent("12,25"))
    rubric = Rubric.objects.get(title="Laporan")
    page = grader.get(at("rubric_edit", rubric.public_id)).content.decode()
    assert re.findall(r'name="c1-l\d-points"[^>]*value="([^"]*)"', page) == ["0", "12,25"]
    kept = {"c1-key": "isi", "c1-l1-key": "kurang", "c1-l2-key": "baik", "seen": 1}
    grader.post(at("rubric_edit", rubric.public_id), rubric_sent("12,25", **kept))
    assert rubric.versions.count() == 1, "the same again is no version"


ENGLISH = {
    "title_en": "Report",
    "c1-title_en": "Content",
    "c1-help": "Sumber angka.",
    "c1-help_en": "Where figures come from.",
    "c1-l2-title_en": "Good",
    "c1-l2-description": "Semua sumber disebut.",
    "c1-l2-description_en": "Every source is named.",
}


def test_a_rubric_is_written_in_english_too(desk: Desk, grader: Client) -> None:
    assert grader.post(at("rubric_add"), rubric_sent(**ENGLISH)).status_code == 302
    rubric = Rubric.objects.get(title="Laporan")
    url = at("rubric_edit", rubric.public_id)
    page = grader.get(url)
    for name, text in ENGLISH.items():
        assert re.search(rf'name="{name}"[^>]*(value="|>\s*){re.escape(text)}', page.content.decode()), name
    kept = {"c1-key": "isi", "c1-l1-key": "kurang", "c1-l2-key": "baik", "seen": 1}
    grader.post(url, rubric_sent(**ENGLISH, **kept))
    assert rubric.versions.count() == 1, "the same again is no version"
    grader.post(url, rubric_sent(**{**ENGLISH, **kept, "c1-l2-description_en": ""}))
    assert rubric.versions.count() == 2
    dropped = {"c1-l2-title": "", "c1-l2-points": "", "c1-l3-title": "Unggul", "c1-l3-points": "9", "levels_count": 3}
    sent = rubric_sent(**{**ENGLISH, **kept, "seen": 2, **dropped, "c1-l2-description": "", "c1-l2-description_en": ""})
    assert grader.post(url, sent).status_code == 302, "a level that is emptied takes its English along"
    rubric.refresh_from_db()
    assert [one["title"] for one in rubric.current.criteria[0]["levels"]] == ["Kurang", "Unggul"]


def test_who_reads_english_reads_the_rubric_in_english(desk: Desk, grader: Client) -> None:
    grader.post(at("rubric_add"), rubric_sent(**ENGLISH))
    rubric = Rubric.objects.get(title="Laporan")
    Work.objects.update(rubric=rubric.current)
    pages = [at("rubric_detail", rubric.public_id), at("work_detail", desk.work.public_id)]
    for page in pages:
        text = grader.get(page).content.decode()
        assert "Semua sumber disebut." in text
        assert "Every source is named." not in text
    desk.grader.language = "en"
    desk.grader.save(update_fields=["language"])
    grader.force_login(desk.grader)
    for page in pages:
        text = grader.get(page).content.decode()
        for words in ("Report", "Content", "Where figures come from.", "Good", "Every source is named.", "Kurang"):
            assert words in text, (page, words)
        assert "Semua sumber disebut." not in text
    assert "Report" in grader.get(at("rubric_list")).content.decode()


def test_a_new_rubric_begins_in_indonesian_whoever_writes_it(desk: Desk, grader: Client) -> None:
    desk.grader.language = "en"
    desk.grader.save(update_fields=["language"])
    grader.force_login(desk.grader)
    rows = grader.get(at("rubric_add")).context["rows"]
    assert [one["title"] for one in rows[0]["levels"]] == ["Kurang", "Cukup", "Baik", "Unggul"]


def test_more_rows_save_nothing_and_keep_what_was_typed(desk: Desk, grader: Client) -> None:
    for more, shape in (("criterion", (2, 2)), ("level", (1, 3))):
        page = grader.post(at("rubric_add"), rubric_sent(more=more))
        rows = page.context["rows"]
        assert (len(rows), len(rows[0]["levels"])) == shape
        assert rows[0]["title"] == "Isi"
    assert not Rubric.objects.filter(title="Laporan").exists()


def test_a_criterion_with_words_in_it_is_not_dropped_for_want_of_a_name(desk: Desk, grader: Client) -> None:
    page = grader.post(at("rubric_add"), rubric_sent(**{"c1-title": ""}))
    assert page.status_code == 422
    assert page.context["rows"][0]["levels"][1]["points"] == "30"
    assert grader.post(at("rubric_add"), rubric_sent(criteria_count=2, **{"c2-l1-title": "Kurang"})).status_code == 302
    rubric = Rubric.objects.get(title="Laporan")
    assert len(rubric.current.criteria) == 1


def test_a_rubric_that_cannot_be_used_is_said(desk: Desk, grader: Client) -> None:
    assert grader.post(at("rubric_add"), rubric_sent("banyak")).status_code == 422
    assert grader.post(at("rubric_add"), {}).status_code == 422
    assert grader.get(at("rubric_add")).status_code == 200


def test_rubrics_cost_the_same_for_one_and_three(desk: Desk, grader: Client) -> None:
    one = queries(grader, at("rubric_list"))
    for number in range(2):
        grader.post(at("rubric_add"), rubric_sent(title=f"Laporan {number}"))
    assert queries(grader, at("rubric_list")) == one


def test_work_moves_after_the_dry_run(desk: Desk, grader: Client) -> None:
    grade(desk.grader, desk.work)
    old = desk.work.rubric
    improve_rubric(actor=desk.grader, rubric=old.rubric, criteria=changed("40"), seen=1)
    url = at("rubric_move", old.rubric.public_id, 1)
    assert [one.after for one in grader.get(url).context["changing"]] == [70]
    seen = grader.get(url).context["form"]["seen"].value()
    assert grader.post(url, {"seen": seen, "reason": "", "graded": "on"}).status_code == 422
    refused = grader.post(url, {"seen": "0", "reason": "Adil", "graded": "on"})
    assert refused.status_code == 422
    again = sent_again(refused)
    assert "graded" not in again, "the tick was for another dry run"
    assert grader.post(url, {**again, "graded": "on"}).status_code == 302
    assert Work.objects.get().grade.points == 70
    assert grader.get(at("rubric_move", old.rubric.public_id, 2)).status_code == 302
    assert RubricVersion.objects.count() == 2


def test_a_dry_run_nobody_saw_moves_nothing(desk: Desk, grader: Client) -> None:
    """As many works, but by another version, or with another grade: both are looked at first."""
    grade(desk.grader, desk.work)
    releases.release(actor=desk.grader, works=[desk.work])
    old = desk.work.rubric
    improve_rubric(actor=desk.grader, rubric=old.rubric, criteria=changed("40"), seen=1)
    url = at("rubric_move", old.rubric.public_id, 1)
    sent = {**sent_again(grader.get(url)), "reason": "Adil", "graded": "on"}
    improve_rubric(actor=desk.second, rubric=old.rubric, criteria=changed("45"), seen=2)
    refused = grader.post(url, sent)
    assert (refused.status_code, refused.context["new"].number) == (422, 3)
    sent = {**sent_again(refused), "graded": "on"}
    grade(desk.second, desk.work, BEST, reason="Bukti kedua terbaca")
    refused = grader.post(url, sent)
    assert refused.status_code == 422
    work = Work.objects.select_related("grade").get()
    assert (work.rubric, work.grade.rubric) == (old, old)
    assert grader.post(url, {**sent_again(refused), "graded": "on"}).status_code == 302
    assert Work.objects.get().rubric.number == 3


def test_offered_no_more_and_again(desk: Desk, grader: Client) -> None:
    rubric = desk.work.rubric.rubric
    grader.post(at("rubric_retire", rubric.public_id))
    rubric.refresh_from_db()
    assert rubric.retired_at
    grader.post(at("rubric_retire", rubric.public_id), {"again": "1"})
    rubric.refresh_from_db()
    assert rubric.retired_at is None

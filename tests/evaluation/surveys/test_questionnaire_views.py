"""Questionnaires on the screen: the list, one, its head, the builder, the bank, a version, its file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lms.evaluation.items import digest_of, items_of
from lms.evaluation.models import Questionnaire, QuestionnaireVersion
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.questionnaires import exported
from lms.evaluation.survey_starter import starters
from lms.people.errors import Refusal
from tests.conftest import Cast
from tests.courses.asking import on_record, sent_again
from tests.evaluation.surveys.asked import content, make_questionnaire


def address(name: str, *args: Any) -> str:
    return reverse(f"evaluation:{name}", args=args)


@pytest.fixture
def row(cast: Cast) -> Questionnaire:
    return make_questionnaire(cast.coordinator)


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def draft(row: Questionnaire) -> QuestionnaireVersion:
    return row.versions.get()


HEAD = {
    "title": "Umpan balik",
    "title_en": "Feedback",
    "level": "1",
    "audience": "participants",
    "intro_id": "Dua menit.",
}


def test_the_list_asks_the_same_at_one_and_at_three(desk: Client, cast: Cast, django_assert_num_queries: Any) -> None:
    make_questionnaire(cast.coordinator)
    desk.get(address("questionnaire_list"))
    with django_assert_num_queries(5):
        desk.get(address("questionnaire_list"))
    for _more in range(2):
        make_questionnaire(cast.coordinator)
    with django_assert_num_queries(5):
        answer = desk.get(address("questionnaire_list"))
    assert answer.content.decode().count("Reaksi peserta") == 3


def test_an_empty_list_says_what_to_do_and_the_starters_come_with_a_button(desk: Client) -> None:
    assert "27 items" in desk.get(address("questionnaire_list")).content.decode()
    answer = desk.post(address("questionnaire_load"), follow=True)
    assert f"{len(starters())} questionnaires were added" in answer.content.decode()
    assert "here already" in desk.post(address("questionnaire_load"), follow=True).content.decode()


def test_one_is_begun_and_its_head_changed(desk: Client) -> None:
    answer = desk.post(address("questionnaire_add"), HEAD)
    row = Questionnaire.objects.get()
    assert answer.url == address("questionnaire_build", row.public_id)
    assert draft(row).content["intro"]["id"] == "Dua menit."
    page = desk.get(address("questionnaire_edit", row.public_id))
    assert "Dua menit." in page.content.decode()
    changed = {**HEAD, "title": "Lain", "intro_id": "Satu menit.", "seen": "0"}
    desk.post(address("questionnaire_edit", row.public_id), changed)
    row.refresh_from_db()
    assert (row.title, draft(row).content["intro"]["id"]) == ("Lain", "Satu menit.")
    late = desk.post(address("questionnaire_edit", row.public_id), {**changed, "title": "Telat", "intro_id": "x"})
    assert late.status_code == 409
    assert on_record(late) == {"title": "Lain", "intro_id": "Satu menit."}
    row.refresh_from_db()
    assert row.title == "Lain", "nothing is saved by halves"
    assert desk.post(address("questionnaire_edit", row.public_id), sent_again(late)).status_code == 302
    row.refresh_from_db()
    assert (row.title, draft(row).content["intro"]["id"]) == ("Telat", "x")


def test_a_head_without_a_title_comes_back_with_what_was_typed(desk: Client) -> None:
    answer = desk.post(address("questionnaire_add"), {**HEAD, "title": ""})
    assert answer.status_code == 422
    assert "Dua menit." in answer.content.decode()


def test_a_frozen_one_has_no_words_to_change(desk: Client, row: Questionnaire) -> None:
    services.freeze_version(actor=None, version=draft(row))
    assert "intro_id" not in desk.get(address("questionnaire_edit", row.public_id)).content.decode()
    assert desk.get(address("questionnaire_build", row.public_id)).status_code == 404
    desk.post(address("questionnaire_version_add", row.public_id))
    assert desk.get(address("questionnaire_build", row.public_id)).status_code == 200


def test_out_of_use_and_back(desk: Client, row: Questionnaire) -> None:
    desk.post(address("questionnaire_archive", row.public_id))
    assert "Reaksi peserta" not in desk.get(address("questionnaire_list")).content.decode()
    assert "Reaksi peserta" in desk.get(address("questionnaire_list") + "?archived=1").content.decode()
    desk.post(address("questionnaire_archive", row.public_id), {"back": "1"})
    assert "Reaksi peserta" in desk.get(address("questionnaire_list")).content.decode()


# --- The builder ---


def test_the_draft_shows_every_question_and_what_is_wrong(desk: Client, row: Questionnaire) -> None:
    text = desk.get(address("questionnaire_build", row.public_id)).content.decode()
    for item in items_of(content()):
        assert f'id="item-{item.key}"' in text
    version = draft(row)
    version.content["sections"][0]["items"][0]["text"] = {"id": "", "en": ""}
    version.save()
    assert "no words" in desk.get(address("questionnaire_build", row.public_id)).content.decode()


def test_buttons_move_and_take_out(desk: Client, row: Questionnaire) -> None:
    there = address("questionnaire_build", row.public_id)
    answer = desk.post(there, {"act": "item-up:why", "seen": "0"})
    assert answer.url.endswith("#item-why")
    assert [one.key for one in items_of(draft(row).content)][:2] == ["why", "clear"]
    desk.post(there, {"act": "item-drop:why", "seen": "1"})
    assert "why" not in [one.key for one in items_of(draft(row).content)]
    late = desk.post(there, {"act": "item-drop:clear", "seen": "1"}, follow=True)
    assert "changed or frozen meanwhile" in late.content.decode()
    for bad in ({"act": "explode:all", "seen": "2"}, {"act": "item-drop:clear", "seen": "x"}, {}):
        assert desk.post(there, bad).status_code == 302
    assert draft(row).seq == 2


def test_sections_are_added_and_renamed(desk: Client, row: Questionnaire) -> None:
    add = address("questionnaire_section_add", row.public_id)
    assert desk.post(add, {"title_id": "", "seen": "0"}).status_code == 422
    desk.post(add, {"title_id": "Penutup", "title_en": "End", "seen": "0"})
    assert draft(row).content["sections"][-1]["title"]["en"] == "End"
    edit = address("questionnaire_section", row.public_id, "penutup")
    assert "Penutup" in desk.get(edit).content.decode()
    late = desk.post(edit, {"title_id": "Akhir", "title_en": "End", "seen": "0"})
    assert late.status_code == 409
    assert on_record(late) == {"title_id": "Penutup"}
    new = desk.post(add, {"title_id": "Lampiran", "seen": "0"})
    assert (new.status_code, on_record(new)) == (409, {}), "a new one is nowhere on record"
    assert desk.post(edit, sent_again(late)).status_code == 302, "the page that came back can be saved"
    assert draft(row).content["sections"][-1]["title"]["id"] == "Akhir"
    assert desk.get(address("questionnaire_section", row.public_id, "nowhere")).status_code == 404


ITEMS: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    (
        "scale",
        {"scale_min": "1", "scale_max": "4", "scale_low": "Buruk", "scale_high": "Baik", "options": "A | One\nB\nC\nD"},
        {"scale": {"min": 1, "max": 4, "low": {"id": "Buruk", "en": ""}, "high": {"id": "Baik", "en": ""}}},
    ),
    ("choice", {"options": "Ya | Yes\nTidak | No"}, {"options": [{"key": "ya", "id": "Ya", "en": "Yes"}, {"key": "tidak", "id": "Tidak", "en": "No"}]}),
    ("choices", {"options": "Satu\nDua", "most": "1"}, {"most": 1}),
    ("matrix", {"scale_min": "1", "scale_max": "5", "rows": "Senin\nSelasa"}, {"rows": [{"key": "senin", "id": "Senin", "en": ""}, {"key": "selasa", "id": "Selasa", "en": ""}]}),
    ("number", {"number_min": "0", "number_max": "9", "number_unit": "hari"}, {"number": {"min": 0, "max": 9, "decimals": 0, "unit": {"id": "hari", "en": ""}}}),
    ("text", {"most": "300", "when_item": "clear", "when_in": "1, 2"}, {"most": 300, "when": {"item": "clear", "in": ["1", "2"]}}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "kept"), ITEMS, ids=[one[0] for one in ITEMS])
def test_a_question_of_each_kind_is_made(
    desk: Client, row: Questionnaire, kind: str, typed: dict[str, str], kept: dict[str, Any]
) -> None:
    add = address("questionnaire_item_add", row.public_id, "umum", kind)
    assert desk.get(add).status_code == 200
    answer = desk.post(add, {"text_id": "Pertanyaan baru", "text_en": "New", "seen": "0", **typed})
    assert answer.status_code == 302, answer.context["form"].errors
    made = draft(row).content["sections"][0]["items"][-1]
    assert (made["key"], made["kind"], made["evidence"]) == ("pertanyaan_baru", kind, "inferred")
    assert {name: made[name] for name in kept} == kept
    # Opened and saved again it stays as it is.
    edit = address("questionnaire_item", row.public_id, "pertanyaan_baru")
    form = desk.get(edit).context["form"]
    again = {name: ("" if value is None else value) for name, value in form.initial.items() if name in form.fields}
    again = {name: value for name, value in again.items() if value is not False}
    late = desk.post(edit, {**again, "text_en": "Another", "seen": "0"})
    assert late.status_code == 409
    assert on_record(late) == {"text_en": "New"}, "lists are as they were"
    new = desk.post(add, {"text_id": "Satu lagi", "seen": "0", **typed})
    assert (new.status_code, on_record(new)) == (409, {}), "a new one is nowhere on record"
    late = desk.post(edit, {**again, "seen": "0"})
    assert desk.post(edit, sent_again(late)).status_code == 302, "the page that came back can be saved"
    assert draft(row).content["sections"][0]["items"][-1] == made


def test_a_condition_is_written_in_the_words_of_the_answers(desk: Client, row: Questionnaire) -> None:
    """Nobody who builds a questionnaire knows the keys of its choices; the page shows words, takes words, and keeps keys."""
    add = address("questionnaire_item_add", row.public_id, "umum", "text")
    typed = {"text_id": "Mengapa belimbing", "when_item": "pick", "when_in": "belimbing, a", "seen": "0"}
    assert desk.post(add, typed).status_code == 302
    assert draft(row).content["sections"][0]["items"][-1]["when"] == {"item": "pick", "in": ["b", "a"]}
    form = desk.get(address("questionnaire_item", row.public_id, "mengapa_belimbing")).context["form"]
    assert form.initial["when_in"] == "Belimbing, Apel"
    wrong = desk.post(add, {**typed, "when_in": "Durian", "seen": "1"})
    assert wrong.status_code == 422
    assert "Durian" in str(wrong.context["form"].errors["when_in"])


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("text", {"text_id": ""}, "text_id"),
        ("choice", {"options": "Satu saja"}, "options"),
        ("matrix", {"scale_min": "1", "scale_max": "5", "rows": "Satu"}, "rows"),
        ("scale", {"scale_min": "1", "scale_max": "3", "options": "Satu"}, "options"),
        ("number", {"number_min": "5", "number_max": "2"}, "number_max"),
        ("text", {"when_item": "clear", "when_in": ""}, "when_in"),
        ("text", {"when_item": "clear", "when_in": "77"}, "when_in"),
        ("text", {"measures": "joy"}, "measures"),
    ],
)
def test_questions_that_are_refused(
    desk: Client, row: Questionnaire, kind: str, typed: dict[str, str], field: str
) -> None:
    add = address("questionnaire_item_add", row.public_id, "umum", kind)
    answer = desk.post(add, {"text_id": "Baru", "seen": "0", **typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert draft(row).seq == 0


def test_items_that_are_not_there(desk: Client, row: Questionnaire) -> None:
    for name, *args in (
        ("questionnaire_item", "nowhere"),
        ("questionnaire_item_add", "nowhere", "text"),
        ("questionnaire_item_add", "umum", "poem"),
        ("questionnaire_item_add", "umum", "auto"),
    ):
        assert desk.get(address(name, row.public_id, *args)).status_code == 404


def test_the_bank_adds_what_is_chosen(desk: Client, row: Questionnaire) -> None:
    there = address("questionnaire_bank", row.public_id)
    assert "PermenPAN-RB 14/2017" in desk.get(there).content.decode()
    assert "at least one" in desk.post(there, {"seen": "0"}, follow=True).content.decode()
    desk.post(there, {"item": ["tujuan", "skm_waktu", "made_up"], "seen": "0"})
    assert {"tujuan", "skm_waktu"} <= {one.key for one in items_of(draft(row).content)}
    assert "changed or frozen" in desk.post(there, {"item": ["isi"], "seen": "0"}, follow=True).content.decode()
    assert desk.post(there, {"item": ["isi"], "seen": "x"}).status_code == 302


# --- A version ---


def test_a_version_is_shown_whole_with_its_sources(desk: Client, cast: Cast) -> None:
    services.load_starters(actor=cast.coordinator)
    row = Questionnaire.objects.get(starter="learning")
    text = desk.get(address("questionnaire_version", draft(row).public_id)).content.decode()
    assert "taken from the system" in text
    assert "S5, S33, S35" in text
    assert "to be confirmed" in text


def test_where_an_item_of_the_bank_comes_from_is_marked_as_english(desk: Client, cast: Cast) -> None:
    services.load_starters(actor=cast.coordinator)
    row = Questionnaire.objects.get(starter="skm")
    version = draft(row)
    bank_words = "After PermenPAN-RB 14/2017, element 1: Persyaratan"
    own = version.content["sections"][0]["items"][1]
    own["source"] = "Diambil dari survei balai"
    version.save(update_fields=["content"])
    preview = desk.get(address("questionnaire_version", version.public_id)).content.decode()
    offered = desk.get(address("questionnaire_bank", row.public_id)).content.decode()
    for page in (preview, offered):
        assert f'<span lang="en">{bank_words}</span>' in page
    assert own["source"] in preview
    assert f'<span lang="en">{own["source"]}' not in preview


def test_the_file_of_a_version(desk: Client, row: Questionnaire) -> None:
    answer = desk.get(address("questionnaire_export", draft(row).public_id))
    data = json.loads(answer.content)
    assert data["digest"] == digest_of(content())
    assert "attachment" in answer["Content-Disposition"]


# --- Who gets in ---


def test_facilitators_and_reviewers_read_and_others_stay_out(client: Client, cast: Cast, row: Questionnaire) -> None:
    pages = [
        address("questionnaire_list"),
        address("questionnaire_detail", row.public_id),
        address("questionnaire_version", draft(row).public_id),
        address("questionnaire_export", draft(row).public_id),
    ]
    for user in (cast.facilitator, cast.reviewer):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [200] * 4
        assert client.get(address("questionnaire_build", row.public_id)).status_code == 403
    for user in (cast.supervisor, cast.outsider):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [403] * 4
    client.logout()
    assert [client.get(page).status_code for page in pages] == [302] * 4


def test_what_only_a_button_sends_is_no_page(desk: Client, row: Questionnaire) -> None:
    for name in ("questionnaire_archive", "questionnaire_version_add"):
        assert desk.get(address(name, row.public_id)).status_code == 405
    assert desk.get(address("questionnaire_load")).status_code == 405
    assert desk.post(address("questionnaire_list")).status_code == 405
    assert desk.post(address("questionnaire_detail", row.public_id)).status_code == 405


# --- From a file ---


def as_file(data: Any, name: str = "kuesioner.json") -> SimpleUploadedFile:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return SimpleUploadedFile(name, body, content_type="application/json")


def from_elsewhere(row: Questionnaire, **other: Any) -> dict[str, Any]:
    """The file of a questionnaire, under another title, so that it is not the one here."""
    return {**exported(row.versions.get()), "title": {"id": "Dari tempat lain", "en": "From elsewhere"}, **other}


def held_in(answer: Any) -> str:
    return str(answer.context["form"].initial["held"])


def test_a_file_is_looked_at_first_and_then_taken_in(desk: Client, row: Questionnaire) -> None:
    assert address("questionnaire_import") in desk.get(address("questionnaire_list")).content.decode()
    shown = desk.post(address("questionnaire_import"), {"file": as_file(from_elsewhere(row))})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "Dari tempat lain" in page
    assert all(item.text in page for item in items_of(content()) if item.is_asked)
    # So far nothing is written.
    assert Questionnaire.objects.count() == 1
    answer = desk.post(address("questionnaire_import"), {"held": held_in(shown)})
    new = Questionnaire.objects.get(title="Dari tempat lain")
    assert answer["Location"] == address("questionnaire_detail", new.public_id)
    assert digest_of(new.versions.get().content) == digest_of(content())
    # Sent once more it is the same one.
    again = desk.post(address("questionnaire_import"), {"held": held_in(shown)})
    assert again["Location"] == answer["Location"]
    assert Questionnaire.objects.count() == 2


def test_what_is_here_already_is_said(desk: Client, row: Questionnaire) -> None:
    shown = desk.post(address("questionnaire_import"), {"file": as_file(exported(row.versions.get()))})
    assert shown.context["incoming"].here == row.versions.get()
    assert desk.post(address("questionnaire_import"), {"held": held_in(shown)}).status_code == 302
    assert Questionnaire.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"\xff\xfe",
        b"[" * 20_000,
        b"[1]",
        {"content": {"sections": ["x"]}},
        {"content": {"sections": 3}},
        {"content": {"sections": [{"items": [{"kind": "scale", "scale": "x"}]}]}},
        {"digest": "0" * 64},
        {"format_version": 9},
        {"format": "x"},
        {"title": ["x"]},
        {"title": {"id": "Nol\0", "en": ""}},
        {"title": {"id": "Separuh \ud800", "en": ""}},
        {"audience": {"a": 1}},
        {"level": [1]},
    ],
    ids=range(15),
)
def test_a_file_that_is_none_comes_back_with_words(desk: Client, row: Questionnaire, wrong: Any) -> None:
    data = wrong if isinstance(wrong, bytes) else from_elsewhere(row, **wrong)
    answer = desk.post(address("questionnaire_import"), {"file": as_file(data)})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    # The same past the first look: what comes back is checked again.
    assert (
        desk.post(address("questionnaire_import"), {"held": as_file(data).read().decode(errors="replace")}).status_code
        == 422
    )
    assert Questionnaire.objects.count() == 1


def test_without_a_file_or_with_one_too_large_nothing_is_read(desk: Client) -> None:
    assert desk.post(address("questionnaire_import"), {}).status_code == 422
    large = as_file(b" " * 1_000_001)
    assert desk.post(address("questionnaire_import"), {"file": large}).status_code == 422


def test_a_starter_from_a_file_does_not_come_a_second_time(desk: Client, cast: Cast) -> None:
    services.load_starters(actor=cast.coordinator)
    data = exported(Questionnaire.objects.get(starter="skm").versions.get())
    QuestionnaireVersion.objects.all().delete()
    Questionnaire.objects.all().delete()
    assert services.import_questionnaire(actor=cast.coordinator, data=data).questionnaire.starter == "skm"
    assert "skm" not in {one.starter for one in services.load_starters(actor=cast.coordinator)}
    other = {**data, "title": {"id": "Lain", "en": "Other"}}
    assert services.import_questionnaire(actor=cast.coordinator, data=other).questionnaire.starter == ""


def test_level_and_audience_stay_once_it_was_asked(cast: Cast, row: Questionnaire) -> None:
    """Figures are found by them: a survey that has closed would move from one figure to another."""
    head = services.Head(row.title, row.title_en, 3, row.audience)
    services.update_questionnaire(actor=cast.coordinator, questionnaire=row, head=head)
    services.freeze_version(actor=cast.coordinator, version=row.versions.get())
    for level, audience in ((1, row.audience), (3, "clients")):
        head = services.Head("Judul baru", "", level, audience)
        with pytest.raises(Refusal):
            services.update_questionnaire(actor=cast.coordinator, questionnaire=row, head=head)
    head = services.Head("Judul baru", "New title", 3, row.audience)
    assert services.update_questionnaire(actor=cast.coordinator, questionnaire=row, head=head).title == "Judul baru"

"""The screens of forms and their versions. Who may open them is in tests/permissions."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from assignments.enums import FormState
from assignments.interchange.xlsform import xlsform_of
from assignments.models import FormVersion, TaskForm
from assignments.schema import normal
from assignments.schema.building import schema_of
from assignments.services import taskforms
from lms.people import clock
from tests.assignments.taskforms.asking import address, as_user, queries
from tests.conftest import Cast
from tests.factories.assignments.taskforms import form_schema, make_form, make_form_version
from tests.factories.programme import make_programme


def test_the_list_costs_the_same_with_one_and_three_forms(cast: Cast) -> None:
    client, url = as_user(cast.coordinator), address("form_list")
    make_form_version(actor=cast.coordinator, state="draft")
    one = queries(client, url)
    for _ in range(2):
        make_form_version(actor=cast.coordinator, state="draft")
    assert queries(client, url) == one


def test_starter_forms_are_loaded_by_a_click_once(cast: Cast) -> None:
    client = as_user(cast.coordinator)
    for _ in range(2):
        assert client.post(address("form_load")).status_code == 302
    assert TaskForm.objects.count() == 12


def test_a_form_becomes_a_version(cast: Cast) -> None:
    form, client = make_form(actor=cast.coordinator), as_user(cast.facilitator)
    answer = client.post(address("form_version_add", form.code), {"note": "Pertama"})
    version = FormVersion.objects.get()
    assert answer["Location"] == version.get_absolute_url()
    assert client.post(address("form_version_add", form.code), {}).status_code == 422
    assert client.get(address("form_version_add", form.code)).status_code == 405
    assert client.get(form.get_absolute_url()).status_code == 200


def test_a_version_is_read_sent_taken_back_and_published(cast: Cast) -> None:
    make_programme(activities=5)
    client = as_user(cast.coordinator)
    version = make_form_version(actor=cast.coordinator, state="draft")
    page = client.get(version.get_absolute_url()).content.decode()
    assert "Ada kendala" in page
    assert 'name="due_on"' in page
    sent = client.post(address("form_version_send", version.public_id), {"due_on": clock.today().isoformat()})
    assert sent.status_code == 302
    version.refresh_from_db()
    assert version.state == FormState.IN_REVIEW
    assert client.post(address("form_version_send", version.public_id), {"due_on": "kemarin"}).status_code == 422
    assert client.post(address("form_version_take_back", version.public_id), {"reason": ""}).status_code == 422
    refused = client.post(address("form_version_publish", version.public_id), follow=True)
    version.refresh_from_db()
    assert version.state == FormState.IN_REVIEW
    assert [message.level_tag for message in refused.context["messages"]] == ["error"]
    assert client.post(address("form_version_take_back", version.public_id), {"reason": "Perbaikan"}).status_code == 302
    version.refresh_from_db()
    assert version.state == FormState.DRAFT


def test_newer_text_is_offered_and_taken_in(cast: Cast) -> None:
    client = as_user(cast.coordinator)
    form = make_form(actor=cast.coordinator)
    version = make_form_version(actor=cast.coordinator, form=form, state="draft")
    refresh = address("form_version_refresh", version.public_id)
    assert refresh not in client.get(version.get_absolute_url()).content.decode()
    schema = form_schema(form.code)
    schema["sections"][0]["fields"][0]["label"] = {"id": "Inisial klien"}
    taskforms.write_form(actor=cast.coordinator, schema=schema)
    assert refresh in client.get(version.get_absolute_url()).content.decode()
    client.post(refresh)
    assert "Inisial klien" in client.get(version.get_absolute_url()).content.decode()


def test_what_changed_is_shown_against_the_version_before(cast: Cast) -> None:
    form = make_form(actor=cast.coordinator)
    make_form_version(actor=cast.coordinator, form=form, closer=cast.admin)
    schema = form_schema(form.code)
    schema["sections"][0]["fields"][3]["label"] = {"id": "Jumlah klien"}
    taskforms.write_form(actor=cast.coordinator, schema=schema)
    with clock.at(clock.now() + timedelta(days=3)):
        version = make_form_version(actor=cast.coordinator, form=form, state="draft")
        page = as_user(cast.facilitator).get(version.get_absolute_url()).content.decode()
    assert "<ins" in page
    assert "Jumlah" in page


def test_a_version_goes_out_as_xlsform_and_comes_in_as_it_was(cast: Cast) -> None:
    client = as_user(cast.facilitator)
    version = make_form_version(actor=cast.coordinator, state="draft")
    content = client.get(address("form_version_xlsform", version.public_id)).content
    page = client.post(address("form_import"), {"file": SimpleUploadedFile("a.xlsx", content)})
    assert page.status_code == 200
    assert page.context["plan"].changes_nothing


def test_an_import_is_shown_first_and_written_once_confirmed(cast: Cast) -> None:
    client = as_user(cast.facilitator)
    content = xlsform_of(normal(form_schema("LT-77")), version="1")
    page = client.post(address("form_import"), {"file": SimpleUploadedFile("a.xlsx", content)})
    assert not TaskForm.objects.exists()
    signed = page.context["confirm"]["form"].value()
    stranger = as_user(cast.coordinator).post(address("form_import_confirm"), {"form": signed}, follow=True)
    assert stranger.status_code == 200
    assert not TaskForm.objects.exists()
    for _ in range(2):
        assert client.post(address("form_import_confirm"), {"form": signed})["Location"] == address(
            "form_detail", "LT-77"
        )
    form = TaskForm.objects.get()
    assert len(schema_of(form)["sections"][0]["fields"]) == 4


def test_bad_files_are_refused_in_words(cast: Cast) -> None:
    client = as_user(cast.facilitator)
    for content in (b"bukan lembar", b""):
        page = client.post(address("form_import"), {"file": SimpleUploadedFile("a.xlsx", content)})
        assert page.status_code in {200, 422}
        assert "confirm" not in page.context
    assert client.post(address("form_import_confirm"), {"form": "rusak"})["Location"] == address("form_import")
    assert not TaskForm.objects.exists()


def test_the_preview_is_drawn_by_the_templates_of_filling_in(cast: Cast) -> None:
    version = make_form_version(actor=cast.coordinator, closer=cast.admin)
    page = as_user(cast.coordinator).get(f"/task-forms/versions/{version.public_id}/").content.decode()
    phone = page.split('class="phone filling"')[1].split("Aturan dalam kata-kata")[0]
    for template in ('data-field="inisial"', 'type="radio" name="kendala"', '<textarea name="uraian"', "<fieldset"):
        assert template in phone
    # What depends on an answer is shown too, with its rule.
    assert '<div class="q" data-field="uraian">' in phone
    assert "Ditampilkan hanya bila “Ada kendala”" in phone
    assert "disabled" in phone

"""A list of people on the screen: upload, dry run, word, rows to correct."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from courses.enums import EnrolmentState, ImportState
from courses.models import Cohort, Enrolment, PeopleImport
from courses.services import imports
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.spreadsheets import csv_text, workbook

S = EnrolmentState


def rows(cast: Cast, good: int, bad: int = 0) -> list[list[str]]:
    taken = [[f"Orang {n}", f"o{n}@example.test", "", cast.unit.name, "", ""] for n in range(good)]
    return taken + [[f"Salah {n}", "tanpa-alamat", "123", cast.unit.name, "", ""] for n in range(bad)]


def send(organiser: Client, cohort: Cohort, content: bytes, name: str = "daftar.xlsx") -> PeopleImport:
    file = SimpleUploadedFile(name, content)
    answer = organiser.post(address("import_add", cohort.public_id), {"file": file})
    source = PeopleImport.objects.latest("pk")
    assert answer["Location"] == source.get_absolute_url()
    return source


def test_from_the_upload_to_the_list(cast: Cast, cohort: Cohort) -> None:
    organiser = as_user(cast.coordinator)
    source = send(organiser, cohort, workbook(rows(cast, 2, 1)))
    page = source.get_absolute_url()
    running = organiser.get(page).content.decode()
    assert f'data-follow="{page}"' in running
    imports.go_on(import_id=source.pk)
    part = organiser.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "data-follow" not in part
    assert "<html" not in part
    assert "tanpa-alamat" in part
    organiser.post(address("import_confirm", source.public_id), {"gives_seats": "1"})
    imports.go_on(import_id=source.pk)
    assert Enrolment.objects.filter(cohort=cohort, state=S.ACCEPTED).count() == 2
    source.refresh_from_db()
    assert source.state == ImportState.DONE
    assert source.name in organiser.get(address("import_add", cohort.public_id)).content.decode()


def test_a_csv_and_only_nominated(cast: Cast, cohort: Cohort) -> None:
    organiser = as_user(cast.coordinator)
    source = send(organiser, cohort, csv_text(rows(cast, 1)), "daftar.csv")
    imports.go_on(import_id=source.pk)
    organiser.post(address("import_confirm", source.public_id), {"gives_seats": "0"})
    imports.go_on(import_id=source.pk)
    assert Enrolment.objects.get().state == S.NOMINATED


def test_none_of_it(cast: Cast, cohort: Cohort) -> None:
    organiser = as_user(cast.coordinator)
    source = send(organiser, cohort, workbook(rows(cast, 1)))
    imports.go_on(import_id=source.pk)
    assert organiser.post(address("import_drop", source.public_id)).status_code == 302
    assert organiser.post(address("import_confirm", source.public_id)).status_code == 302
    assert organiser.get(source.get_absolute_url()).status_code == 200
    assert not Enrolment.objects.exists()


def test_rows_to_correct_come_as_a_workbook(cast: Cast, cohort: Cohort) -> None:
    organiser = as_user(cast.coordinator)
    source = send(organiser, cohort, workbook(rows(cast, 1, 2)))
    imports.go_on(import_id=source.pk)
    answer = organiser.get(address("import_faulty", source.public_id))
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_name("Peserta").to_python()
    assert [row[0] for row in sheet] == ["Nama", "Salah 0", "Salah 1"]


def test_the_template_is_offered(cast: Cast) -> None:
    answer = as_user(cast.coordinator).get(address("import_template"))
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names == ["Peserta", "Contoh", "Petunjuk", "Unit kerja"]
    assert [cast.unit.code, cast.unit.name] in book.get_sheet_by_name("Unit kerja").to_python()


@pytest.mark.parametrize("file", [None, SimpleUploadedFile("kosong.xlsx", b"")])
def test_nothing_to_upload_is_said(cast: Cast, cohort: Cohort, file: Any) -> None:
    sent = {"file": file} if file else {}
    assert as_user(cast.coordinator).post(address("import_add", cohort.public_id), sent).status_code == 422
    assert not PeopleImport.objects.exists()


def test_what_is_no_list_is_told_on_its_page(cast: Cast, cohort: Cohort) -> None:
    organiser = as_user(cast.coordinator)
    source = send(organiser, cohort, b"\x89PNG\x00", "foto.xlsx")
    imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    assert source.remark in organiser.get(source.get_absolute_url()).content.decode()


def test_the_page_costs_the_same_for_one_fault_and_three(cast: Cast, cohort: Cohort) -> None:
    organiser, counts = as_user(cast.coordinator), []
    for bad in (1, 3):
        source = send(organiser, cohort, workbook(rows(cast, 1, bad)))
        imports.go_on(import_id=source.pk)
        counts.append(queries(organiser, source.get_absolute_url()))
    assert counts[0] == counts[1]


def test_the_former_lists_cost_the_same_for_one_and_three(cast: Cast, cohort: Cohort) -> None:
    organiser, counts = as_user(cast.coordinator), []
    for many in (1, 2, 3):
        send(organiser, cohort, workbook(rows(cast, many)))
        counts.append(queries(organiser, address("import_add", cohort.public_id)))
    assert counts[0] == counts[2]


@pytest.mark.parametrize("role", ["facilitator", "unit_contact", "outsider"])
def test_others_have_no_business_here(cast: Cast, cohort: Cohort, role: str) -> None:
    source = imports.upload(actor=cast.coordinator, cohort=cohort, name="a.xlsx", content=b"x")
    assert status(getattr(cast, role), "get", source.get_absolute_url()) == 403
    assert status(getattr(cast, role), "post", address("import_confirm", source.public_id)) == 403


def test_wrong_methods(cast: Cast, cohort: Cohort) -> None:
    source = imports.upload(actor=cast.coordinator, cohort=cohort, name="a.xlsx", content=b"x")
    assert status(cast.coordinator, "get", address("import_confirm", source.public_id)) == 405
    assert status(cast.coordinator, "get", address("import_drop", source.public_id)) == 405
    assert status(cast.coordinator, "post", source.get_absolute_url()) == 405

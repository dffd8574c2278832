"""Bringing in a list of people: upload, dry run, the organiser's word, the rows to correct."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from courses.enums import ImportState
from courses.models import Cohort, Enrolment, PeopleImport
from courses.services import imports
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.courses import make_enrolment
from tests.factories.nominations import make_call
from tests.factories.people import make_unit, make_user
from tests.factories.spreadsheets import workbook


def row(cast: Cast, number: int, *, email: str = "") -> list[Any]:
    return [f"Orang {number}", email or f"baru{number}@example.test", "", cast.unit.name, "", ""]


def checked(cast: Cast, cohort: Cohort, rows: list[list[Any]]) -> PeopleImport:
    source = imports.upload(actor=cast.coordinator, cohort=cohort, name="daftar.xlsx", content=workbook(rows))
    imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    return source


def test_a_list_goes_from_upload_to_seats(cast: Cast, cohort: Cohort) -> None:
    client, url = as_user(cast.coordinator), address("import_add", cohort.public_id)
    assert client.get(url).status_code == 200
    file = SimpleUploadedFile("daftar.xlsx", workbook([row(cast, 1), row(cast, 2, email="salah")]))
    answer = client.post(url, {"file": file})
    source = PeopleImport.objects.get()
    assert answer["Location"] == source.get_absolute_url()
    if source.state == ImportState.WAITING:
        imports.go_on(import_id=source.pk)
    page = client.get(source.get_absolute_url()).text
    assert "Lembar “Peserta”" in page
    assert "Baris 3" in page
    assert "salah" in page
    assert "<html" not in client.get(source.get_absolute_url(), headers={"HX-Request": "true"}).text
    assert not Enrolment.objects.exists()
    client.post(address("import_confirm", source.public_id), {"gives_seats": "1"})
    imports.go_on(import_id=source.pk)
    assert [one.user.email for one in Enrolment.objects.all()] == ["baru1@example.test"]


def test_the_dry_run_says_which_unit_would_be_above_its_quota(cast: Cast, cohort: Cohort) -> None:
    """Who has an account counts for the own unit, whatever the file says."""
    other, elsewhere = make_unit(), make_user(work_unit=make_unit())
    make_call(actor=cast.coordinator, cohort=cohort, quotas={cast.unit: 3, other: 1})
    make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    client = as_user(cast.coordinator)

    def above(*numbers: int) -> list[tuple[str, int, int | None]]:
        rows = [*(row(cast, number) for number in numbers), row(cast, 9, email=elsewhere.email)]
        page = client.get(checked(cast, cohort, rows).get_absolute_url())
        assert ('class="notice warn"' in page.text) is bool(page.context["above_quota"])
        return [(one.name, one.listed, one.quota) for one in page.context["above_quota"]]

    assert above(1, 2) == []
    assert above(1, 2, 3) == [(cast.unit.name, 4, 3)]


def test_the_faulty_rows_come_back_as_typed_text(cast: Cast, cohort: Cohort) -> None:
    source = checked(cast, cohort, [["=1+1", "salah", "", cast.unit.name, "", ""]])
    answer = as_user(cast.coordinator).get(address("import_faulty", source.public_id))
    assert answer["Content-Disposition"].startswith("attachment")
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_name("Peserta").to_python()
    assert sheet[1][0] == "=1+1"


@pytest.mark.parametrize("sent", [{}, {"file": SimpleUploadedFile("a.xlsx", b"")}])
def test_an_upload_without_a_file_comes_back(cast: Cast, cohort: Cohort, sent: dict[str, Any]) -> None:
    assert as_user(cast.coordinator).post(address("import_add", cohort.public_id), sent).status_code == 422
    assert not PeopleImport.objects.exists()


def test_bring_in_none(cast: Cast, cohort: Cohort) -> None:
    source = checked(cast, cohort, [row(cast, 1)])
    client = as_user(cast.coordinator)
    assert client.post(address("import_drop", source.public_id)).status_code == 302
    for name in ("import_drop", "import_confirm"):
        assert client.post(address(name, source.public_id), follow=True).status_code == 200
    source.refresh_from_db()
    assert source.state == ImportState.DROPPED
    assert not Enrolment.objects.exists()


def test_who_may_not_import(cast: Cast, cohort: Cohort) -> None:
    source = checked(cast, cohort, [row(cast, 1)])
    for url in (address("import_add", cohort.public_id), source.get_absolute_url(), address("import_template")):
        assert [status(user, "get", url) for user in (None, cast.outsider, cast.unit_contact)] == [401, 403, 403]
    for name in ("import_confirm", "import_drop"):
        url = address(name, source.public_id)
        assert [status(user, "post", url) for user in (None, cast.facilitator)] == [401, 403]
        assert status(cast.coordinator, "get", url) == 405


def test_the_dry_run_costs_the_same_for_one_and_for_three(cast: Cast, cohort: Cohort) -> None:
    client = as_user(cast.coordinator)
    sources = [checked(cast, cohort, [row(cast, number, email="salah") for number in range(many)]) for many in (1, 3)]
    assert len({queries(client, one.get_absolute_url()) for one in sources}) == 1

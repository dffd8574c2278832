"""Files with figures on the screen: upload, what it would do, the word on it, the rows to correct, the template."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.evaluation import indicator_files
from lms.evaluation.models import IndicatorImport, UnitMonth
from lms.evaluation.services import indicator_imports
from lms.people.enums import Role
from tests.courses.asking import as_user, queries, status
from tests.evaluation.indicators.test_imports import bring, line
from tests.evaluation.indicators.units import THREE, Units, report, url
from tests.factories.indicators import figures_file
from tests.factories.people import give_role, make_unit

ADD = "indicator_import_add"


def detail(source: IndicatorImport, name: str = "indicator_import_detail") -> str:
    return url(name, source.public_id)


def test_a_file_goes_from_upload_to_the_figures(units: Units) -> None:
    client = as_user(units.contact)
    assert client.get(url(ADD)).status_code == 200
    content = figures_file([line(units.unit.name, "2026-08", 5), line("Entah", "2026-08", 5)])
    answer = client.post(url(ADD), {"file": SimpleUploadedFile("indikator.xlsx", content)})
    source = IndicatorImport.objects.get()
    assert answer["Location"] == source.get_absolute_url()
    indicator_imports.go_on(import_id=source.pk)
    page = client.get(detail(source)).text
    assert "Entah" in page
    assert "<html" not in client.get(detail(source), headers={"HX-Request": "true"}).text
    assert client.post(detail(source, "indicator_import_confirm")).status_code == 302
    assert UnitMonth.objects.get().registered == 5
    assert client.get(detail(source)).status_code == 200
    assert "indikator.xlsx" in client.get(url(ADD)).text


@pytest.mark.parametrize("file", [None, SimpleUploadedFile("kosong.xlsx", b"")])
def test_without_a_file_it_says_what_is_missing(units: Units, file: Any) -> None:
    answer = as_user(units.contact).post(url(ADD), {"file": file} if file else {})
    assert (answer.status_code, IndicatorImport.objects.count()) == (422, 0)


def test_who_brings_files_in(units: Units) -> None:
    source = bring(units.contact, [line(units.unit.name, "2026-08", 5), line("Entah", "2026-08", 5)])
    cast = units.cast
    pages = [("get", url(ADD)), ("get", url("indicator_template")), ("get", detail(source))]
    pages += [("get", detail(source, "indicator_import_faulty")), ("post", detail(source, "indicator_import_confirm"))]
    pages += [("post", detail(source, "indicator_import_drop"))]
    for method, here in pages:
        assert status(None, method, here) == 401
        for user in (cast.supervisor, cast.reviewer, cast.facilitator, cast.outsider, units.enrolment.user):
            assert status(user, method, here) == 403, here
        assert status(cast.coordinator, "put", here) == 405
    give_role(cast.outsider, Role.UNIT_CONTACT, work_unit=make_unit())
    for method, here in pages[2:]:
        assert status(cast.outsider, method, here) == 404
    assert status(cast.coordinator, "get", detail(source)) == 200
    assert not UnitMonth.objects.exists()


def test_a_change_without_its_reason_is_refused_on_the_page(units: Units) -> None:
    report(units, units.unit, THREE[0])
    source = bring(units.contact, [line(units.unit.name, "2026-08", 5)])
    client = as_user(units.contact)
    page = client.get(detail(source)).text
    assert 'name="reason"' in page
    client.post(detail(source, "indicator_import_confirm"))
    assert UnitMonth.objects.get().registered == 100
    client.post(detail(source, "indicator_import_confirm"), {"reason": "a" * 301})
    assert UnitMonth.objects.get().registered == 100
    client.post(detail(source, "indicator_import_confirm"), {"reason": "Rekap"})
    assert UnitMonth.objects.get().registered == 5


def test_given_up_twice_it_says_so(units: Units) -> None:
    source = bring(units.contact, [line(units.unit.name, "2026-08", 5)])
    client = as_user(units.contact)
    assert client.post(detail(source, "indicator_import_drop"))["Location"] == url(ADD)
    assert client.post(detail(source, "indicator_import_drop"))["Location"] == source.get_absolute_url()
    assert client.get(detail(source)).status_code == 200


def test_the_page_costs_the_same_for_one_row_and_for_three(units: Units) -> None:
    client = as_user(units.contact)
    one = bring(units.contact, [line(units.unit.name, "2026-08", 5)])
    three = bring(units.contact, [line(units.unit.name, f"2026-0{month}", 5) for month in (5, 6, 7)])
    assert queries(client, detail(one)) == queries(client, detail(three))


def test_template_and_rows_to_correct_are_workbooks(units: Units) -> None:
    source = bring(units.contact, [line("Entah", "2026-08", 5)])
    for here in (url("indicator_template"), detail(source, "indicator_import_faulty")):
        answer = as_user(units.contact).get(here)
        assert answer["Content-Disposition"].endswith('.xlsx"')
        assert answer.content.startswith(b"PK")
    assert indicator_files.SHEET == "Indikator"

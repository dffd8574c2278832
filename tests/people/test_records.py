"""Work units and the audit trail."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from lms.people import audit, clock, services
from lms.people.changes import Change, changes_in_words
from lms.people.enums import Column, UnitKind
from lms.people.models import AuditEntry, WorkUnit
from tests.conftest import Cast
from tests.factories.people import make_unit
from tests.people.asking import ask, is_sent_to_sign_in

AUDIT, UNITS = "/people/audit/", "/people/units/"


@pytest.mark.django_db
def test_who_may_see_them(cast: Cast) -> None:
    assert is_sent_to_sign_in(AUDIT)
    assert is_sent_to_sign_in(UNITS)
    assert ask(cast.admin, AUDIT).status_code == 200
    assert ask(cast.coordinator, AUDIT).status_code == 403
    assert ask(cast.coordinator, UNITS).status_code == 200
    assert ask(cast.facilitator, UNITS).status_code == 403
    assert ask(cast.admin, AUDIT, "post").status_code == 405
    assert ask(cast.admin, UNITS, "post").status_code == 405


@pytest.mark.django_db
def test_the_units_of_the_programme_have_their_column_and_their_zone() -> None:
    assert services.load_units(actor=None) == 13 + 45
    centres = WorkUnit.objects.exclude(kind=UnitKind.ORGANISATION)
    assert (centres.count(), centres.exclude(column=Column.BALAI).count()) == (45, 0)
    organisations = WorkUnit.objects.filter(kind=UnitKind.ORGANISATION)
    assert set(organisations.values_list("column", flat=True)) == {"", *Column.values}
    assert set(organisations.filter(column="").values_list("code", flat=True)) == {
        "SETJEN",
        "BINALAVOTAS",
        "BINAPENTA",
        "PPSDM",
    }
    zones = Counter(centres.values_list("time_zone", flat=True))
    assert zones == {"Asia/Jakarta": 22, "Asia/Makassar": 17, "Asia/Jayapura": 6}


@pytest.mark.django_db
def test_units_are_narrowed_by_column_and_zone(cast: Cast, client: Client, django_assert_num_queries: Any) -> None:
    services.load_units(actor=None)
    client.force_login(cast.admin)
    rows = client.get(UNITS, {"column": "LATVOGAN_INTALA"}).context["rows"]
    assert {row["unit"].code for row in rows} == {"LATVOGAN", "INTALA"}
    assert {row["zone"] for row in client.get(UNITS, {"zone": "Asia/Jayapura"}).context["rows"]} == {"WIT"}
    assert client.get(UNITS, {"column": "nonsense"}).status_code == 200
    with django_assert_num_queries(4):
        client.get(UNITS)
    make_unit()
    with django_assert_num_queries(4):
        client.get(UNITS)


@pytest.mark.django_db
def test_the_trail_is_filtered_by_day_in_wib_words_and_part(cast: Cast) -> None:
    AuditEntry.objects.all()
    # 00.30 WIB of 2 March is still 1 March in UTC
    with clock.at(datetime(2026, 3, 1, 17, 30, tzinfo=UTC)):
        audit.record(cast.admin, "people.person.add", cast.outsider)
    with clock.at(datetime(2026, 3, 2, 17, 30, tzinfo=UTC)):
        audit.record(cast.coordinator, "courses.cohort.open", cast.unit)

    def found(**wanted: str) -> list[str]:
        return [
            entry.action
            for entry, *_words in ask(cast.admin, AUDIT, **wanted).context["rows"]
            if entry.at.year == 2026 and entry.at.month == 3
        ]

    assert found(since="2026-03-02", until="2026-03-02") == ["people.person.add"]
    assert found(q="Outsider", until="2026-03-09") == ["people.person.add"]
    assert found(room="courses", until="2026-03-09") == ["courses.cohort.open"]
    assert found(person=cast.coordinator.public_id, until="2026-03-09") == ["courses.cohort.open"]
    assert ask(cast.admin, AUDIT, since="nonsense", page="x").status_code == 200


@pytest.mark.django_db
def test_the_trail_takes_the_same_queries_for_any_length(
    cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.admin)
    client.get(AUDIT)
    for many in (1, 3, 120):
        for _ in range(many):
            audit.record(cast.admin, "people.person.add", cast.outsider, {"name": [None, "x"]})
        with django_assert_num_queries(5):
            client.get(AUDIT)


@pytest.mark.django_db
def test_an_entry_is_told_in_words(cast: Cast) -> None:
    services.close_account(actor=cast.admin, person=cast.outsider, reason="ok")
    said = " ".join(ask(cast.admin, AUDIT).content.decode().split())
    assert "<dt>Akun terbuka</dt><dd>ya → tidak</dd>" in said
    assert "<dt>Alasan</dt><dd>ok</dd>" in said


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"nip": [None, "1985••••1001"]}, ("NIP", "", "1985••••1001")),
        ({"rank": ["III/a", ""]}, ("Pangkat/golongan ruang", "III/a", "–")),
        ({"reason": "no"}, ("Alasan", "", "no")),
        ({"lessons": ["LKP-1.1", "LKP-1.2", "LKP-1.3"]}, ("Pelajaran", "", "LKP-1.1, LKP-1.2, LKP-1.3")),
        ({"done": [None, {"created": 2, "nobody-knows": True}]}, ("Hasil", "", "Dibuat: 2; nobody-knows: ya")),
        ({"has_kiosk": [None, False]}, ("Memiliki kios", "", "tidak")),
        ({"into": ["", "OTP"]}, ("Digabung ke", "", "OTP")),
        ({"points": [None, "21.67"]}, ("Poin", "", "21.67")),
        ({"privacy": ["", "anonymous"]}, ("Anonim atau rahasia", "", "anonymous")),
    ],
)
def test_changes_in_words(changes: dict[str, Any], told: tuple[str, str, str]) -> None:
    assert changes_in_words(changes) == [Change(*told)]


@pytest.mark.django_db
def test_nothing_in_the_trail_can_be_changed(cast: Cast) -> None:
    audit.record(cast.admin, "people.person.add", cast.outsider)
    entry = AuditEntry.objects.first()
    assert entry is not None
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(action="x")
    with pytest.raises(TypeError):
        AuditEntry.objects.all().delete()


@pytest.mark.django_db
def test_what_an_entry_is_about_is_masked_like_what_it_changed(cast: Cast) -> None:
    cast.outsider.name = "Rina 0812-3456-7890"
    audit.record(cast.admin, "people.person.update", cast.outsider, {"name": [None, cast.outsider.name]})
    entry = AuditEntry.objects.get(action="people.person.update")
    assert entry.object_label == entry.changes["name"][1] == "Rina 081•••••••7890"


@pytest.mark.django_db
def test_the_list_of_the_django_admin_is_masked_too(cast: Cast) -> None:
    services.assign_role(actor=None, user=cast.outsider, role="administrator")
    page = ask(cast.outsider, "/admin/people/user/").content.decode()
    assert "Facilitator" in page
    assert "facilitator@example.test" not in page

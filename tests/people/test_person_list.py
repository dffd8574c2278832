"""The list of people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lms.people import clock, services
from lms.people.enums import Role
from tests.conftest import Cast
from tests.factories.people import give_role, make_unit, make_user
from tests.people.asking import ask, is_sent_to_sign_in

PATH = "/people/"
NIP = "198501012010011001"


@pytest.mark.django_db
def test_who_may_see_it(cast: Cast) -> None:
    assert is_sent_to_sign_in(PATH)
    assert ask(cast.admin, PATH).status_code == 200
    assert ask(cast.coordinator, PATH).status_code == 200
    for other in (cast.facilitator, cast.reviewer, cast.supervisor, cast.unit_contact, cast.outsider):
        assert ask(other, PATH).status_code == 403
    assert ask(cast.admin, PATH, "post").status_code == 405


@pytest.mark.django_db
def test_personal_data_is_masked(cast: Cast) -> None:
    make_user(name="Ratna Juwita", email="ratna@example.test", nip=NIP, phone="+6281234567890")
    page = ask(cast.admin, PATH, q="Ratna").content.decode()
    assert "Ratna Juwita" in page
    for secret in ("ratna@example.test", NIP, "81234567890"):
        assert secret not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["ratna", "JUWITA", "ratna@example", "19850101", "Sorong", "ratna sorong", "Ratna Juwita, S.E."]
)
def test_search_finds_by_name_address_nip_and_unit(cast: Cast, words: str) -> None:
    make_user(
        name="Ratna Juwita",
        title_after="S.E.",
        email="ratna@example.test",
        nip=NIP,
        work_unit=make_unit(name="BPVP Sorong"),
    )
    assert [row.name for row in ask(cast.admin, PATH, q=words).context["rows"]] == ["Ratna Juwita, S.E."]


@pytest.mark.django_db
def test_filters(cast: Cast) -> None:
    def names(**wanted: str) -> set[str]:
        return {row.name for row in ask(cast.admin, PATH, **wanted).context["rows"]}

    new = services.add_person(actor=cast.admin, email="n@example.test", name="Baru")
    assert names(role="facilitator") == {"Facilitator"}
    assert "Reviewer" not in names(unit=cast.unit.public_id)
    assert names(state="new") == {"Baru"}
    services.invite(actor=cast.admin, user=new)
    assert names(state="invited") == {"Baru"}
    services.close_account(actor=cast.admin, person=cast.outsider, reason="x")
    assert names(state="closed") == {"Outsider"}


@pytest.mark.django_db
def test_a_role_that_ended_is_not_found(cast: Cast) -> None:
    yesterday = clock.today() - timedelta(days=1)
    give_role(cast.outsider, Role.FACILITATOR, valid_from=yesterday, valid_until=yesterday)
    assert [row.name for row in ask(cast.admin, PATH, role="facilitator").context["rows"]] == ["Facilitator"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["page=zero", "page=9999", "unit=nonsense", "role=emperor", "q=" + "x" * 500])
def test_bad_input_is_no_error(cast: Cast, client: Client, query: str) -> None:
    client.force_login(cast.admin)
    assert client.get(f"{PATH}?{query}").status_code == 200


@pytest.mark.django_db
def test_nobody_found_says_what_to_do(cast: Cast) -> None:
    assert "/people/new/" in ask(cast.admin, PATH, q="zzzzz").content.decode()


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(cast: Cast, client: Client, django_assert_num_queries: Any) -> None:
    client.force_login(cast.admin)
    client.get(PATH)
    for people, page in ((1, 1), (3, 1), (40, 2)):
        for _ in range(people):
            give_role(make_user(name="Ujang", work_unit=make_unit()), Role.FACILITATOR)
        with django_assert_num_queries(7):
            client.get(PATH, {"q": "ujang", "page": str(page)})

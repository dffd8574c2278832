"""The page of the briefing: for those who lead the session, with a text for a chat and a paper."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.conftest import Cast
from tests.factories.fieldpractice import make_constraint
from tests.fieldpractice.minutes.asking import address, as_user, queries, status
from tests.fieldpractice.minutes.conftest import Field


def test_it_shows_what_is_known_and_a_text_to_paste(cast: Cast, field: Field) -> None:
    make_constraint(field.ayu, title="OTP tidak masuk")
    shown = as_user(cast.facilitator).get(address("session_briefing", field.session.public_id))
    page = shown.content.decode()
    assert "OTP tidak masuk" in page
    assert "Bima" in page
    # With many constraints the text lies far below: a link at the top leads to it.
    assert page.index('href="#chat"') < page.index('id="constraints"') < page.index('id="chat"')
    assert field.session.get_absolute_url() in shown.context["text"]
    assert shown.context["whatsapp"].startswith("https://wa.me/?text=")
    assert "OTP tidak masuk" in unquote(shown.context["whatsapp"])


def test_it_is_for_those_who_lead_the_session(cast: Cast, field: Field) -> None:
    for name in ("session_briefing", "session_briefing_pdf"):
        page = address(name, field.session.public_id)
        for user in (field.ayu.user, cast.reviewer, cast.supervisor, cast.outsider):
            assert status(user, "get", page) == 403
        assert status(None, "get", page) == 401
        assert status(cast.facilitator, "post", page) == 405
    paper = as_user(cast.coordinator).get(address("session_briefing_pdf", field.session.public_id))
    assert paper.content.startswith(b"%PDF-")


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_however_much_there_is(cast: Cast, field: Field, many: int) -> None:
    for _ in range(many):
        make_constraint(field.ayu)
    assert queries(as_user(cast.facilitator), address("session_briefing", field.session.public_id)) == BRIEFING


BRIEFING = 20

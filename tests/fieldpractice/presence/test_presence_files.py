"""Zoom's list as a file on the screen: checked, brought in, given up."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fieldpractice.enums import FileState
from fieldpractice.models import ParticipationRow, PresenceFile
from tests.conftest import Cast
from tests.courses.asking import as_user, status
from tests.fieldpractice.presence.conftest import Meet
from tests.fieldpractice.presence.test_presence_service import ENGLISH, GERMAN
from tests.fieldpractice.presence.test_session_presence import address


def send(cast: Cast, meet: Meet, content: str, name: str = "peserta.csv", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, content.encode(), "text/csv")
    url = address("presence_file_add", meet.session.public_id)
    return as_user(cast.facilitator).post(url, {"file": file, "time_zone": "Asia/Jakarta"} | fields)


def test_a_file_is_shown_then_brought_in(cast: Cast, meet: Meet) -> None:
    answer = send(cast, meet, ENGLISH)
    file = PresenceFile.objects.get()
    detail = address("presence_file_detail", meet.session.public_id, file.public_id)
    assert answer["Location"] == detail
    text = as_user(cast.facilitator).get(detail).content.decode()
    for words in ("Ratna Dewi", "HP Tono"):
        assert words in text
    assert not ParticipationRow.objects.exists()
    assert status(cast.facilitator, "post", f"{detail}take/") == 302
    assert ParticipationRow.objects.count() == 4
    assert status(cast.facilitator, "post", f"{detail}take/") == 302
    assert ParticipationRow.objects.count() == 4
    assert as_user(cast.facilitator).get(detail).status_code == 200


def test_a_file_is_given_up(cast: Cast, meet: Meet) -> None:
    send(cast, meet, ENGLISH)
    file = PresenceFile.objects.get()
    detail = address("presence_file_detail", meet.session.public_id, file.public_id)
    assert status(cast.facilitator, "post", f"{detail}drop/") == 302
    file.refresh_from_db()
    assert file.state == FileState.DROPPED
    assert status(cast.facilitator, "post", f"{detail}drop/") == 302


def test_a_file_in_another_language_says_what_is_expected(cast: Cast, meet: Meet) -> None:
    answer = send(cast, meet, GERMAN)
    assert answer.status_code == 422
    assert "Name (original name), Email, Join time, Leave time" in answer.content.decode()


@pytest.mark.parametrize("changed", [{"time_zone": "Europe/Berlin"}, {"time_zone": ""}, {"file": ""}])
def test_bad_input_comes_back(cast: Cast, meet: Meet, changed: dict[str, str]) -> None:
    assert send(cast, meet, ENGLISH, **changed).status_code == 422
    assert not PresenceFile.objects.exists()


def test_a_name_that_leads_elsewhere_is_only_a_name(cast: Cast, meet: Meet) -> None:
    assert send(cast, meet, ENGLISH, name="../../etc/passwd.csv").status_code in {302, 422}
    assert not PresenceFile.objects.filter(name__contains="/").exists()


def test_only_who_runs_the_session_brings_files_in(cast: Cast, meet: Meet) -> None:
    send(cast, meet, ENGLISH)
    detail = address("presence_file_detail", meet.session.public_id, PresenceFile.objects.get().public_id)
    expected = {None: 401, cast.reviewer: 403, meet.sari.user: 403, cast.outsider: 404}
    for method, where in (("get", detail), ("post", f"{detail}take/"), ("post", f"{detail}drop/")):
        assert {user: status(user, method, where) for user in expected} == expected
    assert status(cast.coordinator, "get", f"{detail}take/") == 405

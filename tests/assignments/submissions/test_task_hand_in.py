"""What the browser's module sends: drafts and hand-ins as JSON, and the question who is signed in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse

from assignments.models import Submission, SubmissionVersion, Task
from courses.models import Enrolment
from tests.conftest import Cast
from tests.courses.asking import as_user, status
from tests.factories.assignments.submissions import ANSWERS

pytestmark = pytest.mark.django_db


def post(user: Any, task: Task, what: str, **sent: Any) -> HttpResponse:
    body = {"answers": ANSWERS, **sent}
    return as_user(user).post(f"/tasks/{task.public_id}/1/{what}/", json.dumps(body), content_type="application/json")


def test_a_draft_is_kept_and_numbered(enrolment: Enrolment, task: Task) -> None:
    first = post(enrolment.user, task, "draft", seq=0)
    assert first.json()["seq"] == 1
    again = post(enrolment.user, task, "draft", seq=1, answers={**ANSWERS, "konseli": "0812 3456 7890"})
    assert again.json()["warnings"][0]["where"] == "konseli"


def test_a_draft_from_an_older_page_gets_both(enrolment: Enrolment, task: Task) -> None:
    post(enrolment.user, task, "draft", seq=0)
    answer = post(enrolment.user, task, "draft", seq=0, answers={"konseli": "B"})
    assert (answer.status_code, answer.json()["seq"]) == (409, 1)
    assert answer.json()["answers"]["konseli"] == "A.R."


def test_a_hand_in_is_answered_with_its_receipt_and_sent_again_with_the_same(enrolment: Enrolment, task: Task) -> None:
    told = [
        post(
            enrolment.user, task, "hand-in", key="kunci-0001", pressed_at="2026-08-05T01:00:00Z", sent_at="bukan waktu"
        ).json()
        for _time in range(2)
    ]
    version = SubmissionVersion.objects.get()
    assert told[0] == told[1]
    assert (told[0]["receipt"], told[0]["sha256"]) == (version.receipt, version.sha256)
    assert version.clock_ahead is None


def test_a_save_whose_answer_was_lost_is_known_again(enrolment: Enrolment, task: Task) -> None:
    post(enrolment.user, task, "draft", seq=0, stamp="ponsel-1", answers={"konseli": "A"})
    again = post(enrolment.user, task, "draft", seq=0, stamp="ponsel-2", own=["ponsel-1"])
    assert (again.status_code, again.json()["seq"]) == (200, 2)
    told = as_user(enrolment.user).get(f"/tasks/{task.public_id}/1/").content.decode()
    assert '"stamp": "ponsel-2"' in told
    for own in ("ponsel-2", [["ponsel-2"]], [7], None):
        assert post(enrolment.user, task, "draft", seq=0, own=own, answers={"konseli": "C"}).status_code == 409


def test_a_hand_in_that_would_cover_another_draft_gets_both(enrolment: Enrolment, task: Task) -> None:
    post(enrolment.user, task, "draft", seq=0, stamp="meja-1", answers={**ANSWERS, "konseli": "Z.Z."})
    answer = post(enrolment.user, task, "hand-in", key="kunci-0001", seq=0, own=["ponsel-1"])
    assert (answer.status_code, answer.json()["seq"]) == (409, 1)
    assert answer.json()["answers"]["konseli"] == "Z.Z."
    assert not SubmissionVersion.objects.exists()
    assert post(enrolment.user, task, "hand-in", key="kunci-0001", seq=1).status_code == 200


@pytest.mark.parametrize("seq", [True, -1, 2**31, "1", 1.5])
def test_a_draft_is_counted_in_whole_numbers(enrolment: Enrolment, task: Task, seq: Any) -> None:
    assert post(enrolment.user, task, "draft", seq=seq).status_code == 400


def test_what_is_missing_is_told_by_place(enrolment: Enrolment, task: Task) -> None:
    answer = post(enrolment.user, task, "hand-in", key="kunci-0001", answers={})
    assert answer.status_code == 422
    assert {"tanggal", "konseli"} <= {fault["where"] for fault in answer.json()["faults"]}


def test_after_the_hand_in_a_draft_is_refused(enrolment: Enrolment, task: Task) -> None:
    post(enrolment.user, task, "hand-in", key="kunci-0001")
    answer = post(enrolment.user, task, "draft", seq=0)
    assert answer.status_code == 409
    assert "answers" not in answer.json()
    assert post(enrolment.user, task, "hand-in", key="kunci-0002").status_code == 409


@pytest.mark.parametrize("body", ["", "[]", "null", '{"answers": []}', '{"answers": {}}', "\x00"])
def test_what_is_no_draft_is_refused(enrolment: Enrolment, task: Task, body: str) -> None:
    answer = as_user(enrolment.user).post(f"/tasks/{task.public_id}/1/draft/", body, content_type="application/json")
    assert answer.status_code == 400
    assert not Submission.objects.exists()


def test_denials(cast: Cast, enrolment: Enrolment, task: Task) -> None:
    for what in ("draft", "hand-in"):
        path = f"/tasks/{task.public_id}/1/{what}/"
        assert status(None, "post", path) == 401
        assert status(cast.coordinator, "post", path) == 403
        assert status(enrolment.user, "get", path) == 405


def test_the_session_says_who_is_here(enrolment: Enrolment) -> None:
    assert as_user(enrolment.user).get("/tasks/session/").json()["person"] == enrolment.user.public_id
    nobody = as_user(None).get("/tasks/session/")
    assert nobody.json()["person"] == ""
    assert nobody["Cache-Control"] == "no-store"


def test_the_worker_may_serve_the_whole_site_and_is_asked_for_anew() -> None:
    answer = as_user(None).get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert (answer["Service-Worker-Allowed"], answer["Cache-Control"]) == ("/", "no-cache")
    assert b"padan-pages:" in answer.content
    assert answer.content.count(b"async function part(") == 1


def test_without_a_line_there_is_a_page_that_says_so(cast: Cast, enrolment: Enrolment) -> None:
    assert "Saat ini tidak ada jaringan" in as_user(enrolment.user).get("/tasks/offline/").content.decode()
    assert status(cast.coordinator, "get", "/tasks/offline/") == 403

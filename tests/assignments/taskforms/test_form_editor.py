"""The editor of task forms in Wagtail: what comes cut is not an error of ours."""

from __future__ import annotations

import pytest

from assignments.models import TaskForm
from cms.services import build_site
from lms.people.enums import Role
from lms.people.services import assign_role
from tests.conftest import Cast
from tests.courses.asking import as_user
from tests.factories.assignments.taskforms import make_form
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sent", [{}, {"code": "LT-90", "title": "Terpotong"}])
def test_a_request_that_lacks_its_parts_changes_nothing_and_says_so(cast: Cast, sent: dict[str, str]) -> None:
    form = make_form(actor=cast.coordinator)
    before = TaskForm.objects.values().get(pk=form.pk)
    build_site()
    author = make_user()
    assign_role(actor=None, user=author, role=Role.COORDINATOR)
    client = as_user(author)
    for page in (f"edit/{form.pk}/", "add/"):
        path = f"/cms/snippets/assignments/taskform/{page}"
        answer = client.post(path, sent, follow=True)
        assert (answer.redirect_chain, answer.status_code) == ([(path, 302)], 200)
        assert "tidak utuh" in answer.text
    assert TaskForm.objects.values().get(pk=form.pk) == before
    assert not TaskForm.objects.filter(code="LT-90").exists()

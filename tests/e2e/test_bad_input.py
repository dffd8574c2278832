"""Bad input and bad moments, seen in the browser: told in words, and nothing done by halves."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from cms.markdown.archive import write_zip
from cms.models import LessonPage
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.models import Review, SignOff
from lms.programme.services import refresh_review
from tests.conftest import Cast
from tests.factories.cms import folder_files
from tests.factories.programme import change_part, make_review

Look = Callable[[Page], None]
SignIn = Callable[[Page, User], None]
Visit = Callable[..., object]


def test_a_signature_on_what_has_just_changed_is_not_taken(
    page: Page, visit: Visit, look: Look, sign_in: SignIn, cast: Cast
) -> None:
    review: Review = make_review(columns=[Column.ILO], actor=cast.coordinator)
    sign_in(page, cast.reviewer)
    visit(page, f"/reviews/{review.public_id}/")
    # While the reviewer reads, the coordinator takes in a newer text.
    change_part(review, 2, "Kegiatan yang ditulis ulang")
    refresh_review(review=review, actor=cast.coordinator)
    with page.expect_response(lambda answer: answer.url.endswith("/sign/")) as answering:
        page.locator(".mine button[name=approve_all]").click()
    assert answering.value.status == 409
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    assert not SignOff.objects.exists(), "neither the changed part nor the other is signed"
    # Now that the new text has been on screen, the same click signs it.
    page.locator(".mine button[name=approve_all]").click()
    expect(page.locator("button[name=approve_all]")).to_have_count(0)
    assert SignOff.objects.filter(is_current=True).count() == 2


def test_a_folder_with_broken_front_matter_is_named_and_not_imported(
    page: Page, visit: Visit, look: Look, sign_in: SignIn, cast: Cast
) -> None:
    sign_in(page, cast.coordinator)
    visit(page, "/curriculum-versions/import/")
    files = folder_files(lessons=2)
    broken = "01-dasar/01-modul/02-pelajaran-2.md"
    lines = files[broken].decode().split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith("jp:"))
    lines[place] = "jp: [satu"
    files[broken] = "\n".join(lines).encode()
    zipped = {"name": "kurikulum.zip", "mimeType": "application/zip", "buffer": write_zip(files)}
    page.locator("input[name=file]").set_input_files(zipped)
    page.locator("form[enctype] button").click()
    row = page.locator("main tbody tr")
    expect(row).to_have_count(1)
    expect(row.locator("td").nth(0)).to_have_text(broken)
    line = int(row.locator("td").nth(1).inner_text())
    assert abs(line - (place + 1)) <= 1, "the line at fault, or the one after it, where the bracket is missed"
    look(page)
    expect(page.locator("form[action$='/import/confirm/']")).to_have_count(0)
    assert not LessonPage.objects.exists()

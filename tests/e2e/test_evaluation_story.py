"""The evaluation as one story: asked, scored, certified and checked; then a report that eight units sign, and a place that begins anew with it.

A recommendation on replication is a part of the report: it is written before the units sign, and decided with the eighth signature.
What other walks click step by step is done by the services here: this one is about what one part hands on to the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
import segno
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, Response, expect
from pytest_django import Settings

from cms.models import CurriculumVersion
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.plan import next_monday
from lms.evaluation.enums import PackImportState, Privacy
from lms.evaluation.models import (
    Certificate,
    CohortFromPack,
    Objection,
    PanelScore,
    ProgrammeReport,
    ReplicationDecision,
    ReplicationPack,
    ReportFinal,
    Scorecard,
    SurveyInvitee,
    SurveyResponse,
    SurveyRun,
)
from lms.evaluation.services import replication, surveys
from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.errors import Conflict
from lms.people.models import User
from lms.programme.models import Review, SignOff
from lms.programme.queries.standing import standing_of
from lms.programme.services import sign
from tests.conftest import Cast
from tests.e2e.browsing import Answers, follow
from tests.e2e.conftest import PageAt
from tests.evaluation.replication.making import judge_all, make_scorecard, said, send
from tests.evaluation.surveys.asked import GOOD, Surveyed, make_run
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.evaluation_panel import adopt, give, seat
from tests.factories.graduates import make_signatory
from tests.factories.packs import Origin, bring_in, build_origin, in_charge_since_long, open_cohort_of
from tests.factories.people import give_role, make_reviewer, make_user
from tests.factories.programme import seen_of
from tests.factories.reports import fresh, make_report, section_of, write_all

pytestmark = pytest.mark.django_db(transaction=True)
Look = Callable[[Page], None]
SignIn = Callable[[Page, User], None]
Visit = Callable[..., Response]

SIGNERS = {
    Column.PASKER: "Wahyu Nugroho",
    Column.PTKDN: "Retno Wulandari",
    Column.BPK: "Hendra Prakoso",
    Column.LATVOGAN_INTALA: "Dewi Anggraini",
    Column.LEMLATVOK: "Agus Firmansyah",
    Column.SETDITJEN: "Lestari Handayani",
    Column.BALAI: "Yusuf Mahendra",
    Column.ILO: "Maria Pattinasarany",
}
# The code on the first page, in points: 2.6 cm.
QR_WIDTH = 2.6 / 2.54 * 72
# Who has signed before the edit, and who signs only after it. ILO and BALAI sign with a finger, on a phone.
FIRST = (Column.PASKER, Column.BPK, Column.LATVOGAN_INTALA, Column.BALAI, Column.ILO)
AFTER = (Column.PTKDN, Column.LEMLATVOK, Column.SETDITJEN)

# --- Asked, scored, certified, checked ---

MANY = 30
FAILS = "Petugas Antarkerja 30"


@dataclass
class Course:
    """A cohort of thirty at its end, and what the steps share."""

    cast: Cast
    cohort: Cohort
    people: list[Enrolment]
    desk: Page
    phone: Page
    stranger: Page
    visit: Visit
    sign_in: SignIn
    look: Look

    def as_organiser(self, path: str) -> Page:
        self.sign_in(self.desk, self.cast.coordinator)
        self.visit(self.desk, path)
        return self.desk

    def as_participant(self, place: int) -> Page:
        self.sign_in(self.phone, self.people[place].user)
        self.visit(self.phone, "/dashboard/")
        return self.phone

    def page_of(self, name: str, *args: str) -> str:
        return reverse(f"evaluation:{name}", args=[self.cohort.public_id, *args])


@pytest.fixture
def course(cast: Cast, page_at: PageAt, visit: Visit, sign_in: SignIn, axe: Look) -> Course:
    # Each page at the width at which it is used here; the walks of the parts look at both.
    cohort = make_cohort(actor=cast.coordinator, capacity=MANY)
    people = [
        make_enrolment(
            actor=cast.coordinator, cohort=cohort, name=f"Petugas Antarkerja {number:02}", work_unit=cast.unit
        )
        for number in range(1, MANY + 1)
    ]
    return Course(cast, cohort, people, page_at(1280), page_at(360), page_at(360), visit, sign_in, axe)


def test_thirty_are_asked_scored_certified_and_checked_by_a_stranger(course: Course) -> None:
    _two_surveys_are_answered(course)
    _a_panel_of_three_scores_thirty(course)
    _locked_released_objected_to(course)
    _certificates_are_issued_and_checked(course)


def _two_surveys_are_answered(course: Course) -> None:
    """One anonymous and one confidential; each says so on its first screen, and nobody who answered is seen in the results."""
    surveyed = Surveyed(course.cast, course.cohort, course.people)
    for privacy, words in ((Privacy.ANONYMOUS, "Survei ini anonim"), (Privacy.CONFIDENTIAL, "Survei ini rahasia")):
        run = make_run(surveyed, privacy=privacy, title=f"Survei {privacy}")
        phone = course.as_participant(0)
        follow(phone.locator(f"#surveys a[href='/surveys/{run.public_id}/answer/']").first)
        expect(phone.locator("main")).to_contain_text(words)
        course.look(phone)
        follow(phone.locator("main a.btn.primary"))
        phone.locator("label[for='q-clear_4']").click()
        course.look(phone)
        follow(phone.locator("form.survey button[type=submit]"))
        for one in SurveyInvitee.objects.filter(run=run, answered=False):
            surveys.give_answers(invitee=one, typed=GOOD)
        surveys.close_run(actor=course.cast.coordinator, run=run)
        desk = course.as_organiser(f"/surveys/{run.public_id}/results/")
        expect(desk.locator("main")).to_contain_text(f"{MANY}")
        expect(desk.locator("main")).not_to_contain_text("Petugas Antarkerja")
        course.look(desk)
    # What one person said is joined for before and after in the confidential run alone.
    assert SurveyResponse.objects.filter(run__privacy=Privacy.ANONYMOUS).exclude(pseudonym="").count() == 0
    assert SurveyResponse.objects.filter(run__privacy=Privacy.CONFIDENTIAL).exclude(pseudonym="").count() == MANY


def _a_panel_of_three_scores_thirty(course: Course) -> None:
    """Two evaluators score without the browser; the third has two people left, and scores them by keys."""
    adopt(course.cohort, ("panel", "100"), actor=course.cast.coordinator)
    evaluators = [course.cast.reviewer, *(make_reviewer(column) for column in (Column.BPK, Column.LEMLATVOK))]
    members = seat(course.cohort, *evaluators, actor=course.cast.coordinator)
    for place, member in enumerate(members):
        for one in course.people if place else course.people[:-2]:
            give(member, one, "kurang" if one.user.name == FAILS else "baik")
    desk = course.desk
    course.sign_in(desk, evaluators[0])
    course.visit(desk, "/dashboard/")
    follow(desk.locator("#to-score a").first)
    course.look(desk)
    follow(desk.locator("#mine a.btn"))
    for keys, name in (("33333", "Petugas Antarkerja 29"), ("11111", FAILS)):
        expect(desk.locator("h1")).to_have_text(name)
        expect(desk.locator("html")).to_have_attribute("data-sheet", "ready")
        course.look(desk)
        for key in keys:
            desk.keyboard.press(key)
        desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(f"{course.page_of('panel_detail')}$"))
    assert PanelScore.objects.count() == 3 * MANY


def _locked_released_objected_to(course: Course) -> None:
    for step in ("results_lock", "results_release"):
        desk = course.as_organiser(course.page_of(step))
        course.look(desk)
        follow(desk.locator("main form button[type=submit]"))
    expect(desk.locator("#results")).to_be_visible()
    states = Counter(course.cohort.enrolments.values_list("state", flat=True))
    assert states == {EnrolmentState.COMPLETED: MANY - 1, EnrolmentState.NOT_COMPLETED: 1}
    phone = course.as_participant(MANY - 1)
    follow(phone.locator("#my-result a"))
    expect(phone.locator("#result")).to_contain_text("50,00")
    follow(phone.locator("#object a.btn"))
    phone.locator("[name=text]").fill("Bukti bulan kedua belum dihitung.")
    course.look(phone)
    follow(phone.locator("main form button[type=submit]"))
    objection = Objection.objects.get()
    desk = course.as_organiser(course.page_of("panel_detail"))
    follow(desk.locator(f"a[href*='{objection.public_id}']").first)
    desk.locator("[name=verdict][value=rejected]").check()
    desk.locator("[name=answer]").fill("Bukti itu sudah dihitung: lihat bagian layanan.")
    course.look(desk)
    follow(desk.locator("main form button[type=submit]"))
    phone = course.as_participant(MANY - 1)
    follow(phone.locator("#my-result a"))
    expect(phone.locator("main")).to_contain_text("Bukti itu sudah dihitung")
    course.look(phone)


def _certificates_are_issued_and_checked(course: Course) -> None:
    """Twenty-nine numbers in a row; one is revoked, one issued anew, and a stranger finds three of them as they are."""
    make_signatory(course.cast.coordinator)
    desk = course.as_organiser(course.page_of("cohort_certificates"))
    course.look(desk)
    follow(desk.locator(".actions a[href$='/issue/']"))
    expect(desk.locator(".people li")).to_have_count(MANY - 1)
    desk.locator("[name=read]").check()
    follow(desk.locator("main form button").last)
    expect(desk.locator("#job")).to_contain_text("Sertifikat sudah diterbitkan", timeout=90_000)
    course.look(desk)
    issued = list(Certificate.objects.order_by("serial"))
    assert [one.serial for one in issued] == list(range(1, MANY))
    holds, revoked, renamed = issued[:3]
    desk = course.as_organiser(f"/certificates/{revoked.public_id}/revoke/")
    desk.locator("[name=cause][value=mistake]").check()
    desk.locator("[name=reason]").fill("Surat tugas dibatalkan")
    desk.locator("[name=sure]").check()
    follow(desk.locator("main form button").last)
    person = renamed.enrolment.user
    User.objects.filter(pk=person.pk).update(name="Petugas Antarkerja Tiga")
    desk = course.as_organiser(f"/certificates/{renamed.public_id}/reissue/")
    desk.locator("[name=reason]").fill("Nama salah ketik")
    follow(desk.locator("main form button").last)
    expect(desk.locator("h1")).to_contain_text(f"{MANY:04}/")
    stranger = course.stranger
    _ask(course, holds)
    expect(stranger.locator("main")).to_contain_text("Sertifikat ini berlaku")
    expect(stranger.locator("#facts")).to_contain_text("Petugas Antarkerja 01")
    course.look(stranger)
    _ask(course, revoked)
    expect(stranger.locator("main")).to_contain_text("Sertifikat ini dicabut")
    course.look(stranger)
    _ask(course, renamed)
    follow(stranger.locator("main .notice a"))
    expect(stranger.locator("#facts")).to_contain_text("Petugas Antarkerja Tiga")
    course.look(stranger)
    # Who did not complete holds none, and finds none.
    phone = course.as_participant(MANY - 1)
    expect(phone.locator("#certificate")).to_have_count(0)
    phone = course.as_participant(0)
    follow(phone.locator("#certificate a"))
    course.look(phone)


def _ask(course: Course, certificate: Certificate) -> None:
    """Type a code into the public page, as from a paper in hand."""
    course.visit(course.stranger, "/verify/")
    course.stranger.locator("[name=code]").fill(certificate.code)
    follow(course.stranger.locator("main form button"))


# --- The report that eight units sign ---


@dataclass
class Round:
    """A report before its units, and what the steps share."""

    origin: Origin
    report: ProgrammeReport
    signers: dict[Column, User]
    desk: Page
    phone: Page
    sign_in: SignIn
    look: Look

    @property
    def actor(self) -> User:
        return self.origin.actor

    @property
    def review(self) -> Review:
        return Review.objects.get(state="open")

    def awaited(self) -> dict[Column, set[str]]:
        """The parts on which each unit has no word that holds."""
        standing = standing_of(Review.objects.latest("pk"))
        return {column: {part.key for part in standing.awaited(column)} for column in Column}

    def sign(self, column: Column, *keys: str) -> None:
        """Sign everything, or the parts with these keys, without the browser."""
        seen = seen_of(self.review, column, *keys)
        sign(review=self.review, column=column, verdict="approve", reason="", seen=seen, actor=self.signers[column])

    def click(self, page: Page, column: Column) -> None:
        """Sign what is asked for as a person does: from the home to one button."""
        self.sign_in(page, self.signers[column])
        page.goto("/dashboard/")
        follow(page.locator(f"#waiting-reviews a[href='{self.review.get_absolute_url()}']").first)
        self.look(page)
        follow(page.locator("button[name=approve_all]").first)
        expect(page.locator(".messages")).to_be_visible()


@pytest.fixture
def origin(cast: Cast) -> Origin:
    """A programme with its ten activities, and a cohort of it with everything a pack can hold."""
    origin = build_origin(actor=cast.coordinator, closer=cast.admin)
    for name in ("Budi Santoso", "Sari Dewi"):
        make_enrolment(actor=cast.coordinator, cohort=origin.cohort, name=name, work_unit=cast.unit)
    return origin


@pytest.fixture
def signing(origin: Origin, page_at: PageAt, sign_in: SignIn, look: Look) -> Round:
    """A written report with a recommendation, by criteria that the eight units agreed on before."""
    signers = {column: make_reviewer(column, name=name) for column, name in SIGNERS.items()}
    report = make_report(
        actor=origin.actor,
        cohorts=[origin.cohort],
        title="Laporan evaluasi angkatan 1",
        title_en="Evaluation of cohort 1",
    )
    write_all(report, origin.actor)
    found = Round(origin, report, signers, page_at(1280), page_at(360), sign_in, look)
    make_scorecard(origin.actor, report)
    send(origin.actor, report)
    for column in Column:
        found.sign(column)
    judge_all(origin.actor, Scorecard.objects.get(report=report))
    replication.decide(actor=origin.actor, report=report, words=said(), number=0)
    sign_in(found.desk, origin.actor)
    return found


def test_eight_units_sign_a_report_and_an_empty_place_begins_with_its_pack(
    signing: Round, page_at: PageAt, visit: Visit, settings: Settings, tmp_path: Path, answers: Answers
) -> None:
    parts = _freeze(signing)
    _five_sign(signing, parts)
    _one_part_is_edited(signing, parts)
    _eight_sign(signing)
    _the_decision_stands(signing, visit)
    pages = _the_final_paper(signing, tmp_path)
    _a_stranger_compares(page_at(360), pages, signing)
    archive = _take_the_pack(signing, visit)
    answers.wait()
    settings.MEDIA_ROOT = str(tmp_path / "second")
    _empty_this_installation()
    _begin_elsewhere(archive, page_at(1280), visit, signing)


def _freeze(signing: Round) -> set[str]:
    """Figures and text into one digest by parts; every unit of activity 10 is asked for every part."""
    desk = signing.desk
    desk.goto(signing.report.get_absolute_url())
    signing.look(desk)
    follow(desk.locator(f"a[href='{signing.report.get_absolute_url()}open/']"))
    follow(desk.locator("form.form button[type=submit]"))
    expect(desk).to_have_url(re.compile(signing.review.get_absolute_url()))
    parts = {part.key for part in signing.review.parts.filter(is_present=True)}
    assert {"section-impact", "figures-effectiveness", "replication-decision"} <= parts, parts
    assert signing.awaited() == dict.fromkeys(Column, parts)
    return parts


def _five_sign(signing: Round, parts: set[str]) -> None:
    for column in FIRST[:3]:
        signing.sign(column)
    for column in FIRST[3:]:
        signing.click(signing.phone, column)
    assert signing.awaited() == {column: set() if column in FIRST else parts for column in Column}


def _one_part_is_edited(signing: Round, parts: set[str]) -> None:
    """Five words lapse, one of each unit that had signed; all others hold, and nobody else is asked for more."""
    before = set(SignOff.objects.filter(part__review=signing.review, is_current=True).values_list("pk", flat=True))
    desk = signing.desk
    desk.goto(section_of(signing.report, "impact").get_absolute_url())
    desk.locator("textarea[lang=id]").fill("Dampak ditulis ulang setelah lima unit mengesahkan.")
    follow(desk.locator("form:has(textarea[lang=id]) button"))
    expect(desk.locator("main")).to_contain_text("Dampak ditulis ulang")
    assert signing.awaited() == {column: {"section-impact"} if column in FIRST else parts for column in Column}
    standing = standing_of(signing.review)
    assert {
        one.column: (one.lapsed, one.approved) for one in standing.progress() if one.column in FIRST
    } == dict.fromkeys(FIRST, (1, len(parts) - 1))
    # The words of the five on all other parts are the very same as before.
    assert before == set(
        SignOff.objects.filter(part__review=signing.review, is_current=True).values_list("pk", flat=True)
    )


def _eight_sign(signing: Round) -> None:
    signing.click(signing.phone, Column.ILO)
    for column in FIRST[:4]:
        signing.sign(column, "section-impact")
    for column in AFTER[:2]:
        signing.sign(column)
    assert not fresh(signing.report).is_final
    signing.click(signing.phone, AFTER[2])
    assert fresh(signing.report).is_final
    assert not any(signing.awaited().values())


def _the_decision_stands(signing: Round, visit: Visit) -> None:
    """With the eighth signature the recommendation is on record, and nobody writes another."""
    desk = signing.desk
    visit(desk, f"/reports/{signing.report.public_id}/replication/")
    expect(desk.locator("#decision")).to_contain_text("Hasil baik.")
    expect(desk.locator("a[href$='/replication/decision/']")).to_have_count(0)
    signing.look(desk)
    with pytest.raises(Conflict):
        replication.decide(actor=signing.actor, report=signing.report, words=said("stop"), number=1)
    assert ReplicationDecision.objects.get().choice == "replicate"
    visit(desk, "/matrix/10/")
    expect(desk.locator("#unit-ILO .what")).to_contain_text("Direplikasi")


# --- The paper, page by page ---


def _the_final_paper(signing: Round, tmp_path: Path) -> list[str]:
    """Open the PDF as it was given out: every page is drawn and read; the code on the first leads to the public page."""
    desk, final = signing.desk, ReportFinal.objects.get()
    desk.goto(signing.report.get_absolute_url())
    link = desk.locator("#record a[href*='report.pdf']").first.get_attribute("href") or ""
    document = pypdfium2.PdfDocument(desk.request.get(link).body())
    pages = [_read(document[place], tmp_path / f"page-{place + 1}.png") for place in range(len(document))]
    whole = _plain("".join(pages))
    assert len(pages) >= 4
    assert "Dampak ditulis ulang setelah lima unit mengesahkan." in whole
    assert "�" not in whole
    assert "Hasil baik." in whole
    sheet = _plain(
        "".join(page for page in pages[2:] if any(_plain(name) in _plain(page) for name in SIGNERS.values()))
    )
    assert {name for name in SIGNERS.values() if _plain(name) not in sheet} == set()
    assert final.digest in _tight(pages[0])
    assert final.digest in _tight(pages[-1])
    assert "8 dari 8 unit" in _plain(pages[0])
    assert _shows_code(document[0], _address_in(pages[0]))
    return pages


def _read(page: pypdfium2.PdfPage, keep: Path) -> str:
    """Draw a page and return its words. It must have ink, and none of it in the outermost half centimetre."""
    picture = page.render(scale=1.5).to_pil().convert("L")
    picture.save(keep)
    ink = picture.point(lambda value: 255 if value < 160 else 0).getbbox()
    assert ink is not None, f"{keep.name} is empty"
    edge = 0.5 / 2.54 * 72 * 1.5
    left, top, right, bottom = ink
    assert min(left, top, picture.width - right, picture.height - bottom) > edge, (
        f"{keep.name} is cut at its edge: {ink}"
    )
    words: str = page.get_textpage().get_text_range()
    assert len(words.split()) > 10, f"{keep.name} says nothing"
    return words


def _plain(text: str) -> str:
    """Words in a row, whatever the lines: a hyphen at the end of a line belongs to the setting."""
    return " ".join(re.sub("[\ufffe\u00ad]\\s*", "", text).split())


def _tight(text: str) -> str:
    return "".join(text.split())


def _address_in(text: str) -> str:
    """The address that is printed beside the code."""
    found = re.search(r"https?://\S+/unaltered/\?n=1", _tight(text).replace("SHA-256", " "))
    assert found is not None
    return found[0]


def _shows_code(page: pypdfium2.PdfPage, address: str) -> bool:
    """Whether the drawn page carries a code that leads to this address: each of its squares is black or white as it should be."""
    squares = segno.make(address, error="m", micro=False).matrix
    scale = 4
    step = QR_WIDTH * scale / len(squares)
    picture = page.render(scale=scale).to_pil().convert("L").point(lambda value: 255 if value > 127 else 0)
    pixels, width = picture.tobytes(), picture.width
    # The corner of a code is a black line of seven squares.
    line = bytes(int(7 * step) - 2)
    start = pixels.find(line)
    while start >= 0:
        top, left = divmod(start, width)
        if _matches(pixels[top * width :], width, left, step, squares):
            return True
        start = pixels.find(line, start + len(line))
    return False


def _matches(pixels: bytes, width: int, left: int, step: float, squares: Sequence[bytearray]) -> bool:
    if (len(squares) + 1) * step * width > len(pixels):
        return False
    for y, row in enumerate(squares):
        for x, black in enumerate(row):
            pixel = pixels[int((y + 0.5) * step) * width + left + int((x + 0.5) * step)]
            if (pixel == 0) != bool(black):
                return False
    return True


def _a_stranger_compares(stranger: Page, pages: list[str], signing: Round) -> None:
    """The code leads a stranger to the page that shows the digest of the paper, and knows the file."""
    final = ReportFinal.objects.get()
    address = urlsplit(_address_in(pages[0]))
    stranger.goto(f"{address.path}?{address.query}")
    expect(stranger.locator(".digest.large")).to_have_text(final.digest)
    expect(stranger.locator("#units .badge")).to_have_text(["Disetujui"] * 8)
    for name in SIGNERS.values():
        expect(stranger.locator("main")).not_to_contain_text(name)
    signing.look(stranger)


# --- The same course elsewhere ---


def _take_the_pack(signing: Round, visit: Visit) -> bytes:
    """From the recommendation to the archive."""
    desk, cohort = signing.desk, signing.origin.cohort
    visit(desk, f"/reports/{signing.report.public_id}/replication/")
    follow(desk.locator("#links a[href*='/packs/']").first)
    if "/packs/add/" not in desk.url:
        visit(desk, f"/packs/add/?cohort={cohort.pk}")
    signing.look(desk)
    desk.get_by_role("button", name="Buat paket").click(timeout=90_000)
    expect(desk.get_by_role("heading", name="Siap")).to_be_visible()
    signing.look(desk)
    pack = ReplicationPack.objects.get()
    return desk.request.get(f"/packs/{pack.public_id}/file/").body()


def _empty_this_installation() -> None:
    """Leave the database as `migrate` makes it: no person, no programme, no cohort, nothing of what was kept."""
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
    connection.creation.deserialize_db_from_string(connection._test_serialized_contents)  # type: ignore[attr-defined]
    cache.clear()
    for model in (User, Cohort, CurriculumVersion, ProgrammeReport, ReplicationPack, SurveyRun):
        assert not model.objects.exists(), model


def _begin_elsewhere(archive: bytes, page: Page, visit: Visit, signing: Round) -> None:
    coordinator = make_user(name="Rahmawati")
    give_role(coordinator, Role.COORDINATOR)
    in_charge_since_long(coordinator)
    source = bring_in(archive, actor=coordinator)
    assert source.state == PackImportState.DONE, source.problems
    start = next_monday(clock.today() + timedelta(days=60))
    cohort = open_cohort_of(source, actor=coordinator, starts_on=start)
    assert CohortFromPack.objects.get().cohort == cohort
    signing.sign_in(page, coordinator)
    visit(page, cohort.get_absolute_url())
    expect(page.locator("h1")).to_contain_text("Angkatan replikasi")
    signing.look(page)
    visit(page, f"/cohorts/{cohort.public_id}/surveys/")
    expect(page.locator("main")).to_contain_text("Akhir")
    signing.look(page)
    visit(page, "/matrix/")
    signing.look(page)

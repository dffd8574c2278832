"""Lists of people on their way: checked, confirmed, brought in, given up, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from python_calamine import CalamineWorkbook

from courses import kinds
from courses.enums import SEATED, EnrolmentState, ImportState, RowState
from courses.models import Cohort, Enrolment, ImportRow, Nomination, PeopleImport
from courses.queries import imports as queries
from courses.services import cohorts, enrolments, imports
from lms.notices.models import Notice
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import Invitation, User
from lms.people.services import add_person
from tests.conftest import Cast
from tests.courses.services.test_enrolments import in_threads
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_unit, make_user
from tests.factories.spreadsheets import HEADS, workbook

S, R = EnrolmentState, RowState


def line(cast: Cast, number: int, **cells: Any) -> list[Any]:
    given = {
        "Nama": f"Orang {number}",
        "Surel": f"baru{number}@example.test",
        "NIP": "",
        "Unit kerja": cast.unit.name,
        "Telepon (WhatsApp)": "",
        "Tanggal lahir": "",
        **cells,
    }
    return [given[head] for head in HEADS]


def bring(cast: Cast, cohort: Cohort, rows: Sequence[Sequence[Any]]) -> PeopleImport:
    """Upload a list and let the worker check it."""
    source = imports.upload(actor=cast.coordinator, cohort=cohort, name="daftar.xlsx", content=workbook(rows))
    assert imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    return source


def let_in(cast: Cast, source: PeopleImport, *, gives_seats: bool = True) -> None:
    imports.confirm(actor=cast.coordinator, source=source, gives_seats=gives_seats)
    imports.go_on(import_id=source.pk)
    source.refresh_from_db()


def states(source: PeopleImport) -> list[str]:
    return list(source.rows.order_by("number").values_list("state", flat=True))


def test_the_dry_run_writes_no_person_and_names_each_fault(cast: Cast, cohort: Cohort) -> None:
    known, listed = make_user(work_unit=cast.unit), make_enrolment(actor=cast.coordinator, cohort=cohort).user
    before = User.objects.count()
    rows = [
        line(cast, 1),
        line(cast, 2, Surel=known.email, Nama=known.name),
        line(cast, 3, Surel=listed.email, Nama=listed.name),
        line(cast, 4, NIP=198501012010011001),
    ]
    source = bring(cast, cohort, rows)
    assert source.state == ImportState.CHECKED
    assert states(source) == [R.NEW, R.KNOWN, R.LISTED, R.FAULTY]
    fault = source.rows.get(number=5)
    assert (fault.sheet, fault.faults[0]["column"]) == ("Peserta", "NIP")
    assert fault.faults[0]["value"] == "1,98501E+17"
    assert (User.objects.count(), Enrolment.objects.count()) == (before, 1)


def test_valid_rows_go_in_alone_in_order_and_the_rest_waits(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=2)
    known = make_user(work_unit=cast.unit)
    rows = [
        line(cast, 1),
        line(cast, 2, Surel="tanpa-alamat"),
        line(cast, 3),
        line(cast, 4, Surel=known.email, Nama=known.name),
    ]
    source = bring(cast, cohort, rows)
    let_in(cast, source)
    assert (source.state, source.done, source.total) == (ImportState.DONE, 3, 3)
    assert states(source) == [R.TAKEN, R.FAULTY, R.TAKEN, R.TAKEN]
    enrolled = dict(Enrolment.objects.values_list("user__email", "state"))
    assert enrolled == {
        "baru1@example.test": S.ACCEPTED,
        "baru3@example.test": S.ACCEPTED,
        known.email: S.WAITLISTED,
    }
    assert set(Invitation.objects.values_list("user__email", flat=True)) == {"baru1@example.test", "baru3@example.test"}
    assert Notice.objects.get(to=known).kind == kinds.WAITING


def test_only_nominated_where_so_wished(cast: Cast, cohort: Cohort) -> None:
    source = bring(cast, cohort, [line(cast, 1)])
    let_in(cast, source, gives_seats=False)
    assert Enrolment.objects.get().state == S.NOMINATED
    assert not Invitation.objects.exists()


def test_the_same_file_again_changes_nothing(cast: Cast, cohort: Cohort) -> None:
    rows = [line(cast, number) for number in range(3)]
    let_in(cast, bring(cast, cohort, rows))
    before = (User.objects.count(), Enrolment.objects.count(), Invitation.objects.count(), Notice.objects.count())
    again = bring(cast, cohort, rows)
    assert states(again) == [R.LISTED] * 3
    with pytest.raises(Refusal):
        imports.confirm(actor=cast.coordinator, source=again, gives_seats=True)
    after = (User.objects.count(), Enrolment.objects.count(), Invitation.objects.count(), Notice.objects.count())
    assert after == before


def test_the_same_file_again_puts_nobody_back_who_left_the_list(cast: Cast, cohort: Cohort) -> None:
    rows = [line(cast, 1), line(cast, 2)]
    let_in(cast, bring(cast, cohort, rows))
    gone = Enrolment.objects.get(user__email="baru1@example.test")
    enrolments.withdraw(actor=cast.coordinator, enrolment=gone, reason="Sakit")
    again = bring(cast, cohort, rows)
    assert states(again) == [R.FAULTY, R.LISTED]
    assert "Orang 1" in again.rows.get(number=2).faults[0]["message"]


def test_what_is_here_of_somebody_stays_and_the_difference_is_said(cast: Cast, cohort: Cohort) -> None:
    known = make_user(work_unit=make_unit(name="BPVP Lain"), name="Nama Lama")
    source = bring(cast, cohort, [line(cast, 1, Surel=known.email, Nama="Nama Baru")])
    warnings = source.rows.get().warnings
    assert [one["column"] for one in warnings] == ["Nama", "Unit kerja"]
    assert queries.rows_to_look_at(source).count() == queries.sums_of(source).warned == 1
    let_in(cast, source)
    known.refresh_from_db()
    assert known.name == "Nama Lama"
    assert Enrolment.objects.get().work_unit == known.work_unit


def test_a_nip_or_an_account_that_does_not_fit_is_a_fault(cast: Cast, cohort: Cohort) -> None:
    make_user(nip="198501012010011001", email="pemilik@example.test")
    owner = make_user(nip="199001012015011001")
    closed = make_user(is_active=False)
    rows = [
        line(cast, 1, NIP="19850101 201001 1 001"),
        line(cast, 2, Surel=owner.email, Nama=owner.name, NIP="199103152020121002"),
        line(cast, 3, Surel=closed.email, Nama=closed.name),
    ]
    source = bring(cast, cohort, rows)
    assert states(source) == [R.FAULTY] * 3
    words = source.rows.get(number=2).faults[0]["message"]
    assert "p••••@example.test" in words
    assert "pemilik" not in words


def test_people_come_with_the_letter_of_their_unit(cast: Cast, cohort: Cohort) -> None:
    heads = ["Nama", "Surel", "Unit kerja", "Nomor surat tugas", "Tanggal surat tugas"]
    rows = [[f"O{n}", f"o{n}@x.id", cast.unit.code, "ST-5", "20/07/2026"] for n in range(3)]
    source = imports.upload(
        actor=cast.coordinator, cohort=cohort, name="a.xlsx", content=workbook(rows, heads, "Lembar")
    )
    imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    let_in(cast, source)
    letter = Nomination.objects.get()
    assert (letter.letter_number, letter.work_unit, letter.letter) == ("ST-5", cast.unit, None)
    assert letter.nominees.count() == 3


def test_what_changed_since_the_dry_run_keeps_nobody_else_out(cast: Cast, cohort: Cohort) -> None:
    rows = [line(cast, 1), line(cast, 2, NIP="19850101 201001 1 001"), line(cast, 3)]
    source = bring(cast, cohort, rows)
    # Meanwhile somebody else gets the NIP, and another of the list is enrolled by hand.
    add_person(actor=None, email="lain@example.test", name="Lain", nip="198501012010011001")
    enrolments.enrol_by_email(
        actor=cast.coordinator, cohort=cohort, email="baru3@example.test", name="Tiga", work_unit=cast.unit
    )
    let_in(cast, source)
    assert states(source) == [R.TAKEN, R.FAULTY, R.LISTED]
    assert "NIP" in source.rows.get(number=3).faults[0]["message"]
    assert source.state == ImportState.DONE


def test_a_cohort_that_ended_meanwhile_takes_nobody(cast: Cast, cohort: Cohort) -> None:
    source = bring(cast, cohort, [line(cast, 1)])
    imports.confirm(actor=cast.coordinator, source=source, gives_seats=True)
    cohorts.cancel_cohort(actor=cast.coordinator, cohort=cohort, reason="Ditunda")
    imports.go_on(import_id=source.pk)
    assert states(source) == [R.FAULTY]
    assert not Enrolment.objects.exists()


def test_faulty_rows_come_back_and_pass_once_corrected(cast: Cast, cohort: Cohort) -> None:
    from courses.interchange import writing
    from courses.interchange.columns import REMARK

    source = bring(cast, cohort, [line(cast, 1), line(cast, 2, Surel="salah", NIP=198501012010011001)])
    body = writing.to_correct(queries.remarks_of(queries.rows_to_correct(source)), queries.units_for_template())
    sheet = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_name("Peserta").to_python()
    assert len(sheet) == 2
    cells = dict(zip(sheet[0], sheet[1], strict=True))
    assert (cells["Nama"], cells["Surel"], cells["NIP"]) == ("Orang 2", "salah", "1,98501E+17")
    assert cells[REMARK].count("\n") == 1
    heads = [str(head) for head in sheet[0]]
    corrected = [{**cells, "Surel": "benar@example.test", "NIP": ""}[head] for head in heads]
    again = imports.upload(actor=cast.coordinator, cohort=cohort, name="b.xlsx", content=workbook([corrected], heads))
    imports.go_on(import_id=again.pk)
    again.refresh_from_db()
    assert (states(again), again.remark) == ([R.NEW], "")


def test_a_file_that_is_no_list_is_refused_in_one_sentence(cast: Cast, cohort: Cohort) -> None:
    source = imports.upload(actor=cast.coordinator, cohort=cohort, name="a.pdf", content=b"%PDF-1.4 x")
    imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    assert source.state == ImportState.REFUSED
    assert source.remark
    assert not source.rows.exists()


def test_the_same_file_twice_is_one_import_while_it_is_open(cast: Cast, cohort: Cohort) -> None:
    content = workbook([line(cast, 1)])
    first, second = (
        imports.upload(actor=cast.coordinator, cohort=cohort, name="a.xlsx", content=content) for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.xlsx"), (b"x" * (10 * 1024 * 1024 + 1), "a.csv"), (b"x", "../a")]
)
def test_an_upload_that_cannot_be_is_refused(cast: Cast, cohort: Cohort, content: bytes, name: str) -> None:
    with pytest.raises(Refusal):
        imports.upload(actor=cast.coordinator, cohort=cohort, name=name, content=content)
    assert not PeopleImport.objects.exists()


def test_given_up_it_is_deleted_and_cannot_be_confirmed(cast: Cast, cohort: Cohort, django_capture_on_commit_callbacks: Any) -> None:  # fmt: skip
    source = bring(cast, cohort, [line(cast, 1)])
    assert default_storage.exists(source.path)
    with django_capture_on_commit_callbacks(execute=True):
        imports.give_up(actor=cast.coordinator, source=source)
    assert not default_storage.exists(source.path)
    assert not ImportRow.objects.exists()
    with pytest.raises(Conflict):
        imports.confirm(actor=cast.coordinator, source=source, gives_seats=True)
    with pytest.raises(Conflict):
        imports.give_up(actor=cast.coordinator, source=source)


def test_confirmed_it_cannot_be_given_up_and_twice_is_once(cast: Cast, cohort: Cohort) -> None:
    source = bring(cast, cohort, [line(cast, 1)])
    imports.confirm(actor=cast.coordinator, source=source, gives_seats=True)
    imports.confirm(actor=cast.coordinator, source=source, gives_seats=True)
    with pytest.raises(Conflict):
        imports.give_up(actor=cast.coordinator, source=source)
    assert imports.go_on(import_id=source.pk)
    assert not imports.go_on(import_id=source.pk)
    assert Enrolment.objects.count() == 1


def test_what_a_dead_worker_left_is_taken_up_again(cast: Cast, cohort: Cohort) -> None:
    source = imports.upload(actor=cast.coordinator, cohort=cohort, name="a.xlsx", content=workbook([line(cast, 1)]))
    # It died after claiming and writing a row.
    PeopleImport.objects.filter(pk=source.pk).update(attempts=1, next_attempt_at=clock.now() + timedelta(minutes=3))
    ImportRow.objects.create(source=source, sheet="Peserta", number=2, state=R.NEW)
    assert imports.go_on_with_due() == 0
    with clock.at(clock.now() + timedelta(minutes=4)):
        assert imports.go_on_with_due() == 1
    source.refresh_from_db()
    assert (source.state, states(source)) == (ImportState.CHECKED, [R.NEW])


def test_a_worker_thought_dead_takes_away_no_row_of_the_one_that_followed(cast: Cast, cohort: Cohort) -> None:
    content = workbook([line(cast, 1), line(cast, 2)])
    source = imports.upload(actor=cast.coordinator, cohort=cohort, name="a.xlsx", content=content)
    slow = PeopleImport.objects.select_related("cohort", "uploaded_by").get(pk=source.pk)
    assert imports._claim(slow)
    with clock.at(clock.now() + timedelta(minutes=4)):
        assert imports.go_on_with_due() == 1
    # Now the first one comes back to itself.
    imports._check(slow)
    source.refresh_from_db()
    assert (source.state, source.total, states(source)) == (ImportState.CHECKED, 2, [R.NEW, R.NEW])


@pytest.mark.logs_errors
def test_what_stops_again_and_again_is_shown_with_a_way_to_try_again(cast: Cast, cohort: Cohort) -> None:
    source = bring(cast, cohort, [line(cast, 1)])
    imports.confirm(actor=cast.coordinator, source=source, gives_seats=True)
    PeopleImport.objects.filter(pk=source.pk).update(attempts=4)
    assert not imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    assert (source.state, source.is_running) == (ImportState.CONFIRMED, False)
    assert source.remark
    let_in(cast, source)
    assert source.state == ImportState.DONE


def test_after_a_month_what_the_file_held_is_gone(cast: Cast, cohort: Cohort) -> None:
    source = bring(cast, cohort, [line(cast, 1)])
    assert imports.forget_old() == 0
    with clock.at(clock.now() + timedelta(days=31)):
        assert imports.forget_old() == 1
        assert imports.forget_old() == 0
    source.refresh_from_db()
    assert (source.path, source.rows.count()) == ("", 0)


def test_five_thousand_rows_cost_queries_by_batches(cast: Cast, django_assert_max_num_queries: Any) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=4000)
    rows = [line(cast, number) for number in range(5000)]
    source = imports.upload(actor=cast.coordinator, cohort=cohort, name="a.xlsx", content=workbook(rows))
    with django_assert_max_num_queries(120):
        imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    assert (source.state, source.done, source.total) == (ImportState.CHECKED, 5000, 5000)
    imports.confirm(actor=cast.coordinator, source=source, gives_seats=True)
    with django_assert_max_num_queries(2500):
        imports.go_on(import_id=source.pk)
    assert Enrolment.objects.filter(state=S.ACCEPTED).count() == 4000
    assert Enrolment.objects.filter(state=S.WAITLISTED).count() == 1000
    first, last = (Enrolment.objects.get(user__email=f"baru{number}@example.test") for number in (3999, 4000))
    assert (first.state, last.state) == (S.ACCEPTED, S.WAITLISTED)


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_a_click_at_once_never_exceed_the_seats(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=4)
    content = workbook([line(cast, number) for number in range(6)])
    # The bell is answered at once here: the file is checked when this returns.
    source = imports.upload(actor=cast.coordinator, cohort=cohort, name="a.xlsx", content=content)
    PeopleImport.objects.filter(pk=source.pk).update(
        state=ImportState.CONFIRMED, done=0, attempts=0, next_attempt_at=clock.now()
    )
    others = [make_user() for _ in range(3)]
    calls: list[object] = [lambda: imports.go_on(import_id=source.pk)] * 2
    calls += [lambda user=user: enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=user) for user in others]
    assert not in_threads(calls)
    source.refresh_from_db()
    assert source.state == ImportState.DONE
    assert Enrolment.objects.filter(cohort=cohort).count() == 9
    assert Enrolment.objects.filter(cohort=cohort, state__in=SEATED).count() == 4

"""An upload survives cuts, second tabs and dying workers, and one person cannot flood the site."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from pytest_django import DjangoCaptureOnCommitCallbacks

from lms.files import limits, services, store
from lms.files.enums import FileState, UploadState
from lms.files.models import StoredFile, Upload
from lms.files.services.checking import BACK_OFF
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User
from tests.conftest import Cast
from tests.factories.files import office, photo
from tests.files.conftest import PURPOSE

pytestmark = pytest.mark.django_db
KEY = "kunci-0001"


def begin(user: User, content: bytes, *, key: str = KEY, name: str = "foto.jpg", purpose: str = PURPOSE) -> Upload:
    return services.begin_upload(actor=user, purpose=purpose, key=key, name=name, size=len(content))


def send(user: User, upload: Upload, content: bytes, start: int, end: int) -> Upload:
    part = content[start:end]
    digest = hashlib.sha256(part).hexdigest()
    return services.receive_part(actor=user, upload=upload, offset=start, content=part, sha256=digest)


@pytest.fixture
def user(cast: Cast) -> User:
    return cast.outsider


def test_a_cut_upload_goes_on_where_it_was(user: User) -> None:
    content = photo()
    upload = send(user, begin(user, content), content, 0, 500)
    again = begin(user, content)
    assert (again.pk, again.offset) == (upload.pk, 500)
    file = services.finish(actor=user, upload=send(user, again, content, 500, len(content)))
    assert file.received_sha256 == hashlib.sha256(content).hexdigest()
    assert file.received_bytes == len(content)
    assert services.finish(actor=user, upload=again) == file
    assert begin(user, content).file == file


def test_a_part_sent_twice_counts_once(user: User) -> None:
    content = photo()
    upload = begin(user, content)
    for _time in range(2):
        upload = send(user, upload, content, 0, 300)
    assert (upload.offset, len(upload.parts)) == (300, 1)


def test_of_two_tabs_one_wins_and_the_loser_leaves_nothing(user: User) -> None:
    content = photo()
    first, second = begin(user, content), begin(user, content)
    send(user, first, content, 0, 300)
    late = send(user, second, content, 0, 400)
    assert late.offset == 300
    folder = f"uploads/{late.public_id}"
    assert len(default_storage.listdir(folder)[1]) == 1


def test_a_part_out_of_turn_is_told_where_to_go_on(user: User) -> None:
    content = photo()
    with pytest.raises(Conflict):
        send(user, begin(user, content), content, 100, 200)


def test_a_damaged_part_is_refused(user: User) -> None:
    content = photo()
    with pytest.raises(Refusal):
        services.receive_part(actor=user, upload=begin(user, content), offset=0, content=b"x", sha256="0" * 64)


def test_no_part_goes_beyond_the_size(user: User) -> None:
    with pytest.raises(Refusal):
        send(user, begin(user, b"1234"), b"12345", 0, 5)


def test_an_unfinished_upload_is_no_file(user: User) -> None:
    content = photo()
    with pytest.raises(Conflict):
        services.finish(actor=user, upload=send(user, begin(user, content), content, 0, 10))


def test_a_key_stands_for_one_file_of_one_person(user: User, cast: Cast) -> None:
    begin(user, b"1234")
    with pytest.raises(Conflict):
        begin(user, b"12345")
    assert begin(cast.admin, b"12345").owner == cast.admin


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\\b.jpg", "..", " ", "/etc/passwd", "a\0b"])
def test_a_name_that_is_a_path_is_refused(user: User, name: str) -> None:
    with pytest.raises(Refusal):
        begin(user, b"1234", name=name)


def test_a_name_is_shown_without_what_cannot_be_seen(user: User) -> None:
    assert begin(user, b"1234", name="foto\u202egpj.exe\n").name == "fotogpj.exe"
    assert len(begin(user, b"1234", key="kunci-0002", name="x" * 300 + ".jpg").name) <= 120


@pytest.mark.parametrize("size", [0, limits.LARGEST_FILE + 1])
def test_an_empty_or_too_large_file_is_refused_before_it_is_sent(user: User, size: int) -> None:
    with pytest.raises(Refusal):
        services.begin_upload(actor=user, purpose=PURPOSE, key=KEY, name="a.jpg", size=size)


def test_a_purpose_nobody_named_takes_nothing(user: User) -> None:
    with pytest.raises(Refusal):
        begin(user, b"1234", purpose="lain")


def test_one_person_cannot_flood_the_site(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOADS_AN_HOUR", 2)
    begin(user, b"1234", key="kunci-a1")
    begin(user, b"1234", key="kunci-a2")
    with pytest.raises(Refusal):
        begin(user, b"1234", key="kunci-a3")
    assert begin(user, b"1234", key="kunci-a1")  # what was begun goes on
    with clock.at(clock.now() + timedelta(hours=2)):
        assert begin(user, b"1234", key="kunci-a3")


def test_one_person_sends_so_much_a_day(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BYTES_A_DAY", 6)
    begin(user, b"1234", key="kunci-a1")
    with pytest.raises(Refusal):
        begin(user, b"1234", key="kunci-a2")


def test_a_forgotten_upload_frees_its_room_and_can_begin_again(user: User) -> None:
    content = photo()
    upload = send(user, begin(user, content), content, 0, 500)
    part = upload.parts[0]
    with clock.at(clock.now() + timedelta(days=15)):
        assert services.drop_forgotten() == 1
        assert not default_storage.exists(part)
        again = begin(user, content)
    assert (again.pk, again.offset, again.state) == (upload.pk, 0, UploadState.OPEN)


def received(user: User, content: bytes, name: str = "foto.jpg") -> StoredFile:
    return services.receive_whole(actor=user, purpose=PURPOSE, name=name, content=content)


def test_the_same_content_from_a_plain_form_is_one_file(user: User) -> None:
    assert received(user, photo()) == received(user, photo())


def test_a_checked_picture_keeps_both_digests_and_loses_what_came(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    came = photo(with_place=True)
    file = received(user, came)
    old = file.path
    with django_capture_on_commit_callbacks(execute=True):
        assert services.check_file(file_id=file.pk)
    file.refresh_from_db()
    kept = store.read(file.path)
    assert file.state == FileState.READY
    assert file.received_sha256 == hashlib.sha256(came).hexdigest()
    assert file.stored_sha256 == hashlib.sha256(kept).hexdigest() != file.received_sha256
    assert not default_storage.exists(old)
    assert b"Kamera" not in kept
    assert not services.check_file(file_id=file.pk)


def test_a_refused_file_says_why_and_its_bytes_go(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = received(user, b"<svg onload=alert(1)></svg>", "gambar.svg")
    with django_capture_on_commit_callbacks(execute=True):
        services.check_file(file_id=file.pk)
    file.refresh_from_db()
    assert file.state == FileState.REFUSED
    assert "SVG" in file.refused_because
    assert not default_storage.exists(file.path)
    assert AuditEntry.objects.filter(action="files.file.refused", object_id=str(file.pk)).exists()


def test_a_check_that_died_is_tried_again_and_not_for_ever(user: User) -> None:
    file = received(user, office("xlsx"), "daftar.xlsx")
    StoredFile.objects.filter(pk=file.pk).update(check_attempts=1, next_check_at=clock.now() + timedelta(minutes=2))
    assert services.check_due() == 0
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert services.check_due() == 1
    other = received(user, office("docx"), "surat.docx")
    StoredFile.objects.filter(pk=other.pk).update(check_attempts=len(BACK_OFF))
    services.check_due()
    other.refresh_from_db()
    assert other.state == FileState.REFUSED


@pytest.mark.logs_errors
def test_bytes_that_changed_in_the_store_are_noticed(user: User) -> None:
    file = received(user, photo())
    default_storage.delete(file.path)
    store.put(file.path, photo("PNG"))
    services.check_file(file_id=file.pk)
    file.refresh_from_db()
    assert file.state == FileState.REFUSED


@pytest.mark.logs_errors
def test_a_file_lost_in_the_store_can_be_sent_again(user: User) -> None:
    file = received(user, photo())
    default_storage.delete(file.path)
    services.check_file(file_id=file.pk)
    file.refresh_from_db()
    assert (file.state, file.lost_here) == (FileState.REFUSED, True)
    again = received(user, photo())
    assert again.pk != file.pk
    assert services.check_file(file_id=again.pk)
    again.refresh_from_db()
    assert again.state == FileState.READY


def test_a_refused_file_stays_refused_when_it_is_sent_again(user: User) -> None:
    file = received(user, b"<svg/>", "a.svg")
    services.check_file(file_id=file.pk)
    assert received(user, b"<svg/>", "a.svg") == file


def test_a_file_that_breaks_its_check_holds_up_no_other(user: User) -> None:
    broken, sound = received(user, photo()), received(user, photo("PNG"), "b.png")
    default_storage.delete(broken.path)
    # A folder in its place: opening it is an error that nobody foresees.
    Path(default_storage.path(broken.path)).mkdir()
    assert services.check_due() == 1
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, broken.check_attempts, sound.state) == (FileState.RECEIVED, 1, FileState.READY)
    StoredFile.objects.filter(pk=broken.pk).update(check_attempts=len(BACK_OFF), next_check_at=clock.now())
    assert services.check_due() == 1
    broken.refresh_from_db()
    assert broken.state == FileState.REFUSED

"""The demo's curriculum: the starter as version 1, signed by seven units and published; version 2 with a lesson made stronger after what
the field showed, published as well; a further strengthened version 3 in review."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from cms.markdown.archive import read_path
from cms.markdown.folder import read_folder
from cms.models import CurriculumVersion
from cms.queries import known
from cms.services import build_site, create_version, import_curriculum, publish_version, send_to_review
from lms.demo.people import REVIEWERS
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.enums import ReviewState, Verdict
from lms.programme.models import Review, ReviewPart
from lms.programme.services import Seen, sign

STARTER = Path(__file__).resolve().parents[2] / "cms" / "starter"
STRENGTHENED = "01-dasar-lkp/02-melayani-pencari-kerja/02-akun-profil-dan-kendalanya.md"
EMPLOYERS = "01-dasar-lkp/03-pemberi-kerja-dan-lowongan/02-memeriksa-pemberi-kerja-dan-lowongan.md"
ACCOUNT_SLUG, EMPLOYER_SLUG = "akun-profil-dan-kendalanya", "memeriksa-pemberi-kerja-dan-lowongan"
# The field practice is in its fifth week when version 2 is published.
PUBLISHED_BEFORE = 14
EMPLOYER_NOTE = """
:::note
tone: info
title: Dari praktik lapangan
text: |
  Lowongan dapat tertahan karena pemberi kerja belum mengisi WLKP. Tanyakan tiga hal secara berurutan: apakah NIB sudah sama dengan data di OSS, apakah WLKP tahun ini sudah dilaporkan, lalu apakah nama dan alamat di SIAPkerja sama dengan keduanya. Catat jawabannya agar pemberi kerja tidak ditanya dua kali.
:::
"""
NOTE = """
:::note
tone: info
title: Dari praktik lapangan
text: |
  Kendala yang paling sering dilaporkan angkatan ini adalah OTP yang tidak kunjung tiba. Catat jam permintaan, tunggu, lalu minta ulang satu kali saja. Permintaan beruntun dapat membuat kode yang lama tidak berlaku lagi.
:::
"""


def build_first_version(*, staff: dict[str, User], begin: date) -> CurriculumVersion:
    """Import the starter, put it to the seven units, let them sign, publish: all in the weeks before `begin`."""
    coordinator = staff["koordinator"]
    site = build_site()
    with clock.at(_before(begin, 28)):
        import_curriculum(folder=read_folder(read_path(STARTER), known()), actor=coordinator)
        version = create_version(curriculum=site.curriculum, actor=coordinator, note="Kurikulum awal.")
        send_to_review(version=version, due_on=begin, actor=coordinator)
    for number, (account, column) in enumerate(REVIEWERS.items()):
        with clock.at(_before(begin, 20 - number)):
            _sign_everything(version, staff[account], column)
    with clock.at(_before(begin, 5)):
        return publish_version(version=version, actor=coordinator)


def build_stronger_version(*, staff: dict[str, User], today: date) -> CurriculumVersion:
    """Strengthen the lesson on employers, put the version to the seven units, let them sign, publish: some weeks ago."""
    files = dict(read_path(STARTER))
    files[EMPLOYERS] += EMPLOYER_NOTE.encode()
    coordinator = staff["koordinator"]
    with clock.at(_before(today, PUBLISHED_BEFORE + 9)):
        import_curriculum(folder=read_folder(files, known()), actor=coordinator)
        version = create_version(
            curriculum=build_site().curriculum,
            actor=coordinator,
            note="Pelajaran tentang pemberi kerja diperkuat atas kendala WLKP dan NIB di lapangan.",
        )
        send_to_review(version=version, due_on=today - timedelta(days=PUBLISHED_BEFORE), actor=coordinator)
    for number, (account, column) in enumerate(REVIEWERS.items()):
        with clock.at(_before(today, PUBLISHED_BEFORE + 8 - number)):
            _sign_everything(version, staff[account], column)
    with clock.at(_before(today, PUBLISHED_BEFORE)):
        return publish_version(version=version, actor=coordinator)


def build_next_version(*, staff: dict[str, User], today: date) -> CurriculumVersion:
    """Strengthen another lesson with what the field showed; two units have signed, one objects, four are awaited."""
    files = dict(read_path(STARTER))
    files[EMPLOYERS] += EMPLOYER_NOTE.encode()
    files[STRENGTHENED] += NOTE.encode()
    coordinator = staff["koordinator"]
    with clock.at(_before(today, 6)):
        import_curriculum(folder=read_folder(files, known()), actor=coordinator)
        version = create_version(
            curriculum=build_site().curriculum,
            actor=coordinator,
            note="Materi akun diperkuat atas kendala OTP di lapangan.",
        )
        send_to_review(version=version, due_on=today + timedelta(days=8), actor=coordinator)
    with clock.at(_before(today, 4)):
        _sign_everything(version, staff["pasker"], Column.PASKER)
    with clock.at(_before(today, 3)):
        _sign_everything(version, staff["bpk"], Column.BPK)
    with clock.at(_before(today, 1)):
        _object(version, staff["ptkdn"])
    return version


def _before(day: date, days: int) -> datetime:
    return clock.at_midday(day - timedelta(days=days), minutes=-150)


def _reviews(version: CurriculumVersion) -> list[Review]:
    titles = Review.objects.filter(state=ReviewState.OPEN, subject_id=version.pk).select_related("activity")
    return [review for review in titles.order_by("activity__no") if review.subject == version]


def _seen(parts: list[ReviewPart]) -> dict[str, Seen]:
    return {part.public_id: Seen(digest=part.digest) for part in parts}


def _sign_everything(version: CurriculumVersion, person: User, column: Column) -> None:
    for review in _reviews(version):
        if review.columns.filter(column=column).exists():
            seen = _seen(list(review.parts.all()))
            sign(review=review, column=column, verdict=Verdict.APPROVE, reason="", seen=seen, actor=person)


def _object(version: CurriculumVersion, person: User) -> None:
    """PTKDN wants one sentence of the account module confirmed first, and signs nothing else yet."""
    review = _reviews(version)[-1]
    part = review.parts.filter(title__icontains="LKP-2").first() or review.parts.all()[0]
    sign(
        review=review,
        column=Column.PTKDN,
        verdict=Verdict.OBJECT,
        reason="Anjuran meminta ulang OTP satu kali perlu dikonfirmasi dahulu kepada pengelola SIAPkerja.",
        seen=_seen([part]),
        actor=person,
    )

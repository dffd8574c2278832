"""The demo's sessions as they were written down: approved minutes, decisions, follow-ups in every state.

Everything goes through the services, each at the hour of its session.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from courses.enums import SEATED
from courses.models import Cohort, Enrolment
from fieldpractice.enums import ActionState, ConstraintState, MinutesKind, SessionState
from fieldpractice.models import Constraint, FollowUp, MonitoringSession
from fieldpractice.queries.minutes.content import content_of, digest_of, with_all
from fieldpractice.services.minutes.approving import approve_minutes, make_due_papers
from fieldpractice.services.minutes.follow_ups import Plan, add_follow_up, move_follow_up
from fieldpractice.services.minutes.items import write_item
from fieldpractice.services.minutes.queue import discuss_in_session, postpone
from lms.people import clock
from lms.people.models import User

K, S = MinutesKind, ActionState

# What was written in one session after another; the last ones come round again for a longer stage.
LINES: Sequence[Sequence[tuple[str, str]]] = (
    (
        (K.NOTE, "Peserta menceritakan minggu pertama di kios: pencari kerja paling ramai Senin pagi, pemberi kerja baru sedikit yang datang."),
        (K.NOTE, "Pengisian logbook berjalan. Beberapa peserta mengisi sekaligus pada akhir pekan; disepakati diisi pada hari yang sama."),
        (K.DECISION, "Logbook diisi paling lambat pukul 20.00 waktu setempat pada hari yang sama."),
        (K.DECISION, "Formulir LT-01 dan LT-02 dikirim sebelum sesi berikutnya."),
        (K.QUESTION, "Apakah kios boleh memakai nomor WhatsApp dinas untuk mengingatkan pencari kerja?"),
    ),
    (
        (K.NOTE, "Fasilitator membahas dua hasil pencocokan yang dikirim peserta: alasan pemilihan kandidat perlu menyebut keterampilan, bukan hanya jarak."),
        (K.NOTE, "Unit di kawasan timur meminta sesi dimulai satu jam lebih lambat pada hari Jumat."),
        (K.DECISION, "Alasan pencocokan ditulis dengan tiga unsur: keterampilan, minat, dan syarat pemberi kerja."),
        (K.DECISION, "Daftar lowongan mingguan dibagikan setiap Senin pagi melalui grup unit."),
    ),
    (
        (K.NOTE, "Atasan langsung di dua unit belum menerima tautan konfirmasi. Penyelenggara mengirim ulang tautan pada hari itu juga."),
        (K.NOTE, "Peserta berbagi cara menghubungi pemberi kerja lewat kunjungan singkat; tiga unit memakai naskah telepon yang sama."),
        (K.DECISION, "Naskah telepon untuk pemberi kerja dipakai di semua unit mulai minggu depan."),
        (K.QUESTION, "Siapa yang menandatangani surat pengantar kunjungan bila kepala unit sedang cuti?"),
    ),
)  # fmt: skip

# Issue, action, indicator, days until it is due, and how far it is by today.
PLANS: Sequence[tuple[str, str, str, int, str]] = (
    ("Antrean Senin pagi", "Membuat jadwal kedatangan pencari kerja per kelurahan", "Waktu tunggu di bawah 30 menit", 10, S.DONE),
    ("Pemberi kerja belum mengenal kios", "Mengunjungi lima pemberi kerja dan mencatat hasilnya", "Lima catatan kunjungan", 12, S.DONE),
    ("Lowongan tidak terbarui", "Mengirim daftar lowongan mingguan setiap Senin", "Daftar diterima semua unit", 14, S.DOING),
    ("Tautan konfirmasi tidak sampai", "Memeriksa alamat surel atasan langsung di semua unit", "Semua atasan sudah mengonfirmasi", 9, S.OPEN),
    ("Formulir aduan belum seragam", "Menyusun contoh pengisian formulir aduan", "Contoh dibagikan di grup", 21, S.OPEN),
    ("Papan petunjuk kios", "Memesan papan petunjuk baru", "Papan terpasang", 20, S.DROPPED),
)  # fmt: skip


def build_minutes(*, cohorts: Sequence[Cohort], staff: dict[str, User], today: date) -> None:
    """Write down the sessions that lie behind; what was read by the organiser since is approved."""
    held = list(
        with_all(MonitoringSession.objects.filter(cohort__in=cohorts, group=None, state=SessionState.HELD)).order_by(
            "starts_at"
        )
    )
    for place, session in enumerate(held):
        people = list(
            Enrolment.objects.filter(cohort=session.cohort_id, state__in=SEATED)
            .select_related("user")
            .order_by("pk")[:8]
        )
        if not people:
            continue
        _written(session, place, staff)
        _planned(session, place, people, staff, today)
        _approved(session, staff["koordinator"], today)
    with clock.at(clock.at_midday(today)):
        make_due_papers(limit=2)


def _written(session: MonitoringSession, place: int, staff: dict[str, User]) -> None:
    writers = (staff["fasilitator"], staff["koordinator"])
    for number, (kind, text) in enumerate(LINES[place % len(LINES)]):
        with clock.at(session.starts_at + timedelta(minutes=8 + 9 * number)):
            write_item(
                actor=writers[number % 2], session=session, kind=kind, text=text, key=f"demo-{session.pk}-{number}"
            )
    _discussed(session, staff["fasilitator"])


def _discussed(session: MonitoringSession, facilitator: User) -> None:
    """What was raised before the session and not spoken of yet is talked about, one is put off."""
    if session.constraint_events.exists():
        return
    rows = Constraint.objects.filter(
        cohort=session.cohort_id, state=ConstraintState.RAISED, merged_into=None, raised_at__lt=session.starts_at
    )
    for number, constraint in enumerate(rows.order_by("-severity", "raised_at")[:3]):
        with clock.at(session.starts_at + timedelta(minutes=55 + 5 * number)):
            if number == 2:
                postpone(actor=facilitator, session=session, constraint=constraint)
                continue
            discuss_in_session(
                actor=facilitator, session=session, constraint=constraint, key=f"demo-{session.pk}-kendala-{number}",
                note="Beberapa unit mengalami hal yang sama. Cara sementara disepakati, dan materinya akan diperkuat.",
            )  # fmt: skip


def _planned(
    session: MonitoringSession, place: int, people: Sequence[Enrolment], staff: dict[str, User], today: date
) -> None:
    first = 2 * place % len(PLANS)
    for number, (issue, action, indicator, days, state) in enumerate(PLANS[first : first + 2]):
        who = people[(place + number) % len(people)].user if number else staff["fasilitator2"]
        with clock.at(session.starts_at + timedelta(minutes=75 + number)):
            row = add_follow_up(
                actor=staff["fasilitator"], cohort=session.cohort, session=session, key=f"demo-{session.pk}-rtl-{number}",
                plan=Plan(
                    issue=issue, action=action, indicator=indicator, responsible=who,
                    due_on=clock.today() + timedelta(days=days),
                ),
            )  # fmt: skip
        _moved(row, state, today)


def _moved(row: FollowUp, state: str, today: date) -> None:
    notes = {S.DONE: "Sudah selesai, bukti ada di grup unit.", S.DOING: "Berjalan sejak minggu ini."}
    notes[S.DROPPED] = "Sudah ditangani oleh bagian umum."
    if state == S.OPEN:
        return
    day = min(clock.at_midday(today, minutes=-60), row.created_at + timedelta(days=6))
    with clock.at(day):
        actor = row.responsible or row.created_by
        move_follow_up(actor=actor, follow_up=row, to=state, seen=row.state, note=notes[S(state)])


def _approved(session: MonitoringSession, actor: User, today: date) -> None:
    """The organiser reads them a day later; those of a session of yesterday still wait for that."""
    read_at = session.ends_at + timedelta(hours=26)
    if read_at > clock.at_midday(today):
        return
    with clock.at(read_at):
        approve_minutes(actor=actor, session=session, sha256=digest_of(content_of(session)))

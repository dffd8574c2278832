"""A whole programme that was run somewhere, for the tests of packs: everything a pack can hold, through the services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db import transaction
from PIL import Image

from assignments.enums import QuestionKind, QuizKind
from assignments.services.lab import create_case, set_exercise
from assignments.services.quizzes import PartPlan, QuizPlan, plan_quiz
from assignments.services.rubrics import create_rubric
from cms.enums import StageKind
from cms.markdown.folder import read_folder
from cms.models import CurriculumPage, CurriculumVersion, VersionItem
from cms.services import create_version, import_curriculum, publish_version, send_to_review
from courses.models import Cohort
from courses.services.meetings import MeetingPlan, plan_meeting
from courses.services.stages import change_gates
from fieldpractice.services.sessions import SessionDraft, add_session
from lms.evaluation.enums import Audience, Level, Privacy
from lms.evaluation.models import (
    PackImport,
    Questionnaire,
    QuestionnaireVersion,
    ReplicationPack,
    SurveyRun,
)
from lms.evaluation.services.packs.bringing import confirm_pack, go_on, upload_pack
from lms.evaluation.services.packs.making import ask_pack, make
from lms.evaluation.services.packs.opening import Opening, open_from_pack
from lms.files import store
from lms.people import clock
from lms.people.models import RoleAssignment, User
from lms.programme.models import Review
from lms.programme.reviewable import digest_of
from lms.programme.services import close_on_record, load_plan, load_programme
from tests.factories.assignments.bank import make_question, make_topic
from tests.factories.assignments.grading import criterion
from tests.factories.assignments.lab import make_body
from tests.factories.assignments.taskforms import make_form_version, make_task
from tests.factories.cms import folder_files
from tests.factories.courses import make_cohort
from tests.factories.evaluation_panel import adopt

# Before the cohort that the pack is made of, and before the one that is opened from it.
THEN = datetime(2026, 2, 20, 3, tzinfo=UTC)
FIRST = date(2026, 3, 2)
NEXT = date(2026, 10, 5)
NOW = datetime(2026, 9, 1, 3, tzinfo=UTC)
WIB = ZoneInfo("Asia/Jakarta")
LESSON = "Isi\n\n:::figure\nimage: kios.png\nalt: Kios\ncaption: Kios\n:::"


@dataclass
class Origin:
    """What was run, and by whom."""

    cohort: Cohort
    version: CurriculumVersion
    actor: User


def build_origin(*, actor: User, closer: User) -> Origin:
    """Everything a pack can hold, as it stood some months ago."""
    in_charge_since_long(actor, closer)
    with clock.at(THEN):
        programme = load_programme()
        load_plan(programme=programme, today=date(2026, 6, 1))
        version = build_curriculum(actor, closer)
        cohort = make_cohort(actor=actor, version=version, programme=programme, starts_on=FIRST, capacity=24)
        _work(actor, closer, cohort, version)
        _calendar(actor, cohort, version)
        _evaluation(actor, cohort)
    return Origin(Cohort.objects.get(pk=cohort.pk), version, actor)


def in_charge_since_long(*people: User) -> None:
    """Let their roles have begun before all of this."""
    RoleAssignment.objects.filter(user__in=people).update(valid_from=date(2026, 1, 1))


def build_curriculum(actor: User, closer: User) -> CurriculumVersion:
    """A curriculum of two modules with a picture, published after its reviews."""
    picture = BytesIO()
    Image.new("RGB", (32, 24), "teal").save(picture, "PNG")
    files = folder_files(lessons=2, text=LESSON) | {"media/kios.png": picture.getvalue()}
    import_curriculum(folder=read_folder(files), actor=actor)
    version = create_version(curriculum=CurriculumPage.objects.get(), actor=actor)
    send_to_review(version=version, due_on=clock.today() + timedelta(days=1), actor=actor)
    with clock.at(clock.now() + timedelta(days=3)):
        for review in Review.objects.filter(state="open"):
            close_on_record(review=review, reason="Disetujui dalam rapat", actor=closer)
        return publish_version(version=CurriculumVersion.objects.get(pk=version.pk), actor=actor)


def _work(actor: User, closer: User, cohort: Cohort, version: CurriculumVersion) -> None:
    rubric = create_rubric(actor=actor, code="tugas", title="Rubrik tugas", criteria=[criterion()], evidence="source")
    form = make_form_version(actor=actor, closer=closer)
    make_task(
        actor=actor,
        cohort=cohort,
        version=form,
        opens_on=FIRST + timedelta(days=30),
        due_on=FIRST + timedelta(days=43),
        due_time=time(17, 30),
        first_week=1,
        last_week=2,
        count=2,
        weight=Decimal("1.5"),
        rubric=rubric.current,
        second_marking=True,
        tolerance=Decimal("7.5"),
        anonymous=True,
    )
    lesson = version.items.filter(kind="lesson").first()
    topic = make_topic(code="layanan", name="Layanan", sops=[])
    topic.lessons.create(lesson_key=_key(lesson))
    questions = [make_question(actor=actor, kind=kind, topic=topic, code=f"s-{kind}") for kind in QuestionKind.values]
    begins = datetime.combine(FIRST, time(8), WIB)
    pre = plan_quiz(
        actor=actor,
        cohort=cohort,
        kind=QuizKind.PRE_TEST,
        plan=QuizPlan(
            title="Tes awal",
            opens_at=begins,
            closes_at=begins + timedelta(days=2, hours=9),
            minutes=45,
            weight=Decimal(0),
        ),
        parts=[PartPlan(questions[0]), PartPlan(topic=topic, count=3)],
    )
    plan_quiz(
        actor=actor,
        cohort=cohort,
        kind=QuizKind.POST_TEST,
        plan=QuizPlan(title="Tes akhir", pass_mark=Decimal("70.00"), attempts=2, review="never"),
        parts=[],
        pre_test=pre,
    )
    case = create_case(actor=actor, code="kasir", kind="candidates", difficulty=2, title="Kasir", body=make_body())
    if case.current:
        set_exercise(actor=actor, cohort=cohort, version=case.current, top_k=2, opens_on=FIRST, due_on=FIRST)


def _key(item: VersionItem | None) -> object:
    if item is None:
        raise ValueError("The curriculum has no such part.")
    return item.key


def _calendar(actor: User, cohort: Cohort, version: CurriculumVersion) -> None:
    module = version.items.filter(kind="module").first()
    gates = {_key(module): (FIRST + timedelta(days=7), None)}
    change_gates(actor=actor, cohort=cohort, gates=gates, seen_plan_no=cohort.plan_no)  # type: ignore[arg-type]
    stage = cohort.stages.get(kind=StageKind.OFFLINE_1)
    begins = datetime.combine(stage.starts_on, time(8, 30), ZoneInfo("Asia/Makassar"))
    plan_meeting(
        actor=actor,
        cohort=cohort,
        plan=MeetingPlan(
            stage=stage,
            title="Konseling kerja",
            starts_at=begins,
            ends_at=begins + timedelta(hours=3, minutes=45),
            time_zone="Asia/Makassar",
            venue="Aula BBPVP Makassar",
            jp=5,
            late_minutes=10,
            scan_minutes=30,
            needs_end_scan=True,
        ),
    )
    monitored = datetime.combine(cohort.stages.get(kind=StageKind.FIELD).starts_on, time(9), WIB)
    add_session(
        actor=actor,
        cohort=cohort,
        draft=SessionDraft(
            title="Pemantauan minggu 1",
            starts_at=monitored,
            ends_at=monitored + timedelta(minutes=90),
            agenda="Kendala minggu ini",
            is_recorded=True,
        ),
    )


QUESTIONS = {
    "sections": [
        {
            "key": "umum",
            "title": {"id": "Umum", "en": "General"},
            "items": [
                {
                    "key": "puas",
                    "kind": "scale",
                    "text": {"id": "Materi bermanfaat.", "en": "The content is useful."},
                    "required": True,
                    "scale": {
                        "min": 1,
                        "max": 5,
                        "low": {"id": "Tidak setuju", "en": "Disagree"},
                        "high": {"id": "Setuju", "en": "Agree"},
                    },
                    "group": "umum",
                    "measures": "",
                }
            ],
        }
    ]
}


def _evaluation(actor: User, cohort: Cohort) -> None:
    sheet = Questionnaire.objects.create(
        title="Reaksi peserta",
        title_en="Reaction",
        level=Level.REACTION,
        audience=Audience.PARTICIPANTS,
        created_by=actor,
    )
    version = QuestionnaireVersion.objects.create(
        questionnaire=sheet,
        number=1,
        content=QUESTIONS,
        digest=digest_of(QUESTIONS),
        frozen_at=clock.now(),
        created_by=actor,
    )
    before = None
    for place, title in enumerate(("Sebelum", "Sesudah")):
        opens = datetime.combine(FIRST + timedelta(days=20 * place), time(7), WIB)
        before = SurveyRun.objects.create(
            version=version,
            cohort=cohort,
            title=title,
            audience=Audience.PARTICIPANTS,
            privacy=Privacy.CONFIDENTIAL,
            opens_at=opens,
            closes_at=opens + timedelta(days=5),
            before=before,
            created_by=actor,
        )
    adopt(cohort, ("pre_test", "100.00"), actor=actor, title="Skema penilaian")


def make_pack(origin: Origin) -> ReplicationPack:
    """The pack of what was run, made as the worker makes it."""
    pack = ask_pack(actor=origin.actor, cohort=origin.cohort, version=origin.version)
    make(pack_id=pack.pk)
    return ReplicationPack.objects.get(pk=pack.pk)


@contextmanager
def elsewhere() -> Iterator[None]:
    """Another installation: what is written within is gone after it, as if it stood in another database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def pack_from_elsewhere(*, actor: User, closer: User) -> tuple[bytes, str]:
    """The archive of a pack that another installation made, and the digest of its contents. Nothing of it is here."""
    in_charge_since_long(actor, closer)
    with elsewhere():
        pack = make_pack(build_origin(actor=actor, closer=closer))
        content, digest = store.read(pack.path), pack.digest
    return content, digest


def bring_in(content: bytes, *, actor: User, name: str = "paket.zip") -> PackImport:
    """Upload, check and confirm a pack, the worker's part included."""
    source = upload_pack(actor=actor, name=name, content=content)
    go_on(import_id=source.pk)
    source.refresh_from_db()
    if source.state == "checked":
        confirm_pack(actor=actor, source=source)
        go_on(import_id=source.pk)
        source.refresh_from_db()
    return source


def open_cohort_of(source: PackImport, *, actor: User, **fields: object) -> Cohort:
    """A cohort from a pack, on another day, in another zone."""
    defaults: dict[str, object] = {
        "number": 1,
        "name": "Angkatan replikasi",
        "starts_on": NEXT,
        "capacity": 24,
        "time_zone": "Asia/Makassar",
        "venue": "Aula Dinas Tenaga Kerja",
    }
    return open_from_pack(actor=actor, source=source, opening=Opening(**{**defaults, **fields}))  # type: ignore[arg-type]

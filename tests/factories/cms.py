"""Curriculum for tests. `make_version` writes rows and no pages: use it where only a version is needed."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision

from cms.enums import ItemKind, StageKind, VersionState
from cms.markdown.documents import Block, Document, write_document
from cms.models import (
    CoursePage,
    CurriculumPage,
    CurriculumVersion,
    FrozenText,
    HomePage,
    LessonPage,
    ModulePage,
    SopIndexPage,
    SopPage,
    VersionItem,
)
from cms.services.versions import version_digest
from lms.people import clock
from lms.people.models import User
from lms.programme.reviewable import digest_of
from tests.factories.people import make_user

_count = itertools.count(1)


def lesson_document(title: str = "Pelajaran", *, code: str = "X-1.1", text: str = "Isi pelajaran.") -> Document:
    meta: dict[str, Any] = {
        "title": title,
        "title_en": f"{title} (en)",
        "code": code,
        "jp": 1,
        "minutes": 20,
        "objectives": ["Menjelaskan satu hal"],
        "sop": [],
        "processes": [],
        "terms": [],
        "sources": [],
        "status": "inferred",
    }
    return Document("lesson", meta, blocks=(Block("text", {"text": text}),))


def freeze(text: str) -> FrozenText:
    digest = digest_of({"text": text, "media": {}})
    return FrozenText.objects.get_or_create(digest=digest, defaults={"text": text})[0]


def make_curriculum() -> CurriculumPage:
    """The curriculum page: the site's own if it was built, else an empty one under a home of its own."""
    number = next(_count)
    root = Page.objects.get(depth=1)
    if there := CurriculumPage.objects.first():
        return there
    home = HomePage.objects.first() or root.add_child(instance=HomePage(title="Beranda", slug=f"beranda-{number}"))
    return home.add_child(
        instance=CurriculumPage(
            title="Kurikulum Uji",
            title_en="Test curriculum",
            slug=f"kurikulum-{number}",
            code="KU",
            body="<p>Pengantar.</p>",
        )
    )


def make_pages(*, lessons: int = 2, modules: int = 1, text: str = "<p>Isi.</p>") -> CurriculumPage:
    """A curriculum of real, published pages: one course, some modules of as many lessons."""
    curriculum = make_curriculum()
    course = CoursePage(
        title="Dasar", title_en="Basics", slug="dasar", code="D", jp=modules * lessons, body="<p>Tentang dasar.</p>"
    )
    publish(curriculum, course)
    for number in range(1, modules + 1):
        module = ModulePage(
            title=f"Modul {number}",
            title_en=f"Module {number}",
            slug=f"modul-{number}",
            code=f"D-{number}",
            jp=lessons,
            objectives=["Menjelaskan satu", "Menjelaskan dua"],
            body="<p>Ringkasan.</p>",
        )
        publish(course, module)
        for place in range(1, lessons + 1):
            publish(module, make_lesson(number, place, text))
    return curriculum


def make_lesson(module: int, place: int, text: str = "<p>Isi.</p>") -> LessonPage:
    """An unsaved lesson page."""
    return LessonPage(
        title=f"Pelajaran {module}.{place}",
        title_en=f"Lesson {module}.{place}",
        slug=f"pelajaran-{module}-{place}",
        code=f"D-{module}.{place}",
        objectives=["Menjelaskan satu hal"],
        content=[("text", text)],
    )


def make_sop(index: SopIndexPage, number: int = 4) -> SopPage:
    """A published SOP of four steps with a decision."""
    rows = [
        ("start", "Menyambut", None),
        ("decision", "Memeriksa", 4),
        ("process", "Melayani", None),
        ("end", "Mencatat", None),
    ]
    steps = [
        {
            "activity": activity,
            "executor": "Petugas" if place % 2 else "Pengantar Kerja",
            "symbol": symbol,
            "requirements": "Register",
            "minutes": 5,
            "output": "Catatan",
            "note": "",
            "no_to": no_to,
        }
        for place, (symbol, activity, no_to) in enumerate(rows, start=1)
    ]
    page = SopPage(
        title=f"Layanan {number}",
        title_en=f"Service {number}",
        slug=f"layanan-{number}",
        number=number,
        body="<p>Untuk umum.</p>",
        executors=["Petugas", "Pengantar Kerja"],
        steps=[("step", step) for step in steps],
    )
    publish(index, page)
    return page


def publish(parent: Page, page: Page) -> Page:
    """Add a page below a parent and publish its first revision."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def make_version(
    *,
    lessons: int = 3,
    modules: int = 1,
    state: VersionState = VersionState.PUBLISHED,
    actor: User | None = None,
    curriculum: CurriculumPage | None = None,
    stage: StageKind = StageKind.ONLINE,
    **fields: Any,
) -> CurriculumVersion:
    """A version of one course with `modules` modules of `lessons` lessons of 1 JP each, by rows alone (about 10 ms)."""
    curriculum = curriculum or make_curriculum()
    actor = actor or make_user()
    number = CurriculumVersion.objects.filter(curriculum_id=curriculum.pk).count() + 1
    published = state in (VersionState.PUBLISHED, VersionState.RETIRED)
    version = CurriculumVersion.objects.create(
        curriculum_id=curriculum.pk,
        number=number,
        title="Kurikulum Uji",
        state=state,
        digest="0" * 64,
        created_by=actor,
        published_by=actor if published else None,
        published_at=clock.now() if published else None,
        **fields,
    )
    revision = Revision.objects.create(
        content_type=ContentType.objects.get_for_model(CurriculumPage),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(curriculum.pk),
        content={},
        created_at=clock.now(),
    )
    rows = _rows(version, revision, modules, lessons, stage)
    version.digest = version_digest("", rows)
    version.save(update_fields=["digest"])
    return version


def _rows(
    version: CurriculumVersion, revision: Revision, modules: int, lessons: int, stage: StageKind
) -> list[VersionItem]:
    order = itertools.count()
    titles = {"title": "Dasar", "title_en": "Basics", "status": "inferred"}
    of_course = {**titles, "code": "D", "stage": stage.value, "jp": modules * lessons, "draft": False}
    of_module = {**titles, "code": "D-1", "jp": lessons, "objectives": ["Menjelaskan", "Memeriksa"]}
    course_text = freeze(write_document(Document("course", of_course, body="Uraian.")))
    module_text = freeze(write_document(Document("module", of_module, body="Ringkasan.")))

    def item(kind: ItemKind, slug: str, code: str, title: str, frozen: FrozenText, **more: Any) -> VersionItem:
        return VersionItem(
            version=version,
            order=next(order),
            kind=kind,
            key=uuid.uuid5(uuid.NAMESPACE_URL, f"{version.curriculum_id}/{slug}"),
            slug=slug,
            code=code,
            title=title,
            title_en=f"{title} (en)",
            stage=stage,
            revision=revision,
            frozen=frozen,
            digest=frozen.digest,
            **more,
        )

    course = item(ItemKind.COURSE, "dasar", "D", "Dasar", course_text, jp=modules * lessons)
    course.save()
    rows = [course]
    for number in range(1, modules + 1):
        module = item(
            ItemKind.MODULE, f"modul-{number}", f"D-{number}", f"Modul {number}", module_text, jp=lessons, parent=course
        )
        module.save()
        rows.append(module)
        for place in range(1, lessons + 1):
            code = f"D-{number}.{place}"
            document = lesson_document(f"Pelajaran {number}.{place}", code=code)
            rows.append(
                item(
                    ItemKind.LESSON,
                    f"pelajaran-{number}-{place}",
                    code,
                    document.meta["title"],
                    freeze(write_document(document)),
                    jp=1,
                    minutes=20,
                    parent=module,
                )
            )
    VersionItem.objects.bulk_create(row for row in rows if row.kind == ItemKind.LESSON)
    return rows


def folder_files(*, lessons: int = 1, text: str = "Isi pelajaran.") -> dict[str, bytes]:
    """The canonical files of a small folder: one course, one module, some lessons, one term."""
    titles = {"title": "Dasar", "title_en": "Basics"}
    course = {**titles, "code": "X", "stage": "online", "jp": lessons, "status": "inferred", "draft": False}
    module = {**titles, "code": "X-1", "jp": lessons, "objectives": ["Menjelaskan", "Memeriksa"], "status": "inferred"}
    files = {
        "curriculum.md": write_document(
            Document("curriculum", {**titles, "code": "KU", "status": "inferred"}, body="Pengantar.")
        ),
        "01-dasar/course.md": write_document(Document("course", course, body="Uraian.")),
        "01-dasar/01-modul/module.md": write_document(Document("module", module, body="Ringkasan.")),
        "glossary.yaml": "- term: pencari kerja\n  en: jobseeker\n  definition: Orang yang mencari kerja.\n  status: inferred\n",
    }
    for number in range(1, lessons + 1):
        slug = "pelajaran" if number == 1 else f"pelajaran-{number}"
        files[f"01-dasar/01-modul/{number:02}-{slug}.md"] = write_document(
            lesson_document(code=f"X-1.{number}", text=text)
        )
    return {name: content.encode() for name, content in files.items()}

"""Takes the pictures of the guides and of README anew, from a demo with a fixed chance and a fixed day.

    python -m tests.tools.pictures [--only matriks …]

The same code gives the same pictures, so a changed file is a changed screen.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.tools import browser as browsers
from tests.tools import visits
from tests.tools.screens import COHORT, COHORT_PEOPLE, CONTENTS, HOME, MATRIX, NAME, PID, Screen
from tests.tools.site import ROOT, environment, manage, served

DAY, SEED = "2026-11-25", "2026"
GUIDES = ROOT / "docs/panduan/gambar"
README = ROOT / "docs/pictures/readme.png"
PHONE, DESK = 360, 1280
# A phone's picture is taken finer than it is read, a desk's as it is.
SCALE = {PHONE: 1.5, DESK: 1.0}
COLOURS = 32


@dataclass(frozen=True)
class Picture:
    """A picture of the guides: who looks at what, on what; `show` is scrolled to, `height` of the window is kept."""

    name: str
    account: str | None
    width: int
    screen: Screen
    show: str = ""
    height: int = 0


EDITOR = Screen("editor", "/cms/pages/search/?q=Penerimaan+dan+wawancara+awal", (r"^/cms/pages/\d+/edit/$",))
LESSON = Screen("lesson", "/dashboard/", (*CONTENTS, rf"^/learn/{PID}/{NAME}/$"))
TASKS = Screen("tasks", "/tasks/")
FORM = Screen("form", "/tasks/", (rf"^/tasks/{PID}/\d+/$",))
ENROLMENT = Screen("enrolment", "/cohorts/", (rf"^/cohorts/{PID}/$", rf"^/enrolments/{PID}/$"))
REVIEW = Screen("review", "/dashboard/", (rf"^/reviews/{PID}/$",))
SHEET = Screen("sheet", "/reviews/", (rf"^/reviews/{PID}/$", rf"^/reviews/{PID}/sheet/$"))
VERSION = Screen("version", "/curriculum-versions/", (rf"^/curriculum-versions/{PID}/$",))
PERSON = Screen("person", "/people/?q=fasilitator2", (rf"^/people/{PID}/$",))

LAB_CASE = Screen("lab-case", "/lab/", (rf"^/lab/{PID}/$",))
LAB_PANEL = Screen("lab-panel", "/lab/cases/", (rf"^/lab/cases/{PID}/$",))
ATTENDANCE = Screen("attendance", "/dashboard/", (rf"^/classes/{PID}/attendance/$",))
CLASSES = Screen("classes", "/cohorts/", (rf"^/cohorts/{PID}/$", rf"^/cohorts/{PID}/classes/$"))
PLACEMENTS = Screen(
    "placements", "/cohorts/", (rf"^/cohorts/{PID}/$", rf"^/field/{PID}/$", rf"^/cohorts/{PID}/placements/$")
)
FIELD_MAP = Screen("field", "/dashboard/", (rf"^/field/{PID}/$",))
SESSION_SCREEN = Screen("session-run", "/dashboard/", (rf"^/monitoring/{PID}/$", rf"^/monitoring/{PID}/run/$"))
NOMINATIONS = Screen("nominations", "/cohorts/", (*COHORT_PEOPLE.links, rf"^/cohorts/{PID}/nominations/$"))
SURVEY = Screen("survey-answer", "/surveys/", (rf"^/surveys/{PID}/answer/$",))
RESULTS = Screen(
    "survey-results",
    "/reports/",
    (
        rf"^/reports/{PID}/$",
        rf"^/reports/{PID}/figures/$",
        rf"^/reports/{PID}/figures/\d+/surveys.response_rate/$",
        rf"^/cohorts/{PID}/surveys/$",
        rf"^/surveys/{PID}/$",
        rf"^/surveys/{PID}/results/$",
    ),
)
SCORE = Screen("score", "/dashboard/", (rf"^/evaluation/{PID}/$", rf"^/evaluation/{PID}/.*/score/$"))
CERTIFICATE = Screen("certificate", "/certificates/", (rf"^/certificates/{PID}/$",))
VERIFY = Screen("verify", "/certificates/", (*CERTIFICATE.links, rf"^/verify/{NAME}/$"))
SECTION = Screen("section", "/reports/", (rf"^/reports/{PID}/$", rf"^/reports/{PID}/sections/effectiveness/$"))
UNIT_FIGURES = Screen(
    "unit-figures", "/indicators/", (rf"^/indicators/units/{PID}/$", rf"^/indicators/units/{PID}/\d+/\d+/$")
)

PICTURES = [
    Picture("masuk", None, PHONE, Screen("sign-in", "/accounts/login/"), show="section.card"),
    Picture("peserta-beranda", "peserta02", PHONE, HOME),
    Picture("peserta-pelajaran", "peserta02", PHONE, Screen("contents", "/dashboard/", CONTENTS)),
    Picture("peserta-membaca", "peserta02", PHONE, LESSON),
    Picture("peserta-lab", "peserta", PHONE, LAB_CASE, height=1100),
    Picture("lab-panel", "fasilitator", DESK, LAB_PANEL, show="#panel", height=1000),
    Picture("peserta-tugas", "peserta", PHONE, TASKS, height=1100),
    Picture("peserta-formulir", "peserta", PHONE, FORM, height=1400),
    Picture("peserta-buku-harian", "peserta", PHONE, Screen("logbook", "/logbook/"), height=1100),
    Picture("peserta-kendala", "peserta", PHONE, Screen("constraint-raise", "/constraints/raise/"), height=1000),
    Picture("peserta-survei", "peserta", PHONE, SURVEY, height=1000),
    Picture("pemberitahuan", "peserta", PHONE, Screen("notices", "/notices/")),
    Picture("fasilitator-beranda", "fasilitator", DESK, HOME),
    Picture("kehadiran", "fasilitator", DESK, ATTENDANCE),
    Picture("angkatan", "fasilitator2", DESK, COHORT, height=1200),
    Picture("peta-lapangan", "fasilitator", DESK, FIELD_MAP, height=1100),
    Picture("kendala", "fasilitator", DESK, Screen("constraints", "/constraints/"), height=1000),
    Picture("layar-sesi", "fasilitator", DESK, SESSION_SCREEN, height=1100),
    Picture("bank-soal", "fasilitator", DESK, Screen("questions", "/questions/")),
    Picture("kepesertaan", "fasilitator2", DESK, ENROLMENT),
    Picture("penyelenggara-beranda", "koordinator", DESK, HOME),
    Picture("angkatan-orang", "koordinator", DESK, COHORT_PEOPLE),
    Picture("usulan", "koordinator", DESK, NOMINATIONS, height=1200),
    Picture("pertemuan", "fasilitator2", DESK, CLASSES),
    Picture("penempatan", "koordinator", DESK, PLACEMENTS, height=1000),
    Picture("pesan", "koordinator", DESK, Screen("log", "/notices/log/")),
    Picture("versi", "koordinator", DESK, VERSION),
    Picture("penelaah-beranda", "latvogan", DESK, HOME),
    Picture("penelaahan", "latvogan", DESK, REVIEW),
    Picture("matriks", "latvogan", DESK, MATRIX, height=1100),
    Picture("lembar-persetujuan", "bpk", DESK, SHEET),
    Picture("pengesahan-ponsel", "lemlatvok", PHONE, REVIEW, height=1000),
    Picture("nilai-panel", "ilo", DESK, SCORE),
    Picture("hasil-survei", "koordinator", DESK, RESULTS, height=900),
    Picture("sertifikat", "koordinator", DESK, CERTIFICATE),
    Picture("periksa-sertifikat", "koordinator", PHONE, VERIFY, height=900),
    Picture("bagian-laporan", "koordinator", DESK, SECTION, height=1000),
    Picture("angka-unit", "unit", PHONE, UNIT_FIGURES, height=900),
    Picture("editor", "fasilitator", DESK, EDITOR),
    Picture("atasan-beranda", "atasan", DESK, HOME, height=420),
    Picture("orang", "admin", DESK, Screen("people", "/people/")),
    Picture("orang-rinci", "admin", DESK, PERSON),
    Picture("jejak-audit", "admin", DESK, Screen("audit", "/people/audit/")),
]
# What README begins with: somebody's next step, and a whole cohort at a glance.
README_PHONE = Picture("peserta-beranda", "peserta02", PHONE, HOME)
README_DESK = Picture("peta", "fasilitator", DESK, FIELD_MAP, show="main table")


def _take(browser: Browser, url: str, picture: Picture) -> Image.Image:
    """Return what stands in the window. Exits with a word when the screen cannot be reached."""
    context = visits.open_context(browser, url, picture.width, scale=SCALE[picture.width])
    page = context.new_page()
    if picture.account and not visits.sign_in(page, f"{picture.account}@demo.test"):
        sys.exit(f"{picture.name}: {picture.account} cannot sign in.")
    path = visits.address_of(page, picture.screen)
    if path is None:
        sys.exit(f"{picture.name}: no link {' → '.join(picture.screen.links)} from {picture.screen.path}.")
    response = page.goto(path, wait_until="networkidle")
    if response is None or not response.ok:
        sys.exit(f"{picture.name}: {path} cannot be opened.")
    if picture.height:
        page.set_viewport_size({"width": picture.width, "height": picture.height})
    if picture.show:
        page.locator(picture.show).first.evaluate("place => place.scrollIntoView()")
    taken = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    context.close()
    return taken


def _small(picture: Image.Image) -> bytes:
    """Return a PNG of the colours that cover most of it: a screen has few, and everybody clones the folder."""
    counted = picture.getcolors(picture.width * picture.height) or []
    most = [colour for _count, colour in sorted(counted, reverse=True)[:COLOURS]]
    few = _nearest(picture, most)
    # Pillow takes a near entry for the nearest: each entry becomes the commonest colour that it stands for.
    samples = Image.new("RGB", (len(most), 1))
    samples.putdata(most)
    entries = dict(zip(reversed(list(_nearest(samples, most).get_flattened_data())), reversed(most), strict=True))
    few.putpalette([part for place, colour in enumerate(most) for part in entries.get(place, colour)])
    out = BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _nearest(picture: Image.Image, colours: list[Any]) -> Image.Image:
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in colours for part in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _side_by_side(phone: Image.Image, desk: Image.Image) -> Image.Image:
    """Return both on one ground, as high as the desk."""
    gap, edge = 32, 2
    height = desk.height
    phone = phone.resize((round(phone.width * height / phone.height), height), Image.Resampling.LANCZOS)
    ground = Image.new("RGB", (phone.width + desk.width + 3 * gap, height + 2 * gap), "#e4e9ec")
    place = gap
    for one in (phone, desk):
        ground.paste("#9aa7b0", (place - edge, gap - edge, place + one.width + edge, gap + height + edge))
        ground.paste(one, (place, gap))
        place += one.width + gap
    return ground


@contextmanager
def _demo() -> Iterator[str]:
    """Yield the address of a demo built for this run, on its fixed day; removed after it."""
    folder = ROOT / "var" / f"pictures-{uuid.uuid4().hex[:8]}"
    where = environment(folder, PADAN_DAY=DAY)
    try:
        manage(where, "migrate", "--verbosity", "0")
        manage(where, "demo", "--seed", SEED, "--at", DAY)
        with served(where, application="tests.tools.dated:application") as (address, _process):
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of the guides and of README anew.")
    parser.add_argument("--only", nargs="+", choices=[picture.name for picture in PICTURES])
    asked = parser.parse_args()
    path = browsers.installed()
    if path is None:
        sys.exit("No browser: run python -m tests.tools.browser.")
    GUIDES.mkdir(parents=True, exist_ok=True)
    with _demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        # Before anybody has opened a lesson.
        README.write_bytes(_small(_side_by_side(_take(browser, url, README_PHONE), _take(browser, url, README_DESK))))
        for picture in PICTURES:
            if not asked.only or picture.name in asked.only:
                (GUIDES / f"{picture.name}.png").write_bytes(_small(_take(browser, url, picture)))
                sys.stdout.write(f"  {picture.name}\n")
        browser.close()
    size = sum(file.stat().st_size for file in GUIDES.iterdir())
    sys.stdout.write(f"{GUIDES} holds {size / 1024:.0f} KiB\n")


if __name__ == "__main__":
    main()

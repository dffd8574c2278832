"""The poster for the counter of a kiosk: a QR code that opens the questions, and what is kept of who answers: nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.drawing import qr_svg
from lms.evaluation.models import SurveyCounter, SurveyRun
from lms.people import clock
from lms.people.mailing import site_url
from lms.ui.times import day_in_words


def counter_url(counter: SurveyCounter) -> str:
    """Return the whole address that the QR code of a counter opens."""
    return site_url(reverse("evaluation:survey_link", args=[counter.code]))


def poster_pdf(run: SurveyRun, counters: Sequence[SurveyCounter]) -> bytes:
    """Return one poster a counter, in Indonesian with a line of English."""
    from lms.files.pdf import typeset  # starts a process of its own

    pictures = {f"{one.public_id}.svg": qr_svg(counter_url(one)) for one in counters}
    with override("id"):
        data = {
            "title": run.title,
            "ask": _("How was our service?"),
            "how": _("Point your phone’s camera at the code and answer a few questions. About 2 minutes."),
            "kept": _("No name, no phone number. Nothing about you is kept."),
            "until": _("Until %(day)s") % {"day": day_in_words(run.closes_at.astimezone(clock.WIB).date())},
            "posters": [{"id": one.public_id, "unit": str(one.work_unit), "url": counter_url(one)} for one in counters],
        }
    with override("en"):
        data["english"] = _("How was our service? Scan the code and tell us. No name, nothing about you is kept.")
    return typeset("evaluation/poster.typ", data, pictures=pictures, at=clock.now())

"""Certificates on paper: front and back in two languages, set from the frozen facts alone.

They keep PDF/A-2a, for they are archived for a career, and PDF/UA-1, for they are read aloud too. What the facts say is all there is: the
same certificate gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.enums import StageKind
from courses.drawing import qr_svg
from courses.enums import StageMode
from lms.evaluation.models import Certificate
from lms.evaluation.queries.certificate_facts import display_name, ensure_unaltered, whole
from lms.evaluation.verify_codes import code_in_groups
from lms.files import store
from lms.files.pdf import Paper, typeset_many
from lms.people.mailing import site_url

TEMPLATE = "evaluation/certificate.typ"
STANDARDS = ("a-2a", "ua-1")


def papers_of(certificates: Sequence[Certificate]) -> list[bytes]:
    """Return the PDFs of certificates, in order. Raises TypesetFailed, and FactsChanged for facts that were tampered with.

    They must come with `signature`, and with `replaces` where they replace another.
    """
    pictures: dict[str, bytes] = {}
    papers = []
    for one in certificates:
        ensure_unaltered(one)
        name = _signature_of(one, pictures)
        papers.append(Paper(_data(one, name), one.issued_at))
    return typeset_many(TEMPLATE, papers, pictures=pictures, standards=STANDARDS)


def verify_url(certificate: Certificate) -> str:
    """Return the address of the public page, as the code on the paper holds it."""
    return site_url(certificate.verify_path)


def _signature_of(certificate: Certificate, pictures: dict[str, bytes]) -> str:
    file = certificate.signature
    if file is None:
        return ""
    name = f"{file.public_id}.{file.kind}"
    if name not in pictures:
        pictures[name] = store.read(file.path)
    return name


def _data(certificate: Certificate, signature: str) -> dict[str, Any]:
    facts = whole(certificate.facts)
    url = verify_url(certificate)
    return {
        "number": certificate.number,
        "code": code_in_groups(certificate.code),
        "url": url,
        "qr": qr_svg(url).decode(),
        "signature": f"/pictures/{signature}" if signature else "",
        "name": display_name(facts),
        "facts": facts,
        "subjects": _subjects(facts["subjects"]),
        "id": _words("id", certificate),
        "en": _words("en", certificate),
    }


def _subjects(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the subjects by stage, each stage with its name in both languages."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if not found or found[-1]["stage"] != row["stage"]:
            found.append({"stage": row["stage"], **_stage(row["stage"]), "rows": []})
        found[-1]["rows"].append(row)
    return found


def _stage(stage: str) -> dict[str, str]:
    with override("id"):
        ours = str(StageKind(stage).label)
    with override("en"):
        return {"id": ours, "en": str(StageKind(stage).label)}


def _words(language: str, certificate: Certificate) -> dict[str, str]:
    """Return what the paper says in one language, with days written out in it."""
    facts = whole(certificate.facts)
    with override(language):
        told = {name: day_of(facts[name]) for name in ("starts_on", "ends_on", "issued_on", "first_issued_on")}
        born = ", ".join(filter(None, [facts["birth_place"], day_of(facts["born_on"])])) or "–"
        return {
            **told,
            "born": born,
            "held": _held(facts, told),
            "anew": _anew(certificate, told),
            "hours": _hours(facts, language),
            "title": _("CERTIFICATE"),
            "number": _("Number"),
            "given": _("is given to"),
            "nip": _("NIP"),
            "birth": _("Place and date of birth"),
            "rank": _("Rank/grade"),
            "position": _("Position"),
            "unit": _("Work unit"),
            "qualification": _("Qualification"),
            "passed": _("who has completed the training programme"),
            "subject": _("Subject"),
            "plan": _("JP of the programme"),
            "earned": _("JP completed"),
            "sum": _("Total"),
            "subjects": _("Subjects of the training"),
            "check": _("Check this certificate at"),
            "code": _("Code"),
            "signature": _("Signature of %(name)s") % {"name": facts["signatory"]["name"]},
            "qr": _("QR code that leads to the page of verification: %(url)s") % {"url": verify_url(certificate)},
            "lesson": _("One JP is a lesson hour of %(n)s minutes.") % {"n": facts["jp_minutes"]},
            "score": _("Final score"),
        }


def _hours(facts: Mapping[str, Any], language: str) -> str:
    words = facts["jp_words_en" if language == "en" else "jp_words"]
    return _("%(jp)s JP (%(words)s lesson hours)") % {"jp": facts["jp"], "words": words}


def _held(facts: Mapping[str, Any], told: Mapping[str, str]) -> str:
    """Return when the training was held, and in which ways: a way that was not this person's is not named."""
    held = _("held from %(from)s to %(until)s") % {"from": told["starts_on"], "until": told["ends_on"]}
    ways = [
        _("online") if StageMode.ONLINE in facts["modes"] else "",
        _("at the work unit") if StageMode.WORKPLACE in facts["modes"] else "",
        _("at %(place)s") % {"place": facts["place"]} if facts["place"] else "",
    ]
    how = _listed([one for one in ways if one])
    return f"{held}, {how}" if how else held


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    named = {"first": words[0], "second": words[1], "last": words[-1]}
    return (_("%(first)s and %(last)s") if len(words) == 2 else _("%(first)s, %(second)s and %(last)s")) % named


def _anew(certificate: Certificate, told: Mapping[str, str]) -> str:
    """Return the line that a certificate issued anew bears; nothing on a first one."""
    if certificate.replaces is None:
        return ""
    words = {"number": certificate.replaces.number, "first": told["first_issued_on"]}
    return _("Issued anew in place of number %(number)s; first issued on %(first)s.") % words


def day_of(text: str) -> str:
    """Return a day of the facts as `4 November 2026`, in the language in force; nothing for none."""
    if not text:
        return ""
    day = date.fromisoformat(text)
    return f"{day.day} {MONTHS[day.month]} {day.year}"

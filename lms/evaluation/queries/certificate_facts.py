"""What is printed on a certificate: worked out once at issue, then frozen with its digest.

The person stands as in the register of people, the unit as at enrolment, the hours as in the JP ledger, the result as it was released.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.enums import StageKind
from courses.enums import MeetingState, StageMode
from courses.models import ClassMeeting, Cohort, Enrolment, Stage
from courses.numerals import in_indonesian
from courses.queries.ledger import Sums, sums_of
from courses.queries.outline import Outline, outline_of
from fieldpractice.queries.jp import field_jp
from lms.evaluation.models import Certificate, Signatory
from lms.evaluation.numerals import in_english
from lms.evaluation.queries.outcomes import Outcome

# What can be corrected after the issue: who somebody is, and where somebody served at that time.
IDENTITY = ("name", "titles_before", "titles_after", "nip", "birth_place", "born_on")
SERVICE = ("rank", "position", "unit", "unit_place")
# What follows from the result.
RESULT = ("score", "qualification")
NOTHING = sums_of([])
# More do not fit beside the dates.
MOST_PLACES = 2


class FactsChanged(Exception):
    """The facts of a certificate are not what its digest says: nothing is printed from them, and nothing signed."""


@dataclass(frozen=True)
class Frame:
    """What the certificates of one issue share."""

    outline: Outline
    issued_on: date
    signature_id: int | None
    facts: dict[str, Any]


def frame_of(cohort: Cohort, *, signatory: Signatory | None, issued_on: date, issued_in: str) -> Frame:
    """Return what all certificates of a cohort have in common: three queries. Without a signatory who signs is still to be said."""
    stages = list(cohort.stages.order_by("order"))
    programme = cohort.programme
    facts = {
        "issuer": settings.PADAN_ISSUER_NAME,
        "issuer_en": settings.PADAN_ISSUER_NAME_EN,
        "cohort": cohort.name,
        "batch": cohort.number,
        "programme": programme.name,
        "programme_en": programme.name_en,
        "starts_on": min(stage.starts_on for stage in stages).isoformat(),
        "ends_on": max(stage.ends_on for stage in stages).isoformat(),
        "modes": [one.value for one in StageMode if one in {stage.mode for stage in stages}],
        "place": _places(cohort, stages),
        "jp_minutes": int(settings.PADAN_JP_MINUTES),
        "issued_in": issued_in,
        "issued_on": issued_on.isoformat(),
        "first_issued_on": issued_on.isoformat(),
        "signatory": signatory_facts(signatory) if signatory else {},
    }
    outline = outline_of(cohort.version.public_id, cohort.version.digest)
    return Frame(outline, issued_on, signatory.picture_id if signatory else None, facts)


def _places(cohort: Cohort, stages: Sequence[Stage]) -> str:
    """Return where a cohort came together: the venues of its stages, else those of its classes, in order."""
    planned = [stage.venue for stage in stages if stage.mode == StageMode.IN_PERSON and stage.venue]
    held = ClassMeeting.objects.filter(stage__cohort=cohort, state=MeetingState.HELD).exclude(venue="")
    met = planned or held.order_by("starts_at").values_list("venue", flat=True)
    return "; ".join(list(dict.fromkeys(met))[:MOST_PLACES])


def facts_of(frame: Frame, enrolment: Enrolment, sums: Sums | None, outcome: Outcome) -> dict[str, Any]:
    """Return everything that is printed for one person."""
    sums = sums or NOTHING
    # Who has earned nothing in the field was not there, whatever the cohort's plan says.
    modes = [one for one in frame.facts["modes"] if one != StageMode.WORKPLACE or sums.by_stage.get(StageKind.FIELD)]
    return {
        **frame.facts,
        "modes": modes,
        **person_facts(enrolment),
        "jp": sums.jp,
        "jp_words": in_indonesian(sums.jp),
        "jp_words_en": in_english(sums.jp),
        **result_facts(outcome),
        "subjects": subjects_of(frame.outline, sums),
    }


def result_facts(outcome: Outcome) -> dict[str, str]:
    """Return a result as printed."""
    return {
        "score": "" if outcome.score is None else f"{outcome.score:.2f}",
        "band": outcome.band,
        "qualification": outcome.qualification,
        "qualification_en": outcome.qualification_en or outcome.qualification,
    }


def person_facts(enrolment: Enrolment) -> dict[str, Any]:
    """Return who somebody is and where somebody serves, as it would be printed now."""
    user, unit = enrolment.user, enrolment.work_unit
    return {
        "name": user.name,
        "titles_before": user.title_before,
        "titles_after": user.title_after,
        "nip": user.nip or "",
        "birth_place": user.birth_place,
        "born_on": user.birth_date.isoformat() if user.birth_date else "",
        "rank": str(user.get_rank_display()) if user.rank else "",
        "position": user.position,
        "unit": (unit.full_name or unit.name) if unit else "",
        "unit_place": unit.place if unit else "",
    }


def signatory_facts(signatory: Signatory) -> dict[str, str]:
    """Return who signs, as printed."""
    return {name: str(getattr(signatory, name)) for name in ("name", "nip", "position", "position_en")}


def subjects_of(outline: Outline, sums: Sums) -> list[dict[str, Any]]:
    """Return the back of a certificate: each subject with the JP it has and those that were earned; these add up to `sums.jp`."""
    rows = [
        _subject(module.title, module.title_en, module.stage, sums.by_module.get(module.key, 0), module.jp)
        for module in outline.modules.values()
        if module.stage != StageKind.FIELD
    ]
    return sorted([*rows, *_beside(outline, sums)], key=lambda row: list(StageKind).index(row["stage"]))


def _beside(outline: Outline, sums: Sums) -> list[dict[str, Any]]:
    """Return what the modules of the version do not hold: the weeks in the field, classes of their own, hours of another version."""
    named = {module.key: module.stage for module in outline.modules.values() if module.stage != StageKind.FIELD}
    rests = dict(sums.by_stage)
    for key, stage in named.items():
        rests[StageKind(stage)] = rests.get(StageKind(stage), 0) - sums.by_module.get(key, 0)
    rests = _settled(rests)
    others = [
        _row_in_both(lambda: _("Other classes"), stage, rests[stage], 0)
        for stage in StageKind
        if stage != StageKind.FIELD and rests.get(stage)
    ]
    return [_row_of_field(rests.get(StageKind.FIELD, 0), field_jp(outline)), *others]


def _settled(rests: dict[StageKind, int]) -> dict[StageKind, int]:
    """Return what is left of each stage beside its modules. Hours of a module that were earned in another stage stand with the module alone."""
    owed = -sum(rest for rest in rests.values() if rest < 0)
    found = {}
    for stage, rest in sorted(rests.items(), key=lambda pair: pair[0] == StageKind.FIELD):
        taken = min(max(rest, 0), owed)
        owed -= taken
        found[stage] = max(rest, 0) - taken
    return found


def _row_of_field(jp: int, whole: int) -> dict[str, Any]:
    return _row_in_both(lambda: _("Field practice"), StageKind.FIELD, jp, whole)


def _row_in_both(title: Any, stage: str, jp: int, whole: int) -> dict[str, Any]:
    with override("id"):
        ours = title()
    with override("en"):
        return _subject(ours, title(), stage, jp, whole)


def _subject(title: str, title_en: str, stage: str, jp: int, whole: int) -> dict[str, Any]:
    return {"title": title, "title_en": title_en or title, "stage": str(stage), "jp": jp, "jp_of": whole}


def whole(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return frozen facts with what every certificate said before it was frozen with each: who issued it, and how it was held."""
    return {
        "issuer": settings.PADAN_ISSUER_NAME,
        "issuer_en": settings.PADAN_ISSUER_NAME_EN,
        # The ways were named where a place was.
        "modes": [StageMode.ONLINE.value, StageMode.WORKPLACE.value] if facts.get("place") else [],
        **facts,
    }


def digest_of(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the facts as canonical JSON."""
    plain = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def is_unaltered(certificate: Certificate) -> bool:
    """Whether the facts of a certificate are those that were issued."""
    return digest_of(certificate.facts) == certificate.digest


def ensure_unaltered(certificate: Certificate) -> None:
    """Raise FactsChanged unless the facts of a certificate are those that were issued."""
    if not is_unaltered(certificate):
        raise FactsChanged(certificate.number)


def display_name(facts: Mapping[str, Any]) -> str:
    """Return the name with its titles, as printed."""
    before = f"{facts['titles_before']} " if facts["titles_before"] else ""
    after = f", {facts['titles_after']}" if facts["titles_after"] else ""
    return f"{before}{facts['name']}{after}"


def corrections_of(certificate: Certificate) -> dict[str, tuple[str, str]]:
    """Return what the register says otherwise than the certificate, as (printed, now), by the name of the fact: at most two queries."""
    now = person_facts(certificate.enrolment)
    return {
        name: (str(certificate.facts[name]), str(now[name]))
        for name in (*IDENTITY, *SERVICE)
        if certificate.facts[name] != now[name]
    }


def result_corrections_of(certificate: Certificate, outcome: Outcome | None) -> dict[str, tuple[str, str]]:
    """Return what the released result says otherwise than the certificate, as (printed, now): only where it still gives one."""
    if outcome is None or not outcome.released or not outcome.passed:
        return {}
    now = result_facts(outcome)
    return {name: (str(certificate.facts[name]), now[name]) for name in RESULT if certificate.facts[name] != now[name]}

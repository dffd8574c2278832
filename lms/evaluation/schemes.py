"""A scheme of evaluation as data: checked, read, applied. Knows no database.

`{"components": [{"key", "weight", "minimum"}], "minimum", "bands": [{"key", "title", "title_en", "from"}],
"panel": {"tolerance", "least", "criteria"}, "attitude": {"criteria"}, "objection_days", "evidence"}`. Figures are text ("12.50"), so
that they stay exact in JSON; criteria are those of `assignments.criteria`, with the English of their levels and of what they ask for besides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assignments import criteria as rubric
from assignments.results import rounded
from lms.evaluation.components import MISSING, Sum, component_of, title_of
from lms.people.enums import Evidence
from lms.people.errors import Refusal

HUNDRED = Decimal(100)
PANEL, ATTITUDE = "panel", "attitude"
MOST_BANDS = 9


@dataclass(frozen=True, slots=True)
class Share:
    """A component of a scheme: what it weighs, and what must be reached in it."""

    key: str
    weight: Decimal
    minimum: Decimal | None

    @property
    def title(self) -> str:
        return title_of(self.key)


@dataclass(frozen=True, slots=True)
class Band:
    """A band of results, from `start` (which belongs to it) up to the next."""

    key: str
    title: str
    title_en: str
    start: Decimal

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.title_en if self.title_en and get_language() == "en" else self.title


@dataclass(frozen=True)
class Rules:
    """A scheme as it is applied."""

    shares: tuple[Share, ...]
    minimum: Decimal
    # From the highest to the lowest.
    bands: tuple[Band, ...]
    tolerance: Decimal
    least: int
    objection_days: int
    criteria: dict[str, list[dict[str, Any]]]
    evidence: str

    @property
    def keys(self) -> list[str]:
        return [one.key for one in self.shares]

    def uses(self, key: str) -> bool:
        """Whether a component counts: by its weight or by its minimum."""
        return key in self.keys

    def band_of(self, score: Decimal) -> Band:
        """Return the band of a rounded score; a start reached exactly is reached."""
        return next(band for band in self.bands if score >= band.start)

    def band(self, key: str) -> Band | None:
        return next((band for band in self.bands if band.key == key), None)


@dataclass(frozen=True)
class Line:
    """One component of one person, as the scheme looks at it. `met` is None where nothing is asked or nothing is known."""

    share: Share
    sum: Sum

    @property
    def percent(self) -> Decimal | None:
        return self.sum.percent

    @property
    def missing(self) -> bool:
        return not self.sum.excused and self.sum.share is None

    @property
    def met(self) -> bool | None:
        if self.share.minimum is None or self.percent is None:
            return None
        return self.percent >= self.share.minimum


@dataclass(frozen=True)
class Result:
    """What one person's components come to. Without `score` there is no result, and `missing` names why (keys of components)."""

    lines: tuple[Line, ...]
    score: Decimal | None
    band: Band | None
    passed: bool | None
    missing: tuple[str, ...]

    @property
    def missing_titles(self) -> tuple[str, ...]:
        return tuple(title_of(key) for key in self.missing)

    @property
    def below(self) -> list[Line]:
        """Components whose minimum is not reached."""
        return [line for line in self.lines if line.met is False]

    @property
    def pending(self) -> list[str]:
        """What is still under way, in words."""
        return [str(line.sum.pending) for line in self.lines if line.sum.pending]


def apply(rules: Rules, sums: Mapping[str, Sum]) -> Result:
    """Return what a scheme makes of one person's sums, by the key of the component.

    Shares are weighed exactly and rounded half up to two places once, at the end; bands, minimums and the pass mark look at rounded
    figures. Somebody excused from a component is weighed on the rest; one component missing means no result.
    """
    lines = tuple(Line(share, sums.get(share.key, MISSING)) for share in rules.shares)
    missing = tuple(line.share.key for line in lines if line.missing)
    counting = [line for line in lines if line.share.weight and not line.sum.excused]
    weights = sum((Fraction(line.share.weight) for line in counting), Fraction(0))
    if missing or not weights:
        return Result(lines, None, None, None, missing)
    total = sum((Fraction(line.share.weight) * (line.sum.share or 0) for line in counting), Fraction(0))
    score = rounded(total / weights * 100)
    passed = score >= rules.minimum and all(line.met is not False for line in lines)
    return Result(lines, score, rules.band_of(score), passed, ())


# --- Reading ---


def read(content: Mapping[str, Any]) -> Rules:
    """Return the rules of a scheme that was cleaned."""
    panel = content["panel"]
    return Rules(
        shares=tuple(
            Share(one["key"], Decimal(one["weight"]), Decimal(one["minimum"]) if one["minimum"] else None)
            for one in content["components"]
        ),
        minimum=Decimal(content["minimum"]),
        bands=tuple(Band(one["key"], one["title"], one["title_en"], Decimal(one["from"])) for one in content["bands"]),
        tolerance=Decimal(panel["tolerance"]),
        least=int(panel["least"]),
        objection_days=int(content["objection_days"]),
        criteria={PANEL: panel["criteria"], ATTITUDE: content["attitude"]["criteria"]},
        evidence=content["evidence"],
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a scheme's content as canonical JSON."""
    words = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


# --- Checking ---


def cleaned(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a scheme in order: figures exact, bands from high to low, criteria with keys.

    Raises Refusal that says what is wrong and where: weights that do not total 100, a component nobody offers or named twice, no lowest
    band, a pass mark out of range.
    """
    components = _components(raw.get("components") or [])
    panel = raw.get("panel") or {}
    least = _whole(panel.get("least", settings.PADAN_PANEL_LEAST), _("evaluators"), 1, 9)
    days = _whole(raw.get("objection_days", settings.PADAN_OBJECTION_DAYS), _("days of the objection window"), 1, 60)
    evidence = str(raw.get("evidence") or Evidence.INFERRED)
    keys = {one["key"] for one in components}
    return {
        "components": components,
        "minimum": str(_figure(raw.get("minimum"), _("the pass mark"))),
        "bands": _bands(raw.get("bands") or []),
        "panel": {
            "tolerance": str(_figure(panel.get("tolerance", settings.PADAN_PANEL_TOLERANCE), _("the tolerance"))),
            "least": least,
            "criteria": _criteria(panel.get("criteria"), needed=PANEL in keys),
        },
        "attitude": {
            "criteria": _criteria((raw.get("attitude") or {}).get("criteria"), needed=ATTITUDE in keys),
        },
        "objection_days": days,
        "evidence": evidence if evidence in Evidence.values else Evidence.INFERRED.value,
    }


def _components(raw: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for one in raw:
        key = str(one.get("key") or "")
        if component_of(key) is None:
            raise Refusal(_("There is no component “%(key)s”.") % {"key": key})
        if any(other["key"] == key for other in found):
            raise Refusal(_("“%(title)s” stands there twice.") % {"title": title_of(key)})
        weight = _figure(one.get("weight") or "0", _("the weight of “%(title)s”") % {"title": title_of(key)})
        asked = str(one.get("minimum") or "").strip()
        words = _("the minimum of “%(title)s”") % {"title": title_of(key)}
        minimum = str(_figure(asked, words)) if asked else ""
        if weight or minimum:
            found.append({"key": key, "weight": str(weight), "minimum": minimum})
    total = sum((Decimal(one["weight"]) for one in found), Decimal(0))
    if total != HUNDRED:
        words = _("The weights total %(total)s; they must total 100. %(left)s is still to be given out.")
        if total > HUNDRED:
            words = _("The weights total %(total)s; they must total 100. Take away %(left)s.")
        raise Refusal(words % {"total": shown(total), "left": shown(abs(HUNDRED - total))})
    return found


def _bands(raw: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for one in raw:
        title = str(one.get("title") or "").strip()[:80]
        if not title:
            raise Refusal(_("A band has no name."))
        start = _figure(one.get("from"), _("the beginning of “%(title)s”") % {"title": title})
        key = (slugify(str(one.get("key") or title)) or f"band-{len(found) + 1}")[:40]
        if any(key == other["key"] or start == Decimal(other["from"]) for other in found):
            raise Refusal(
                _("Two bands have the same name or begin at the same figure: “%(title)s”.") % {"title": title}
            )
        english = str(one.get("title_en") or "").strip()[:80]
        found.append({"key": key, "title": title, "title_en": english, "from": str(start)})
    found.sort(key=lambda one: -Decimal(one["from"]))
    if not found or Decimal(found[-1]["from"]) != 0:
        raise Refusal(_("The lowest band must begin at 0, so that every result has a band."))
    if len(found) > MOST_BANDS:
        raise Refusal(_("A scheme has at most %(most)s bands.") % {"most": MOST_BANDS})
    return found


def _criteria(raw: Any, *, needed: bool) -> list[dict[str, Any]]:
    """Return the criteria of a rubric. A level has its English name even where that is empty: digests of schemes count on it."""
    if not raw and not needed:
        return []
    found = rubric.cleaned(raw or [])
    for one in found:
        for level in one["levels"]:
            level.setdefault("title_en", "")
    return found


def _figure(raw: Any, what: str) -> Decimal:
    try:
        value = Decimal(str(raw).strip().replace(",", "."))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= HUNDRED or value != value.quantize(Decimal("0.01")):
        words = _("%(what)s must be a figure from 0 to 100 with at most two places, not “%(value)s”.")
        text = words % {"what": what, "value": str(raw or "")[:20]}
        raise Refusal(text[:1].upper() + text[1:])
    return value.quantize(Decimal("0.01"))


def _whole(raw: Any, what: str, least: int, most: int) -> int:
    text = str(raw).strip()
    if not text.isdigit() or not least <= int(text) <= most:
        words = _("The number of %(what)s must lie between %(least)s and %(most)s.")
        raise Refusal(words % {"what": what, "least": least, "most": most})
    return int(text)


def shown(value: Decimal) -> str:
    """Return a figure without idle noughts, with the reader's mark: `99`, `12,5`."""
    return f"{value.normalize():f}".replace(".", decimal_mark())


def decimal_mark() -> str:
    return "." if get_language() == "en" else ","


def in_language(one: Mapping[str, Any], name: str = "title") -> str:
    """Return the title of a criterion, level or band in the reader's language, or what else it is asked for by `name`."""
    english = str(one.get(f"{name}_en") or "")
    return english if english and get_language() == "en" else str(one.get(name) or "")

"""A certificate as an Open Badges 3.0 credential, and the list of those that no longer hold, both before they are signed.

What is written here is signed and read by machines everywhere, so it is Indonesian whoever asks (with the English title beside it) and
does not go through gettext: a mended translation must not make another document. It tells what the public page tells and no more:
neither NIP nor birth, rank or score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lms.evaluation.badges.bitstrings import packed, place_of
from lms.evaluation.badges.issuer import OB_CONTEXT, VC_CONTEXT, Issuer
from lms.evaluation.badges.proofs import Document, instant

WIB = ZoneInfo("Asia/Jakarta")
# How long a copy of the list may be used, and how long it is worth anything at all.
FRESH_FOR = timedelta(minutes=5)
VALID_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Award:
    """What a credential is made from: columns of the certificate, and its facts."""

    code: str
    number: str
    status_index: int
    verify_url: str
    facts: Mapping[str, Any]


def credential_of(award: Award, issuer: Issuer) -> Document:
    """Return the credential of a certificate. The same certificate gives the same document."""
    facts, address = award.facts, issuer.address(f"{award.code}.json")
    first = facts.get("first_issued_on") or facts["issued_on"]
    return {
        "@context": [VC_CONTEXT, OB_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"Sertifikat {facts['programme']}",
        "issuer": issuer.profile,
        "validFrom": _midnight(first),
        "awardedDate": _midnight(facts["issued_on"]),
        "credentialSubject": _subject(facts, address),
        "evidence": [
            {
                "id": award.verify_url,
                "type": ["Evidence"],
                "name": f"Sertifikat nomor {award.number}",
                "narrative": "Halaman ini menunjukkan isi sertifikat dan apakah masih berlaku.",
            }
        ],
        "credentialStatus": _status(award.status_index, issuer),
    }


def _subject(facts: Mapping[str, Any], address: str) -> Document:
    subject: Document = {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": _named(facts), "identityType": "name"}
        ],
        "achievement": _achievement(facts, address),
    }
    for name, key in (("activityStartDate", "starts_on"), ("activityEndDate", "ends_on")):
        if facts.get(key):
            subject[name] = _midnight(facts[key])
    if facts.get("jp"):
        subject["creditsEarned"] = int(facts["jp"])
    if facts.get("qualification"):
        subject["result"] = [
            {"type": ["Result"], "resultDescription": f"{address}#qualification", "value": facts["qualification"]}
        ]
    return subject


def _named(facts: Mapping[str, Any]) -> str:
    """The name with its titles, as printed."""
    before, after = facts.get("titles_before") or "", facts.get("titles_after") or ""
    name = f"{before} {facts['name']}".strip()
    return f"{name}, {after}" if after else name


def _achievement(facts: Mapping[str, Any], address: str) -> Document:
    achievement: Document = {
        "id": f"{address}#achievement",
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "inLanguage": "id",
        "name": facts["programme"],
        "description": _description(facts),
        "criteria": {"narrative": _criteria(facts)},
    }
    if available := _credits(facts):
        achievement["creditsAvailable"] = available
    if facts.get("qualification"):
        achievement["resultDescription"] = [
            {
                "id": f"{address}#qualification",
                "type": ["ResultDescription"],
                "name": "Kualifikasi",
                "resultType": "Result",
            }
        ]
    return achievement


def _description(facts: Mapping[str, Any]) -> str:
    words = [str(facts["programme"])]
    if facts.get("cohort"):
        words.append(str(facts["cohort"]))
    return ", ".join(words) + (f" ({facts['programme_en']})" if facts.get("programme_en") else "")


def _credits(facts: Mapping[str, Any]) -> int:
    """The JP the programme has, whatever this person has of them."""
    subjects = facts.get("subjects")
    return sum(map(_whole_jp, subjects)) if subjects else int(facts.get("jp") or 0)


def _whole_jp(subject: Mapping[str, Any]) -> int:
    """What a subject has by the plan; nothing where it is none of the plan, such as classes of somebody's own."""
    return int(subject.get("jp_of", subject.get("jp")) or 0)


def _criteria(facts: Mapping[str, Any]) -> str:
    lines = ["Menyelesaikan semua tahap pelatihan dan memenuhi syarat kelulusan program."]
    subjects = [f"- {one['title']} ({_whole_jp(one)} JP)" for one in facts.get("subjects") or [] if _whole_jp(one)]
    return "\n".join([*lines, "", "Materi:", *subjects] if subjects else lines)


def _status(index: int, issuer: Issuer) -> Document:
    number, place = place_of(index)
    address = issuer.address(f"status/{number}.json")
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def _midnight(day: Any) -> str:
    """The first instant of a day in Jakarta, where certificates are dated."""
    on = day if isinstance(day, date) else date.fromisoformat(str(day))
    return instant(datetime.combine(on, time(), WIB))


def list_begin(at: datetime) -> datetime:
    """Return since when the list of this instant says so: within five minutes it is the same document."""
    return at - timedelta(seconds=at.timestamp() % FRESH_FOR.total_seconds())


def status_list(number: int, places: Iterable[int], issuer: Issuer, since: datetime) -> Document:
    """Return one list of what no longer holds."""
    address = issuer.address(f"status/{number}.json")
    return {
        "@context": [VC_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": instant(since),
        "validUntil": instant(since + VALID_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": packed(places),
            "ttl": int(FRESH_FOR.total_seconds() * 1000),
        },
    }

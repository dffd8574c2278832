"""What this room tells people: each kind with its words and what they may name, one module a part."""

from lms.evaluation.kinds import (
    certificates,
    credentials,
    indicators,
    packs,
    panel,
    replication,
    reports,
    results,
    reviewers,
    schemes,
    surveys,
)

__all__ = [
    "certificates",
    "credentials",
    "indicators",
    "packs",
    "panel",
    "replication",
    "reports",
    "results",
    "reviewers",
    "schemes",
    "surveys",
]

"""Who may do what in this room, one module a part. Deny by default: what is not said here nobody may."""

from lms.evaluation.rules import (
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

"""What this room plugs into the floors below, one module a part: navigation, pieces of the homes, tabs, figures."""

from lms.evaluation.sockets import (
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

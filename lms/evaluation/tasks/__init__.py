"""What the worker does for this room, one module a part. Each task may run twice at once without harm."""

from lms.evaluation.tasks import certificates, credentials, indicators, packs, replication, reports, reviewers, surveys

__all__ = ["certificates", "credentials", "indicators", "packs", "replication", "reports", "reviewers", "surveys"]

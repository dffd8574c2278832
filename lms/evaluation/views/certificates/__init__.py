"""Certificates: of a cohort, one by one, in public, and who signs them."""

from lms.evaluation.views.certificates import cohort, one, public, signatories

__all__ = ["cohort", "one", "public", "signatories"]

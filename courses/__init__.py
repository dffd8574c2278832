"""Cohorts, enrolment, the lesson player and its progress, and the JP ledger."""

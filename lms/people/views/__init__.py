"""Screens: homes, invitations, people, units, the audit trail, one's own profile."""

from lms.people.views.dashboard import dashboard, dashboard_hat

__all__ = ["dashboard", "dashboard_hat"]

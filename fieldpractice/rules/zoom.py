"""Who may do what: Zoom's side: its notifications, its health."""

from __future__ import annotations

from rules.permissions import add_perm

from courses.rules import organises

add_perm("fieldpractice.manage_zoom", organises)

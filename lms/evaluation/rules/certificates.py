"""Who issues certificates, revokes them and keeps the signatories. Who may see one is asked of `certificates_visible_to`."""

from __future__ import annotations

from rules.permissions import add_perm

from courses.rules import facilitates, organises

add_perm("evaluation.list_certificates", organises | facilitates)
add_perm("evaluation.issue_certificates", organises)
add_perm("evaluation.keep_signatories", organises)

"""Who may do what with versions of the curriculum. Deny by default: what is not said here nobody may."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from cms.enums import VersionState
from lms.people.rules import is_administrator, is_coordinator, is_facilitator, is_reviewer


@predicate
def was_handed_over(_user: Any, version: Any) -> bool:
    """Whether the version has been put to the reviewers (without a version: whether there may be one)."""
    return version is None or version.state != VersionState.DRAFT


makes_curriculum = is_administrator | is_coordinator | is_facilitator

add_perm("cms.list_versions", makes_curriculum | is_reviewer)
add_perm("cms.view_version", makes_curriculum | (is_reviewer & was_handed_over))
add_perm("cms.read_body", makes_curriculum | (is_reviewer & was_handed_over))
add_perm("cms.export_version", makes_curriculum)
add_perm("cms.manage_version", is_administrator | is_coordinator)
add_perm("cms.import_curriculum", is_administrator | is_coordinator)

"""What this part plugs into the page of a report's replication: the pack, or the way to make one."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.evaluation.models import ProgrammeReport
from lms.evaluation.queries.packs.lists import newest_ready
from lms.evaluation.registry import HubLink, Link, add_hub_link, add_replication_link
from lms.people.access import person


def pack_link(request: HttpRequest, report: ProgrammeReport) -> Link | None:
    """Lead to the newest pack of the report's cohorts, else to making one; nothing for who runs nothing. Two queries."""
    if not person(request).has_perm("evaluation.manage_packs"):
        return None
    cohorts = list(report.cohorts.order_by("-number").values_list("pk", flat=True))
    pack = newest_ready(cohorts)
    if pack is None:
        asked = f"?cohort={cohorts[0]}" if cohorts else ""
        note = _("Everything the cohort was run with, for an empty installation elsewhere.")
        return Link(_("Make a replication pack"), f"{reverse('evaluation:pack_add')}{asked}", note)
    note = _("Contents %(digest)s: whoever holds a pack with these letters holds the same.")
    return Link(_("Replication pack"), pack.get_absolute_url(), note % {"digest": pack.digest[:12]})


add_replication_link(40, pack_link)
add_hub_link(
    HubLink(
        "evaluation:pack_list",
        gettext_lazy("Replication packs"),
        gettext_lazy("Everything a cohort was run with, for an empty installation elsewhere."),
        80,
        "evaluation.manage_packs",
    )
)

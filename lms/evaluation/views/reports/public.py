"""The public page behind the code on a final report: digests, who signed, and whether a file in hand is the very one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.evaluation.models import ProgrammeReport
from lms.evaluation.queries.reports.pages import language
from lms.people.access import found
from lms.people.enums import Column
from lms.people.limits import address, within_limit

# A digest typed by hand: long enough to be told apart.
SHORTEST = 8
# Looks of one address in a minute: an office compares a pile of papers, nobody compares more.
LOOKS = 60


@require_safe
def report_unaltered(request: HttpRequest, pid: str) -> HttpResponse:
    """What was signed: the digest of the report and of each part, each unit's word, the digests of its papers. No text and nobody's name."""
    if not within_limit("unaltered", address(request), limit=LOOKS, seconds=60):
        return render(request, "429.html", status=429)
    report = found(ProgrammeReport.objects.select_related("programme"), public_id=pid)
    finals = list(report.finals.order_by("-number").defer("content").prefetch_related("papers"))
    if not finals:
        raise Http404
    final = next((one for one in finals if str(one.number) == request.GET.get("n")), finals[0])
    # Of the content what the page says, and not the text of the report.
    head, sheet, parts = report.finals.values_list("content__report", "content__sheet", "content__parts").get(
        pk=final.pk
    )
    context = {
        "report": report,
        "final": final,
        "newer": finals[0] if finals[0].number != final.number else None,
        "title": head["title"][language()],
        "cohorts": [one["name"] for one in head["cohorts"]],
        "columns": [{**one, "label": Column(one["column"]).label} for one in sheet["columns"]],
        "parts": parts,
        "closed_on_record": sheet["state"] != "closed",
        "papers": [one for one in final.papers.all() if one.made_at],
        **_typed(request, final.digest, [one.sha256 for one in final.papers.all() if one.sha256]),
    }
    return render(request, "evaluation/report_unaltered.html", context)


def _typed(request: HttpRequest, digest: str, papers: list[str]) -> dict[str, object]:
    """Whether a digest that was typed is the report's or one of its papers': all of it, or its beginning."""
    typed = "".join(request.GET.get("digest", "").lower().split())[:64]
    if not typed:
        return {"typed": "", "matches": False}
    known = len(typed) >= SHORTEST and any(one.startswith(typed) for one in (digest, *papers))
    return {"typed": typed, "matches": known}

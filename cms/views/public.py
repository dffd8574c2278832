"""Public screens beside the pages: glossary, search, and lasting addresses of SOPs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cms.queries.finding import find, glossary
from cms.queries.public import sop_list


@require_safe
def glossary_list(request: HttpRequest) -> HttpResponse:
    """All terms, or those that hold what is asked for."""
    query = request.GET.get("q", "")
    return render(request, "cms/glossary_list.html", {"letters": glossary(query), "query": query})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the public pages say about some words."""
    query = request.GET.get("q", "").strip()
    return render(request, "cms/search.html", {"query": query, "hits": find(query)})


@require_safe
def sop_numbered(request: HttpRequest, number: int) -> HttpResponse:
    """Lead from the lasting address of an SOP, which lessons use, to its page."""
    for row in sop_list():
        if row["number"] == number:
            return redirect(row["url"])
    raise Http404

"""Error pages and the living page of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page had become too old to be sent, and how to go on."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)

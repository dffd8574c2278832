"""The invitations of a cohort: how each stands, sent again, and as text for WhatsApp."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courses.queries import invitations as queries
from courses.services import invitations
from courses.views.shared import visible_cohort
from lms.people.access import needs, person
from lms.people.mailing import site_url
from lms.people.phones import whatsapp_link

PAGE = 50


@require_safe
@needs("courses.manage_people")
def cohort_invitations(request: HttpRequest, pid: str) -> HttpResponse:
    """Everybody with a seat, and how the invitation stands."""
    cohort = visible_cohort(request, pid)
    counts, which = queries.counts_of(cohort), request.GET.get("state", "")
    rows = queries.invited_of(cohort)
    page = Paginator(rows.filter(stands=which) if which in counts else rows, PAGE).get_page(request.GET.get("page"))
    labels = dict(queries.STANDS)
    context = {
        "cohort": cohort,
        "page": page,
        "which": which,
        "total": sum(counts.values()),
        "stands": [(code, label, counts[code]) for code, label in queries.STANDS if counts.get(code)],
        "lines": [(one, labels[one.stands], _reminder(one)) for one in page.object_list],
        "to_send": sum(counts.get(code, 0) for code in queries.TO_SEND),
    }
    return render(request, "courses/cohort_invitations.html", context)


@require_POST
@needs("courses.manage_people")
def invitations_resend(request: HttpRequest, pid: str) -> HttpResponse:
    """Send a new link to the chosen, or to all whom none has reached."""
    cohort = visible_cohort(request, pid)
    ids = None if "all" in request.POST else request.POST.getlist("one")
    many = invitations.send_again(actor=person(request), cohort=cohort, ids=ids)
    words = ngettext("One invitation is on its way.", "%(count)s invitations are on their way.", many)
    if many:
        messages.success(request, words % {"count": many})
    else:
        messages.info(request, _("There was nothing to send: choose people without an account."))
    return redirect("courses:cohort_invitations", pid)


def _reminder(one: Any) -> str:
    """Return the WhatsApp link that reminds somebody who has an account and has not said yes. It opens nothing by itself."""
    if one.stands != queries.ACCOUNT:
        return ""
    text = _("Hello %(name)s, you have a seat in %(cohort)s. Please sign in and say that you take part: %(url)s") % {
        "name": one.user.name,
        "cohort": one.cohort,
        "url": site_url("/dashboard/"),
    }
    return whatsapp_link(one.user.phone, text)

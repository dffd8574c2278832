"""The log of what was mailed, for who organises: where it stands, why it failed, and sending again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.notices import services
from lms.notices.enums import DeliveryState
from lms.notices.forms import LogFilterForm
from lms.notices.queries import log
from lms.notices.texts import said_to_reader
from lms.people.access import found, needs, person

PAGE = 50


@require_safe
@needs("notices.view_log")
def delivery_list(request: HttpRequest) -> HttpResponse:
    """Every mail that went out, waits, or could not be delivered."""
    form = LogFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    mails = log.deliveries_visible_to(person(request))
    rows = log.narrowed(mails, state=wanted.get("state", ""), kind=wanted.get("kind", ""), text=wanted.get("q", ""))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": log.log_rows(page.object_list),
        "tabs": _tabs(log.counts(mails), wanted.get("state", "")),
    }
    return render(request, "notices/delivery_list.html", context)


@require_safe
@needs("notices.view_log")
def delivery_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One mail: its words as the reader gets them, where it stands, and the text for WhatsApp."""
    delivery = found(log.deliveries_visible_to(person(request)), public_id=pid)
    (told,) = said_to_reader([delivery.notice])
    context = {
        "delivery": delivery,
        "row": log.log_rows([delivery])[0],
        "told": told,
        "chat": log.chat_of(told, delivery.notice.to),
        "may_send": delivery.state in (DeliveryState.SENT, DeliveryState.FAILED)
        and delivery.notice.withdrawn_at is None,
    }
    return render(request, "notices/delivery_detail.html", context)


@require_POST
@needs("notices.send_again")
def delivery_send_again(request: HttpRequest, pid: str) -> HttpResponse:
    """Send a mail again; a second click on the same page sends nothing more."""
    delivery = found(log.deliveries_visible_to(person(request)), public_id=pid)
    seen = request.POST.get("seen", "")
    services.send_again(actor=person(request), delivery=delivery, seen=int(seen) if seen.isdecimal() else 0)
    messages.success(request, _("The message is on its way again."))
    return redirect("notices:delivery_detail", pid)


def _tabs(counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    every = {"label": _("All"), "href": "?", "current": not state, "count": sum(counts.values())}
    return [
        every,
        *(
            {
                "label": one.label,
                "href": f"?state={one.value}",
                "current": state == one,
                "count": counts.get(one.value, 0),
            }
            for one in DeliveryState
        ),
    ]

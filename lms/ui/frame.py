"""The frame round every page: head, header, footer, the phone's bar (docs/decisions/0654).

Their markup is drawn once for each role, language and entry of the navigation. What is one person's or one request's (name,
unit, token) is left open there and filled in for each page, so what is kept holds nobody's data.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template import Context, Engine
from django.urls import get_urlconf
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.people.registry import NavItem
from lms.people.roles import hats_of
from lms.ui import forms, navigation

# `bare` and `bare_foot` stand round a page for somebody who came for that page alone: no navigation, no way to sign in.
PARTS = ("head", "header", "footer", "bar", "bare", "bare_foot")

# What is filled in for each page. Left open by a sign that no text has (the private area of Unicode).
_FILLED: dict[str, Callable[[Context], Any]] = {
    "name": lambda context: context["user"].display_name,
    "initials": lambda context: forms.initials(context["user"].display_name),
    "unit": lambda context: context["user"].work_unit.name,
    "viewed": lambda context: context["request"].viewed_as.display_name,
    "unread": lambda context: unread_sign(getattr(context["user"], "unread_notices", 0)),
    "token": lambda context: context.get("csrf_token", ""),
    "here": lambda context: context["request"].get_full_path() if "request" in context else "",
}
_OPEN = {name: f"\ue000{name}\ue001" for name in _FILLED}
_SIGN = re.compile("\ue000(.*?)\ue001")


@dataclass(frozen=True)
class Frame:
    """All that the markup of the frame depends on, beside what is filled in."""

    language: str | None
    urlconf: str | None
    is_demo: bool
    signed_in: bool
    has_unit: bool
    viewing: bool
    has_token: bool
    at_sign_in: bool
    hat: str
    hats: tuple[str, ...]
    items: tuple[NavItem, ...]
    current: str


def unread_sign(many: int) -> SafeString:
    """Return the number beside the bell; nothing when all is read. Rooms above count it (`lms.people.registry.add_fact`)."""
    if not many:
        return SafeString("")
    shown = str(many) if many < 100 else "99+"
    return format_html('<span class="count num">{}</span><span class="visually-hidden"> {}</span>', shown, _("unread"))


def frame_of(context: Context) -> Frame:
    """Return the frame of the page that is being drawn. Costs no query of its own."""
    request, user = context.get("request"), context.get("user")
    signed_in = bool(getattr(user, "is_authenticated", False))
    path = request.path if request else ""
    items = navigation.items(context.get("nav") or (), signed_in=signed_in)
    return Frame(
        language=get_language(),
        urlconf=get_urlconf(),
        is_demo=bool(context.get("is_demo")),
        signed_in=signed_in,
        has_unit=bool(getattr(user, "work_unit_id", None)),
        viewing=getattr(request, "viewed_as", None) is not None,
        has_token="csrf_token" in context,
        at_sign_in=path == navigation.address("account_login"),
        hat=str(context.get("hat") or ""),
        hats=hats_of(user).hats,
        items=items,
        current=navigation.current(items, path),
    )


def drawn(part: str, context: Context) -> SafeString:
    """Return one part of the frame for this page."""
    kept = context.render_context.get("frame")
    if kept is None:
        kept = context.render_context["frame"] = _kept(frame_of(context))
    pieces = list(kept[part])
    for place in range(1, len(pieces), 2):
        pieces[place] = conditional_escape(_FILLED[pieces[place]](context))
    return SafeString("".join(pieces))


@lru_cache(maxsize=256)
def _kept(frame: Frame) -> dict[str, list[str]]:
    """Return the markup of each part, cut where something is filled in: text, name, text, name, …"""
    engine, known = Engine.get_default(), _known(frame)
    return {part: _SIGN.split(engine.get_template(f"ui/{part}.html").render(Context(known))) for part in PARTS}


def _known(frame: Frame) -> dict[str, Any]:
    return {
        "is_demo": frame.is_demo,
        "signed_in": frame.signed_in,
        "viewed": _OPEN["viewed"] if frame.viewing else "",
        "name": _OPEN["name"],
        "initials": _OPEN["initials"],
        "unit": _OPEN["unit"] if frame.has_unit else "",
        "unread": _OPEN["unread"],
        "here": _OPEN["here"],
        "csrf_token": _OPEN["token"] if frame.has_token else "",
        "at_sign_in": frame.at_sign_in,
        "choices": navigation.hats(frame.hats, frame.hat),
        "navigation": navigation.of(frame.items, frame.current),
    }

"""What somebody sees who follows a link in practice: that this is practice."""

from __future__ import annotations

from html import escape

from fieldpractice.standin.routing import Answer, Asked, route
from fieldpractice.standin.state import State

PAGE = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:1.0625rem/1.6 system-ui,sans-serif;max-width:38rem;margin:0 auto;padding:2rem 1rem;color:#1b2430;background:#fff}}
p.mark{{border-left:4px solid #b45309;background:#fff7ed;padding:.75rem 1rem}}</style></head>
<body><main><p class="mark"><strong>Mode latihan.</strong> Ini bukan Zoom: halaman ini menggantikan Zoom di situs latihan.</p>
<h1>{title}</h1><p>{text}</p></main></body></html>"""


@route("GET", "/w/{meeting}")
def joined(state: State, asked: Asked) -> Answer:
    """Where a participant's own link leads."""
    token = asked.query.get("tk", "")
    known = state.registrants_of(asked.args["meeting"]).values()
    row = next((one for one in known if token and f"tk={token}" in one["join_url"]), None)
    meeting = state.meetings.get(asked.args["meeting"])
    if row is None or meeting is None:
        return _page(404, "Tautan ini tidak dikenal", "Sesi ini tidak ada, atau Anda tidak terdaftar lagi.")
    name = f"{row['first_name']} {row['last_name']}".strip()
    return _page(200, meeting["topic"], f"{name} akan masuk ke sesi ini. Di Zoom, rapat terbuka pada saat ini.")


@route("GET", "/s/{meeting}")
def started(state: State, asked: Asked) -> Answer:
    """Where the host's link leads."""
    meeting = state.meetings.get(asked.args["meeting"])
    if meeting is None:
        return _page(404, "Tautan ini tidak dikenal", "Sesi ini tidak ada.")
    return _page(200, meeting["topic"], "Anda akan memulai sesi ini sebagai penyelenggara rapat.")


@route("GET", "/rec/share/{recording}")
@route("GET", "/rec/play/{recording}")
def shared(state: State, asked: Asked) -> Answer:
    """Where a recording's link leads."""
    return _page(200, "Rekaman", "Di sini Zoom memutar rekaman sesi.")


def _page(status: int, title: str, text: str) -> Answer:
    return Answer(status, PAGE.format(title=escape(title), text=escape(text)))

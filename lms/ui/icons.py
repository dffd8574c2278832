"""Icons drawn for this product: strokes on a grid of 24, so that they take the colour and weight of the text."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from lms.ui.props import chosen

PATHS = {
    "dot": "M12 12h.01",
    "home": "M4 11l8-7 8 7v8a1 1 0 01-1 1h-4v-6H9v6H5a1 1 0 01-1-1z",
    "learn": "M12 6c-2-1.5-5-2-8-2v14c3 0 6 .5 8 2 2-1.5 5-2 8-2V4c-3 0-6 .5-8 2zm0 0v14",
    "people": "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zm-6.5 9c0-3.5 3-5.5 6.5-5.5s6.5 2 6.5 5.5M16 4.3a3.5 3.5 0 010 6.4m2.5 4.3c2 .8 3 2.5 3 5",
    "person": "M12 11.5a4 4 0 100-8 4 4 0 000 8zM4.5 20.5c0-3.8 3.4-6 7.5-6s7.5 2.2 7.5 6",
    "matrix": "M4 4h16v16H4zM4 9.33h16M4 14.67h16M9.33 4v16M14.67 4v16",
    "review": "M14 4H6a1 1 0 00-1 1v14a1 1 0 001 1h12a1 1 0 001-1v-6M9 12l3 3 8-9",
    "task": "M8 4h8v3H8zM8 5.5H5.5V20h13V5.5H16M9 12h6M9 16h4",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8",
    "field": "M12 21c4-4.5 6.5-7.5 6.5-11a6.5 6.5 0 00-13 0c0 3.5 2.5 6.5 6.5 11zM12 12.3a2.3 2.3 0 100-4.6 2.3 2.3 0 000 4.6z",
    "cohort": "M12 4l9 4.5-9 4.5-9-4.5zM6 10.5V16c0 1.5 3 3 6 3s6-1.5 6-3v-5.5",
    "process": "M3 4h6v5H3zM15 15h6v5h-6zM6 9v8.5h9M12.5 15l2.5 2.5-2.5 2.5",
    "document": "M6 3h8l4.5 4.5V21H6zM14 3v5h4.5M9 13h6M9 17h6",
    "chart": "M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6",
    "bell": "M6 17V11a6 6 0 0112 0v6l1.5 1h-15zM10 21h4",
    "more": "M5 7h14M5 12h14M5 17h14",
    "leave": "M14 4H5v16h9M10 12h11M17.5 8.5L21 12l-3.5 3.5",
    "language": "M12 21a9 9 0 100-18 9 9 0 000 18zM3 12h18M12 3c2.5 2.5 3.5 5.5 3.5 9s-1 6.5-3.5 9c-2.5-2.5-3.5-5.5-3.5-9S9.5 5.5 12 3z",
    "key": "M8 16.5a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM12.5 12H21v3.5M17 12v3",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3",
    "shield": "M12 3l7.5 3v5.5c0 4.5-3 7.5-7.5 9.5-4.5-2-7.5-5-7.5-9.5V6zM9 12l2.2 2.2L15.5 10",
    "device": "M3 5h18v11H3zM8 20h8M12 16v4",
    "swap": "M4 8h14M14.5 4.5L18 8l-3.5 3.5M20 16H6M9.5 12.5L6 16l3.5 3.5",
    "settings": "M4 7h9M17 7h3M15 9.2a2.2 2.2 0 100-4.4 2.2 2.2 0 000 4.4zM4 17h3M11 17h9M9 19.2a2.2 2.2 0 100-4.4 2.2 2.2 0 000 4.4z",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "ok": "M12 21a9 9 0 100-18 9 9 0 000 18zM8 12.3l2.8 2.8L16 9.8",
    "warn": "M12 4l9 16H3zM12 10v4.5M12 17.2v.1",
    "bad": "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16v.1",
    "info": "M12 21a9 9 0 100-18 9 9 0 000 18zM12 11v5.5M12 7.7v.1",
    "clock": "M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3.5 2",
    "close": "M6 6l12 12M18 6L6 18",
    "plus": "M12 5v14M5 12h14",
    "edit": "M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5",
    "search": "M10.5 17a6.5 6.5 0 100-13 6.5 6.5 0 000 13zM15.5 15.5L20 20",
    "download": "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4 20h16",
    "print": "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
    "play": "M8 5l11 7-11 7z",
    "sound": "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 010 6M18 6.5a7.8 7.8 0 010 11",
    "comment": "M4 5h16v11h-8l-5 4v-4H4z",
    "next": "M5 12h14M13 6l6 6-6 6",
    "back": "M19 12H5M11 6l-6 6 6 6",
    "down": "M6 9.5l6 6 6-6",
    "link": "M10 14l9.5-9.5M13 4.5h6.5V11M17 14v5.5H4.5V7H10",
}


def icon_svg(name: str) -> SafeString:
    """Return the icon as inline SVG, hidden from screen readers: the words beside it carry the meaning."""
    return _drawn(PATHS[chosen("icon", "name", name, PATHS)])


@lru_cache(maxsize=128)
def _drawn(path: str) -> SafeString:
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', path)

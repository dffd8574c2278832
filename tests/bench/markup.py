"""What a page says about itself: its links, its forms, and the files a browser fetches with it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

FETCHED_LINKS = frozenset({"stylesheet", "icon", "manifest", "preload", "modulepreload"})


class Markup(HTMLParser):
    """Reads a page once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.parts: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "form":
            self.forms.append((values.get("action", ""), {}))
        elif tag == "input" and self.forms and values.get("name"):
            self.forms[-1][1][values["name"]] = values.get("value", "")
        self._note_part(tag, values)

    def _note_part(self, tag: str, values: dict[str, str]) -> None:
        if tag in {"script", "img"}:
            found = values.get("src", "")
        elif tag == "link" and FETCHED_LINKS.intersection(values.get("rel", "").split()):
            found = values.get("href", "")
        else:
            return
        # The media of a lesson are the lesson's own: they are sized and lazy, and not weighed with the page.
        if found.startswith("/") and not found.startswith("/media/") and found not in self.parts:
            self.parts.append(found)

    def link(self, pattern: str) -> str | None:
        return next((link for link in self.links if re.search(pattern, link)), None)

    def form(self, pattern: str) -> tuple[str, dict[str, str]] | None:
        return next((form for form in self.forms if re.search(pattern, form[0])), None)

"""Calls the site as a browser would, through its WSGI application, in this process."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.handlers.wsgi import WSGIHandler


@dataclass(frozen=True)
class Answer:
    """What came back: the body as on the wire."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes


@dataclass
class Browser:
    """Somebody's cookies and an application to call."""

    handler: WSGIHandler
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"

    def call(self, path: str, form: dict[str, str] | None = None, *, gzip: bool = True) -> Answer:
        """Ask for a path, or post a form to it; cookies are sent and kept as a browser keeps them."""
        environ = self._environ(path, form, gzip)
        start: list[tuple[str, list[tuple[str, str]]]] = []
        response = self.handler(environ, lambda status, headers, exc_info=None: start.append((status, headers)))
        body = b"".join(response)
        response.close()
        status, headers = start[0]
        jar = SimpleCookie()
        for name, value in headers:
            if name.lower() == "set-cookie":
                jar.load(value)
        cookies = {name: morsel.value for name, morsel in jar.items()}
        self.cookies.update(cookies)
        named = {name.lower(): value for name, value in headers}
        return Answer(int(status.split()[0]), named, cookies, body)

    def read(self, path: str) -> tuple[int, str, str]:
        """Return (status, text, path reached) of a page after its redirects."""
        for _ in range(5):
            answer = self.call(path, gzip=False)
            if answer.status not in {301, 302, 303}:
                break
            path = urlsplit(urljoin(path, answer.headers["location"])).path
        return answer.status, answer.body.decode(errors="replace"), path

    def _environ(self, path: str, form: dict[str, str] | None, gzip: bool) -> dict[str, object]:
        body = urlencode(form or {}).encode()
        query = urlsplit(path).query
        return {
            "REQUEST_METHOD": "GET" if form is None else "POST",
            "PATH_INFO": urlsplit(path).path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": self.address,
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_LANGUAGE": "id",
            **({"HTTP_ACCEPT_ENCODING": "gzip"} if gzip else {}),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }

"""Parts of a file: a player asks for the part it is about to play, and some phones play nothing without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any, cast

from django.http import HttpResponse, StreamingHttpResponse

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
CHUNK = 64 * 1024


def part_of(file: IO[Any], size: int, kind: str, asked: str | None) -> HttpResponse:
    """Answer with the whole file, with the one part asked for (206), or with 416 when it has no such part.

    What is not understood (several parts, other units) is answered with the whole, as RFC 9110 allows.
    """
    match = _RANGE.match(asked or "")
    if not match or match.group() == "bytes=-":
        first, last, status = 0, size - 1, 200
    else:
        first, last = _bounds(match[1], match[2], size)
        status = 206
    if status == 206 and first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_read(file, first, last - first + 1), status=status, content_type=kind)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last - first + 1)
    if status == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return cast("HttpResponse", response)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and last byte asked for; `-500` means the last 500."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _read(file: IO[Any], first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk

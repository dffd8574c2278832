"""Browsers by the names people know."""

from __future__ import annotations

import pytest

from lms.people.devices import device_name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.0; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox · Mac"),
        ("Mozilla/5.0 (Linux; Android 13) SamsungBrowser/26.0 Chrome/122.0", "Samsung Internet · Android"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_named(said: str, name: str) -> None:
    assert device_name(said) == name

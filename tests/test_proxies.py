"""Behind a proxy the visitor's own address counts; a visitor cannot invent one."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
from lms.settings import test
test.PADAN_TRUSTED_PROXIES = ["10.0.0.0/24"]
from wsgiref.util import setup_testing_defaults
from lms import wsgi
environ = {"REMOTE_ADDR": sys.argv[1], "HTTP_X_FORWARDED_FOR": sys.argv[2], "PATH_INFO": "/healthz"}
setup_testing_defaults(environ)
environ["HTTP_HOST"] = "localhost"
b"".join(wsgi.application(environ, lambda *answer: None))
print(environ["REMOTE_ADDR"])
"""


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("10.0.0.7", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.7", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ],
    ids=["by the proxy", "invented before the proxy", "not by the proxy"],
)
def test_whose_address_counts(peer: str, forwarded: str, counted: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, peer, forwarded], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.strip() == counted, done.stderr

"""Checks that the locks satisfy pyproject.toml, pin everything with hashes, and name no address."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

UV = Path(sys.executable).parent / "uv"
FLAGS = ["--python-version", "3.11", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]


def _pins(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE))


def faults(lock: str, *extra: str) -> list[str]:
    """Return what is wrong with a lock. uv keeps what the lock pins as long as pyproject.toml allows it."""
    text = Path(lock).read_text()
    found = [f"{lock} holds an address"] if "://" in text else []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "lock.txt"
        copy.write_text(re.sub(r"\s*\\\n\s+--hash=\S+", "", text))
        subprocess.run([UV, "pip", "compile", "-q", *FLAGS, *extra, "pyproject.toml", "-o", copy], check=True)
        wanted = _pins(copy.read_text())
    pinned = _pins(text)
    found += [f"{lock} lacks {name}=={version}" for name, version in wanted.items() if pinned.get(name) != version]
    found += [f"{lock} pins {name}, which nothing asks for" for name in pinned if name not in wanted]
    return found


def main() -> None:
    found = faults("requirements.txt") + faults("requirements-dev.txt", "--group", "dev")
    sys.exit("\n".join([*found, "Run make lock."]) if found else 0)


if __name__ == "__main__":
    main()

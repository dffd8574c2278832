"""The child that sets a PDF and ends: typst keeps what it has compiled in memory and gives none of it back.

Run by `lms.files.pdf`, by its path and in isolation, so that it loads typst and nothing else of the site. It is given a folder and
the name of the file in it to set, reads the data as JSON from its input, and writes the PDF to its output.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typst


def main(root: str, template: str, stamp: str) -> None:
    """Set `template` with the data of the input. What typst has to say goes to the error output, and the exit code is 1."""
    data = sys.stdin.buffer.read().decode("utf-8")
    compiler = typst.Compiler(
        Path(root) / template,
        root=root,
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"data": data},
        # Nothing is ever fetched: no template of ours imports a package, and a folder that is not there holds none.
        package_path=str(Path(root) / "none"),
        package_cache_path=str(Path(root) / "none"),
    )
    try:
        pdf = compiler.compile(format="pdf", timestamp=int(stamp))
    except typst.TypstError as error:
        sys.stderr.write(f"{error.message}\n{error.diagnostic}")
        sys.exit(1)
    sys.stdout.buffer.write(pdf)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(*sys.argv[1:])

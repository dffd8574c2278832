"""The child that sets PDFs and ends: typst keeps what it has compiled in memory and gives none of it back.

Run by `lms.files.pdf`, by its path and in isolation, so that it loads typst and nothing else of the site. It is given a folder, the name
of the file in it to set and the standards the PDFs must keep. Each line of its input is one paper, `{"stamp": …, "data": …}`; each PDF goes
to its output behind its length in eight bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typst


def main(root: str, template: str, standards: str) -> None:
    """Set `template` once for each line of the input. What typst has to say goes to the error output, and the exit code is 1."""
    compiler = typst.Compiler(
        Path(root) / template,
        root=root,
        font_paths=typst.Fonts(include_system_fonts=False),
        # Nothing is ever fetched: no template of ours imports a package, and a folder that is not there holds none.
        package_path=str(Path(root) / "none"),
        package_cache_path=str(Path(root) / "none"),
    )
    for line in sys.stdin.buffer:
        paper = json.loads(line)
        try:
            pdf = compiler.compile(
                format="pdf",
                sys_inputs={"data": paper["data"]},
                timestamp=paper["stamp"],
                pdf_standards=standards.split(",") if standards else [],  # type: ignore[arg-type]
            )
        except typst.TypstError as error:
            sys.stderr.write(f"{error.message}\n{error.diagnostic}")
            sys.exit(1)
        sys.stdout.buffer.write(len(pdf).to_bytes(8, "big"))  # type: ignore[arg-type]
        sys.stdout.buffer.write(pdf)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(*sys.argv[1:])

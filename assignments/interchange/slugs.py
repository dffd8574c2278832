"""Names of other systems turned into the codes of this one."""

from __future__ import annotations

import re

from django.utils.text import slugify

_CODE = re.compile(r"[-a-zA-Z0-9_]{1,40}")


def code_of(name: str) -> str:
    """Return the code that a name stands for; "" when nothing of it can be in a code."""
    if _CODE.fullmatch(name):
        return name
    return slugify(name.replace(".", "-").replace("/", "-"))[:40].strip("-_")


def topic_of(category: str, otherwise: str) -> str:
    """Return the code of the topic that a category is: the last name of its path (`$course$/top/lkp-1`)."""
    last = category.replace("//", "-").rstrip("/").rpartition("/")[2].strip()
    return otherwise if last in {"", "top", "$course$"} else code_of(last) or otherwise

"""YAML with the line of every key, and YAML written one way only, so that the same data is always the same text."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.resolver import Resolver

from cms.markdown.errors import LineError

# A plain scalar may not begin with these, nor hold ": " or " #".
_PLAIN = re.compile(r"^(?![\s\-?:,\[\]{}#&*!|>'\"%@`])(?!.*(: | #|:$)).*\S$")
_resolver = Resolver()


class Lined(dict[str, Any]):
    """A mapping that knows the lines of its keys (from 1, in the file)."""

    lines: dict[str, int]
    line: int


class _Loader(yaml.SafeLoader):
    first_line = 1


# libyaml's parser is ten times as fast and knows no bottom: it calls itself for every list in a list, until the process falls.
# A text that can stand deep is read by the other one. One list in another needs a bracket, or two more characters of a line.


class _QuickLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    first_line = 1


def quick_loader(text: str) -> type[Any]:
    """Return the faster of PyYAML's safe loaders that may read this text."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader) if _is_flat(text) else yaml.SafeLoader


def _is_flat(text: str) -> bool:
    """Whether nothing in a text can stand deeper than some hundred times in something else."""
    return text.count("[") + text.count("{") <= 200 and all(len(line) <= 2000 for line in text.split("\n"))


def _mapping(loader: Any, node: yaml.MappingNode) -> Lined:
    result = Lined()
    result.line = loader.first_line + node.start_mark.line
    result.lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        at = loader.first_line + key_node.start_mark.line
        if not isinstance(key, str):
            raise LineError(at, _("The key “%s” must be text; put it in double quotes.") % key)
        if key in result:
            raise LineError(at, _("The key “%s” stands here twice.") % key)
        try:
            result[key] = loader.construct_object(value_node, deep=True)
        except ValueError as error:
            # 2026-13-45 looks like a date, a number of thousands of digits like a number.
            raise LineError(at, _("The value of “%s” is no date or number that there is.") % key) from error
        result.lines[key] = at
    return result


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_QuickLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load(text: str, first_line: int = 1) -> Any:
    """Return the data of a YAML text that begins at a line of its file. Raises LineError."""
    # What is wrong is always said in the words of one parser. A reference cannot stand where there is no asterisk.
    if "*" not in text and _is_flat(text):
        with suppress(yaml.YAMLError, ValueError, RecursionError, LineError):
            return _quickly(text, first_line)
    return _carefully(text, first_line)


def _quickly(text: str, first_line: int) -> Any:
    loader = _QuickLoader(text)
    loader.first_line = first_line
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _carefully(text: str, first_line: int) -> Any:
    loader: _Loader | None = None
    try:
        loader = _Loader(text)
        loader.first_line = first_line
        if "*" in text and any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise LineError(first_line, _("References (&, *) are not allowed here."))
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        # A quote that is never closed is found at the end of the text and meant where it begins.
        unclosed = "quoted" in (error.context or "")
        mark = error.context_mark if unclosed else error.problem_mark or error.context_mark
        at = first_line + (mark.line if mark else 0)
        raise LineError(at, _("This is not valid YAML: %s. Quote texts that hold “: ”.") % error.problem) from error
    except (yaml.YAMLError, ValueError) as error:
        raise LineError(first_line, _("This is not valid YAML: %s.") % error) from error
    except RecursionError:
        raise LineError(first_line, _("Too many lists stand inside each other here.")) from None
    finally:
        if loader is not None:
            loader.dispose()


def scalar(value: Any) -> str:
    """Return one value as YAML in a line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)


def _is_plain(value: str) -> bool:
    if not _PLAIN.match(value) or "\n" in value:
        return False
    return bool(_resolver.resolve(yaml.ScalarNode, value, (True, False)) == "tag:yaml.org,2002:str")


def dump(data: dict[str, Any], long: frozenset[str] = frozenset(), indent: int = 0) -> str:
    """Return a mapping as YAML lines, each ending with a line break. Values of keys in `long` are written after `|`."""
    return "".join(_entry(key, value, long, " " * indent) for key, value in data.items())


def _entry(key: str, value: Any, long: frozenset[str], pad: str) -> str:
    name = scalar(key)
    if key in long:
        return f"{pad}{name}: |\n" + "".join(f"{pad}  {line}\n" if line else "\n" for line in value.split("\n"))
    if not isinstance(value, list):
        return f"{pad}{name}: {scalar(value)}\n"
    if all(isinstance(entry, int) for entry in value):
        return f"{pad}{name}: [{', '.join(str(entry) for entry in value)}]\n"
    return f"{pad}{name}:\n" + "".join(_listed(entry, f"{pad}  ") for entry in value)


def _listed(entry: Any, pad: str) -> str:
    if isinstance(entry, dict):
        lines = dump(entry, indent=len(pad) + 2)
        return f"{pad}- {lines[len(pad) + 2 :]}"
    if isinstance(entry, list):
        return f"{pad}- [{', '.join(json.dumps(cell, ensure_ascii=False) for cell in entry)}]\n"
    return f"{pad}- {scalar(entry)}\n"

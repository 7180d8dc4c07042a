"""A scenario as a dictionary, written as TOML: the engine has one reader of scenarios, and its errors name the
lines of the text that this module makes (``Scenario.text``)."""
from __future__ import annotations

import datetime
import math
from typing import Any, Mapping

from ._errors import UserError


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _key(key: str) -> str:
    plain = key and all(c.isascii() and (c.isalnum() or c in "-_") for c in key)
    return key if plain else _text(key)


def _value(value: Any, key: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(v, key) for v in value) + "]"
    if hasattr(value, "item"):  # numpy scalars
        return _value(value.item(), key)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise UserError(f"{key}: {value} is not a finite number", column=key, value=str(value),
                            problem="is not a finite number")
        return repr(value)
    raise UserError(f"{key}: a {type(value).__name__} has no place in a scenario", column=key, value=repr(value),
                    problem="has no place in a scenario", expected="text, a number, true or false, a date, or a list")


def _is_tables(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _write(table: Mapping[str, Any], path: str, lines: list[str]) -> None:
    for key, value in table.items():
        if value is not None and not isinstance(value, Mapping) and not _is_tables(value):
            lines.append(f"{_key(key)} = {_value(value, key)}")
    for key, value in table.items():
        name = f"{path}.{_key(key)}" if path else _key(key)
        if isinstance(value, Mapping):
            lines += ["", f"[{name}]"]
            _write(value, name, lines)
        elif _is_tables(value):
            for item in value:
                lines += ["", f"[[{name}]]"]
                _write(item, name, lines)


def to_toml(table: Mapping[str, Any]) -> str:
    """TOML text of nested dictionaries: dictionaries are tables, lists of dictionaries are [[tables]]; None is left
    out. Raises UserError for a value TOML has no word for."""
    lines: list[str] = []
    _write(table, "", lines)
    return "\n".join(lines) + "\n"

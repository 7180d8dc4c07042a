"""Keyword arguments as settings of the engine: one table of words by option name, as on the command line."""
from __future__ import annotations

import datetime
import os
from typing import Any, Mapping

from ._errors import UserError


def word(value: Any) -> str:
    """One value as the command line would spell it: numbers exactly, dates in ISO form."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, os.PathLike):
        return str(os.fspath(value))
    if hasattr(value, "isoformat"):  # pandas timestamps
        return str(value.isoformat())
    if hasattr(value, "item"):  # numpy scalars
        value = value.item()
    if isinstance(value, float):
        return repr(value)
    return str(value)


def words(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{k}={word(v)}" for k, v in value.items()]
    if isinstance(value, (list, tuple, set, frozenset)) or type(value).__module__ == "numpy" and value.shape:
        return [word(v) for v in value]
    return [word(value)]


def settings(**arguments: Any) -> dict[str, list[str]]:
    """{"certificate_starts": 3, "full": True, "threat": None} as {"certificate-starts": ["3"], "full": []}: None
    and False are left out, True is a switch without words."""
    made: dict[str, list[str]] = {}
    for key, value in arguments.items():
        if value is None or value is False:
            continue
        made[key.rstrip("_").replace("_", "-")] = [] if value is True else words(value)
    return made


def days(on: Any) -> Any:
    """A date, or a pair of dates (first, last) as the word FIRST,LAST that the command line takes."""
    if isinstance(on, (list, tuple)):
        if len(on) != 2:
            raise UserError(f"on: {on!r}: expected a date, or the first and the last day of a span", column="on",
                            value=repr(on), problem="is neither a date nor a span",
                            expected="a date, or a pair of dates")
        return ",".join(word(day) for day in on)
    return on

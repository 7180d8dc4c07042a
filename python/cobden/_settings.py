"""Keyword arguments as settings of the engine: one table of words by option name, as on the command line."""
from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ._errors import UserError


def word(value: Any) -> str:
    """One value as the command line would spell it: numbers exactly, dates in ISO form. Timestamps of pandas and numpy at
    midnight without a zone are days, because those libraries have no days; datetimes are instants."""
    if isinstance(value, str):
        return value
    if isinstance(value, np.datetime64):
        return _day(str(np.datetime_as_string(value, unit="s")))
    if isinstance(value, (datetime.date, datetime.datetime)):
        of_pandas = type(value).__module__.startswith("pandas")
        return _day(value.isoformat()) if of_pandas else value.isoformat()
    if isinstance(value, os.PathLike):
        return str(os.fspath(value))
    if isinstance(value, np.generic):
        value = value.item()
    return repr(value) if isinstance(value, float) else str(value)


def _day(text: str) -> str:
    return text[:-len("T00:00:00")] if text.endswith("T00:00:00") else text


def words(value: Any) -> list[str]:
    """A list of words of anything that holds several, {key: value} as KEY=VALUE."""
    if isinstance(value, Mapping):
        return [f"{k}={word(v)}" for k, v in value.items()]
    if isinstance(value, (str, os.PathLike)) or not isinstance(value, Iterable):
        return [word(value)]
    return [word(v) for v in value]


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

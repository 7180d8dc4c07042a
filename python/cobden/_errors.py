"""Errors and warnings. Bad input is an exception; a solve that does not converge is a status and a warning."""
from __future__ import annotations

import warnings
from typing import Any, Optional


class UserError(ValueError):
    """Bad input. The message reads ``file:line: column: value: what is wrong; expected ...; remedy``.

    Attributes
    ----------
    file : str        path or name of the input; empty where the mistake is in an argument
    line : int | None 1-based line or data row
    column : str      column, key or argument
    value : str       the offending text, as read
    problem : str     what is wrong, in words
    expected : str    what would have been right
    remedy : str      how to mend it
    """

    def __init__(self, message: str, *, file: str = "", line: Optional[int] = None, column: str = "", value: str = "",
                 problem: str = "", expected: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.file = file
        self.line = line
        self.column = column
        self.value = value
        self.problem = problem
        self.expected = expected
        self.remedy = remedy


class NotConvergedWarning(RuntimeWarning):
    """A solve or search ended without an answer it vouches for. The result holds its best point, marked; read
    ``result.converged`` and ``result.solver``. ``warnings.simplefilter("error", cobden.NotConvergedWarning)`` turns
    it into an exception."""


def warn_unless(converged: bool, solver: dict[str, Any], what: str, depth: int = 3) -> None:
    """Warns if `what` did not converge, at the line `depth` calls up: that of the user's own code."""
    if converged:
        return
    status, message = str(solver["status"]), str(solver["message"])
    text = message if message.startswith(status) or not message else f"{status}: {message}"
    warnings.warn(f"{what}: {text or status}", NotConvergedWarning, stacklevel=depth)

"""Control of precursors at the source: supply, deaths, value."""
from __future__ import annotations

import json
from typing import Any, Mapping, Optional

from . import _cobden
from ._settings import settings
from .result import Progress


class Precursor:
    """The answer of :func:`precursor`: named tables (:attr:`tables`), each a DataFrame by :meth:`table`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data  #: the JSON answer of ``cobden precursor``, parsed

    @property
    def tables(self) -> list[str]:
        """control, supply, deaths_averted, value, evaluated_controls, tornado, central_path, deaths_by_month,
        assumptions."""
        return [k for k, v in self.data["results"].items() if isinstance(v, list)]

    def table(self, name: str) -> Any:
        """One table as a DataFrame; units of its columns in ``frame.attrs["units"]``. Raises KeyError."""
        import pandas as pd

        rows = self.data["results"][name]
        units: dict[str, str] = {}
        plain = []
        for row in rows:
            made = {}
            for key, cell in row.items():
                if isinstance(cell, dict):
                    units[key] = cell.get("unit", "")
                    cell = cell.get("value")
                made[key] = cell
            plain.append(made)
        frame = pd.DataFrame(plain)
        frame.attrs["units"] = units
        return frame

    @property
    def notes(self) -> list[str]:
        """The conclusion and what it rests on, in sentences."""
        return list(self.data.get("notes", []))

    def __repr__(self) -> str:
        return f"<cobden.Precursor: {', '.join(self.tables)}>"


def precursor(scenario: Optional[str] = None, *, parameters: Optional[Mapping[str, Any]] = None,
              progress: Progress = None) -> Precursor:
    """What a control at the source does to supply and deaths, under two priors shown together (``cobden precursor``).

    ``scenario``: a file with [precursor] or a ready scenario; None = the worked case. ``parameters``: keys over it, as
    ``--set KEY=VALUE`` takes. Nothing here counts the harm a disruption can do. docs/theory/precursor.md.
    """
    given = settings(file=scenario, set=dict(parameters) if parameters else None)
    _, text, _ = _cobden.command("precursor", "", given, "json", progress)
    return Precursor(json.loads(text))

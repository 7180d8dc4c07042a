"""The whole situation of two governments at odds, and finite games."""
from __future__ import annotations

import json
import os
from typing import Any, Mapping, Optional, Sequence, Union

from . import _cobden
from ._errors import warn_unless
from ._frames import frame
from ._settings import settings, word
from .result import Progress
from .scenario import BenchmarkLike, ScenarioLike, asked


class Talks:
    """The answer of :func:`talks`. :attr:`results` holds everything, as ``cobden talks --format json``: threat_points,
    deals, linkage, belief_threshold, equilibria, enforcement, deadlock, dynamics, inference, offer, pressure, flips,
    assumptions, negotiation; parts that a scenario does not ask for are absent. Money: billion of the benchmark's
    currency a year. Sides: first grants relief from duties, second makes the concession."""

    def __init__(self, handle: _cobden.TalksAnswer) -> None:
        self._handle = handle
        self._data: Optional[dict[str, Any]] = None

    @property
    def converged(self) -> bool:
        """False: ``solver["message"]`` names the part without an answer."""
        return self._handle.converged

    @property
    def solver(self) -> dict[str, Any]:
        """status, method, message, seconds of the whole."""
        return self._handle.solver

    @property
    def data(self) -> dict[str, Any]:
        """The JSON answer, parsed."""
        if self._data is None:
            self._data = json.loads(self.to_json())
        return self._data

    @property
    def results(self) -> dict[str, Any]:
        """The answer itself, as plain data."""
        results: dict[str, Any] = self.data["results"]
        return results

    @property
    def threat_points(self) -> Any:
        """What holds without a deal: name, solved, mean tariffs (percent), payoffs against base and gains."""
        return frame(self.results["threat_points"])

    @property
    def deals(self) -> Any:
        """The deals on the table: gains of both sides, whether each is rational and acceptable, what binds."""
        return frame(self.results["deals"])

    @property
    def assumptions(self) -> Any:
        """Every judged number: assumption, meaning, unit, low, central, high, source."""
        return frame(self.results["assumptions"])

    @property
    def belief_threshold(self) -> Optional[dict[str, Any]]:
        """How sure the first side must be of the second's sincerity; None where nothing is offered."""
        return self.results.get("belief_threshold")

    def brief(self, *, markdown: bool = False, full: bool = False) -> str:
        """The brief in two pages; ``full``: with every table behind it."""
        return self._handle.brief(markdown, full)

    def to_json(self) -> str:
        """The text of ``--format json``."""
        return self._handle.json()

    def to_csv(self) -> str:
        """The text of ``--format csv``: table, item, measure, unit, value."""
        return self._handle.csv()

    def report(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the answer as one HTML page to share: tables, charts, data attached, no network (``--report``). Raises
        UserError: no name that ends in .html, or a folder that does not exist."""
        self._handle.report(os.fspath(path))

    def save(self, folder: Union[str, "os.PathLike[str]"]) -> list[str]:
        """Writes brief, JSON, CSV, charts, the game of sincerity and a manifest: all of it or nothing."""
        return self._handle.save(os.fspath(folder))

    def __repr__(self) -> str:
        return f"<cobden.Talks: {self.solver['status'] if not self.converged else 'converged'}>"


def talks(scenario: ScenarioLike, players: Optional[Sequence[str]] = None, *,
          assumptions: Optional[Mapping[str, Union[float, Sequence[float]]]] = None,
          benchmark: BenchmarkLike = None, progress: Progress = None, **overrides: Any) -> Talks:
    """Which deals both sides prefer, how sure one must be of the other, how long deadlock may last, and which judged
    number turns the conclusion (``cobden talks``). docs/theory/talks.md.

    ``assumptions``: over the scenario's judged numbers, one number or (low, central, high): ``{"prior": 0.4}``.
    """
    judged = [f"{k}={','.join(word(x) for x in v) if isinstance(v, (list, tuple)) else word(v)}"
              for k, v in (assumptions or {}).items()]
    made = Talks(_cobden.talks(*asked(scenario, benchmark, overrides), list(players or ()), judged, progress))
    warn_unless(made.converged, made.solver, "talks")
    return made


def game(file: Union[str, "os.PathLike[str]"]) -> dict[str, Any]:
    """Every equilibrium of a finite game in Gambit's .efg or .nfg, each with its deviation test (``cobden game``)."""
    _, text, _ = _cobden.command("game", "", settings(file=os.fspath(file)), "json", None)
    parsed: dict[str, Any] = json.loads(text)
    return parsed

"""Scenarios: one question to the engine, as a file, a text or a dictionary."""
from __future__ import annotations

import os
from typing import Any, Mapping, Optional, Union

import numpy as np
import numpy.typing as npt

from . import _cobden
from ._settings import days, settings
from ._toml import to_toml
from .benchmark import Benchmark

ScenarioLike = Union["Scenario", str, "os.PathLike[str]", Mapping[str, Any]]
Array = npt.NDArray[np.float64]


class Scenario:
    """What changes, on which benchmark, in which model. Immutable.

    Keys of a scenario file: ``cobden run --help-scenario`` or ``docs/reference/scenario-options.md``.
    """

    def __init__(self, handle: _cobden.Scenario, text: Optional[str] = None) -> None:
        self._handle = handle
        self.text = text  #: the TOML, where the scenario was made from text or a dictionary

    @classmethod
    def read(cls, name_or_path: Union[str, "os.PathLike[str]"]) -> "Scenario":
        """A scenario file, or a ready scenario by name (:func:`scenarios`).

        Raises UserError at the line of the mistake, or with the nearest name.
        """
        return cls(_cobden.read_scenario(os.fspath(name_or_path)))

    @classmethod
    def from_text(cls, text: str, name: str = "scenario") -> "Scenario":
        """TOML text; ``name`` stands for the file in errors."""
        return cls(_cobden.parse_scenario(text, name), text)

    @classmethod
    def from_dict(cls, table: Mapping[str, Any], name: str = "scenario") -> "Scenario":
        """The same as nested dictionaries: ``{"benchmark": ..., "model": {...}, "shock": [{...}, ...]}``."""
        return cls.from_text(to_toml(table), name)

    @classmethod
    def of(cls, scenario: ScenarioLike) -> "Scenario":
        """A scenario from whatever names one: itself, a dictionary, a name or a path."""
        if isinstance(scenario, Scenario):
            return scenario
        if isinstance(scenario, Mapping):
            return cls.from_dict(scenario)
        return cls.read(scenario)

    def with_overrides(self, *, benchmark: Optional[str] = None, family: Optional[str] = None,
                       variant: Optional[str] = None, closure: Optional[str] = None,
                       elasticities: Optional[str] = None, numeraire: Optional[str] = None, on: Any = None,
                       known: Any = None) -> "Scenario":
        """The scenario with settings of the command line over it. ``on``: a date, or (first, last) for the mean over
        days, of every schedule in it; ``known``: schedules only as far as they were public on that day.

        Raises UserError: a value that does not parse, or days without a schedule.
        """
        given = settings(benchmark=benchmark, family=family, variant=variant, closure=closure,
                         elasticities=elasticities, numeraire=numeraire, on=days(on), known=known)
        return Scenario(self._handle.with_overrides(given), self.text) if given else self

    def with_solver(self, *, tolerance: float = 1e-10, max_iterations: int = 5000) -> "Scenario":
        """The scenario with other limits of the solver: the largest relative excess demand accepted as solved, and
        the iterations after which a solve is given up (a status, never success)."""
        return Scenario(self._handle.with_solver(tolerance, max_iterations), self.text)

    def tariffs(self, benchmark: Optional[Benchmark] = None) -> Optional[Array]:
        """The new tariffs (S, importer, exporter), fraction, that the shocks lead to, without solving anything; None
        where they stay. ``benchmark``: one that is open already."""
        new: Optional[Array] = self._handle.shocks(benchmark._handle if benchmark else None)[0]
        return new

    def trade_costs(self, benchmark: Optional[Benchmark] = None) -> Optional[Array]:
        """New over base iceberg trade costs (S, importer, exporter); None where they stay."""
        hat: Optional[Array] = self._handle.shocks(benchmark._handle if benchmark else None)[1]
        return hat

    @property
    def facts(self) -> dict[str, Any]:
        """name, title, description, benchmark, family, variant, closure, elasticities, numeraire, shocks (in words),
        question (of [strategy]), talks, precursor (whether it has the tables), file, sha256."""
        return self._handle.facts

    @property
    def name(self) -> str:
        """Short name: that of the file."""
        return str(self.facts["name"])

    @property
    def title(self) -> str:
        """One line: what it asks."""
        return str(self.facts["title"])

    @property
    def benchmark(self) -> str:
        """Name or path of its benchmark."""
        return str(self.facts["benchmark"])

    @property
    def shocks(self) -> list[str]:
        """What changes, a line each."""
        return list(self.facts["shocks"])

    def __repr__(self) -> str:
        facts = self.facts
        return f"<cobden.Scenario {facts['name']}: {facts['title']} ({facts['family']} on {facts['benchmark']})>"


BenchmarkLike = Union[Benchmark, str, "os.PathLike[str]", None]


def asked(scenario: ScenarioLike, benchmark: BenchmarkLike,
          overrides: Mapping[str, Any]) -> tuple[_cobden.Scenario, Optional[_cobden.Benchmark]]:
    """What the engine is given: the scenario with overrides, and the benchmark where it is open already."""
    made = Scenario.of(scenario).with_overrides(**overrides)
    if benchmark is None or isinstance(benchmark, Benchmark):
        return made._handle, benchmark._handle if benchmark else None
    return made.with_overrides(benchmark=os.fspath(benchmark))._handle, None


def scenarios() -> Any:
    """The ready scenarios as a DataFrame: name, title, benchmark, family, file."""
    import pandas as pd

    return pd.DataFrame(_cobden.scenarios(), columns=["name", "title", "benchmark", "family", "file"])

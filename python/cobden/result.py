"""Results: every figure as a long table, as named arrays, and as the command line's own JSON and CSV."""
from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Iterable, Optional, Sequence, Union

import numpy as np
import numpy.typing as npt

from . import _cobden
from ._errors import UserError, warn_unless
from .benchmark import Benchmark
from .scenario import BenchmarkLike, Scenario, ScenarioLike, asked

if TYPE_CHECKING:
    from .strategy import Strategy

Array = npt.NDArray[np.float64]
Progress = Optional[Callable[[str, float, str], None]]
COLUMNS = ["scenario", "model", "measure", "unit", "exporter", "importer", "sector", "value", "base", "change"]
HEADLINE = ["welfare_exact", "real_wage", "price_index", "exports", "imports", "tariff_revenue"]


@dataclass(frozen=True)
class Variable:
    """What one measure is: over which axes, in which unit."""

    measure: str
    label: str
    unit: str
    by_sector: bool
    by_importer: bool
    by_exporter: bool
    has_base: bool  #: base values say something (those of changes in percent are all zero)
    sectors: tuple[str, ...]  #: codes of its sector axis; ("ALL",) where the model added sectors up

    @property
    def bilateral_by_sector(self) -> bool:
        """Importer x exporter x sector detail."""
        return self.by_sector and self.by_importer and self.by_exporter

    @property
    def dims(self) -> tuple[str, ...]:
        """Names of its axes, in the order of its arrays."""
        sector = "all_sectors" if self.sectors == ("ALL",) else "sector"
        axes = ((sector, self.by_sector), ("importer", self.by_importer), ("exporter", self.by_exporter))
        return tuple(name for name, there in axes if there)


class Result:
    """A solved counterfactual. Immutable; check :attr:`converged`.

    Figures are read by measure (:attr:`measures`): :meth:`value` and :meth:`base` are read-only numpy views of the
    engine's memory, :meth:`to_frame` long rows, :meth:`to_xarray` named arrays with units.
    """

    def __init__(self, handle: _cobden.Result, scenario: str = "") -> None:
        self._handle = handle
        self._scenario = scenario
        self._variables = [Variable(*v[:7], sectors=tuple(v[7])) for v in handle.variables]

    @property
    def scenario_name(self) -> str:
        """Name of the scenario; empty for a counterfactual of arrays."""
        return self._scenario

    @property
    def benchmark(self) -> Benchmark:
        """The data it was solved on."""
        return Benchmark(self._handle.benchmark)

    @property
    def converged(self) -> bool:
        """False: the figures are the best point reached, for diagnosis only; ``solver["message"]`` says why."""
        return self._handle.converged

    @property
    def solver(self) -> dict[str, Any]:
        """status ("converged", "not-converged", "no-equilibrium", "interrupted"), method, message, iterations,
        residual (largest relative excess demand), seconds, setup_seconds."""
        return self._handle.solver

    @property
    def history(self) -> Array:
        """Residual by iteration. A view."""
        return self._handle.history

    @property
    def model(self) -> dict[str, Any]:
        """family, variant, elasticities, citation (key of docs/references.bib), notes."""
        return self._handle.model

    @property
    def closure(self) -> str:
        """What deficits do."""
        return self._handle.closure

    @property
    def numeraire(self) -> str:
        """The unit in which counterfactual money is counted."""
        return self._handle.numeraire

    @property
    def variables(self) -> list[Variable]:
        """Every measure with its axes and unit; totals come before their sectoral detail."""
        return list(self._variables)

    @property
    def measures(self) -> list[str]:
        """Names of the measures, each once."""
        return list(dict.fromkeys(v.measure for v in self._variables))

    def value(self, measure: str, by_sector: bool = False) -> Array:
        """New values of a measure over its axes in the order sector, importer, exporter, those it has. NaN =
        undefined. ``by_sector``: the sectoral detail, where there is one beside the total. A view.

        Raises UserError: the model has no such measure (the nearest is named).
        """
        return self._handle.value(self._find(measure, by_sector))

    def base(self, measure: str, by_sector: bool = False) -> Array:
        """Base values in the same unit; zeros for changes in percent. A view."""
        return self._handle.base(self._find(measure, by_sector))

    def unit(self, measure: str) -> str:
        """"percent", "million USD", "index, base = 1", ..."""
        return self._variables[self._find(measure, False)].unit

    def series(self, measure: str) -> Any:
        """A measure of one country axis as a pandas Series by economy code."""
        import pandas as pd

        k = self._find(measure, False)
        v = self._variables[k]
        if v.by_sector or v.by_importer == v.by_exporter:
            raise UserError(f"measure: {measure}: has the axes {', '.join(v.dims)}; use value(), to_frame() or "
                            "to_xarray()", column="measure", value=measure, problem="is not one number per economy")
        index = pd.Index(self.benchmark.countries, name=v.dims[0])
        return pd.Series(self._handle.value(k), index=index, name=f"{measure} ({v.unit})")

    def to_frame(self, measures: Optional[Sequence[str]] = None, *, full: bool = False) -> Any:
        """Long rows as a DataFrame, the same and in the same order as ``cobden run --format csv``: scenario, model,
        measure, unit, exporter, importer, sector, value, base, change. Absent axes are NaN.

        ``full``: also importer x exporter x sector detail. Raises UserError: an unknown measure.
        """
        import pandas as pd

        countries = self.benchmark.countries
        blocks = [self._block(k, v, countries) for k, v in self._chosen(measures, full)]
        size = sum(len(b["value"]) for b in blocks)
        data: dict[str, Any] = {"scenario": _constant(self._scenario, size),
                                "model": _constant(self._handle.model_name, size)}
        for name in ("measure", "unit"):
            data[name] = _repeated([(b[name], len(b["value"])) for b in blocks])
        sectors = list(dict.fromkeys(s for _, v in self._chosen(measures, full) for s in v.sectors))
        for axis, codes in (("exporter", countries), ("importer", countries), ("sector", sectors)):
            parts = [b[axis] for b in blocks]
            if axis == "sector":
                parts = [_moved(b[axis], b["sector_codes"], sectors) for b in blocks]
            data[axis] = pd.Categorical.from_codes(_joined(parts, np.int32), codes)
        for name in ("value", "base", "change"):
            data[name] = _joined([b[name] for b in blocks], float)
        return pd.DataFrame(data, columns=COLUMNS)

    def to_xarray(self) -> Any:
        """An xarray Dataset with dimensions sector, importer and exporter, variables and attributes named as in the
        ``results.nc`` that ``cobden run --out`` writes: ``NAME_base`` holds base values, ``NAME_by_sector`` the
        detail of a total, ``units`` stand in the attributes. The arrays are views, nothing is copied."""
        import xarray as xr

        codes = self.benchmark.countries
        data: dict[str, Any] = {}
        for k, v in enumerate(self._variables):
            name = "".join(c if c.isascii() and c.isalnum() else "_" for c in v.measure)
            if v.by_sector and name in data:
                name += "_by_sector"
            data[name] = (v.dims, self._handle.value(k), {"units": v.unit, "long_name": v.label})
            if v.has_base:
                data[name + "_base"] = (v.dims, self._handle.base(k),
                                        {"units": v.unit, "long_name": v.label + ", base"})
        coords: dict[str, Any] = {"importer": codes, "exporter": codes, "sector": self.benchmark.sectors}
        attributes = {"scenario": self._scenario, "model": self._handle.model_name,
                      "elasticities": self.model["elasticities"], "closure": self.closure,
                      "numeraire": self.numeraire, "solver_status": self.solver["status"]}
        return xr.Dataset(data, coords, attributes)

    def to_csv(self, measures: Sequence[str] = (), *, full: bool = False) -> str:
        """The text of ``cobden run --format csv``, byte for byte."""
        return self._handle.csv(self._scenario, list(measures), full)

    def _find(self, measure: str, by_sector: bool) -> int:
        found = [k for k, v in enumerate(self._variables) if v.measure == measure]
        if by_sector:
            found = [k for k in found if self._variables[k].by_sector]
        if found:
            return found[0]
        return _unknown(measure, self.measures, by_sector)

    def _chosen(self, measures: Optional[Sequence[str]], full: bool) -> list[tuple[int, Variable]]:
        for measure in measures or ():
            self._find(measure, False)
        return [(k, v) for k, v in enumerate(self._variables)
                if (full or not v.bilateral_by_sector) and (not measures or v.measure in measures)]

    def _block(self, k: int, v: Variable, countries: Sequence[str]) -> dict[str, Any]:
        """The rows of one variable: values, and positions on each axis (-1 where it has none)."""
        value, base = self._handle.value(k), self._handle.base(k)
        there = iter(np.indices(value.shape, dtype=np.int32, sparse=True) if value.ndim else ())
        codes = {}
        for axis, has in (("sector", v.by_sector), ("importer", v.by_importer), ("exporter", v.by_exporter)):
            index = np.asarray(next(there) if has else -1, np.int32)
            codes[axis] = np.broadcast_to(index, value.shape).ravel()
        return {"measure": v.measure, "unit": v.unit, "sector_codes": v.sectors, **codes, "value": value.ravel(),
                "base": base.ravel(), "change": (value - base).ravel()}

    def __repr__(self) -> str:
        return (f"<cobden.Result {self._scenario or 'counterfactual'}: {self._handle.model_name}, "
                f"{self.solver['status']}, {len(self.measures)} measures>")


class Run(Result):
    """The answer to a scenario: a :class:`Result` with what went into it and the range over elasticity sets."""

    def __init__(self, handle: _cobden.Answer) -> None:
        self._answer = handle
        super().__init__(handle.result, handle.scenario.facts["name"])

    @property
    def scenario(self) -> Scenario:
        """The scenario as solved."""
        return Scenario(self._answer.scenario)

    @property
    def inputs(self) -> Any:
        """Every file the answer depends on, as a DataFrame: role, path, sha256."""
        import pandas as pd

        return pd.DataFrame(self._answer.inputs, columns=["role", "path", "sha256"])

    @property
    def notes(self) -> list[str]:
        """What a reader of the tariffs must know, a sentence each."""
        return self._answer.notes

    @property
    def elasticity_range(self) -> Any:
        """Exact real income (percent) over all elasticity sets of the benchmark that solved, by economy: a DataFrame
        low, low_set, high, high_set. Empty if it was not asked for."""
        import pandas as pd

        frame = pd.DataFrame(self._answer.range, columns=["importer", "low", "low_set", "high", "high_set"])
        return frame.set_index("importer")

    @property
    def elasticity_sets(self) -> Any:
        """Exact real income (percent) under each elasticity set, a column each; a set that did not solve is NaN."""
        import pandas as pd

        columns = {name: welfare if len(welfare) else np.nan for name, _, welfare in self._answer.range_sets}
        return pd.DataFrame(columns, index=pd.Index(self.benchmark.countries, name="importer"))

    def strategy(self, *, progress: Progress = None) -> Optional["Strategy"]:
        """The answer to the scenario's own [strategy] question, which ``cobden run`` asks beside the run; None where it
        asks none. Other questions: :func:`nash`, :func:`frontier`, ..."""
        from .strategy import answer_question

        question = self.scenario.facts["question"]
        return None if question is None else answer_question(question, self.scenario, self.benchmark, progress)

    def to_json(self, measures: Sequence[str] = (), *, full: bool = False, strategy: Optional["Strategy"] = None) -> str:
        """The text of ``cobden run --format json``; ``strategy``: the answer of :meth:`strategy`, to stand in it."""
        return self._answer.json(list(measures), full, strategy._handle if strategy else None)

    def to_dict(self, measures: Sequence[str] = (), *, full: bool = False,
                strategy: Optional["Strategy"] = None) -> dict[str, Any]:
        """The same, parsed."""
        parsed: dict[str, Any] = json.loads(self.to_json(measures, full=full, strategy=strategy))
        return parsed

    def summary(self) -> str:
        """The tables that ``cobden run`` prints."""
        return self._answer.summary()

    def report(self, path: Union[str, "os.PathLike[str]"], *, strategy: Optional["Strategy"] = None) -> None:
        """Writes the answer as one HTML page to share: tables, charts, data attached, no network (``--report``). Raises
        UserError: no name that ends in .html, or a folder that does not exist."""
        self._answer.report(os.fspath(path), strategy._handle if strategy else None)

    def save(self, folder: Union[str, "os.PathLike[str]"], *, full: bool = False) -> list[str]:
        """Writes what ``cobden run --out`` writes (results.csv, .nc, .xlsx, chart.svg, manifest.json, ...): all of it or
        nothing. Returns the paths."""
        return self._answer.save(os.fspath(folder), full)


def run(scenario: ScenarioLike, *, benchmark: BenchmarkLike = None, elasticity_range: bool = True,
        progress: Progress = None, **overrides: Any) -> Run:
    """Solves a scenario (``cobden run``).

    Parameters
    ----------
    scenario : a :class:`Scenario`, a dictionary, a file, or the name of a ready scenario.
    benchmark : in place of the scenario's own: a Benchmark that is open already, a name or a path.
    elasticity_range : also solve under every other elasticity set, for :attr:`Run.elasticity_range`.
    progress : called as progress(task, fraction, detail) on this thread, at most twenty times a second, always with
        the last event; fraction is negative where the length is not known.
    overrides : family, variant, closure, elasticities, numeraire, on, known: :meth:`Scenario.with_overrides`.

    Not converging is a status (:attr:`Result.converged`) and a :class:`NotConvergedWarning`, never an exception.
    Raises UserError for bad input, KeyboardInterrupt on Ctrl-C.
    """
    made = Run(_cobden.run(*asked(scenario, benchmark, overrides), elasticity_range, progress))
    warn_unless(made.converged, made.solver, made.scenario_name)
    return made


def compare(first: Union[Result, ScenarioLike], second: Union[Result, ScenarioLike],
            measures: Optional[Sequence[str]] = None, **overrides: Any) -> Any:
    """Two results, or two scenarios, side by side (``cobden compare``): a DataFrame measure, unit, exporter,
    importer, sector, first, second, difference; largest differences first within each measure.

    ``measures`` defaults to the headline ones that both models have. Raises UserError: no row in common.
    """
    import pandas as pd

    sides = [side if isinstance(side, Result) else run(side, elasticity_range=False, **overrides)
             for side in (first, second)]
    chosen = list(measures) if measures else [m for m in HEADLINE if all(m in side.measures for side in sides)]
    rows = _cobden.compare(sides[0]._handle, sides[1]._handle, chosen)
    columns = ["measure", "unit", "exporter", "importer", "sector", "first", "second", "difference"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.attrs.update(first=sides[0].scenario_name, second=sides[1].scenario_name)
    return frame


def _unknown(measure: str, known: list[str], by_sector: bool) -> int:
    import difflib

    near = difflib.get_close_matches(measure, known, 1)
    remedy = f"did you mean '{near[0]}'?" if near else "measures: " + ", ".join(known[:12])
    problem = "the model has no such measure" + (" by sector" if by_sector else "")
    raise UserError(f"measure: {measure}: {problem}; {remedy}", column="measure", value=measure, problem=problem,
                    remedy=remedy)


def _constant(text: str, size: int) -> Any:
    import pandas as pd

    return pd.Categorical.from_codes(np.zeros(size, np.int8), [text])


def _repeated(parts: list[tuple[str, int]]) -> Any:
    import pandas as pd

    names = list(dict.fromkeys(name for name, _ in parts))
    codes = np.repeat([names.index(name) for name, _ in parts], [size for _, size in parts]) if parts else []
    return pd.Categorical.from_codes(np.asarray(codes, np.int16), names)


def _moved(positions: npt.NDArray[np.int32], codes: Sequence[str], to: Sequence[str]) -> npt.NDArray[np.int32]:
    """Positions in `codes` as positions in `to`; -1 stays."""
    there = np.array([to.index(code) for code in codes] + [-1], np.int32)
    return there[positions]


def _joined(parts: Iterable[Any], kind: Any) -> Any:
    listed = list(parts)
    return np.concatenate(listed) if listed else np.empty(0, kind)

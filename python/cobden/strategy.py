"""What governments choose, and what they could agree on: optimum, Nash, cooperation, frontier, carve-outs, answers."""
from __future__ import annotations

import json
import os
from typing import Any, Mapping, Optional, Sequence, Union

import numpy as np
import numpy.typing as npt

from . import _cobden
from ._errors import warn_unless
from ._frames import frame
from ._settings import settings
from .benchmark import Benchmark
from .result import Progress, Result
from .scenario import BenchmarkLike, Scenario, ScenarioLike, asked

Array = npt.NDArray[np.float64]
Words = Union[str, Sequence[str], None]
Number = Union[float, str, None]


class Strategy:
    """The answer to one question about the choices of governments. Immutable; check :attr:`converged`.

    :attr:`results` holds everything as plain data, the same as ``--format json``; the methods give the parts that a
    question has as DataFrames. Rates are percent unless a name says otherwise; money is in billions.
    """

    def __init__(self, handle: _cobden.StrategyAnswer, question: str) -> None:
        self._handle = handle
        self.question = question
        self._data: Optional[dict[str, Any]] = None

    @property
    def converged(self) -> bool:
        """False: the best point found, with ``solver["status"]`` ("not converged", "time limit", ...)."""
        return self._handle.converged

    @property
    def solver(self) -> dict[str, Any]:
        """status, method, message, iterations, residual (largest first-order condition), seconds, solves, gradients."""
        return self._handle.solver

    @property
    def data(self) -> dict[str, Any]:
        """The JSON answer, parsed: schema, inputs, closure, numeraire, model, solver, players, results."""
        if self._data is None:
            self._data = json.loads(self.to_json())
        return self._data

    @property
    def results(self) -> dict[str, Any]:
        """The answer itself, as plain data."""
        results: dict[str, Any] = self.data["results"]
        return results

    @property
    def players(self) -> Any:
        """Who chooses: player, class, partners, sectors, instruments, lower_pct, upper_pct, objective."""
        return frame(self.data["players"])

    @property
    def welfare(self) -> Any:
        """What the answer does to every economy, long rows: measure, unit, importer, value, start, base, change."""
        return frame(self.results.get("welfare", []))

    @property
    def tariffs(self) -> Any:
        """The tariffs of the answer that differ from the start: importer, exporter, sector, value, start, base, in
        percent. All of them as arrays: :meth:`tariff`."""
        return frame(self.results.get("tariffs", []))

    @property
    def tariff_names(self) -> list[str]:
        """Tariffs the answer holds; the first is the answer's own, further ones are bargaining solutions."""
        return list(self._handle.tariff_names)

    def tariff(self, name: Optional[str] = None) -> Array:
        """All tariffs (S, importer, exporter), fraction, of the answer or of one of :attr:`tariff_names`. A view.

        Raises KeyError: there are none of that name.
        """
        names = self.tariff_names
        if not names or (name is not None and name not in names):
            raise KeyError(f"no tariffs {name!r}; there are: {', '.join(names) or 'none'}")
        return self._handle.tariff(0 if name is None else names.index(name))

    @property
    def start_tariff(self) -> Array:
        """The scenario's tariffs, same shape. A view."""
        return self._handle.start_tariff

    @property
    def base_tariff(self) -> Array:
        """The benchmark's tariffs, same shape. A view."""
        return self._handle.base_tariff

    @property
    def result(self) -> Optional[Result]:
        """Everything the model says at the answer's tariffs; None where there are none."""
        handle = self._handle.result
        return None if handle is None else Result(handle, self.data["scenario"])

    @property
    def epsilon(self) -> Optional[float]:
        """Nash: the most any player was found to gain by deviating alone, in percent; None without a certificate."""
        return self.results.get("epsilon_pct")

    @property
    def certificate(self) -> Any:
        """Nash: the search for deviations, a row per player: player, gain_pct, found_from, searches, solves."""
        return frame(self.results.get("certificate", {}).get("deviations", []))

    @property
    def points(self) -> Any:
        """Frontier: a row per point: first_percent, second_percent (objectives against base), first_gain_billion, ...,
        weight_first, status, and the mean tariffs first_on_second and second_on_first in percent."""
        return frame([_point(p) for p in self.results.get("frontier", [])])

    @property
    def solutions(self) -> Any:
        """Frontier: what bargains pick, a row per rule, with the columns of :attr:`points`."""
        rows = [{"rule": s["rule"], "status": s["status"], "at_end": s["at_end"],
                 **{k: v for k, v in _point(s.get("point", {})).items() if k != "status"}}
                for s in self.results.get("solutions", [])]
        return frame(rows)

    @property
    def zone(self) -> Optional[str]:
        """Frontier: whether there is anything both would agree on."""
        return self.results.get("zone")

    @property
    def gains(self) -> Any:
        """Cooperate: player, gain_pct, weight; or of bilateral deals: first, second, reached and gains."""
        return frame(self.results.get("gains", self.results.get("deals", [])))

    @property
    def ranking(self) -> Any:
        """Carve-outs: each good alone, best first: items, label, own_welfare_pct, rival_welfare_pct, ..."""
        return frame(self.results.get("ranking", []))

    @property
    def curve(self) -> Any:
        """Carve-outs: the best list for each budget: budget, used, gain_pct, proof, effect_items, ..."""
        return frame(self.results.get("curve", []))

    @property
    def tree(self) -> Any:
        """Respond: the solved tree, a row per node: depth, parent, mover, move, payoffs, on_path."""
        return frame([_point(n) for n in self.results.get("tree", [])])

    @property
    def myopic(self) -> Any:
        """Respond: the path of short-sighted players, a row per move."""
        return frame([_point(n) for n in self.results.get("myopic", {}).get("steps", [])])

    @property
    def war(self) -> Any:
        """Whether the present tariffs are in the interest of each side: best reply, what cutting gains, verdict."""
        return frame(self.results.get("war", []))

    def to_json(self, *, full: bool = False) -> str:
        """The text of ``--format json``; ``full``: with every tariff the players may choose."""
        return self._handle.json(full)

    def to_csv(self, *, full: bool = False) -> str:
        """The text of ``--format csv``."""
        return self._handle.csv(full)

    def to_xarray(self) -> Any:
        """Tariffs by name as a Dataset (sector, importer, exporter), fraction, with ``start`` and ``base``. Views."""
        import xarray as xr

        coords = {"sector": self._handle.sectors, "importer": self._handle.countries,
                  "exporter": self._handle.countries}
        arrays = {"base": self.base_tariff, "start": self.start_tariff}
        arrays.update({name: self._handle.tariff(k) for k, name in enumerate(self.tariff_names)})
        dims = ("sector", "importer", "exporter")
        data = {name: (dims, array, {"units": "fraction", "long_name": f"Tariffs: {name}"})
                for name, array in arrays.items()}
        return xr.Dataset(data, coords, {"question": self.question, "solver_status": self.solver["status"]})

    def summary(self) -> str:
        """What the command prints."""
        return self._handle.summary()

    def report(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the answer as one HTML page to share: tables, charts, data attached, no network (``--report``). Raises
        UserError: no name that ends in .html, or a folder that does not exist."""
        self._handle.report(os.fspath(path))

    def save(self, folder: Union[str, "os.PathLike[str]"], *, full: bool = False) -> list[str]:
        """Writes what ``--out`` writes (tables, tariffs.csv, JSON, charts, manifest): all of it or nothing."""
        return self._handle.save(os.fspath(folder), full)

    def __repr__(self) -> str:
        return f"<cobden.Strategy {self.question}: {self.solver['status']}, {', '.join(self.tariff_names) or 'no tariffs'}>"


def _point(point: Mapping[str, Any]) -> dict[str, Any]:
    """A frontier point or a node of answers, with its two mean tariffs as columns."""
    row = {k: v for k, v in point.items() if k != "mean_tariffs"}
    for name, tariff in zip(("first_on_second_pct", "second_on_first_pct"), point.get("mean_tariffs", [])):
        row[name] = tariff["mean"]
    return row


_COMMON = """

    Parameters that all questions share
    -----------------------------------
    scenario : a Scenario, a dictionary, a file or the name of a ready scenario; its [strategy] table gives what is not
        said here, its shocks the tariffs to start from.
    benchmark : in place of the scenario's own: a Benchmark that is open already, a name or a path.
    tariff_class : which tariffs must be equal: "unrestricted", "mfn", "by-partner", "uniform".
    partners, sectors : codes or groups charged by choice (partners: by default all for optimum, else the players).
    lower, upper : bounds of the tariff, fraction (0.5) or text ("50%"); defaults 0 and 10.
    weights : political weights by sector or group, others 1; weights_file the same from a CSV; normalise scales them to
        a mean of 1. revenue_weight, price_weight, employment_weight: see Objective.
    seconds : time limit; starts, seed, tolerance, max_iterations : of the searches.
    progress : called as progress(task, fraction, detail).
    family, variant, closure, elasticities, numeraire, on, known : over the scenario, as in run().

    Not converging is a status and a warning. Raises UserError for bad input, KeyboardInterrupt on Ctrl-C.
    """


def _ask(question: str, scenario: ScenarioLike, benchmark: BenchmarkLike, progress: Progress,
         common: dict[str, Any], **own: Any) -> Strategy:
    spec = {k: common.pop(k) for k in list(common) if k in _OVERRIDES}
    if "tariff_class" in common:
        common["class_"] = common.pop("tariff_class")
    handle = _cobden.strategy(question, *asked(scenario, benchmark, spec), settings(**own, **common), progress)
    made = Strategy(handle, question)
    warn_unless(made.converged, made.solver, question, depth=4)
    return made


def answer_question(question: str, scenario: Scenario, benchmark: Benchmark, progress: Progress) -> Strategy:
    """The scenario's own question, on a benchmark that is open."""
    made = Strategy(_cobden.strategy(question, scenario._handle, benchmark._handle, {}, progress), question)
    warn_unless(made.converged, made.solver, question, depth=4)
    return made


_OVERRIDES = ("family", "variant", "closure", "elasticities", "numeraire", "on", "known")


def optimum(scenario: ScenarioLike, player: Words = None, *, benchmark: BenchmarkLike = None,
            progress: Progress = None, **common: Any) -> Strategy:
    """The best tariffs of one government, all others as they are (``cobden optimum``). An optimum is local: the best
    of ``starts`` searches."""
    return _ask("optimum", scenario, benchmark, progress, common, player=player)


def nash(scenario: ScenarioLike, players: Words = None, *, certificate_starts: Optional[int] = None,
         no_certificate: bool = False, benchmark: BenchmarkLike = None, progress: Progress = None,
         **common: Any) -> Strategy:
    """Tariffs from which no player gains by moving alone, with a certificate: :attr:`Strategy.epsilon` is the most
    that ``certificate_starts`` searches found for any player (``cobden nash``)."""
    return _ask("nash", scenario, benchmark, progress, common, players=players,
                certificate_starts=certificate_starts, no_certificate=no_certificate)


def cooperate(scenario: ScenarioLike, players: Words = None, *, threat: Optional[str] = None, power: Number = None,
              form: Optional[str] = None, deals: Words = None, benchmark: BenchmarkLike = None,
              progress: Progress = None, **common: Any) -> Strategy:
    """Tariffs that all players agree on with equal proportional gains (Ossa 2014), or with ``form="bilateral"`` deals
    pair by pair (Nash-in-Nash; ``deals=["USA:CHN", ...]``). ``threat``: what holds without a deal: "status-quo",
    "base", "nash", "free-trade", or a scenario (``cobden cooperate``)."""
    return _ask("cooperate", scenario, benchmark, progress, common, players=players, threat=threat, power=power,
                form=form, deals=deals)


def frontier(scenario: ScenarioLike, players: Words = None, *, threat: Optional[str] = None, power: Number = None,
             points: Optional[int] = None, gains: Optional[str] = None, benchmark: BenchmarkLike = None,
             progress: Progress = None, **common: Any) -> Strategy:
    """What two governments could agree on, and what the Nash, Kalai-Smorodinsky and egalitarian bargains pick
    (``cobden frontier``). ``power``: bargaining power of the first player, 0 to 1; ``gains``: "percent" or "money"."""
    return _ask("frontier", scenario, benchmark, progress, common, players=players, threat=threat, power=power,
                points=points, gains=gains)


def carveouts(scenario: ScenarioLike, players: Words = None, *, owner: Optional[str] = None,
              budget: Optional[str] = None, amounts: Any = None, own_weight: Number = None,
              rival_weight: Number = None, items: Words = None, largest: Optional[int] = None,
              benchmark: BenchmarkLike = None, progress: Progress = None, **common: Any) -> Strategy:
    """Which goods to spare from the owner's present duties, and the best list for each budget (``cobden carveouts``).
    ``items``: "sectors", "lists", "hs2", "hs4", "hs6", names of lists and headings, or a CSV; ``budget``: "items",
    "trade" or "revenue"; ``amounts``: items, or billion a year."""
    return _ask("carveouts", scenario, benchmark, progress, common, players=players, owner=owner, budget=budget,
                amounts=amounts, own_weight=own_weight, rival_weight=rival_weight, items=items, largest=largest)


def respond(scenario: ScenarioLike, players: Words = None, *, first: Optional[str] = None, moves: Words = None,
            depth: Optional[int] = None, discount: Number = None, path_length: Optional[int] = None,
            benchmark: BenchmarkLike = None, progress: Progress = None, **common: Any) -> Strategy:
    """Where a sequence of answers leads, myopically and by backward induction (``cobden respond``). ``moves``: hold,
    best-response, match, add N points, exempt N, cut-half, cut-to-base."""
    return _ask("respond", scenario, benchmark, progress, common, players=players, first=first, moves=moves,
                depth=depth, discount=discount, path_length=path_length)


for _function in (optimum, nash, cooperate, frontier, carveouts, respond):
    _function.__doc__ = (_function.__doc__ or "") + _COMMON

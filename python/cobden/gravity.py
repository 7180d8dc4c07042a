"""Structural gravity under the names that users of gegravity (Herman 2021) and of Stata's ge_gravity (Baier, Yotov and
Zylkin 2019) know. The equations are the engine's (docs/theory/gravity.md); both packages' published results are
replicated (``cobden replicate gegravity`` and ``gravity``). Tables come and go as pandas DataFrames."""
from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Optional, Sequence, Union

import numpy as np
import numpy.typing as npt

from . import _cobden
from ._errors import UserError, warn_unless
from .benchmark import Benchmark
from .model import Model
from .result import Result

Array = npt.NDArray[np.float64]

_COUNTRY_COLUMNS = ["factory gate price change (percent)", "omr change (percent)", "imr change (percent)",
                    "GDP change (percent)", "welfare statistic", "terms of trade change (percent)",
                    "output change (percent)", "expenditure change (percent)", "foreign exports change (percent)",
                    "foreign imports change (percent)", "intranational trade change (percent)"]


def _refuse(column: str, value: str, problem: str, expected: str = "") -> UserError:
    parts = [column, value, problem, f"expected {expected}" if expected else ""]
    return UserError(": ".join(p for p in parts if p), column=column, value=value, problem=problem, expected=expected)


@dataclass(frozen=True)
class BaselineData:
    """Where a table of pairs keeps what the model needs: one row per exporter, importer and year, own sales among
    them. Columns: trade value, the importer's total expenditure, the exporter's total output (all in one currency
    unit; only shares enter), and any trade cost variables."""

    baseline: Any  #: pandas DataFrame
    imp_var_name: str = "importer"
    exp_var_name: str = "exporter"
    year_var_name: str = "year"
    trade_var_name: str = "trade"
    expend_var_name: str = "E"
    output_var_name: str = "Y"

    def __post_init__(self) -> None:
        for name in (self.imp_var_name, self.exp_var_name, self.year_var_name, self.trade_var_name,
                     self.expend_var_name, self.output_var_name):
            if name not in self.baseline.columns:
                raise _refuse(name, "", "the table has no such column", f"one of {', '.join(self.baseline.columns)}")

    def of_year(self, year: Union[int, str]) -> Any:
        """The rows of one year. Raises UserError: there are none."""
        rows = self.baseline[self.baseline[self.year_var_name].astype(str) == str(year)]
        if rows.empty:
            raise _refuse(self.year_var_name, str(year), "the table has no rows of this year")
        return rows.reset_index(drop=True)


@dataclass(frozen=True)
class CostCoeffs:
    """Estimates of a gravity regression in logs of trade: a table with a row per variable. Standard errors are kept
    for the reader."""

    estimates: Any  #: pandas DataFrame
    identifier_col: str = "var"
    coeff_col: str = "beta"
    stderr_col: Optional[str] = None

    def beta(self, variable: str) -> float:
        """Raises UserError: no estimate, or two, of the variable."""
        rows = self.estimates[self.estimates[self.identifier_col] == variable]
        if len(rows) != 1:
            raise _refuse(self.identifier_col, variable, f"has {len(rows)} estimates", "one row per variable")
        return float(rows[self.coeff_col].iloc[0])


class _Pairs:
    """A square table of pairs as matrices [importer, exporter], countries in the order of their codes."""

    def __init__(self, rows: Any, importer: str, exporter: str) -> None:
        self.countries: list[str] = sorted(set(rows[importer]) | set(rows[exporter]))
        position = {code: k for k, code in enumerate(self.countries)}
        size = len(self.countries)
        self._cell = rows[importer].map(position).to_numpy() * size + rows[exporter].map(position).to_numpy()
        self._rows = rows
        counts = np.bincount(self._cell, minlength=size * size)
        if (counts != 1).any():
            j, i = divmod(int(np.argmax(counts != 1)), size)
            raise _refuse("pair", f"{self.countries[i]} to {self.countries[j]}",
                          "is missing" if counts[j * size + i] == 0 else "stands twice",
                          "one row per exporter and importer, own sales among them")

    def matrix(self, column: str) -> Array:
        if column not in self._rows.columns:
            raise _refuse(column, "", "the table has no such column")
        made = np.empty(len(self.countries) ** 2)
        made[self._cell] = self._rows[column].to_numpy(dtype=float)
        if not np.isfinite(made).all():
            raise _refuse(column, "", "has blank cells or values that are no numbers")
        return made.reshape(len(self.countries), len(self.countries))


class OneSectorGE:
    """A one-sector gravity model in general equilibrium, used as gegravity's class of this name::

        model = OneSectorGE(baseline, year=2006, reference_importer="DEU", sigma=5,
                            cost_variables=["lndist", "pta"], cost_coeff_values=coefficients)
        model.build_baseline()
        changed = model.baseline_data.copy()        # set pta to 1 for a pair, say
        model.define_experiment(changed)
        model.simulate()
        model.country_results

    Where gegravity's solver needs rescaling of the multilateral resistances, this one does not: its arguments
    ``omr_rescale`` and the like have no counterpart.
    """

    def __init__(self, baseline: BaselineData, year: Union[int, str], reference_importer: str, sigma: float,
                 cost_variables: Sequence[str], cost_coeff_values: CostCoeffs) -> None:
        """``sigma``: elasticity of substitution (> 1); ``reference_importer``: whose inward resistance is 1. Trade
        costs to the power 1 - sigma are exp(sum of beta x) over ``cost_variables``. Raises UserError."""
        if not sigma > 1:
            raise _refuse("sigma", str(sigma), "must be more than 1")
        self.sigma = float(sigma)
        self.year = year
        self.reference_importer = reference_importer
        self.cost_variables = list(cost_variables)
        self.cost_coeff_values = cost_coeff_values
        self._names = baseline
        self._rows = baseline.of_year(year)
        self._pairs = _Pairs(self._rows, baseline.imp_var_name, baseline.exp_var_name)
        if reference_importer not in self.countries:
            raise _refuse("reference_importer", reference_importer, "is not an importer of the table")
        self._fit: Optional[tuple[Array, Array, Array, dict[str, Any]]] = None
        self._partial: Optional[Array] = None
        self._result: Optional[Result] = None
        self._conditional: Optional[Result] = None

    @property
    def countries(self) -> list[str]:
        """Codes, sorted."""
        return self._pairs.countries

    @property
    def baseline_data(self) -> Any:
        """The rows of the year; copy and change them for :meth:`define_experiment`."""
        return self._rows

    def build_baseline(self) -> "OneSectorGE":
        """Fits the flows a_i t_ij b_j to the exporters' output and the importers' expenditure (Anderson and van
        Wincoop 2003, eqs 9-13), which gives the baseline resistances. Not converging is a warning."""
        output = self._margin(self._names.output_var_name, self._names.exp_var_name)
        spending = self._margin(self._names.expend_var_name, self._names.imp_var_name)
        output = output * (spending.sum() / output.sum())  # only shares enter
        reference = self.countries.index(self.reference_importer)
        self._fit = _cobden.fit_gravity_flows(self._costs(self._pairs), output, spending, reference, self.countries,
                                              1e-12, 200)
        warn_unless(self._fit[3]["status"] == "converged", self._fit[3], "build_baseline")
        self._output, self._spending = output, spending
        self._benchmark = Benchmark(_cobden.one_sector_benchmark(
            f"gravity-{self.year}", int(self.year), "currency units of the table", self.countries, self._fit[0]))
        return self

    def define_experiment(self, experiment_data: Any) -> "OneSectorGE":
        """The counterfactual: the baseline's rows with changed cost variables. Raises UserError: other pairs, or a
        changed cost of a country's own sales."""
        self._baseline("define_experiment")
        changed = _Pairs(experiment_data.reset_index(drop=True), self._names.imp_var_name, self._names.exp_var_name)
        if changed.countries != self.countries:
            raise _refuse("experiment_data", "", "has other countries than the baseline")
        self._experiment_costs = self._costs(changed)
        partial = np.log(self._experiment_costs / self._costs(self._pairs))
        own = np.abs(np.diag(partial))
        if own.max() > 1e-12:
            raise _refuse("experiment_data", self.countries[int(own.argmax())],
                          "changes the cost of a country's own sales")
        self._partial = partial
        self._result = self._conditional = None
        return self

    def simulate(self, effects: str = "first-order") -> "OneSectorGE":
        """Solves the experiment. ``effects``: "first-order" is what gegravity reports as general equilibrium: resistances
        at fixed incomes, then factory-gate prices moved once by them; "conditional" stops before that; "full" clears
        all markets (Yotov et al. 2016, An Advanced Guide, ch. 2). Not converging is a warning."""
        if self._partial is None:
            raise _refuse("simulate", "", "there is no experiment yet", "define_experiment() before it")
        self._result = self._solved(effects)
        warn_unless(self._result.converged, self._result.solver, "simulate")
        return self

    @property
    def result(self) -> Result:
        """The engine's own result, with its common measures beside those of the package."""
        if self._result is None:
            raise _refuse("result", "", "there is no result yet", "simulate() before it")
        return self._result

    @property
    def baseline_mr(self) -> Any:
        """Baseline multilateral resistances by country: "baseline omr", "baseline imr" (1 for the reference)."""
        import pandas as pd

        imr, omr = self._resistances()
        return pd.DataFrame({"baseline omr": omr, "baseline imr": imr}, index=self._index())

    @property
    def bilateral_costs(self) -> Any:
        """Trade costs to the power 1 - sigma by (exporter, importer): "baseline trade cost", "experiment trade cost",
        "trade cost change (%)"; higher means more trade."""
        base = self._costs(self._pairs)
        now = self._experiment_costs if self._partial is not None else base
        return self._by_pair({"baseline trade cost": base, "experiment trade cost": now,
                              "trade cost change (%)": 100 * (now / base - 1)})

    @property
    def country_results(self) -> Any:
        """By country: factory-gate price, omr, imr, GDP, terms of trade, output, expenditure, foreign exports and imports,
        intranational trade, all as "... change (percent)", and "welfare statistic" (base over new real expenditure:
        below 1 is a gain)."""
        import pandas as pd

        return pd.DataFrame({name: self.result.value(name) for name in _COUNTRY_COLUMNS}, index=self._index())

    @property
    def country_mr_terms(self) -> Any:
        """By country: baseline, conditional and experiment imr and omr, and their changes in percent."""
        import pandas as pd

        if self._conditional is None:
            self._conditional = self._solved("conditional")
        imr, omr = self._resistances()
        table = {}
        for name, level in (("imr", imr), ("omr", omr)):
            change = f"{name} change (percent)"
            table[f"baseline {name}"] = level
            table[f"conditional {name}"] = level * (1 + self._conditional.value(change) / 100)
            table[f"experiment {name}"] = level * (1 + self.result.value(change) / 100)
            table[change] = self.result.value(change)
        return pd.DataFrame(table, index=self._index())

    @property
    def bilateral_trade_results(self) -> Any:
        """By (exporter, importer): "baseline modeled trade", "experiment trade", "trade change (percent)"."""
        base, now = self._flows()
        return self._by_pair({"baseline modeled trade": base, "experiment trade": now,
                              "trade change (percent)": 100 * (now / base - 1)})

    @property
    def aggregate_trade_results(self) -> Any:
        """By country: foreign exports, foreign imports and intranational trade, baseline, experiment and change."""
        import pandas as pd

        table = {}
        totals = [{"foreign exports": flow.sum(axis=0) - np.diag(flow),
                   "foreign imports": flow.sum(axis=1) - np.diag(flow), "intranational trade": np.diag(flow)}
                  for flow in self._flows()]
        for name, base in totals[0].items():
            now = totals[1][name]
            table[f"baseline modeled {name}"], table[f"experiment {name}"] = base, now
            table[f"{name} change (percent)"] = 100 * (now / base - 1)
        return pd.DataFrame(table, index=self._index())

    def calculate_levels(self) -> Any:
        """Observed trade moved by the modelled change, by (exporter, importer): "baseline observed trade", "experiment
        observed trade", "trade change (observed level)"."""
        base, now = self._flows()
        observed = self._pairs.matrix(self._names.trade_var_name)
        moved = observed * now / base
        return self._by_pair({"baseline observed trade": observed, "experiment observed trade": moved,
                              "trade change (observed level)": moved - observed})

    def trade_share(self, importers: Sequence[str], exporters: Sequence[str]) -> Any:
        """What share (percent) of the importers' foreign imports, and of the exporters' foreign exports, their trade with
        each other is: a DataFrame with baseline, experiment and "change (percentage point)"."""
        import pandas as pd

        to = [self.countries.index(code) for code in importers]
        of = [self.countries.index(code) for code in exporters]
        table = {}
        for name, flow in zip(("baseline modeled trade", "experiment trade"), self._flows()):
            foreign = flow - np.diag(np.diag(flow))
            between = foreign[np.ix_(to, of)].sum()
            table[name] = [100 * between / foreign[to, :].sum(), 100 * between / foreign[:, of].sum()]
        table["change (percentage point)"] = [b - a for a, b in zip(*table.values())]
        who = "+".join(importers), "+".join(exporters)
        return pd.DataFrame(table, index=[f"{who[0]} imports from {who[1]}", f"{who[1]} exports to {who[0]}"])

    @property
    def solver_diagnostics(self) -> dict[str, Any]:
        """Status, iterations and residual of the baseline and of the experiment."""
        made = {"baseline_MRs": self._baseline("solver_diagnostics")[3]}
        if self._result is not None:
            made["full_GE"] = self._result.solver
        return made

    def export_results(self, directory: Union[str, "os.PathLike[str]"], name: str = "experiment") -> list[str]:
        """Writes NAME_country_results.csv, NAME_bilateral_trade.csv and NAME_aggregate_trade.csv. Returns the paths."""
        tables = {"country_results": self.country_results, "bilateral_trade": self.bilateral_trade_results,
                  "aggregate_trade": self.aggregate_trade_results}
        paths = [os.path.join(os.fspath(directory), f"{name}_{key}.csv") for key in tables]
        for path, table in zip(paths, tables.values()):
            table.to_csv(path + ".part")
        for path in paths:
            os.replace(path + ".part", path)
        return paths

    def _index(self) -> Any:
        import pandas as pd

        return pd.Index(self.countries, name="country")

    def _baseline(self, asked: str) -> tuple[Array, Array, Array, dict[str, Any]]:
        if self._fit is None:
            raise _refuse(asked, "", "there is no baseline yet", "build_baseline() before it")
        return self._fit

    def _costs(self, pairs: _Pairs) -> Array:
        total = sum((self.cost_coeff_values.beta(v) * pairs.matrix(v) for v in self.cost_variables),
                    np.zeros((len(self.countries),) * 2))
        return np.exp(total)

    def _margin(self, column: str, key: str) -> Array:
        first = self._rows.drop_duplicates(key).set_index(key)[column]
        return np.asarray(first.reindex(self.countries).to_numpy(dtype=float))

    def _solved(self, effects: str) -> Result:
        assert self._partial is not None
        model = Model(self._benchmark, "gravity", sigma=self.sigma, deficits="multiplicative", effects=effects,
                      numeraire=f"price-index:{self.reference_importer}")
        hat = np.exp(-self._partial / (self.sigma - 1))
        return Result(model._handle.solve(None, np.ascontiguousarray(hat[np.newaxis]), 1e-12, 200, None))

    def _resistances(self) -> tuple[Array, Array]:
        """Inward and outward, from the effects a_i b_j = Y_i E_j / (Y Pi_i^(1-sigma) P_j^(1-sigma))."""
        _, exporter, importer, _ = self._baseline("baseline_mr")
        at = self._spending[self.countries.index(self.reference_importer)]
        inward = self._spending / (importer * at)
        outward = self._output * at / (self._output.sum() * exporter)
        return inward ** (1 / (1 - self.sigma)), outward ** (1 / (1 - self.sigma))

    def _flows(self) -> tuple[Array, Array]:
        return self.result.base("trade_customs_value")[0], self.result.value("trade_customs_value")[0]

    def _by_pair(self, matrices: dict[str, Array]) -> Any:
        """Matrices [importer, exporter] as columns by (exporter, importer)."""
        import pandas as pd

        index = pd.MultiIndex.from_product([self.countries] * 2, names=["exporter", "importer"])
        return pd.DataFrame({name: m.T.ravel() for name, m in matrices.items()}, index=index)


def ge_gravity(data: Any, *, theta: float, exp_id: str = "exporter", imp_id: str = "importer", flows: str = "trade",
               beta: str = "beta", mult: bool = False) -> Any:
    """Full-endowment general equilibrium effects of partial effects, as Stata's ge_gravity (Baier, Yotov and Zylkin 2019).

    Parameters
    ----------
    data : DataFrame with one row per exporter and importer, own sales among them.
    theta : trade elasticity (> 0).
    exp_id, imp_id, flows, beta : its columns: codes, trade in the base, and the partial effect in logs of trade
        (X' = X exp(beta) before any adjustment; 0 for own sales).
    mult : multiplicative instead of additive trade imbalances.

    Returns the rows with what the command generates: ``new_trade``, and of the exporter ``welfare``, ``real_wage``,
    ``nom_wage`` and ``price_index``, all new over base (``new_trade`` in the unit of flows; with ``mult`` before the common
    factor, as the command stores it). Raises UserError.
    """
    if not theta > 0:
        raise _refuse("theta", str(theta), "must be more than 0")
    rows = data.reset_index(drop=True)
    pairs = _Pairs(rows, imp_id, exp_id)
    partial = pairs.matrix(beta)
    if np.abs(np.diag(partial)).max() > 0:
        raise _refuse(beta, "", "must be 0 for own sales")
    benchmark = Benchmark(_cobden.one_sector_benchmark("ge_gravity", 0, "unit of the table", pairs.countries,
                                                       pairs.matrix(flows)))
    model = Model(benchmark, "gravity", theta=float(theta), deficits="multiplicative" if mult else "additive")
    hat = np.ascontiguousarray(np.exp(-partial / theta)[np.newaxis])
    result = model.solve(trade_cost_hat=hat, tolerance=1e-12, max_iterations=200)
    made = rows.copy()
    position = {code: k for k, code in enumerate(pairs.countries)}
    i, j = rows[exp_id].map(position).to_numpy(), rows[imp_id].map(position).to_numpy()
    made["new_trade"] = result.value("ge_gravity.new_trade")[j, i]
    for name in ("welfare", "real_wage", "nom_wage", "price_index"):
        made[name] = result.value(f"ge_gravity.{name}")[i]
    made.attrs["solver"] = result.solver
    return made

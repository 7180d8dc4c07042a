"""Models as objects: solve any tariffs, ask for welfare under any weights, and for its exact gradient."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence, Union

import numpy as np
import numpy.typing as npt

from . import _cobden
from ._errors import warn_unless
from .benchmark import Benchmark
from .result import Progress, Result
from .scenario import Scenario

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Objective:
    """What one government maximises, in ``unit`` of the benchmark at base consumer prices:

    G = sum_s lambda_s W_s + rho R / P - phi I (P - 1) + psi I (L - 1)

    with W_s the real income earned in sector s (sum_s W_s is real income), R tariff revenue, P consumer prices over
    base, I base income, L employment over base. Political weights: Ossa (2014), eq. 9.
    """

    country: str
    sector_weight: Optional[Union[Mapping[str, float], npt.ArrayLike]] = None  #: lambda; by code, or (S,); default 1
    revenue_weight: float = 0.0  #: rho
    price_weight: float = 0.0  #: phi
    employment_weight: float = 0.0  #: psi; only models with labour supply


ObjectiveLike = Union[Objective, str]


@dataclass(frozen=True)
class Gradient:
    """Exact derivatives of an objective to tariffs, by the adjoint method."""

    derivative: Array  #: (importers, S, exporter N); money of the benchmark per unit of ln(1+t), or of t
    importers: list[str]
    sectors: list[str]
    exporters: list[str]
    wrt: str  #: "log" or "tariff"
    converged: bool  #: False: the adjoint missed its tolerance, or the equilibrium is none
    unit: str = field(default="million USD")

    def to_xarray(self) -> Any:
        """A DataArray with dimensions importer, sector, exporter (a view)."""
        import xarray as xr

        per = "unit of ln(1 + tariff)" if self.wrt == "log" else "unit of tariff (1 = 100%)"
        coords = {"importer": self.importers, "sector": self.sectors, "exporter": self.exporters}
        return xr.DataArray(self.derivative, coords, ("importer", "sector", "exporter"), name="gradient",
                            attrs={"units": f"{self.unit} per {per}", "converged": int(self.converged)})


class Equilibrium:
    """One equilibrium of a model, for values, gradients and warm starts. Immutable; check :attr:`converged`."""

    def __init__(self, handle: _cobden.Equilibrium, model: "Model") -> None:
        self._handle = handle
        self.model = model

    @property
    def converged(self) -> bool:
        """False: it has no values."""
        return self._handle.converged

    @property
    def solver(self) -> dict[str, Any]:
        """status, method, message, iterations, residual, seconds."""
        return self._handle.solver

    @property
    def tariff(self) -> Array:
        """Tariffs (S, importer, exporter) on the model's sectors, fraction. A view."""
        return self._handle.tariff

    def flow(self) -> Array:
        """Trade (S, importer, exporter) at customs value, in units of the model's numeraire."""
        return self._handle.flow()

    def value(self, objective: ObjectiveLike) -> float:
        """G, in the benchmark's unit at base prices; a country code asks for its real income.

        Raises UserError: a weight that the model has no term for.
        """
        return self._handle.value(self.model._objective(objective))

    def gradient(self, objective: Union[ObjectiveLike, Sequence[tuple[float, ObjectiveLike]]],
                 importers: Union[str, Sequence[str], None] = None, wrt: str = "log") -> Gradient:
        """Exact derivatives of an objective, or of a weighted sum of them, to the tariffs of ``importers``
        (default: the objective's own country): one linear solve, however many tariffs.

        ``wrt``: "log" for d G / d ln(1 + t), "tariff" for d G / d t. Derivation: docs/theory/gradients.md.
        """
        if wrt not in ("log", "tariff"):
            raise ValueError(f"wrt: {wrt!r}: expected 'log' or 'tariff'")
        terms = [(1.0, objective)] if isinstance(objective, (Objective, str)) else list(objective)
        own = [o if isinstance(o, str) else o.country for _, o in terms]
        who = list(dict.fromkeys(own)) if importers is None else [importers] if isinstance(importers, str) else \
            list(importers)
        positions = [self.model._country(code) for code in who]
        found, converged = self._handle.gradient([(float(w), self.model._objective(o)) for w, o in terms], positions)
        if wrt == "tariff":
            found = found / (1 + self.tariff[:, positions, :].transpose(1, 0, 2))
        return Gradient(found, who, self.model.sectors, self.model.countries, wrt, converged, self.model.unit)

    def __repr__(self) -> str:
        return f"<cobden.Equilibrium: {self.solver['status']}, residual {self.solver['residual']:.1e}>"


class Model:
    """A model of the economy on a benchmark, to be solved for any tariffs.

    ``family`` is "caliendo-parro", "single-sector", "ossa" or "gravity"; further keywords are the keys of a
    scenario's [model] table (``closure="fixed"``, ``variant=...``, ``elasticities="GYY"``, ``sigma=5``, ...).

    All methods may be called from several threads. Raises UserError for what the family does not know.
    """

    def __init__(self, benchmark: Union[Benchmark, str], family: str = "caliendo-parro", **parameters: Any) -> None:
        self.benchmark = benchmark if isinstance(benchmark, Benchmark) else Benchmark.open(benchmark)
        spec = {"title": "model", "benchmark": self.benchmark.name, "model": {"family": family, **parameters}}
        self._handle = _cobden.Model(self.benchmark._handle, Scenario.from_dict(spec, "model parameters")._handle)

    @property
    def description(self) -> dict[str, Any]:
        """family, variant, elasticities, citation (key of docs/references.bib), notes."""
        return self._handle.description

    @property
    def unit(self) -> str:
        """Unit of objectives."""
        return self.benchmark.unit

    @property
    def has_gradients(self) -> bool:
        """Whether :meth:`equilibrium`, values and gradients are there: families with tariff revenue."""
        return self._handle.has_policy

    @property
    def countries(self) -> list[str]:
        """Codes of the economies, in the order of every country axis."""
        return self._handle.countries

    @property
    def sectors(self) -> list[str]:
        """The model's sectors: the benchmark's, or one in one-sector variants."""
        return self._handle.sectors

    @property
    def base_tariff(self) -> Array:
        """Base tariffs (S, importer, exporter) on the model's sectors, fraction. A view; copy it to change it."""
        return self._handle.base_tariff

    @property
    def base_flow(self) -> Array:
        """Base trade (S, importer, exporter) at customs value, domestic sales on the diagonal. A view."""
        return self._handle.base_flow

    def solve(self, tariff: Optional[npt.ArrayLike] = None, *, trade_cost_hat: Optional[npt.ArrayLike] = None,
              tolerance: float = 1e-10, max_iterations: int = 5000, progress: Progress = None) -> Result:
        """One counterfactual with all outcomes. ``tariff``: the full new matrix (S, importer, exporter), fraction;
        ``trade_cost_hat``: new over base iceberg costs, same shape; None = as in the base.

        Not converging is a status and a warning. Raises UserError: a wrong shape, a value that cannot be.
        """
        result = Result(self._handle.solve(_array(tariff), _array(trade_cost_hat), tolerance, max_iterations,
                                           progress))
        warn_unless(result.converged, result.solver, "solve")
        return result

    def base(self) -> Equilibrium:
        """The base: base tariffs, nothing changed."""
        return Equilibrium(self._handle.base(), self)

    def equilibrium(self, tariff: npt.ArrayLike, *, start: Optional[Equilibrium] = None, tolerance: float = 1e-10,
                    max_iterations: int = 5000, progress: Progress = None) -> Equilibrium:
        """The equilibrium at ``tariff`` (S, importer, exporter), fraction, without tables of outcomes: what searches
        need. ``start``: a near equilibrium to begin from; results then agree to the tolerance, not to the bit."""
        handle = self._handle.equilibrium(_array(tariff), start._handle if start else None, tolerance,
                                          max_iterations, progress)
        made = Equilibrium(handle, self)
        warn_unless(made.converged, made.solver, "equilibrium")
        return made

    def _country(self, code: str) -> int:
        try:
            return self.countries.index(code)
        except ValueError:
            raise KeyError(f"unknown country code {code!r}") from None

    def _objective(self, objective: ObjectiveLike) -> tuple[int, Any, float, float, float]:
        if isinstance(objective, str):
            return self._country(objective), None, 0.0, 0.0, 0.0
        weights = objective.sector_weight
        if isinstance(weights, Mapping):
            unknown = [code for code in weights if code not in self.sectors]
            if unknown:
                raise KeyError(f"unknown sector code {unknown[0]!r}")
            weights = np.array([float(weights.get(code, 1.0)) for code in self.sectors])
        return (self._country(objective.country), _array(weights), objective.revenue_weight, objective.price_weight,
                objective.employment_weight)

    def __repr__(self) -> str:
        d = self.description
        return f"<cobden.Model {d['family']}{'/' + d['variant'] if d['variant'] else ''} on {self.benchmark.name}>"


def _array(values: Optional[npt.ArrayLike]) -> Optional[Array]:
    return None if values is None else np.ascontiguousarray(values, dtype=float)

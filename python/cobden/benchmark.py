"""Benchmark economies: a year's balanced world accounts with the tariffs and elasticities that belong to them."""
from __future__ import annotations

import os
from typing import Any, Mapping, Optional, Sequence, Union

import numpy as np
import numpy.typing as npt

from . import _cobden

Array = npt.NDArray[np.float64]
PathLike = Union[str, "os.PathLike[str]"]

_LABELS = {
    "flow": "Trade at basic prices before the importer's tariff",
    "tariff": "Ad valorem tariff",
    "intermediate": "Intermediate use at purchaser prices",
    "final_use": "Final use at purchaser prices",
    "value_added": "Value added",
    "output": "Output at basic prices",
    "absorption": "Absorption at purchaser prices",
    "deficit": "Imports less exports at basic prices",
    "gdp": "Gross domestic product",
}
_DIMENSIONS: dict[str, tuple[str, ...]] = {
    "flow": ("sector", "importer", "exporter"),
    "tariff": ("sector", "importer", "exporter"),
    "intermediate": ("input", "using", "country"),
    "final_use": ("sector", "country"),
    "value_added": ("sector", "country"),
    "output": ("sector", "country"),
    "absorption": ("sector", "country"),
    "deficit": ("country",),
    "gdp": ("country",),
}


def benchmarks() -> list[str]:
    """Names of the built-in benchmarks, for :meth:`Benchmark.open`."""
    return list(_cobden.benchmarks())


class Benchmark:
    """An immutable, checked benchmark: S sectors, N economies.

    Arrays are read-only numpy views of the engine's own memory: nothing is copied, and a view keeps the benchmark
    alive. Copy one (``b.flow.copy()``) to change it.

    ========== ================================ =====================================================
    name       shape                            unit
    ========== ================================ =====================================================
    flow       (S, importer N, exporter N)      ``unit``; basic prices, domestic sales on the diagonal
    tariff     (S, importer N, exporter N)      fraction (0.25 = 25%), zero on the diagonal
    intermediate (input S, using S, N)          ``unit``; purchaser prices; None without input-output
    final_use, absorption (S, N)                ``unit``; purchaser prices
    value_added, output   (S, N)                ``unit``; basic prices
    deficit    (N,)                             ``unit``; imports less exports
    gdp        (N,)                             ``unit``; None where the source has none
    ========== ================================ =====================================================

    Source: ``provenance`` and ``docs/theory/benchmark-accounting.md``.
    """

    def __init__(self, handle: _cobden.Benchmark) -> None:
        self._handle = handle

    @classmethod
    def open(cls, name_or_path: PathLike) -> "Benchmark":
        """A built-in benchmark ("world-2022", "world-2022-12"), a .nc or .har file, or a folder or file in any layout
        that ``cobden data import`` reads.

        Raises UserError: there is none of that name (the nearest is named), or its accounts do not add up.
        """
        return cls(_cobden.open_benchmark(os.fspath(name_or_path)))

    @classmethod
    def from_arrays(cls, name: str, countries: Sequence[str], sectors: Sequence[str], flow: npt.ArrayLike, *,
                    tariff: Optional[npt.ArrayLike] = None, intermediate: Optional[npt.ArrayLike] = None,
                    final_use: Optional[npt.ArrayLike] = None, value_added: Optional[npt.ArrayLike] = None,
                    elasticities: Optional[Mapping[str, npt.ArrayLike]] = None, year: int = 0,
                    unit: str = "million USD", country_labels: Sequence[str] = (), sector_labels: Sequence[str] = (),
                    country_groups: Optional[Mapping[str, Sequence[str]]] = None,
                    sector_groups: Optional[Mapping[str, Sequence[str]]] = None,
                    source: str = "arrays given from Python") -> "Benchmark":
        """A benchmark of your own arrays, which are copied; shapes and units as in the table of the class.

        Tariffs default to zero. ``final_use`` defaults to absorption less intermediate use, ``value_added`` to output
        less intermediate use. ``elasticities`` maps set names to one trade elasticity per sector (> 0).

        Raises UserError: a wrong shape, a negative or non-finite flow, accounts that do not add up.
        """
        flows = np.asarray(flow, dtype=float)
        duty = np.zeros_like(flows) if tariff is None else np.asarray(tariff, dtype=float)
        inputs = None if intermediate is None else np.asarray(intermediate, dtype=float)
        if final_use is None:
            final_use = (flows * (1 + duty)).sum(axis=2) - (0 if inputs is None else inputs.sum(axis=1))
        if value_added is None:
            value_added = flows.sum(axis=1) - (0 if inputs is None else inputs.sum(axis=0))
        return cls(_cobden.benchmark_from({
            "name": name, "year": year, "unit": unit, "countries": list(countries), "sectors": list(sectors),
            "country_labels": list(country_labels), "sector_labels": list(sector_labels), "flow": flows,
            "tariff": duty, "intermediate": inputs, "final_use": np.asarray(final_use, dtype=float),
            "value_added": np.asarray(value_added, dtype=float), "source": source,
            "elasticities": {k: np.asarray(v, dtype=float) for k, v in (elasticities or {}).items()},
            "country_groups": {k: list(v) for k, v in (country_groups or {}).items()},
            "sector_groups": {k: list(v) for k, v in (sector_groups or {}).items()}}))

    @property
    def name(self) -> str:
        """Short name, e.g. "world-2022"."""
        return self._handle.name

    @property
    def year(self) -> int:
        """Year of the accounts; 0 = not stated."""
        return self._handle.year

    @property
    def unit(self) -> str:
        """Unit of all money, e.g. "million USD"."""
        return self._handle.unit

    @property
    def countries(self) -> list[str]:
        """Codes of the economies, in the order of every country axis."""
        return self._handle.countries

    @property
    def country_labels(self) -> list[str]:
        """Names of the economies, one per code."""
        return self._handle.country_labels

    @property
    def sectors(self) -> list[str]:
        """Codes of the sectors, in the order of every sector axis."""
        return self._handle.sectors

    @property
    def sector_labels(self) -> list[str]:
        """Names of the sectors, one per code."""
        return self._handle.sector_labels

    @property
    def country_groups(self) -> dict[str, list[str]]:
        """Named groups of economies, e.g. "EU27"."""
        return self._handle.country_groups

    @property
    def sector_groups(self) -> dict[str, list[str]]:
        """Named groups of sectors, e.g. "goods"."""
        return self._handle.sector_groups

    @property
    def provenance(self) -> dict[str, Any]:
        """title, source, licence, citation, and the steps Cobden took."""
        return self._handle.provenance

    @property
    def flow(self) -> Array:
        """Trade (S, importer, exporter), in ``unit`` at basic prices; domestic sales on the diagonal. A view."""
        return self._array("flow")

    @property
    def tariff(self) -> Array:
        """Ad valorem tariffs (S, importer, exporter), fraction. A view."""
        return self._array("tariff")

    @property
    def intermediate(self) -> Optional[Array]:
        """Intermediate use (input S, using S, N), in ``unit`` at purchaser prices; None without input-output links.
        A view."""
        array: Optional[Array] = self._handle.array("intermediate")
        return array

    @property
    def final_use(self) -> Array:
        """Final use (S, N), in ``unit`` at purchaser prices. A view."""
        return self._array("final_use")

    @property
    def value_added(self) -> Array:
        """Value added (S, N), in ``unit``. A view."""
        return self._array("value_added")

    @property
    def output(self) -> Array:
        """Output (S, N), in ``unit`` at basic prices. A view."""
        return self._array("output")

    @property
    def absorption(self) -> Array:
        """Absorption (S, N), in ``unit`` at purchaser prices. A view."""
        return self._array("absorption")

    @property
    def deficit(self) -> Array:
        """Imports less exports (N,), in ``unit`` at basic prices. A view."""
        return self._array("deficit")

    @property
    def gdp(self) -> Optional[Array]:
        """Gross domestic product (N,), in ``unit``; None where the source has none. A view."""
        array: Optional[Array] = self._handle.array("gdp")
        return array

    @property
    def elasticities(self) -> dict[str, Array]:
        """Trade elasticities by set, each (S,), dimensionless (theta of Caliendo and Parro 2015; sigma - 1 in an
        Armington reading). Views. Sources: :attr:`elasticity_sources`."""
        return {name: self._handle.elasticities(name) for name, _ in self._handle.elasticity_sets}

    @property
    def elasticity_sources(self) -> dict[str, str]:
        """Author and year of every elasticity set."""
        return dict(self._handle.elasticity_sets)

    def tariff_revenue(self) -> Array:
        """Tariff revenue (N,), in ``unit``."""
        return self._handle.tariff_revenue()

    def accounting(self) -> dict[str, Any]:
        """How well the accounts add up: ``imbalances`` (cells beyond the tolerance), ``worst_imbalance`` (relative),
        ``issues`` (sentences, worst first)."""
        return self._handle.accounting()

    def country(self, code: str) -> int:
        """Position of an economy. Raises KeyError."""
        return _position(self.countries, code, "country")

    def sector(self, code: str) -> int:
        """Position of a sector. Raises KeyError."""
        return _position(self.sectors, code, "sector")

    def aggregate(self, map: PathLike, name: str = "") -> "Benchmark":
        """Fewer economies and sectors by a CSV axis,from,to[,label]; tariffs keep their revenue
        (``cobden data aggregate``). Raises UserError with the line of the mapping."""
        return Benchmark(self._handle.aggregate(os.fspath(map), name))

    def save(self, path: PathLike) -> None:
        """Writes FILE.nc (exact), FILE.har (seven digits), or a folder of long CSV (exact): whole or not at all."""
        self._handle.save(os.fspath(path))

    def to_xarray(self) -> Any:
        """An xarray Dataset with dimensions sector, importer, exporter, country, input, using and elasticity_set,
        units in the attributes. The variables are the views themselves: nothing is copied but the elasticities."""
        import xarray as xr

        data: dict[str, Any] = {}
        for name, dims in _DIMENSIONS.items():
            array = self._handle.array(name)
            if array is not None:
                units = "fraction" if name == "tariff" else self.unit
                data[name] = (dims, array, {"units": units, "long_name": _LABELS[name]})
        coords: dict[str, Any] = {"sector": self.sectors, "importer": self.countries, "exporter": self.countries,
                                  "country": self.countries}
        if "intermediate" in data:
            coords.update(input=self.sectors, using=self.sectors)
        sets = self.elasticities
        if sets:
            coords["elasticity_set"] = list(sets)
            data["theta"] = (("elasticity_set", "sector"), np.stack(list(sets.values())),
                             {"units": "1", "long_name": "Trade elasticity"})
        facts = {k: v for k, v in self.provenance.items() if k != "steps"}
        return xr.Dataset(data, coords, {"name": self.name, "year": self.year, **facts})

    def _array(self, name: str) -> Array:
        array: Array = self._handle.array(name)
        return array

    def __repr__(self) -> str:
        return (f"<cobden.Benchmark {self.name}: {self.year}, {len(self.countries)} economies x "
                f"{len(self.sectors)} sectors, {self.unit}>")


def _position(codes: Sequence[str], code: str, what: str) -> int:
    try:
        return codes.index(code)
    except ValueError:
        raise KeyError(f"unknown {what} code {code!r}") from None

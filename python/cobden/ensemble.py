"""Many draws of what is uncertain: quantiles, probabilities, and which input matters."""
from __future__ import annotations

import json
import os
import warnings
from typing import Any, Mapping, Optional, Sequence, Union

from . import _cobden
from ._errors import NotConvergedWarning
from ._frames import frame
from ._settings import settings
from .result import Progress
from .scenario import BenchmarkLike, ScenarioLike, asked


class Ensemble:
    """The answer of :func:`ensemble`. Failed draws are counted (:attr:`failed`, :attr:`failures`) and stand as NaN in
    :attr:`draws`; no figure hides them. docs/theory/ensembles.md."""

    def __init__(self, handle: _cobden.EnsembleAnswer) -> None:
        self._handle = handle
        self._data: Optional[dict[str, Any]] = None

    @property
    def data(self) -> dict[str, Any]:
        """The JSON answer, parsed: schema, inputs, closure, solver, ensemble, results, probabilities, failures, tornado,
        indices."""
        if self._data is None:
            self._data = json.loads(self.to_json())
        return self._data

    @property
    def failed(self) -> int:
        """Draws without an answer."""
        return self._handle.failed

    @property
    def solved_here(self) -> int:
        """Solves of this process; the rest were read from the folder that was gone on with."""
        return self._handle.done_here

    @property
    def quantiles(self) -> Any:
        """A row per outcome: measure, unit, importer and so on, p05, p25, p50, p75, p95, mean, standard_deviation, the
        centre, and the draws behind them."""
        return frame(self.data["results"])

    @property
    def probabilities(self) -> Any:
        """How likely each statement is, with its error and the number of draws."""
        return frame(self.data["probabilities"])

    @property
    def failures(self) -> Any:
        """Why draws failed: kind, solves, first_draw, example; empty if none did."""
        return frame(self.data["failures"])

    @property
    def tornado(self) -> Any:
        """Each input moved alone, the others at their centre."""
        return frame(self.data.get("tornado", []))

    @property
    def indices(self) -> Any:
        """First-order and total Sobol indices by input and outcome; empty unless ``indices=True``."""
        return frame(self.data.get("indices", []))

    @property
    def inputs(self) -> Any:
        """What was drawn: name, draw, numbers, distribution."""
        return frame(self.data["ensemble"]["inputs"])

    @property
    def draws(self) -> Any:
        """Every outcome of every draw: a DataFrame with a row per draw and a column per (measure, country, sector); units
        in ``frame.attrs["units"]``; NaN where the draw failed."""
        import pandas as pd

        outcomes = self._handle.outcomes
        columns = pd.MultiIndex.from_tuples([(m, c, s) for m, _, c, s in outcomes],
                                            names=["measure", "country", "sector"])
        made = pd.DataFrame(self._handle.figures(), columns=columns)
        made.index.name = "draw"
        made.attrs["units"] = {m: unit for m, unit, _, _ in outcomes}
        return made

    def to_json(self) -> str:
        """The text of ``cobden ensemble --format json``."""
        return self._handle.json()

    def to_csv(self) -> str:
        """The text of ``--format csv``: every statistic in long form."""
        return self._handle.csv()

    def summary(self) -> str:
        """The tables that ``cobden ensemble`` prints."""
        return self._handle.summary()

    def save(self, folder: Union[str, "os.PathLike[str]"]) -> list[str]:
        """Writes quantiles.csv, draws.nc, ensemble.json, charts and a manifest: all of it or nothing."""
        return self._handle.save(os.fspath(folder))

    def __repr__(self) -> str:
        return f"<cobden.Ensemble of {self._handle.draws} draws, {self.failed} failed>"


def ensemble(scenario: ScenarioLike, draws: Optional[int] = None, *, seed: Optional[int] = None,
             sampling: Optional[str] = None, indices: bool = False, question: Optional[str] = None,
             measures: Union[str, Sequence[str], None] = None, countries: Union[str, Sequence[str], None] = None,
             sectors: Union[str, Sequence[str], None] = None,
             folder: Union[str, "os.PathLike[str]", None] = None, resume: bool = False,
             benchmark: BenchmarkLike = None, progress: Progress = None, **overrides: Any) -> Ensemble:
    """Asks a scenario again and again with what is uncertain drawn anew (``cobden ensemble``).

    Parameters
    ----------
    scenario : its [ensemble] table says what is drawn; without one, trade elasticities are.
    draws, seed : how many (default 1000), and from which seed; the same seed gives the same bits.
    sampling : "sobol" (scrambled points) or "monte-carlo".
    indices : also Sobol indices, at draws x (inputs + 2) solves.
    question : "run", "strategy" or "talks".
    measures, countries, sectors : what is summarised.
    folder : keeps finished draws in its folder chunks, as ``--out`` does; resume: goes on with those that are there.
    progress, benchmark, overrides : as in :func:`run`.

    Failed draws are counted and warned of, never dropped in silence. Raises UserError for bad input, KeyboardInterrupt on
    Ctrl-C: with a folder, what is finished is kept.
    """
    given: Mapping[str, list[str]] = settings(draws=draws, seed=seed, sampling=sampling, indices=indices,
                                              question=question, measures=measures, countries=countries,
                                              sectors=sectors, out=folder, resume=resume)
    made = Ensemble(_cobden.ensemble(*asked(scenario, benchmark, overrides), given, progress))
    if made.failed:
        warnings.warn(f"ensemble: {made._handle.failed_text()}", NotConvergedWarning, stacklevel=2)
    return made

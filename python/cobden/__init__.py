"""Cobden: the open engine for trade wars and trade talks.

>>> import cobden
>>> result = cobden.run("us-china-2025-12")
>>> result.series("welfare_exact").sort_values().head()      # percent of base real income
>>> result.elasticity_range.loc["USA"]                       # the same over all elasticity sets
>>> cobden.nash("us-china-2025-12", ["USA", "CHN"]).epsilon   # percent
>>> cobden.Schedule("us-2025").explain("8517.13.0000", "CHN", "2025-04-20")["total_pct"]

Names are those of the command line; ``OneSectorGE``, ``BaselineData``, ``CostCoeffs`` and ``ge_gravity`` are those of
gegravity and of Stata's ge_gravity. Arrays that the engine owns come as read-only numpy views, tables as pandas
DataFrames, named arrays as xarray Datasets with units. pandas and xarray are imported when first needed.

Bad input raises :class:`UserError`; a solve that does not converge returns a result that says so and warns with
:class:`NotConvergedWarning`; Ctrl-C raises KeyboardInterrupt from any solve. The GIL is released meanwhile.
"""
from __future__ import annotations

import os as _os

from . import _cobden
from ._errors import NotConvergedWarning, UserError
from .benchmark import Benchmark, benchmarks
from .ensemble import Ensemble, ensemble
from .gravity import BaselineData, CostCoeffs, OneSectorGE, ge_gravity
from .model import Equilibrium, Gradient, Model, Objective
from .precursor import Precursor, precursor
from .replicate import replicate, replications
from .result import Result, Run, Variable, compare, run
from .scenario import Scenario, scenarios
from .schedule import Schedule, schedules
from .strategy import Strategy, carveouts, cooperate, frontier, nash, optimum, respond
from .talks import Talks, game, talks

__version__: str = _cobden.version

# An installed package brings the ready data and scenarios along; a build in a checkout finds those of the checkout.
_share = _os.path.join(_os.path.dirname(_os.path.abspath(__file__)), "share")
if _os.path.isdir(_share):
    _cobden.set_share_folder(_share)


def set_threads(threads: int) -> None:
    """Limits the threads of every later solve in this process; 0 = all cores. Results do not depend on it.

    Raises ValueError for a negative number.
    """
    if threads < 0:
        raise ValueError(f"threads: {threads}: expected 0 (all cores) or more")
    _cobden.set_threads(threads)


def data_folders() -> list[str]:
    """Where benchmarks, schedules and scenarios are looked for, in order; the environment variable COBDEN_DATA adds
    folders before them."""
    return list(_cobden.data_folders())


def build_info() -> dict[str, str]:
    """version, commit and build type of the engine."""
    return {"version": _cobden.version, "commit": _cobden.commit, "build_type": _cobden.build_type}


__all__ = ["BaselineData", "Benchmark", "CostCoeffs", "Ensemble", "Equilibrium", "Gradient", "Model", "NotConvergedWarning",
           "Objective", "OneSectorGE", "Precursor", "Result", "Run", "Scenario", "Schedule", "Strategy", "Talks",
           "UserError", "Variable", "benchmarks", "build_info", "carveouts", "compare", "cooperate", "data_folders",
           "ensemble", "frontier", "game", "ge_gravity", "nash", "optimum", "precursor", "replicate", "replications", "respond",
           "run", "scenarios", "schedules", "set_threads", "talks"]

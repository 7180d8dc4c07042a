"""Replications of published results."""
from __future__ import annotations

import json
import os
from typing import Any, Union

from . import _cobden
from ._errors import warn_unless
from ._frames import frame
from .result import Progress


def replications() -> dict[str, list[str]]:
    """Studies and their variants; the first is the default."""
    return {name: list(_cobden.replication_variants(name)) for name in _cobden.replication_names()}


def replicate(name: str, data: Union[str, "os.PathLike[str]"], variant: str = "", *, progress: Progress = None) -> Any:
    """Published results: a DataFrame table, scenario, entity, measure, unit, paper, ours, difference
    (``cobden replicate``). ``data``: the study's folder, or one that holds it. ``frame.attrs`` holds citation, notes
    and solver. Raises UserError: an unknown study, missing files."""
    answer = json.loads(_cobden.replicate(name, os.fspath(data), variant, progress))
    rows = frame(answer["results"])
    rows.attrs.update({k: answer[k] for k in ("citation", "variant", "notes", "solver")})
    warn_unless(answer["solver"]["status"] == "converged", answer["solver"], name)
    return rows

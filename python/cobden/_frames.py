"""Lists of objects of a JSON answer as DataFrames."""
from __future__ import annotations

from typing import Any, Mapping, Sequence


def frame(rows: Sequence[Mapping[str, Any]], units: Mapping[str, str] | None = None) -> Any:
    """A DataFrame with a column for each key; nested objects become NAME_KEY, lists stay. Units stand in
    ``frame.attrs["units"]``."""
    import pandas as pd

    made = pd.DataFrame([_flat(row) for row in rows])
    if units:
        made.attrs["units"] = {k: v for k, v in units.items() if k in made.columns}
    return made


def _flat(row: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{before}{key}_"))
        else:
            flat[before + key] = value
    return flat

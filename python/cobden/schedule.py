"""Tariff schedules: what a line pays on a day, and why."""
from __future__ import annotations

import json
import os
from typing import Any, Mapping, Optional, Sequence, Union

from . import _cobden
from ._frames import frame
from ._settings import settings, word, words

Words = Union[str, Sequence[str], None]


def schedules() -> Any:
    """The ready schedules as a DataFrame: id, importer, title, file."""
    import pandas as pd

    return pd.DataFrame(_cobden.schedules(), columns=["id", "importer", "title", "file"])


class Schedule:
    """The dated border measures of one economy, open for questions.

    Dates are "2025-04-10" (the end of that day in the schedule's clock), "2025-04-10T12:01:00+08:00", Python dates and
    datetimes, or timestamps of pandas and numpy (days, where they say midnight). Partners are ISO3 codes (EUU = European Union). Rates are percent of customs value. The rules:
    docs/theory/schedule.md.
    """

    def __init__(self, name: str = "", *, importer: str = "", known: Any = None, without: Words = None,
                 fill: Optional[Mapping[str, float]] = None, price: Optional[Mapping[str, float]] = None,
                 unpublished: bool = False) -> None:
        """A schedule by id or file, or the ready one of an ``importer``.

        ``known``: only what was public on this day; ``without``: exempt lists or exemptions to take away; ``fill``:
        used share of quotas by measure; ``price``: USD of one unit for duties by quantity; ``unpublished``: apply
        exemptions of which no official text exists. Raises UserError.
        """
        self._given = settings(known=known, without=without, fill=fill, price=price, unpublished=unpublished)
        self._handle = _cobden.Schedule(os.fspath(name), importer, self._given)

    @property
    def id(self) -> str:
        """Its id, e.g. "us-2025"."""
        return self._handle.id

    @property
    def importer(self) -> str:
        """Whose border, ISO3."""
        return self._handle.importer

    @property
    def title(self) -> str:
        """What it holds."""
        return self._handle.title

    @property
    def note(self) -> str:
        """What the schedule leaves out."""
        return self._handle.note

    def rates(self, products: Words, partners: Words, on: Any) -> Any:
        """Rates of products from partners on dates: an xarray Dataset (product, partner, date) with ``base``,
        ``statutory`` (every duty as owed) and ``effective`` (the share of trade that claims a preference does not owe
        it), percent of customs value, ``unconverted`` (a duty by quantity is missing in the figure) and ``unmatched`` (the
        base duty is not in the file and counts as 0: a heading instead of a full code, or a schedule without base duties).

        The schedule stays open: a thousand rates cost milliseconds. Raises UserError: no code, no date, no partner.
        """
        import xarray as xr

        codes, who, when = words(products), words(partners), words(on)
        cubes = self._handle.rates(codes, who, when)
        names = {"base": "Column-1 duty", "statutory": "All duties as owed",
                 "effective": "All duties, claim-adjusted", "unconverted": "A duty by quantity is missing",
                 "unmatched": "The base duty is not in the file"}
        units = dict.fromkeys(("base", "statutory", "effective"), "percent of customs value")
        data = {k: (("product", "partner", "date"), v, {"units": units.get(k, "1"), "long_name": names[k]})
                for k, v in cubes.items()}
        return xr.Dataset(data, {"product": codes, "partner": who, "date": when}, {"schedule": self.id})

    def effective(self, product: str, partner: str, on: Any) -> float:
        """The claim-adjusted rate of one line, percent of customs value."""
        return float(self._handle.rates([product], [partner], [word(on)])["effective"][0, 0, 0])

    def statutory(self, product: str, partner: str, on: Any) -> float:
        """The rate of one line with every duty as owed, percent of customs value."""
        return float(self._handle.rates([product], [partner], [word(on)])["statutory"][0, 0, 0])

    def explain(self, product: str, partner: str, on: Any, *, claims: Words = None, loaded: Any = None) -> dict[str, Any]:
        """Every measure that could apply, its rate, the share of value it is charged on, and for each zero the reason
        (``cobden schedule explain``): total_pct, base_pct, parts, export_controls. ``claims``: preferences the article
        claims ("usmca"); ``loaded``: the day it was shipped."""
        return self._ask("explain", code=product, from_=partner, on=on, claim=claims, loaded=loaded)

    def average(self, partners: Words = None, on: Any = None, *, between: Any = None, by: Optional[str] = None,
                trade: Optional[str] = None, benchmark: Optional[str] = None) -> Any:
        """Trade-weighted averages (``cobden schedule average``) as a DataFrame: trade_usd, statutory_pct,
        claim_adjusted_pct, unmatched_usd, unconverted_usd, and a claim-adjusted column per authority; indexed by
        partner or sector (``by``), or by date with ``between=(first, last)``. ``frame.attrs["total"]`` holds all
        together."""
        results = self._ask("average", from_=partners, on=on, between=between, by=by, trade=trade,
                            benchmark=benchmark)
        key = next(k for k in ("days", "partners", "sectors") if k in results)
        index = {"days": "date", "partners": "partner", "sectors": "sector"}[key]
        made = frame([_by_authority(row) for row in results[key]])
        if key == "days" and len(made):
            import pandas as pd

            made[index] = pd.to_datetime(made[index])
        made = made.set_index(index) if len(made) else made
        made.attrs["unit"] = results["unit"]
        if key != "days":
            made.attrs["total"] = {k: v for k, v in results.items() if k.endswith(("_pct", "_usd"))}
        return made

    def matrix(self, benchmark: str = "world-2022", on: Any = None, *, between: Any = None,
               concordance: Optional[str] = None) -> Any:
        """Rates by sector and exporter of a benchmark (``cobden schedule matrix``), a DataFrame by (sector, exporter):
        statutory_pct, claim_adjusted_pct, trade_usd, unconverted_usd, and ``weights``, whose trade weighed the cell.
        ``between=(first, last)``: the mean over days. What belongs to no sector stands in ``frame.attrs``."""
        results = self._ask("matrix", benchmark=benchmark, on=on, between=between, concordance=concordance)
        made = frame(results.pop("cells")).set_index(["sector", "exporter"])
        made.attrs.update(results)
        return made[["statutory_pct", "claim_adjusted_pct", "trade_usd", "unconverted_usd", "weights"]]

    def carveouts(self, partner: Words = None, on: Any = None) -> dict[str, Any]:
        """What each exemption covers and what it is worth (``cobden schedule carveouts``)."""
        return self._ask("carveouts", from_=partner, on=on)

    def diff(self, on: Any, and_on: Any, partners: Words = None, *, and_known: Any = None,
             and_schedule: Optional[str] = None) -> dict[str, Any]:
        """What changed between two dates, schedules or days of knowledge (``cobden schedule diff``)."""
        return self._ask("diff", from_=partners, on=on, and_=and_on, and_known=and_known, and_schedule=and_schedule)

    def _ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        given = {**self._given, **settings(schedule=self._handle.file, **arguments)}
        _, text, _ = _cobden.command("schedule", command, given, "json", None)
        results: dict[str, Any] = json.loads(text)["results"]
        return results

    def __repr__(self) -> str:
        return f"<cobden.Schedule {self.id}: border of {self.importer}>"


def _by_authority(row: Mapping[str, Any]) -> dict[str, Any]:
    made = {k: v for k, v in row.items() if k != "by_authority"}
    made.update({a["authority"]: a["claim_adjusted_pct"] for a in row["by_authority"]})
    return made

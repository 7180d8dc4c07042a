"""Schedules from Python: rates, reasons and averages are those of `cobden schedule`."""
import csv
import datetime
import io
import json
import subprocess
import sys
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from package import PROGRAM, load, setUpModule  # noqa: E402,F401

cobden = load()


def program(*arguments):
    return subprocess.run([PROGRAM, "--quiet", "schedule", *arguments], capture_output=True, text=True, check=True).stdout


class Rates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schedule = cobden.Schedule("us-2025")

    def test_every_rate_is_the_programs(self):
        products = ["8517130000", "6109100004", "8703230120", "7208100000"]
        partners = ["CHN", "MEX", "VNM"]
        ours = self.schedule.rates(products, partners, ["2025-04-20", "2025-05-14"])
        theirs = csv.DictReader(io.StringIO(program("rates", "--to", "USA", "--from", ",".join(partners), "--products",
                                                    ",".join(products), "--on", "2025-04-20", "--format", "csv")))
        rows = {(r["product"], r["partner"]): r for r in theirs}
        self.assertGreaterEqual(len(rows), 9)
        for (product, partner), row in rows.items():
            here = ours.sel(product=product, partner=partner, date="2025-04-20")
            for ours_name, theirs_name in (("base", "base_pct"), ("statutory", "statutory_pct"),
                                           ("effective", "claim_adjusted_pct")):
                # The program prints ten digits.
                self.assertAlmostEqual(float(here[ours_name]), float(row[theirs_name]), delta=1e-9 * 100)
            self.assertEqual(bool(here["unconverted"]), row["unconverted"] == "true")
        self.assertEqual(ours["effective"].attrs["units"], "percent of customs value")

    def test_one_line_and_its_reasons(self):
        ours = self.schedule.explain("8517.13.0000", "CHN", datetime.date(2025, 4, 20))
        theirs = json.loads(program("explain", "8517.13.0000", "--from", "CHN", "--to", "USA", "--on", "2025-04-20",
                                    "--format", "json"))["results"]
        self.assertEqual(ours, theirs)
        self.assertEqual(ours["total_pct"], self.schedule.statutory("8517.13.0000", "CHN", "2025-04-20"))
        self.assertEqual(ours["total_pct"], 20)  # the worked example of the README

    def test_what_was_known_matters(self):
        before = cobden.Schedule("us-2025", known="2025-04-10")
        self.assertGreater(before.effective("8517.13.0000", "CHN", "2025-04-10"),
                           self.schedule.effective("8517.13.0000", "CHN", "2025-04-10"))

    def test_without_an_exemption(self):
        without = cobden.Schedule("us-2025", without=["apr11-electronics"])
        self.assertEqual(without.statutory("8517.13.0000", "CHN", "2025-04-20"), 145)

    def test_a_heading_has_no_base_duty_and_says_so(self):
        ours = self.schedule.rates(["6109.10", "6109100004"], "VNM", "2025-04-20")
        self.assertEqual(ours["unmatched"].values.ravel().tolist(), [True, False])

    def test_averages(self):
        ours = self.schedule.average(["CHN", "MEX"], "2025-04-20")
        theirs = json.loads(program("average", "--to", "USA", "--from", "CHN,MEX", "--on", "2025-04-20", "--format",
                                    "json"))["results"]
        self.assertEqual(ours.index.tolist(), [p["partner"] for p in theirs["partners"]])
        for row, partner in zip(ours.itertuples(), theirs["partners"]):
            self.assertEqual(row.statutory_pct, partner["statutory_pct"])
        authorities = [a["authority"] for a in theirs["by_authority"]]
        np.testing.assert_allclose(ours[authorities].sum(axis=1), ours["claim_adjusted_pct"], rtol=1e-12)
        self.assertEqual(ours.attrs["total"]["claim_adjusted_pct"], theirs["claim_adjusted_pct"])

    def test_averages_by_day(self):
        days = self.schedule.average("CHN", between=("2025-04-08", "2025-04-11"))
        self.assertEqual(days.index.strftime("%d").tolist(), ["08", "09", "10", "11"])
        self.assertTrue((days["claim_adjusted_pct"] > 0).all())

    def test_dates_in_every_form(self):
        import pandas as pd

        forms = ["2025-04-20", datetime.date(2025, 4, 20), pd.Timestamp("2025-04-20"), np.datetime64("2025-04-20")]
        rates = {self.schedule.statutory("8517.13.0000", "CHN", form) for form in forms}
        self.assertEqual(len(rates), 1)
        # EO 14228 doubled the ten points over fentanyl on 4 March 2025.
        span = self.schedule.rates("8517.13.0000", "CHN", pd.date_range("2025-03-03", "2025-03-05"))
        self.assertEqual(span["statutory"].values.ravel().tolist(), [10, 20, 20])
        noon = datetime.datetime(2025, 3, 4, 12, tzinfo=datetime.timezone.utc)
        self.assertEqual(self.schedule.statutory("8517.13.0000", "CHN", noon), 20)

    def test_rates_by_sector(self):
        cells = self.schedule.matrix("world-2022-12", "2025-05-02")
        self.assertEqual(cells.index.names, ["sector", "exporter"])
        theirs = json.loads(program("matrix", "--to", "USA", "--benchmark", "world-2022-12", "--on", "2025-05-02",
                                    "--format", "json"))["results"]["cells"]
        self.assertEqual(cells["claim_adjusted_pct"].tolist(), [c["claim_adjusted_pct"] for c in theirs])
        self.assertEqual(cells.attrs["unit"], "percent of customs value")

    def test_carveouts_and_differences(self):
        self.assertIn("carveouts", self.schedule.carveouts("CHN", "2025-04-20"))
        self.assertTrue(self.schedule.diff("2025-04-08", "2025-04-10", "CHN"))

    def test_schedule_of_an_importer(self):
        self.assertEqual(cobden.Schedule(importer="CHN").id, "cn-2025")

    def test_mistakes(self):
        for call in (lambda: cobden.Schedule("us-2026"), lambda: cobden.Schedule(importer="FRA"),
                     lambda: self.schedule.rates(["abc"], "CHN", "2025-04-20"),
                     lambda: self.schedule.rates(["8517"], "XXX", "2025-04-20"),
                     lambda: self.schedule.rates(["8517"], "CHN", "20 April"),
                     lambda: cobden.Schedule("us-2025", without=["apr11-electronic"])):
            with self.assertRaises(cobden.UserError):
                call()


if __name__ == "__main__":
    unittest.main()

"""Ensembles from Python are those of the program; draws, failures and a resumed folder."""
import csv
import io
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from package import PROGRAM, load, setUpModule  # noqa: E402,F401

cobden = load()
SMALL = {"title": "a flat duty", "benchmark": "world-2022-12",
         "model": {"family": "caliendo-parro", "closure": "fixed", "elasticities": "GYY"},
         "shock": [{"importer": "USA", "exporter": "CHN", "sector": "goods", "add": 10, "unit": "percentage points"}]}


class Ensembles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.answer = cobden.ensemble(SMALL, 64, seed=3, countries=["USA", "CHN"], measures=["welfare_exact", "exports"])

    def test_csv_is_the_programs_byte_for_byte(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scenario.toml"
            path.write_text(cobden.Scenario.from_dict({**SMALL}).text, encoding="utf-8")
            theirs = subprocess.run([PROGRAM, "--quiet", "ensemble", str(path), "--draws", "64", "--seed", "3",
                                     "--countries", "USA,CHN", "--measures", "welfare_exact,exports", "--format", "csv"],
                                    capture_output=True, text=True, check=True).stdout
            ours = cobden.ensemble(path, 64, seed=3, countries=["USA", "CHN"], measures=["welfare_exact", "exports"])
        self.assertEqual(ours.to_csv(), theirs)
        self.assertTrue(list(csv.DictReader(io.StringIO(theirs))))

    def test_quantiles_are_those_of_the_draws(self):
        draws = self.answer.draws
        self.assertEqual(draws.shape, (64, 4))
        self.assertEqual(draws.attrs["units"]["welfare_exact"], "percent")
        welfare = draws["welfare_exact"]["USA"].squeeze()
        row = self.answer.quantiles.iloc[0]
        self.assertAlmostEqual(row["mean"], float(np.nanmean(welfare)), places=12)
        self.assertLess(row["p05"], row["p50"])
        self.assertEqual(self.answer.failed, int(np.isnan(welfare).sum()))

    def test_parts(self):
        # Without [ensemble], elasticities are drawn among the benchmark's sets and around them.
        self.assertEqual(self.answer.inputs["draw"].tolist(), ["elasticity-set", "elasticities"])
        self.assertTrue(((self.answer.probabilities["probability"] >= 0) & (self.answer.probabilities["probability"] <= 1)).all())
        self.assertTrue(self.answer.summary())
        json.loads(self.answer.to_json())

    def test_a_folder_is_gone_on_with(self):
        with tempfile.TemporaryDirectory() as folder:
            first = cobden.ensemble(SMALL, 64, seed=3, folder=folder)
            again = cobden.ensemble(SMALL, 64, seed=3, folder=folder, resume=True)
            self.assertEqual(again.solved_here, 0)
            self.assertGreater(first.solved_here, 0)
            np.testing.assert_array_equal(again.draws.to_numpy(), first.draws.to_numpy())
            self.assertIn("draws.nc", {Path(p).name for p in again.save(Path(folder) / "out")})

    def test_mistakes(self):
        for wrong in ({"draws": 0}, {"sampling": "sobel"}, {"measures": "welfare_exat"}, {"resume": True}):
            with self.subTest(wrong), self.assertRaises(cobden.UserError):
                cobden.ensemble(SMALL, **{"draws": 8, **wrong})


if __name__ == "__main__":
    unittest.main()

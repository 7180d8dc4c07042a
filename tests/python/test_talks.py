"""Talks, precursor controls and games from Python are those of the program."""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from package import PROGRAM, load, setUpModule  # noqa: E402,F401

cobden = load()
TALKS = {"title": "talks of two", "benchmark": "world-2022-12",
         "model": {"family": "caliendo-parro", "closure": "fixed", "elasticities": "GYY"},
         "shock": [{"importer": a, "exporter": b, "sector": "goods", "add": 50, "unit": "percentage points"}
                   for a, b in (("USA", "CHN"), ("CHN", "USA"))],
         "strategy": {"players": ["USA", "CHN"], "sectors": "goods", "lower": 0, "upper": 200, "unit": "percent"},
         "talks": {"draws": 100, "deal": [{"name": "half", "concession": 0.5,
                                           "shock": [{"importer": "USA", "exporter": "CHN", "add": -10,
                                                      "unit": "percentage points"}]}]}}
MATCHING = """NFG 1 R "Matching pennies" { "One" "Two" } { { "H" "T" } { "H" "T" } } ""

{ { "" 1, -1 } { "" -1, 1 } { "" -1, 1 } { "" 1, -1 } }
1 2 3 4
"""


def program(*arguments):
    done = subprocess.run([PROGRAM, "--quiet", *arguments, "--format", "json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


class Talks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.answer = cobden.talks(TALKS, assumptions={"prior": 0.4, "detection": (0.2, 0.6, 0.9)})

    def test_results_are_the_programs(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scenario.toml"
            path.write_text(cobden.Scenario.from_dict(TALKS).text, encoding="utf-8")
            theirs = program("talks", str(path), "--set", "prior=0.4,detection=0.2,0.6,0.9")
        self.assertTrue(self.answer.converged)
        self.assertEqual(self.answer.results, theirs["results"])

    def test_tables(self):
        self.assertEqual(self.answer.threat_points["name"].tolist()[:2], ["status quo", "Nash"])
        self.assertIn("half with tighter control of precursor exports at 0.5", self.answer.deals["name"].tolist())
        judged = self.answer.assumptions.set_index("assumption")
        self.assertEqual(judged.loc["detection", ["low", "central", "high"]].tolist(), [0.2, 0.6, 0.9])
        self.assertIsNotNone(self.answer.belief_threshold)

    def test_brief_and_folder(self):
        self.assertIn("talks of two", self.answer.brief())
        self.assertTrue(self.answer.brief(markdown=True).startswith("#"))
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("brief.md", {Path(p).name for p in self.answer.save(Path(folder) / "out")})

    def test_mistakes(self):
        for wrong in ({"prior": 1.5}, {"priors": 0.4}):
            with self.assertRaises(cobden.UserError):
                cobden.talks(TALKS, assumptions=wrong)


class Precursor(unittest.TestCase):
    def test_results_are_the_programs(self):
        ours = cobden.precursor(parameters={"stringency": 0.5})
        theirs = program("precursor", "--set", "stringency=0.5")
        self.assertEqual(ours.data["results"], theirs["results"])
        value = ours.table("value")
        self.assertEqual(value["prior"].tolist(), ["structural", "reference class", "pooled"])
        self.assertEqual(value.attrs["units"]["cost"], "bn USD")
        self.assertTrue(ours.notes)

    def test_mistakes(self):
        with self.assertRaises(cobden.UserError):
            cobden.precursor(parameters={"stringencies": 0.5})


class Games(unittest.TestCase):
    def test_matching_pennies_has_one_mixed_equilibrium(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pennies.nfg"
            path.write_text(MATCHING, encoding="utf-8")
            found = cobden.game(path)["results"]["equilibria"]
        self.assertEqual([e["kind"] for e in found], ["mixed"])
        self.assertEqual(found[0]["strategy_1"], "1/2 H + 1/2 T")


if __name__ == "__main__":
    unittest.main()

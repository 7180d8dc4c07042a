"""Models as objects: any tariffs, values, exact gradients, and the answers of the strategy commands."""
import csv
import io
import json
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from package import PROGRAM, load, setUpModule  # noqa: E402,F401

cobden = load()
WAR = {"title": "a war of two", "benchmark": "world-2022-12",
       "model": {"family": "caliendo-parro", "closure": "fixed", "elasticities": "GYY"},
       "shock": [{"importer": a, "exporter": b, "sector": "goods", "add": 50, "unit": "percentage points"}
                 for a, b in (("USA", "CHN"), ("CHN", "USA"))],
       "strategy": {"players": ["USA", "CHN"], "sectors": "goods", "lower": 0, "upper": 200, "unit": "percent"}}


def program(question, scenario, *arguments):
    """The program's JSON answer on the same scenario, without its times."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.toml"
        path.write_text(cobden.Scenario.from_dict(scenario).text, encoding="utf-8")
        done = subprocess.run([PROGRAM, "--quiet", question, str(path), *arguments, "--format", "json"],
                              capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["results"]


class Gradients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = cobden.Model("world-2022-12", elasticities="GYY")
        cls.us, cls.cn = cls.model.countries.index("USA"), cls.model.countries.index("CHN")
        cls.tariff = np.array(cls.model.base_tariff)
        cls.tariff[:-1, cls.us, cls.cn] += 0.2
        cls.at = cls.model.equilibrium(cls.tariff)

    def difference(self, objective, sector, h=1e-4):
        """Central difference of an objective to the tariff of the United States on one good of China."""
        values = []
        for step in (h, -h):
            moved = self.tariff.copy()
            moved[sector, self.us, self.cn] += step
            values.append(self.model.equilibrium(moved, tolerance=1e-13).value(objective))
        return (values[0] - values[1]) / (2 * h)

    def test_gradient_agrees_with_differences(self):
        # Tolerance: the step is 1e-4 and second derivatives are a few times the first.
        for objective in ("USA", "CHN", cobden.Objective("USA", revenue_weight=1.0),
                          cobden.Objective("USA", sector_weight={"TEX": 3.0}, price_weight=0.5)):
            gradient = self.at.gradient(objective, importers="USA", wrt="tariff")
            self.assertTrue(gradient.converged)
            for sector in (0, 3, 7):
                expected = self.difference(objective, sector)
                self.assertAlmostEqual(gradient.derivative[0, sector, self.cn] / expected, 1, delta=1e-5)

    def test_a_sum_of_objectives_is_the_sum_of_gradients(self):
        both = self.at.gradient([(0.3, "USA"), (0.7, "CHN")], importers=["USA", "CHN"]).derivative
        parts = [self.at.gradient(who, importers=["USA", "CHN"]).derivative for who in ("USA", "CHN")]
        np.testing.assert_allclose(both, 0.3 * parts[0] + 0.7 * parts[1], rtol=1e-6, atol=1e-3)
        self.assertEqual(both.shape, (2, len(self.model.sectors), len(self.model.countries)))

    def test_logs_and_levels_differ_by_the_power_of_the_tariff(self):
        log = self.at.gradient("USA").derivative[0]
        level = self.at.gradient("USA", wrt="tariff").derivative[0]
        np.testing.assert_allclose(log, level * (1 + self.at.tariff[:, self.us, :]), rtol=1e-12)

    def test_named_array(self):
        array = self.at.gradient("USA", wrt="tariff").to_xarray()
        self.assertEqual(array.dims, ("importer", "sector", "exporter"))
        self.assertEqual(array.attrs["units"], "million USD per unit of tariff (1 = 100%)")

    def test_value_is_the_results_real_income(self):
        result = self.model.solve(self.tariff)
        base = self.model.base().value("USA")
        self.assertAlmostEqual(100 * (self.at.value("USA") / base - 1), result.series("welfare_exact")["USA"], places=7)

    def test_base_and_shape(self):
        np.testing.assert_array_equal(self.model.base().tariff, self.model.base_tariff)
        with self.assertRaises(cobden.UserError):
            self.model.equilibrium(self.tariff[:3])
        with self.assertRaises(KeyError):
            self.at.gradient("XXX")

    def test_warm_start_agrees_to_the_tolerance(self):
        warm = self.model.equilibrium(self.tariff * 1.01, start=self.at)
        cold = self.model.equilibrium(self.tariff * 1.01)
        self.assertAlmostEqual(warm.value("USA") / cold.value("USA"), 1, delta=1e-9)

    def test_gravity_has_no_gradients(self):
        flow = np.array([[[80.0, 30.0], [20.0, 60.0]]])
        toy = cobden.Benchmark.from_arrays("toy", ["A", "B"], ["G"], flow)
        model = cobden.Model(toy, "gravity", sigma=5)
        self.assertFalse(model.has_gradients)
        with self.assertRaises(cobden.UserError):
            model.equilibrium(np.zeros((1, 2, 2)))
        unmoved = model.solve()
        np.testing.assert_allclose(unmoved.value("welfare_exact"), 0, atol=1e-9)


class Strategy(unittest.TestCase):
    def test_nash_is_the_programs_and_certified(self):
        ours, theirs = cobden.nash(WAR), program("nash", WAR)
        self.assertTrue(ours.converged)
        self.assertEqual(ours.results["tariffs"], theirs["tariffs"])
        self.assertEqual(ours.epsilon, theirs["epsilon_pct"])
        self.assertLess(ours.epsilon, 1e-6)
        self.assertEqual(ours.certificate["player"].tolist(), ["USA", "CHN"])

    def test_nash_is_where_gradients_vanish(self):
        """Two roads to one place: the tariffs of nash() are a point where the model's own gradient is zero."""
        answer = cobden.nash(WAR, no_certificate=True)
        model = cobden.Model("world-2022-12", elasticities="GYY")
        at = model.equilibrium(answer.tariff())
        us, cn = model.countries.index("USA"), model.countries.index("CHN")
        goods = [model.sectors.index(s) for s in model.benchmark.sector_groups["goods"]]
        for who, other in (("USA", cn), ("CHN", us)):
            start = np.abs(model.base().gradient(who).derivative[0][goods, other])
            end = np.abs(at.gradient(who).derivative[0][goods, other])
            inside = at.tariff[goods, model.countries.index(who), other] > 1e-9
            self.assertLess(end[inside].max(), 1e-4 * start.max())

    def test_frontier_is_the_programs(self):
        ours, theirs = cobden.frontier(WAR, points=5), program("frontier", WAR, "--points", "5")
        self.assertEqual(ours.results["frontier"], theirs["frontier"])
        self.assertEqual(len(ours.points), 5)
        self.assertTrue((np.diff(ours.points["first_percent"]) >= 0).all())
        self.assertEqual(ours.solutions["rule"].tolist(), ["nash", "kalai-smorodinsky", "egalitarian"])
        egalitarian = ours.solutions.iloc[2]
        self.assertAlmostEqual(egalitarian["first_gain_percent"], egalitarian["second_gain_percent"], places=5)
        tariffs = ours.to_xarray()
        self.assertIn("egalitarian", tariffs)
        np.testing.assert_array_equal(tariffs["egalitarian"].values, ours.tariff("egalitarian"))

    def test_every_question_gives_its_tables(self):
        best = cobden.optimum(WAR, "USA", upper="100%")
        self.assertEqual(best.results["player"], "USA")
        self.assertGreaterEqual(best.results["gain_pct"], 0)
        deal = cobden.cooperate(WAR, ["USA", "CHN"])
        self.assertAlmostEqual(deal.gains["gain_pct"][0], deal.gains["gain_pct"][1], places=4)
        spared = cobden.carveouts(WAR, amounts=[1, 2])
        self.assertEqual(spared.curve["budget"].tolist(), [1, 2])
        self.assertEqual(len(spared.ranking), 11)
        answers = cobden.respond(WAR, moves=["hold", "cut-half"], depth=2)
        self.assertEqual(len(answers.tree), 1 + 2 + 4)
        self.assertEqual(answers.war["player"].tolist(), ["USA", "CHN"])

    def test_csv_and_saved_folder(self):
        answer = cobden.optimum(WAR, "USA")
        self.assertTrue(list(csv.DictReader(io.StringIO(answer.to_csv()))))
        with tempfile.TemporaryDirectory() as folder:
            written = answer.save(Path(folder) / "out")
            self.assertIn("tariffs.csv", {Path(p).name for p in written})
        self.assertIsNotNone(answer.result.to_frame())

    def test_mistakes_are_named(self):
        with self.assertRaises(cobden.UserError) as caught:
            cobden.nash(WAR, certificate_start=2)
        self.assertIn("certificate-starts", caught.exception.remedy)
        with self.assertRaises(cobden.UserError):
            cobden.nash(WAR, ["USA", "XXX"])

    def test_a_time_limit_is_a_status(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            answer = cobden.nash(WAR, max_iterations=1, no_certificate=True)
        self.assertFalse(answer.converged)
        self.assertEqual([w.category for w in caught], [cobden.NotConvergedWarning])
        self.assertIn("test_model.py", caught[0].filename)


if __name__ == "__main__":
    unittest.main()

"""Structural gravity under the names of gegravity and ge_gravity. The published results of both packages are the
reference where their data are at hand; a small world of numbers made here otherwise."""
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent))
from package import load, setUpModule, shared  # noqa: E402,F401

cobden = load()
# Poisson estimates that gegravity's own example prints; the constant cancels in every result but the outward level.
ESTIMATES = pd.DataFrame([("lndist", -0.3898623), ("contiguity", 0.891577), ("common_language", 0.0326249),
                          ("pta", 0.4711383), ("international", -3.412584), ("constant", 16.32434)],
                         columns=["var", "beta"])


def agreement(model, one, other):
    """The baseline's rows with an agreement between two countries."""
    rows = model.baseline_data.copy()
    pair = {one, other}
    rows.loc[[{i, j} == pair for i, j in zip(rows["exporter"], rows["importer"])], "pta"] = 1
    return rows


def small_world():
    rng = np.random.default_rng(3)
    codes = ["A", "B", "C", "D"]
    size = {c: s for c, s in zip(codes, (100.0, 60.0, 40.0, 30.0))}
    rows = [{"exporter": i, "importer": j, "year": 2020, "Y": size[i], "E": size[j], "pta": 0,
             "international": int(i != j), "lndist": rng.uniform(1, 3) if i != j else 0.0} for i in codes for j in codes]
    table = pd.DataFrame(rows)
    table["trade"] = table["Y"] * table["E"] / 200
    return table


def small_model():
    estimates = ESTIMATES[ESTIMATES["var"].isin(["lndist", "pta", "international"])]
    return cobden.OneSectorGE(cobden.BaselineData(small_world()), 2020, "A", 5, ["lndist", "pta", "international"],
                              cobden.CostCoeffs(estimates))


class Published(unittest.TestCase):
    def test_gegravitys_canada_japan_agreement(self):
        data = shared("gravity_1sector")
        table = pd.read_csv(data / "gegravity_sample_30.csv")
        table["constant"] = 1
        model = cobden.OneSectorGE(cobden.BaselineData(table), year="2006", reference_importer="DEU", sigma=5,
                                   cost_variables=list(ESTIMATES["var"]), cost_coeff_values=cobden.CostCoeffs(ESTIMATES))
        model.build_baseline()
        # What the package's example prints: the reference's outward resistance and the costs of Canada to Japan.
        self.assertAlmostEqual(model.baseline_mr.loc["DEU", "baseline omr"], 0.050346, places=6)
        self.assertEqual(model.baseline_mr.loc["DEU", "baseline imr"], 1)
        model.define_experiment(agreement(model, "CAN", "JPN")).simulate()
        np.testing.assert_allclose(model.bilateral_costs.loc[("CAN", "JPN")].to_numpy(),
                                   [11305.165421, 18108.800547, 60.181650], rtol=1e-8)  # printed digits
        stored = pd.read_csv(data / "gegravity_CANJPN_country_results.csv").set_index("country")
        self.assertEqual(list(model.country_results.columns), list(stored.columns))
        # The package's solver stops at 1e-8 of resistances, so its percentages hold to about 1e-6.
        self.assertLess((model.country_results - stored).abs().to_numpy().max(), 1e-6)

    def test_ge_gravitys_eu_enlargement(self):
        table = pd.read_csv(shared("gravity_1sector") / "ge_gravity_stata_44_results.csv.xz")
        table = table[table["year"] == 2000]
        for mult, welfare, trade in ((False, "w_eu", "X_eu"), (True, "w_mult", "X_mult")):
            ours = cobden.ge_gravity(table, theta=4, beta="eu_effect", mult=mult)
            # Stata floats hold 24 bits, and the command itself stops at 1e-8.
            np.testing.assert_allclose(ours["welfare"], table[welfare], rtol=2e-7)
            np.testing.assert_allclose(ours["new_trade"], table[trade], rtol=5e-7)


class SmallWorld(unittest.TestCase):
    def test_the_way_of_gegravity(self):
        model = small_model().build_baseline()
        model.define_experiment(agreement(model, "A", "B")).simulate("full")
        flows = model.bilateral_trade_results
        self.assertEqual(flows.index.names, ["exporter", "importer"])
        self.assertGreater(flows.loc[("A", "B"), "trade change (percent)"], 0)
        self.assertLess(flows.loc[("C", "B"), "trade change (percent)"], 0)
        self.assertLess(model.country_results.loc["A", "welfare statistic"], 1)  # below 1 is a gain
        self.assertGreater(model.country_results.loc["C", "welfare statistic"], 1)
        self.assertEqual(model.solver_diagnostics["full_GE"]["status"], "converged")

    def test_baseline_flows_have_the_margins(self):
        model = small_model().build_baseline()
        model.define_experiment(model.baseline_data.copy()).simulate()
        base = model.bilateral_trade_results["baseline modeled trade"].unstack("importer")
        np.testing.assert_allclose(base.sum(axis=1), [100, 60, 40, 30], rtol=1e-12)
        np.testing.assert_allclose(base.sum(axis=0), [100, 60, 40, 30], rtol=1e-12)
        np.testing.assert_allclose(model.bilateral_trade_results["trade change (percent)"], 0, atol=1e-9)

    def test_resistances_give_the_flows_back(self):
        model = small_model().build_baseline()
        model.define_experiment(model.baseline_data.copy()).simulate()
        mr, cost = model.baseline_mr, model.bilateral_costs["baseline trade cost"]
        size = dict(zip(model.countries, (100.0, 60.0, 40.0, 30.0)))
        for (i, j), flow in model.bilateral_trade_results["baseline modeled trade"].items():
            power = (mr.loc[i, "baseline omr"] * mr.loc[j, "baseline imr"]) ** (1 - 5)
            self.assertAlmostEqual(size[i] * size[j] / 230 * cost[(i, j)] / power, flow, places=9)

    def test_further_tables_and_files(self):
        model = small_model().build_baseline()
        model.define_experiment(agreement(model, "A", "B")).simulate()
        levels = model.calculate_levels()
        np.testing.assert_allclose(levels["experiment observed trade"] / levels["baseline observed trade"],
                                   1 + model.bilateral_trade_results["trade change (percent)"] / 100, rtol=1e-12)
        terms = model.country_mr_terms
        np.testing.assert_allclose(terms["experiment imr"] / terms["baseline imr"] - 1, terms["imr change (percent)"] / 100,
                                   atol=1e-12)
        share = model.trade_share(["B"], ["A"])
        self.assertGreater(share["change (percentage point)"].min(), 0)
        totals = model.aggregate_trade_results
        np.testing.assert_allclose(totals["foreign exports change (percent)"],
                                   model.country_results["foreign exports change (percent)"], atol=1e-9)
        with tempfile.TemporaryDirectory() as folder:
            for path in model.export_results(folder, "agreement"):
                self.assertTrue(Path(path).stat().st_size > 0)

    def test_ge_gravity_without_an_effect_changes_nothing(self):
        table = small_world().assign(beta=0.0)
        ours = cobden.ge_gravity(table, theta=4)
        for name in ("welfare", "real_wage", "nom_wage", "price_index"):
            np.testing.assert_allclose(ours[name], 1, atol=1e-12)
        np.testing.assert_allclose(ours["new_trade"], table["trade"], rtol=1e-12)

    def test_mistakes(self):
        table = small_world().assign(beta=0.0)
        model = small_model()
        for call, column in ((lambda: cobden.BaselineData(table.drop(columns="Y")), "Y"),
                             (lambda: cobden.ge_gravity(table.iloc[1:], theta=4), "pair"),
                             (lambda: cobden.ge_gravity(pd.concat([table, table.iloc[:1]]), theta=4), "pair"),
                             (lambda: cobden.ge_gravity(table.assign(beta=1.0), theta=4), "beta"),
                             (lambda: cobden.ge_gravity(table, theta=0), "theta"),
                             (lambda: cobden.OneSectorGE(cobden.BaselineData(table), 1999, "A", 5, [],
                                                         cobden.CostCoeffs(ESTIMATES)), "year"),
                             (model.simulate, "simulate"), (lambda: model.define_experiment(table), "define_experiment")):
            with self.assertRaises(cobden.UserError) as caught:
                call()
            self.assertEqual(caught.exception.column, column)


if __name__ == "__main__":
    unittest.main()

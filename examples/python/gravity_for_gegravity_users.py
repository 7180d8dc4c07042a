#!/usr/bin/python3
"""Structural gravity for users of gegravity and of Stata's ge_gravity: the same steps, names and columns.

    scripts/build.sh release cobden_python
    PYTHONPATH=build/release/python /usr/bin/python3 examples/python/gravity_for_gegravity_users.py
    PYTHONPATH=build/release/python /usr/bin/python3 examples/python/gravity_for_gegravity_users.py gegravity_sample_30.csv

 1. Make a table of pairs: here from the benchmark world-2022-12, or read one (exporter, importer, year, trade, Y, E, pta, ...).
 2. Name its columns (BaselineData) and the estimates of a gravity regression (CostCoeffs).
 3. Build the baseline: multilateral resistances that fit the margins.
 4. Define an experiment: Canada and Japan (or the United Kingdom and Japan) sign an agreement.
 5. Simulate, and read country results, bilateral trade and resistances.
 6. The same question the way of ge_gravity, from observed flows and a partial effect.
 7. What neither package says: market clearing against first-order effects.
"""
import sys

import numpy as np
import pandas as pd

import cobden

# 1. A table of pairs, own sales among them.
if len(sys.argv) > 1:
    table, reference, pair, year = pd.read_csv(sys.argv[1]), "DEU", ("CAN", "JPN"), 2006
    variables = ["lndist", "contiguity", "common_language", "pta", "international"]
else:
    world = cobden.Benchmark.open("world-2022-12")
    goods = [world.sector(code) for code in world.sector_groups["goods"]]
    flow = world.flow[goods].sum(axis=0)  # [importer, exporter], million USD
    table = pd.DataFrame([{"exporter": i, "importer": j, "year": 2022, "trade": flow[b, a], "Y": flow[:, a].sum(),
                           "E": flow[b, :].sum(), "international": int(i != j), "pta": 0,
                           "closeness": np.log(flow[b, a] * flow.sum() / (flow[:, a].sum() * flow[b, :].sum()))}
                          for a, i in enumerate(world.countries) for b, j in enumerate(world.countries)])
    reference, pair, year, variables = "USA", ("GBR", "JPN"), 2022, ["closeness", "pta"]
print(f"{len(table)} pairs of {table['exporter'].nunique()} economies")

# 2. Which column is what, and what the regression found (a closeness of one: the benchmark's own trade costs).
baseline = cobden.BaselineData(table, imp_var_name="importer", exp_var_name="exporter", year_var_name="year",
                               trade_var_name="trade", expend_var_name="E", output_var_name="Y")
coefficients = cobden.CostCoeffs(
    pd.DataFrame([("lndist", -0.3898623), ("contiguity", 0.891577), ("common_language", 0.0326249), ("pta", 0.4711383),
                  ("international", -3.412584), ("closeness", 1.0)], columns=["var", "beta"]), "var", "beta")

# 3. The model and its baseline; no rescaling of resistances is needed.
model = cobden.OneSectorGE(baseline, year=year, reference_importer=reference, sigma=5, cost_variables=variables,
                           cost_coeff_values=coefficients)
model.build_baseline()
print("\nBaseline resistances" + (" (all one: closeness is what is left of trade after them):" if len(sys.argv) == 1 else ":"))
print(model.baseline_mr.loc[[reference, *pair]].round(4).to_string())

# 4. The experiment: a copy of the data with the agreement in it.
changed = model.baseline_data.copy()
changed.loc[changed["exporter"].isin(pair) & changed["importer"].isin(pair) & (changed["exporter"] != changed["importer"]),
            "pta"] = 1
model.define_experiment(changed)
print("\nCosts of the pair (higher means more trade):")
print(model.bilateral_costs.loc[[pair]].round(3).to_string())

# 5. Simulate as the package does, and read its tables.
model.simulate()
print("\nCountry results:")
print(model.country_results.loc[[*pair, reference], ["GDP change (percent)", "welfare statistic",
                                                     "foreign exports change (percent)"]].round(5).to_string())
print("\nBilateral trade of the pair:")
print(model.bilateral_trade_results.loc[[pair, pair[::-1]]].round(2).to_string())
print(model.trade_share(importers=[pair[0]], exporters=[pair[1]]).round(3).to_string())

# 6. Stata: ge_gravity exporter importer trade beta, theta(4) gen_w(welfare) gen_X(new_trade)
observed = model.baseline_data.assign(beta=0.4711383 * (changed["pta"] - model.baseline_data["pta"]))
stata = cobden.ge_gravity(observed, theta=4, flows="trade", beta="beta")
print("\nThe same from observed flows, as ge_gravity: welfare, new over base")
print(stata.drop_duplicates("exporter").set_index("exporter")["welfare"].loc[[*pair, reference]].round(6).to_string(header=False))

# 7. First-order effects move prices once; full effects clear all markets.
first_order = model.country_results["GDP change (percent)"]
full = model.simulate("full").country_results["GDP change (percent)"]
print("\nGDP change in percent, first-order and full:")
print(pd.DataFrame({"first-order": first_order, "full": full}).loc[[*pair, reference]].round(4).to_string())
print(f"solver: {model.solver_diagnostics['full_GE']['status']}, "
      f"residual {model.solver_diagnostics['full_GE']['residual']:.1e}")

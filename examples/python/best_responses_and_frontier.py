#!/usr/bin/python3
"""What would each side do next, and what could both agree on?

    scripts/build.sh release cobden_python
    PYTHONPATH=build/release/python /usr/bin/python3 examples/python/best_responses_and_frontier.py

 1. Take the tariffs of 2 May 2025 on a small world as an array, and solve for them.
 2. Ask for the gradient: which of its tariffs would the United States rather cut?
 3. Climb it by hand for a few steps, to see what a best reply is.
 4. Ask the engine for the best reply, and for the Nash equilibrium with its certificate.
 5. Trace what both could agree on, and what three bargains pick.
 6. Weigh industries as a government might, and ask again.
"""
import numpy as np

import cobden

QUESTION = "us-china-frontier"  # 12 economies x 12 sectors; players, sectors and bounds stand in its [strategy]

# 1. Tariffs are plain arrays (sector, importer, exporter); the model solves any of them.
scenario = cobden.Scenario.read(QUESTION)
world = cobden.Benchmark.open(scenario.benchmark)
model = cobden.Model(world, "caliendo-parro", closure="fixed", elasticities="GYY")
tariff = np.array(scenario.tariffs(world))
start = model.equilibrium(tariff)
base = model.base()
us, cn = world.country("USA"), world.country("CHN")
goods = [world.sector(code) for code in world.sector_groups["goods"]]


def percent(equilibrium, country):
    return 100 * (equilibrium.value(country) / base.value(country) - 1)


print(f"At the tariffs of 2 May 2025: USA {percent(start, 'USA'):+.3f}%, China {percent(start, 'CHN'):+.3f}% of real income")

# 2. Exact derivatives to all tariffs of the United States on China, from one linear solve.
gradient = start.gradient("USA", wrt="tariff").to_xarray().sel(importer="USA", exporter="CHN")
print("\nWhat a point less of tariff on China is worth to the United States, million USD a year:")
print((-gradient.isel(sector=goods) / 100).to_series().sort_values(ascending=False).head(5).round(0).to_string(header=False))

# 3. A few steps uphill, scaled by what a tariff still brings in: trade there, times its elasticity. One that loses is halved.
at, step = start, 1.0
flow, theta = world.flow[goods, us, cn], world.elasticities["GYY"][goods]
for _ in range(25):
    uphill = at.gradient("USA").derivative[0][goods, cn] / (theta * at.flow()[goods, us, cn])
    moved = np.array(at.tariff)
    moved[goods, us, cn] = np.maximum(np.exp(np.log1p(moved[goods, us, cn]) + step * uphill) - 1, 0)
    trial = model.equilibrium(moved, start=at)
    if trial.value("USA") > at.value("USA"):
        at = trial
    else:
        step /= 2
print(f"\n25 steps uphill: USA {percent(at, 'USA'):+.3f}%, mean tariff on China "
      f"{100 * np.average(at.tariff[goods, us, cn], weights=flow):.1f}%")

# 4. The engine's own searches.
best = cobden.optimum(QUESTION, "USA", partners="CHN", benchmark=world)
reply = model.equilibrium(best.tariff())
print(f"Best reply found:  USA {percent(reply, 'USA'):+.3f}%, mean tariff on China "
      f"{100 * np.average(best.tariff()[goods, us, cn], weights=flow):.1f}%")
nash = cobden.nash(QUESTION, benchmark=world)
print(f"\nNash equilibrium: {nash.solver['status']}; {int(nash.certificate['searches'].sum())} searches for a better "
      f"tariff found at most {nash.epsilon:.1e}%")
print(nash.welfare.query("measure == 'welfare_exact' and importer in ('USA', 'CHN', 'MEX')")
      [["importer", "start", "value"]].round(3).to_string(index=False))

# 5. The efficient frontier from the tariffs as they are, and three bargains on it.
frontier = cobden.frontier(QUESTION, points=11, benchmark=world)
print("\nWhat both could agree on (gains over no deal, percent of base real income):")
print(frontier.points[["first_gain_percent", "second_gain_percent", "first_on_second_pct", "second_on_first_pct"]]
      .rename(columns={"first_gain_percent": "USA", "second_gain_percent": "China", "first_on_second_pct": "USA on China",
                       "second_on_first_pct": "China on USA"}).round(2).to_string(index=False))
print(frontier.solutions[["rule", "first_gain_percent", "second_gain_percent"]].round(3).to_string(index=False))

# 6. A government that weighs steel and cars threefold (Ossa 2014, equation 9).
weighed = cobden.Objective("USA", sector_weight={"C29": 3.0, "MET": 3.0})
pull = start.gradient(weighed, wrt="tariff").derivative[0][:, cn] - start.gradient("USA", wrt="tariff").derivative[0][:, cn]
print("\nTariffs on China that political weights on metals and cars hold up most:",
      ", ".join(world.sectors[k] for k in np.argsort(-pull)[:3]))

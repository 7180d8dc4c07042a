#!/usr/bin/python3
"""What do the duties of spring 2025 do to the United States, China and everybody else?

    scripts/build.sh release cobden_python
    PYTHONPATH=build/release/python /usr/bin/python3 examples/python/us_china_2025.py
    PYTHONPATH=build/release/python /usr/bin/python3 examples/python/us_china_2025.py world-2022 --chart us-china-2025.png

 1. Ask the schedules what a telephone from China pays, and why.
 2. See how the average duty on Chinese goods moved in April 2025.
 3. Solve a ready scenario: the law of 2 May 2025 on a small world (or on world-2022).
 4. Read real income with its range over eight sets of trade elasticities.
 5. See which trade moves most.
 6. Ask a question of your own: the same, with the exemptions taken away.
 7. Draw the answer, if matplotlib is there (python3-matplotlib) and --chart names a file.
"""
import argparse

import cobden

arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
arguments.add_argument("benchmark", nargs="?", default="world-2022-12", help="world-2022-12 (quick) or world-2022")
arguments.add_argument("--chart", help="a picture to write, .png or .svg")
asked = arguments.parse_args()

# 1. One line of the tariff, on one day.
schedule = cobden.Schedule("us-2025")
telephone = schedule.explain("8517.13.0000", "CHN", "2025-04-20")
print(f"A telephone from China on {telephone['on']}: {telephone['total_pct']:g}% of its value")
for part in telephone["parts"]:
    if part["in_force"]:
        print(f"  {part['measure']:24} {part['rate']:>5}  {part['owed_pct']:5g}%  {part['reason'][:70]}")

# 2. Averages by day, weighted with the imports of 2024.
days = schedule.average("CHN", between=("2025-04-01", "2025-04-14"))["claim_adjusted_pct"]
print("\nAverage duty on Chinese goods, percent, on the days it changed:")
print(days[days.diff() != 0].round(1).to_string(header=False))

# 3. The scenario, solved. Not converging would warn, and say so here.
result = cobden.run("us-china-2025", benchmark=asked.benchmark)
solver = result.solver
print(f"\n{result.scenario.title}: {solver['status']} in {solver['iterations']} iterations, "
      f"{1000 * solver['seconds']:.1f} ms on {result.benchmark.name}")

# 4. Real income, and what the choice of elasticities does to it.
income = result.elasticity_range.assign(percent=result.series("welfare_exact"))
order = income["percent"].abs().sort_values(ascending=False).index
print("\nReal income, percent of base, and its range over elasticity sets:")
print(income.loc[order, ["percent", "low", "high"]].head(12).round(2).to_string())

# 5. Long rows are an ordinary DataFrame.
trade = result.to_frame(["trade_customs_value"]).query("exporter != importer and change != 0")
trade = trade[trade["sector"].isna()].set_index(["exporter", "importer"])[["base", "change"]] / 1000
largest = trade.reindex(trade["change"].abs().sort_values(ascending=False).index).head(6)
print("\nTrade that moves most, billion USD a year:")
print(largest.round(1).to_string())

# 6. What the exemptions are worth: another ready scenario, on the same benchmark.
without = cobden.run("us-china-2025-no-carveouts", benchmark=result.benchmark, elasticity_range=False)
gap = result.series("welfare_exact") - without.series("welfare_exact")
print("\nWhat the exemptions spare, points of real income:")
print(gap[["USA", "CHN", "MEX"]].round(3).to_string(header=False))

# 7. A bar chart with the range as whiskers.
if asked.chart:
    try:
        import matplotlib
    except ImportError:
        raise SystemExit("a chart needs matplotlib: apt-get install python3-matplotlib")
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    shown = income.loc[order[:12]].iloc[::-1]
    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    whiskers = [shown["percent"] - shown["low"], shown["high"] - shown["percent"]]
    axes.barh(shown.index, shown["percent"], xerr=whiskers, color=["#b2182b" if x < 0 else "#2166ac" for x in shown["percent"]],
              error_kw={"ecolor": "#444", "capsize": 3})
    axes.axvline(0, color="#444", linewidth=0.8)
    axes.set_xlabel("Real income, percent of base (whiskers: range over elasticity sets)")
    axes.set_title(result.scenario.title, fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(asked.chart, dpi=120)
    print(f"\nWritten: {asked.chart}")

// The answer about talks in long form.
#include "cobden/report/number_text.h"
#include "cobden/report/talks_json.h"

namespace cobden::report {
namespace {

using scenario::TalksAnswer;

class Rows {
 public:
  void add(const std::string& table, const std::string& item, const std::string& measure,
           const std::string& unit, double value) {
    text_ +=
        table + "," + csv_text(item) + "," + measure + "," + csv_text(unit) + "," + csv_number(value) + "\n";
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_ = "table,item,measure,unit,value\n";
};

void add_points(const std::string& table, const std::vector<scenario::TalksPoint>& points, Rows& rows) {
  for (const auto& p : points) {
    if (p.gain.empty()) continue;
    rows.add(table, p.name, "gain_first", "bn a year", p.gain[0].billion);
    rows.add(table, p.name, "gain_second", "bn a year", p.gain[1].billion);
    rows.add(table, p.name, "mean_tariff_first_on_second", "percent", 100 * p.first_on_second.mean);
    rows.add(table, p.name, "mean_tariff_second_on_first", "percent", 100 * p.second_on_first.mean);
  }
}

}  // namespace

std::string talks_csv(const TalksAnswer& a) {
  Rows rows;
  add_points("threat_points", a.threats, rows);
  add_points("deals_trade_alone", a.deals, rows);
  if (a.linkage)
    for (const auto& d : a.linkage->deals) {
      const auto& name = a.linkage->problem.trade[d.row.trade].name;
      rows.add("deals", name, "concession", "share", a.linkage->problem.concession.level[d.row.level]);
      rows.add("deals", name, "gain_first", "bn a year", d.row.gain.first);
      rows.add("deals", name, "gain_second", "bn a year", d.row.gain.second);
      rows.add("deals", name, "chance_both_gain", "share of draws", d.chance_both_gain);
    }
  if (a.sincerity)
    for (const auto& c : a.sincerity->cases)
      if (c.threshold)
        rows.add("belief_threshold", to_string(c.reading) + ", " + to_string(scenario::kPriors[c.prior]),
                 "threshold", "probability", c.threshold->value);
  if (a.deadlock)
    for (const auto& r : a.deadlock->curve) {
      rows.add("no_deal_yet", to_string(r.day), "central", "probability", r.no_deal);
      rows.add("no_deal_yet", to_string(r.day), "p05", "probability", r.low);
      rows.add("no_deal_yet", to_string(r.day), "p95", "probability", r.high);
    }
  for (const auto& r : scenario::assumption_records()) {
    const auto& x = a.ask.assumptions.*r.value;
    rows.add("assumptions", r.key, "low", r.unit, x.low);
    rows.add("assumptions", r.key, "central", r.unit, x.value);
    rows.add("assumptions", r.key, "high", r.unit, x.high);
  }
  return rows.take();
}

}  // namespace cobden::report

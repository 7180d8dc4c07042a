#include "cobden/report/talks_json.h"

#include <boost/json.hpp>

#include "cobden/core/error.h"
#include "cobden/core/version.h"
#include "cobden/numerics/rational.h"
#include "cobden/report/json_text.h"
#include "cobden/report/strategy_json.h"
#include "cobden/report/strategy_tables.h"

namespace cobden::report {
namespace {

namespace json = boost::json;
using namespace scenario;
using strategy::PayoffPair;

template <class List, class Make>
json::array array_of(const List& list, const Make& make) {
  json::array out;
  for (const auto& item : list) out.push_back(make(item));
  return out;
}

json::array numbers(const std::vector<double>& list) { return json::array(list.begin(), list.end()); }

template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::object pair_object(PayoffPair p) { return {{"first", p.first}, {"second", p.second}}; }

json::object band_object(const precursor::Band& b) {
  return {{"mean", b.mean}, {"p05", b.p05}, {"p25", b.p25}, {"p50", b.p50}, {"p75", b.p75}, {"p95", b.p95}};
}

json::object point_object(const TalksPoint& p) {
  json::object o{{"name", p.name}, {"solved", p.equilibrium != nullptr}};
  if (!p.source.empty()) o["source"] = p.source;
  o["mean_tariff_pct"] = json::object{{"first_on_second", 100 * p.first_on_second.mean},
                                      {"second_on_first", 100 * p.second_on_first.mean}};
  if (p.payoff.empty() || p.gain.empty()) return o;
  o["against_base_billion"] = pair_object({p.payoff[0].billion, p.payoff[1].billion});
  o["against_base_pct"] = pair_object({p.payoff[0].percent, p.payoff[1].percent});
  o["gain_billion"] = pair_object({p.gain[0].billion, p.gain[1].billion});
  return o;
}

json::object deal_object(const DealRow& d, const LinkageAnswer& linkage) {
  json::object o{{"name", d.row.name},
                 {"concession", linkage.problem.concession.level[d.row.level]},
                 {"gain_billion", pair_object(d.row.gain)},
                 {"first_gain_structural_billion", d.first_structural},
                 {"first_gain_reference_class_billion", d.first_reference},
                 {"chance_both_gain", d.chance_both_gain},
                 {"rational_first", d.row.rational_first},
                 {"rational_second", d.row.rational_second},
                 {"acceptable", d.row.acceptable},
                 {"binding", to_string(d.row.binding)},
                 {"binding_slack", d.row.binding_slack}};
  if (d.row.slack)
    o["slack"] = json::object{{"first", d.row.slack->first},
                              {"second_trade", d.row.slack->second_trade},
                              {"second_concession", d.row.slack->second_concession}};
  return o;
}

json::object linkage_object(const LinkageAnswer& l) {
  json::array priors;
  for (std::size_t k = 0; k < l.by_prior.size(); ++k) {
    const auto& answer = l.by_prior[k];
    priors.push_back(json::object{{"prior", to_string(kPriors[k])},
                                  {"surplus_billion", answer.surplus},
                                  {"zone_without", to_string(answer.zone_without.status)},
                                  {"zone_with", to_string(answer.zone_with.status)},
                                  {"best_joint_without_billion", answer.zone_without.best_joint},
                                  {"best_joint_with_billion", answer.zone_with.best_joint}});
  }
  const auto points = [](const talks::LinkedPoint& p) { return pair_object(p.payoff); };
  const auto& pooled = l.by_prior.back();
  return {{"unit", "bn a year"},
          {"by_prior", std::move(priors)},
          {"surplus_band",
           {{"p05", l.bands.low},
            {"p50", l.bands.middle},
            {"p95", l.bands.high},
            {"chance_of_zone", l.bands.chance_of_zone},
            {"draws", l.bands.draws}}},
          {"channels",
           {{"negotiation", l.channels.negotiation},
            {"enforcement", or_null(l.channels.enforcement)},
            {"participation", l.channels.participation},
            {"participation_level", l.channels.participation_level},
            {"threat_cost_first", l.channels.threat_cost_first}}},
          {"frontier_without", array_of(pooled.frontier_without, points)},
          {"frontier_with", array_of(pooled.frontier_with, points)},
          {"bargains", array_of(pooled.bargains, [](const talks::LinkedBargain& b) {
             return json::object{{"rule", to_string(b.rule)},
                                 {"without", pair_object(b.without.gain)},
                                 {"with", pair_object(b.with.gain)},
                                 {"status", to_string(b.with.status)}};
           })}};
}

json::object sensitive_object(const talks::Sensitive& s) {
  return {{"value", s.value}, {"by_detection", s.by_detection}, {"by_false_alarm", s.by_false_alarm}};
}

json::object case_object(const SincerityCase& c) {
  return {{"prior", to_string(kPriors[c.prior])},
          {"reading", to_string(c.reading)},
          {"counted_worth_billion", c.worth},
          {"gain_billion", c.gain},
          {"loss_billion", c.loss},
          {"threshold", c.threshold ? json::value(sensitive_object(*c.threshold)) : json::value(nullptr)},
          {"detection_needed", or_null(c.detection_needed)},
          {"prior_is_enough", c.enough}};
}

json::object sincerity_object(const TalksAnswer& a) {
  const auto& s = *a.sincerity;
  json::object o{{"offer", s.offer},
                 {"stakes_billion",
                  {{"relief_first", s.stakes.relief_first},
                   {"leverage_first", s.stakes.leverage},
                   {"relief_second", s.stakes.relief_second},
                   {"cost_second", s.stakes.cost_second}}},
                 {"prior", a.ask.assumptions.prior.value},
                 {"headline", case_object(s.cases[s.headline])},
                 {"cases", array_of(s.cases, case_object)},
                 {"complies", s.complies},
                 {"snapback_periods", or_null(s.snapback)}};
  o["compliance_discount"] =
      s.compliance ? json::value(sensitive_object(*s.compliance)) : json::value(nullptr);
  if (s.signal)
    o["signal_interval"] = json::object{{"lower", s.signal->lower.value},
                                        {"upper", s.signal->upper.value},
                                        {"separates", s.signal->separates()}};
  o["monitoring"] = array_of(s.monitoring, [](const talks::MonitoringRow& r) {
    return json::object{{"detection", r.detection},
                        {"belief_threshold", r.belief_threshold},
                        {"compliance_discount", r.compliance_threshold},
                        {"snapback_periods", r.snapback},
                        {"signal_lower", r.signal_lower},
                        {"signal_upper", r.signal_upper}};
  });
  return o;
}

json::array table_of(const std::vector<std::vector<numerics::Rational>>& rows) {
  return array_of(rows, [](const auto& row) {
    return array_of(row, [](const numerics::Rational& x) { return json::value(x.get_d()); });
  });
}

json::array equilibria_array(const SincerityAnswer& s) {
  return array_of(s.equilibria, [&](const talks::SignallingEquilibrium& e) {
    return json::object{{"kind", to_string(e.kind)},
                        {"types", json::array(s.game.types.begin(), s.game.types.end())},
                        {"signals", json::array(s.game.signals.begin(), s.game.signals.end())},
                        {"sender", table_of(e.sender)},
                        {"receiver", table_of(e.receiver)},
                        {"belief", table_of(e.belief)},
                        {"receiver_payoff", e.receiver_payoff.get_d()},
                        {"deviation_gain", e.deviation_gain.get_d()},
                        {"intuitive_criterion",
                         {{"verdict", to_string(e.intuitive.verdict)}, {"reason", e.intuitive.reason}}},
                        {"d1", {{"verdict", to_string(e.d1.verdict)}, {"reason", e.d1.reason}}}};
  });
}

json::object critical_object(const talks::CriticalDiscount& c) {
  return {{"name", c.name}, {"first", or_null(c.first)}, {"second", or_null(c.second)}};
}

json::object keeping_object(const KeepingAnswer& k) {
  json::object o{{"critical_discounts", array_of(k.critical.separate, critical_object)},
                 {"pooled", critical_object(k.critical.pooled)},
                 {"linkage_gain_a_period", k.sustained.linkage_gain()}};
  if (!k.grid.first.empty())
    o["repeated_game"] = json::object{{"discount", k.discount},
                                      {"status", to_string(k.repeated.status)},
                                      {"residual", k.repeated.residual},
                                      {"levels", json::array(k.levels.begin(), k.levels.end())},
                                      {"first", array_of(k.grid.first, numbers)},
                                      {"second", array_of(k.grid.second, numbers)},
                                      {"corners", array_of(k.repeated.corners, [](const auto& c) {
                                         return json::object{{"first", c.payoff.x}, {"second", c.payoff.y}};
                                       })}};
  if (k.sequences) {
    const auto& plan = k.sequences->best;
    o["sequence"] = json::object{{"first_moves_first", plan.first_moves_first},
                                 {"unravels", k.sequences->unravels},
                                 {"share_first", plan.share_first},
                                 {"share_second", plan.share_second},
                                 {"steps", array_of(plan.steps, [](const talks::SequenceStep& s) {
                                    return json::object{{"by", s.by_first ? "first" : "second"},
                                                        {"amount", s.amount},
                                                        {"slack", s.slack}};
                                  })}};
  } else {
    o["no_sequence"] = k.no_sequence;
  }
  return o;
}

json::object survival_object(const SurvivalRow& r) {
  json::object o{{"date", to_string(r.day)},
                 {"no_deal", r.no_deal},
                 {"put_off", r.put_off},
                 {"final", r.final},
                 {"p05", r.low},
                 {"mean", r.mean},
                 {"p95", r.high}};
  if (!r.name.empty()) o["name"] = r.name;
  return o;
}

json::object deadlock_object(const DeadlockAnswer& d) {
  if (!d.no_game.empty()) return {{"status", "no game"}, {"reason", d.no_game}};
  const auto side = [&](int i) {
    const auto& s = i == 0 ? d.game->first : d.game->second;
    const auto& path = d.waits.put_off[0];
    json::object o{{"demand", s.demand},
                   {"stubborn", s.stubborn},
                   {"gives_in_at_once", path.initial(i)},
                   {"payoff", path.payoff(i)}};
    if (!d.waits.final.empty()) o["gives_in_at_deadline"] = d.waits.final[0].at_deadline(i);
    return o;
  };
  const auto path = [](const talks::AttritionPath& p) {
    return json::object{{"kind", p.kind()}, {"deviation_gain", p.deviation_gain()}};
  };
  return {{"status", "solved"},
          {"equilibria_put_off", array_of(d.waits.put_off, path)},
          {"equilibria_final", array_of(d.waits.final, path)},
          {"chance_final", d.waits.chance_final},
          {"first", side(0)},
          {"second", side(1)},
          {"delay_cost_billion", pair_object({d.delay_cost_first, d.delay_cost_second})},
          {"rows", array_of(d.rows, survival_object)},
          {"curve", array_of(d.curve, survival_object)},
          {"draws", d.draws},
          {"failed_draws", d.failed_draws}};
}

json::object dynamics_object(const DynamicsAnswer& d) {
  json::array rows;
  for (std::size_t p = 0; p < d.forecast.phase.size(); ++p) {
    const auto& phase = d.forecast.phase[p];
    rows.push_back(json::object{{"period", p + 1},
                                {"war", phase[0]},
                                {"pause", phase[1]},
                                {"partial_deal", phase[2]},
                                {"deal", phase[3]},
                                {"belief_if_sincere", d.forecast.sincere_belief[p]}});
  }
  return {{"status", to_string(d.solution.status)},
          {"residual", d.solution.residual},
          {"stages_with_several_solutions", d.solution.several},
          {"stages", d.solution.stages},
          {"selection", d.solution.selection},
          {"precision_per_billion", d.precision},
          {"rows", std::move(rows)}};
}

json::object reveal_object(const TalksAnswer& a, const RevealAnswer& r) {
  const auto& sectors = a.game().policy().sectors();
  json::object o{{"player", r.code}, {"spared_billion", r.spared_billion}};
  o["items"] = array_of(r.items, [&](const RevealedItem& i) {
    return json::object{{"sector", sectors.code(i.sector)},
                        {"trade_billion", i.trade_billion},
                        {"duty_pct", i.duty_percent},
                        {"spared_share", i.spared_share},
                        {"exempt", i.exempt},
                        {"value", numbers(i.value)}};
  });
  if (!r.no_inference.empty()) {
    o["no_inference"] = r.no_inference;
    return o;
  }
  json::array weights;
  for (std::size_t k = 0; k < r.criteria.size(); ++k)
    weights.push_back(json::object{{"criterion", r.criteria[k]},
                                   {"lower", r.inference.weight[k].lower},
                                   {"upper", r.inference.weight[k].upper},
                                   {"example", r.inference.example[k]}});
  o["weights"] = std::move(weights);
  o["rationalised"] = r.inference.rationalised;
  o["least_slack"] = r.inference.least_slack;
  o["unexplained_pairs"] = r.inference.unexplained.size();
  o["caveats"] = array_of(r.inference.caveats, [](const talks::Caveat& c) {
    return json::object{{"topic", c.topic}, {"text", c.text}};
  });
  return o;
}

json::object weights_object(const TariffWeights& w) {
  json::object o{{"player", w.code}};
  if (!w.no_inference.empty()) {
    o["no_inference"] = w.no_inference;
    return o;
  }
  json::array weights;
  for (std::size_t k = 0; k < w.groups.size(); ++k)
    weights.push_back(json::object{
        {"group", w.groups[k]}, {"weight", w.fit.weight[k]}, {"standard_error", w.fit.standard_error[k]}});
  o["weights"] = std::move(weights);
  o["identified"] = w.fit.identified;
  o["condition"] = w.fit.condition;
  o["residual_share"] = w.fit.residual_share;
  o["caveats"] = array_of(w.fit.caveats, [](const talks::Caveat& c) {
    return json::object{{"topic", c.topic}, {"text", c.text}};
  });
  return o;
}

json::object offer_object(const OfferValue& o) {
  json::array priors;
  for (std::size_t k = 0; k < kPriors.size(); ++k) {
    const auto& p = o.study.priors[k];
    priors.push_back(json::object{
        {"prior", to_string(p.prior)},
        {"averted_first_year", band_object(p.averted_first_year)},
        {"worth_billion_a_year", numbers(o.mean[k])},
        {"horizons", array_of(p.horizons, [](const precursor::Horizon& h) {
           return json::object{{"month", h.month}, {"cumulative_averted", band_object(h.cumulative_averted)}};
         })}});
  }
  return {{"levels", numbers(o.level)},
          {"months", o.study.study.draws.months},
          {"by_prior", std::move(priors)},
          {"value_of_life_million_usd", o.study.study.valuation.vsl_million_usd}};
}

json::object pressure_object(const TalksAnswer& a) {
  const auto& p = *a.pressure;
  return {{"rows", array_of(p.rows,
                            [&](const PressureRow& r) {
                              return json::object{{"player", a.code(r.side)},
                                                  {"date", to_string(r.day)},
                                                  {"name", r.name},
                                                  {"price_weight", r.weights.prices},
                                                  {"impatience", r.weights.impatience},
                                                  {"best_reply_pct", 100 * r.war.best_reply.mean},
                                                  {"cut_gain_pct", r.war.cut_gain_percent}};
                            })},
          {"growth", array_of(p.growth,
                              [&](const GrowthRow& g) {
                                return json::object{
                                    {"player", a.code(g.side)},       {"year", g.outlook.year},
                                    {"vintage", g.outlook.vintage},   {"threshold_pct", g.outlook.threshold},
                                    {"chance_before", g.risk.before}, {"chance_after", g.risk.after}};
                              })},
          {"notes", json::array(p.notes.begin(), p.notes.end())}};
}

json::array flip_array(const std::vector<FlipBar>& bars) {
  return array_of(bars, [](const FlipBar& b) {
    return json::object{{"assumption", b.key},
                        {"low", b.low},
                        {"centre", b.centre},
                        {"high", b.high},
                        {"at_low", b.at_low},
                        {"at_high", b.at_high},
                        {"flips_at", or_null(b.flips_at)}};
  });
}

json::array assumptions_array(const TalksAsk& ask) {
  return array_of(assumption_records(), [&](const AssumptionRecord& r) {
    const auto& x = ask.assumptions.*r.value;
    return json::object{{"assumption", r.key}, {"meaning", r.meaning}, {"unit", r.unit},    {"low", x.low},
                        {"central", x.value},  {"high", x.high},       {"source", x.source}};
  });
}

json::object results_of(const TalksAnswer& a) {
  json::object o{{"sides", {{"first", a.code(0)}, {"second", a.code(1)}}},
                 {"concession", a.ask.concession},
                 {"money_unit", money_unit(a.negotiation)}};
  o["threat_points"] = array_of(a.threats, point_object);
  if (a.linkage) {
    o["deals"] = array_of(a.linkage->deals, [&](const DealRow& d) { return deal_object(d, *a.linkage); });
    o["linkage"] = linkage_object(*a.linkage);
  } else {
    o["deals"] = array_of(a.deals, point_object);
  }
  o["belief_threshold"] = a.sincerity ? json::value(sincerity_object(a)) : json::value(nullptr);
  if (a.sincerity) {
    o["equilibria"] = equilibria_array(*a.sincerity);
    if (!a.sincerity->no_game.empty()) o["no_equilibria"] = a.sincerity->no_game;
  }
  if (a.keeping) o["enforcement"] = keeping_object(*a.keeping);
  o["deadlock"] = a.deadlock ? json::value(deadlock_object(*a.deadlock)) : json::value(nullptr);
  if (a.dynamics) o["dynamics"] = dynamics_object(*a.dynamics);
  o["inference"] = array_of(a.reveal, [&](const RevealAnswer& r) { return reveal_object(a, r); });
  o["weights_before"] = array_of(a.weights_before, weights_object);
  if (a.offer) o["offer"] = offer_object(*a.offer);
  if (a.pressure) o["pressure"] = pressure_object(a);
  if (a.flips) {
    o["flips"] = json::object{{"offer_margin", a.flips->offer_margin},
                              {"offer", flip_array(a.flips->offer)},
                              {"chance_of_deal", or_null(a.flips->chance_of_deal)},
                              {"deal", flip_array(a.flips->deal)}};
  }
  o["assumptions"] = assumptions_array(a.ask);
  return o;
}

json::array inputs_of(const TalksAnswer& a) {
  return array_of(a.inputs, [](const InputFile& i) {
    return json::object{{"role", i.role}, {"path", i.path}, {"sha256", i.sha256}};
  });
}

}  // namespace

std::string talks_json(const TalksAnswer& a) {
  invariant(a.negotiation.game != nullptr, "talks have a game");
  json::object root = strategy_object(a.negotiation);
  json::object results = results_of(a);
  results["negotiation"] = std::move(root["results"]);
  root["schema"] = json::object{{"name", "cobden.talks"}, {"version", 1}};
  root["question"] = "talks";
  root["inputs"] = inputs_of(a);
  root["results"] = std::move(results);
  return to_json_text(root);
}

std::string talks_manifest(const TalksAnswer& a, const std::string& command_line) {
  json::object root = json::parse(strategy_manifest(a.negotiation, command_line)).as_object();
  root["question"] = "talks";
  root["inputs"] = inputs_of(a);
  root["assumptions"] = assumptions_array(a.ask);
  return to_json_text(root);
}

}  // namespace cobden::report

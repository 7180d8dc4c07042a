#include "cobden/ensemble/fingerprint.h"

#include <fmt/format.h>

#include "cobden/core/file.h"
#include "cobden/core/version.h"

namespace cobden::ensemble {
namespace {

std::string bytes_of(const TradeCube& cube) {
  const auto cells = cube.flat();
  return sha256_hex({reinterpret_cast<const char*>(cells.data()), cells.size_bytes()});
}

std::string text_of(const scenario::ModelSpec& m) {
  std::string text = fmt::format("{} {} {} {} {}\n", m.family, m.variant, economy::to_string(m.closure),
                                 m.elasticities, economy::to_string(m.numeraire));
  for (const auto& [key, number] : m.numbers) text += fmt::format("{} = {:a}\n", key, number);
  for (const auto& [key, word] : m.words) text += fmt::format("{} = {}\n", key, word);
  return text;
}

std::string text_of(const Input& input) {
  const auto& d = input.ask.distribution;
  std::string text = fmt::format("{} {} {} {} {} {:a} {:a} {:a} {:a} {:a} {:a} {} {:a} {} {}\n",
                                 input.ask.name, to_string(input.ask.kind), input.ask.key, input.ask.player,
                                 to_string(d.shape), d.centre, d.spread, d.low, d.high, d.least, d.most,
                                 input.ask.factor, input.own_value, input.ask.shock, input.usual);
  text += fmt::format("{}\n{}\n", fmt::join(input.labels, ","), fmt::join(input.choices, ","));
  for (const double c : input.cumulative) text += fmt::format("{:a} ", c);
  for (const double c : input.cholesky) text += fmt::format("{:a} ", c);
  return text + "\n";
}

}  // namespace

std::string fingerprint_of(const Plan& plan, std::span<const Outcome> outcomes, std::size_t draws_per_chunk) {
  const auto& s = plan.run.scenario;
  // What a run depends on is listed below, so that its file may ask for more draws; the many settings of
  // [strategy] and [talks] are taken with the text of the file.
  const bool whole_file = plan.ask.question != scenario::EnsembleQuestion::kRun;
  std::string text = fmt::format("cobden {} {}\n{}\n", version(), commit(), s.name);
  if (whole_file) text += s.sha256 + "\n";
  for (const auto& file : plan.run.inputs)
    if (file.role != "scenario") text += file.role + " " + file.sha256 + "\n";
  text += text_of(s.model);
  text +=
      bytes_of(plan.run.counterfactual.tariff_new) + bytes_of(plan.run.counterfactual.trade_cost_hat) + "\n";
  text += fmt::format("{:a} {}\n", s.solver.tolerance, s.solver.max_iterations);
  text += fmt::format("{} {} {} {} {}\n", to_string(plan.ask.question), plan.ask.seed,
                      to_string(plan.ask.sampling), plan.ask.indices, draws_per_chunk);
  for (const auto& input : plan.inputs) text += text_of(input);
  if (s.strategy)
    for (const auto& player : s.strategy->players) text += player.code + " ";
  if (s.talks)
    for (const auto& record : scenario::assumption_records()) {
      const auto& a = s.talks->assumptions.*record.value;
      text += fmt::format("{} {:a} {:a} {:a}\n", record.key, a.low, a.value, a.high);
    }
  for (const auto& o : outcomes) text += fmt::format("{} {} {} {}\n", o.measure, o.unit, o.country, o.sector);
  return sha256_hex(text);
}

}  // namespace cobden::ensemble

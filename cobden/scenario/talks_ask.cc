#include "cobden/scenario/talks_ask.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/text.h"
#include "cobden/scenario/shock_ask.h"

namespace cobden::scenario {
namespace {

using Kind = TomlValue::Kind;

/// "0.4", or low, central and high; `place` and `text` for the error.
Assumption assumption_of(const std::vector<double>& numbers, const SourcePlace& place,
                         const std::string& text) {
  if (numbers.size() == 1) return {numbers[0], numbers[0], numbers[0]};
  if (numbers.size() != 3 || numbers[0] > numbers[1] || numbers[1] > numbers[2])
    fail_at(place, text, "is not a range", "one number, or [low, central, high] in rising order");
  return {numbers[0], numbers[1], numbers[2]};
}

void read_assumptions(const TableReader& reader, const TableReader* sources, TalksAssumptions& into) {
  for (const auto& record : assumption_records()) {
    Assumption& a = into.*record.value;
    if (const TomlEntry* entry = reader.find(record.key)) {
      const bool list = entry->value.kind == Kind::kList;
      a = assumption_of(list ? reader.numbers(record.key) : std::vector{*reader.number(record.key)},
                        reader.place(*entry), entry->value.text);
    }
    if (sources) a.source = sources->text(record.key, a.source);
  }
}

/// Sources must speak of something.
void check_sources(const TableReader& sources) {
  std::vector<std::string> keys;
  for (const auto& record : assumption_records()) keys.push_back(record.key);
  for (const auto& entry : sources.table().entries)
    if (std::ranges::find(keys, entry.key) == keys.end())
      fail_at(sources.place(entry), "", "is not a judged number of [talks]",
              fmt::format("one of: {}", fmt::join(keys, ", ")), did_you_mean(entry.key, keys));
}

TalksDeal read_deal(const TomlValue& value, const std::string& file) {
  static const auto records = talks_options();
  const TableReader reader(records, value, "talks.deal", file, {"shock"});
  TalksDeal deal;
  deal.place = reader.place();
  deal.name = reader.required_text("name", "\"the fentanyl duty for full control\"");
  deal.source = reader.text("source", "judgement");
  deal.concession = reader.number("concession").value_or(0);
  deal.from_base = reader.text("from", "scenario") == "base";
  deal.scenario = reader.text("scenario");
  if (const auto* shocks = reader.find("shock")) deal.shocks = read_shocks(*shocks, file, "talks.deal.shock");
  if (!deal.scenario.empty() && (!deal.shocks.empty() || reader.find("from")))
    fail_at(reader.place("scenario"), deal.scenario, "stands beside shocks or 'from'",
            "either a scenario or shocks");
  return deal;
}

void check_deals(const TableReader& reader, TalksAsk& ask) {
  for (std::size_t k = 0; k < ask.deals.size(); ++k)
    for (std::size_t j = 0; j < k; ++j)
      if (ask.deals[j].name == ask.deals[k].name)
        fail_at(ask.deals[k].place, ask.deals[k].name, "is the name of two deals", "a name of its own");
  std::vector<std::string> names;
  for (const auto& deal : ask.deals) names.push_back(deal.name);
  if (!ask.offer.empty() && std::ranges::find(names, ask.offer) == names.end())
    fail_at(
        reader.place("offer"), ask.offer, "is not the name of a [[talks.deal]]",
        names.empty() ? "a [[talks.deal]] of that name" : fmt::format("one of: {}", fmt::join(names, ", ")),
        did_you_mean(ask.offer, names));
  if (ask.offer.empty()) {
    const auto it = std::ranges::find_if(ask.deals, [](const TalksDeal& d) { return d.concession > 0; });
    if (it != ask.deals.end()) ask.offer = it->name;
  }
}

void check_days(const TableReader& reader, const TalksAsk& ask) {
  if (!ask.deadline) return;
  if (!ask.start)
    fail_at(reader.place("deadline"), "", "a deadline needs the day the talks start", "start = 2025-05-14");
  if (*ask.deadline <= *ask.start)
    fail_at(reader.place("deadline"), cobden::to_string(*ask.deadline), "is not after the start",
            "a day after " + cobden::to_string(*ask.start));
}

int whole(std::optional<double> figure, int otherwise) {
  return figure ? static_cast<int>(*figure) : otherwise;
}

}  // namespace

TalksAsk read_talks(const TomlEntry& entry, const std::string& file) {
  static const auto records = talks_options();
  const TableReader reader(records, entry.value, "talks", file, {"sources", "deal"});
  TalksAsk ask;
  for (const auto& e : entry.value.entries) ask.places[e.key] = reader.place(e);
  ask.concession = reader.text("concession", ask.concession);
  ask.start = reader.day("start");
  ask.deadline = reader.day("deadline");
  ask.deadline_name = reader.text("deadline_name", ask.deadline_name);
  ask.period_months = whole(reader.number("period_months"), ask.period_months);
  ask.horizon_months = whole(reader.number("horizon_months"), ask.horizon_months);
  ask.snapback_periods = whole(reader.number("snapback_periods"), ask.snapback_periods);
  ask.offer = reader.text("offer");
  ask.without_exemptions = reader.text("without_exemptions");
  ask.exempt_from = reader.number("exempt_from").value_or(ask.exempt_from);
  ask.clocks = reader.text("clocks");
  ask.draws = whole(reader.number("draws"), ask.draws);
  if (const auto seed = reader.number("seed")) ask.seed = static_cast<unsigned>(*seed);
  if (const auto* sources = reader.find("sources")) {
    const TableReader of_sources(records, sources->value, "talks.sources", file);
    check_sources(of_sources);
    read_assumptions(reader, &of_sources, ask.assumptions);
  } else {
    read_assumptions(reader, nullptr, ask.assumptions);
  }
  for (const TomlValue* deal : reader.tables("deal")) ask.deals.push_back(read_deal(*deal, file));
  check_deals(reader, ask);
  check_days(reader, ask);
  return ask;
}

void apply_talks_setting(const std::string& setting, TalksAsk& ask) {
  const SourcePlace place{.file = "", .line = {}, .column = "--set"};
  const auto equals = setting.find('=');
  std::vector<std::string> keys;
  for (const auto& record : assumption_records()) keys.push_back(record.key);
  const std::string key{trim(setting.substr(0, equals))};
  const auto it = std::ranges::find(keys, key);
  if (equals == std::string::npos || it == keys.end())
    fail_at(place, setting, "is not a judged number of [talks]",
            fmt::format("KEY=NUMBER or KEY=LOW,CENTRAL,HIGH with one of: {}", fmt::join(keys, ", ")),
            did_you_mean(key, keys));
  const auto& record = assumption_records()[static_cast<std::size_t>(it - keys.begin())];
  std::vector<double> numbers;
  for (const auto& part : split(setting.substr(equals + 1), ',')) {
    const auto x = parse_number(trim(part));
    if (!x || *x < record.least || *x > record.most)
      fail_at(place, setting, fmt::format("'{}' is out of bounds or no number", trim(part)),
              fmt::format("numbers from {:.12g} to {:.12g}", record.least, record.most));
    numbers.push_back(*x);
  }
  Assumption a = assumption_of(numbers, place, setting);
  a.source = "--set";
  ask.assumptions.*record.value = a;
}

}  // namespace cobden::scenario

#include "cobden/scenario/assemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "cobden/core/confined_reading.h"
#include "cobden/core/file.h"
#include "cobden/core/parallel.h"
#include "cobden/core/text.h"
#include "cobden/data/builtin.h"
#include "cobden/scenario/open_benchmarks.h"
#include "cobden/scenario/options.h"
#include "cobden/scenario/shocks.h"

namespace cobden::scenario {
namespace {

namespace fs = std::filesystem;

std::string with_hyphens(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

/// A folder of the search path called `name`, or starting with it ("liberation-day" finds
/// liberation_day_194x1).
std::string data_folder(const std::string& name) {
  for (const auto& folder : data_search_path()) {
    std::error_code ignored;
    for (const auto& item : fs::directory_iterator(folder, ignored)) {
      const std::string candidate = with_hyphens(item.path().filename().string());
      const bool fits = candidate == name || candidate.starts_with(name + "-");
      if (fits && item.is_directory(ignored)) return item.path().string();
    }
  }
  return "";
}

std::string benchmark_path(const Scenario& scenario) {
  const std::string& name = scenario.benchmark;
  if (name.find('/') != std::string::npos || is_readable_file(name) || is_readable_folder(name)) return name;
  const auto builtin = data::builtin_benchmarks();
  if (std::find(builtin.begin(), builtin.end(), name) != builtin.end()) return name;
  const std::string folder = data_folder(with_hyphens(name));
  return folder.empty() ? name : folder;
}

/// Says whose benchmark is missing and how to bring it.
[[noreturn]] void explain_missing(const Scenario& scenario, const UserError& e) {
  auto detail = e.detail();
  detail.place.file = scenario.file.empty() ? "scenario " + scenario.name : scenario.file.string();
  detail.place.column = "benchmark";
  // No name is near: it is data of one's own, or of a study whose terms do not let Cobden ship it.
  if (detail.remedy.empty())
    detail.remedy =
        "this benchmark is not shipped: put the folder that holds its tables on COBDEN_DATA, or give "
        "--benchmark PATH";
  throw UserError(detail);
}

/// Looks for a tariff file beside the scenario, then beside the benchmark, and records its hash.
FileFinder tariff_finder(const Scenario& scenario, const fs::path& benchmark,
                         std::vector<InputFile>& inputs) {
  return [&scenario, benchmark, &inputs](const fs::path& name) {
    const fs::path folder = fs::is_directory(benchmark) ? benchmark : benchmark.parent_path();
    for (const fs::path& candidate : {scenario.file.parent_path() / name, folder / name}) {
      if (!is_readable_file(candidate)) continue;
      inputs.push_back({"tariffs", candidate.string(), sha256_hex(read_file(candidate))});
      return candidate;
    }
    throw UserError({.place = {.file = scenario.file.string(), .line = {}, .column = "shock"},
                     .value = name.string(),
                     .problem = "there is no such file beside the scenario or the benchmark",
                     .expected = "",
                     .remedy = "give a path relative to the scenario file"});
  };
}

AssembledRun finish(Scenario scenario, OpenedBenchmark opened) {
  AssembledRun run;
  run.benchmark = std::move(opened.benchmark);
  if (!scenario.file.empty()) run.inputs.push_back({"scenario", scenario.file.string(), scenario.sha256});
  run.inputs.insert(run.inputs.end(), opened.inputs.begin(), opened.inputs.end());
  run.schedules = evaluate_schedules(scenario, run.benchmark, run.inputs);
  for (const auto& effect : run.schedules)
    for (const auto& note : effect.notes)
      if (std::find(run.notes.begin(), run.notes.end(), note) == run.notes.end()) run.notes.push_back(note);
  run.counterfactual =
      apply_shocks(scenario, *run.benchmark, tariff_finder(scenario, opened.path, run.inputs), run.schedules);
  run.scenario = std::move(scenario);
  return run;
}

/// The families whose elasticities are named sets, unless the scenario gives a number of its own.
bool uses_sets(const ModelSpec& spec) {
  if (spec.family == "caliendo-parro" || spec.family == "ossa") return true;
  return spec.family == "gravity" && !spec.numbers.contains("theta") && !spec.numbers.contains("sigma");
}

void keep_welfare(const economy::Result& result, std::size_t set, ElasticityRange& range) {
  range.solver[set] = result.solver;
  const economy::Variable* welfare = result.outcomes.find("welfare_exact");
  if (welfare && result.solver.converged()) range.welfare_percent[set] = welfare->value;
}

void find_spans(ElasticityRange& range) {
  for (std::size_t k = 0; k < range.sets.size(); ++k) {
    const auto& values = range.welfare_percent[k];
    if (values.empty()) continue;
    const bool first = range.by_country.empty();
    range.by_country.resize(values.size());
    for (std::size_t n = 0; n < values.size(); ++n) {
      auto& span = range.by_country[n];
      if (first || values[n] < span.low) span.low = values[n], span.low_set = range.sets[k];
      if (first || values[n] > span.high) span.high = values[n], span.high_set = range.sets[k];
    }
  }
}

ElasticityRange solve_range(const AssembledRun& run, const economy::Result& headline,
                            const RunContext& context) {
  ElasticityRange range;
  for (const auto& set : run.benchmark->tables().elasticities) range.sets.push_back(set.name);
  range.solver.resize(range.sets.size());
  range.welfare_percent.resize(range.sets.size());
  const std::string done = elasticity_set(*run.benchmark, run.scenario.model);
  parallel_for(range.sets.size(), [&](std::size_t k) {
    if (range.sets[k] == done) return keep_welfare(headline, k, range);
    if (context.cancelled()) return;
    ModelSpec spec = run.scenario.model;
    spec.elasticities = range.sets[k];
    // Progress of parallel solves would be shuffled; cancellation is passed on through the caller's flag.
    keep_welfare(
        make_model(run.benchmark, spec)->solve(run.counterfactual, run.scenario.solver, context.silent()), k,
        range);
  });
  find_spans(range);
  return range;
}

/// --on and --known win over every schedule shock.
void override_days(const Overrides& o, Scenario& scenario) {
  const auto place = [](const char* option) { return SourcePlace{.file = "", .line = {}, .column = option}; };
  std::vector<CivilTime> on;
  if (!o.on.empty())
    for (const auto& text : split(o.on, ',')) {
      const auto time = parse_civil_time(trim(text));
      if (!time || on.size() == 2 || (o.on.find(',') != std::string::npos && time->time_of_day))
        fail_at(place("--on"), o.on, "is neither a date nor a span of days",
                "2025-05-02, 2025-05-02T12:01:00+08:00, or 2025-01-01,2025-12-31");
      on.push_back(*time);
    }
  check_span(on, place("--on"));
  const auto known = parse_day(o.known);
  if (!o.known.empty() && !known) fail_at(place("--known"), o.known, "is not a day", "2025-04-10");
  bool any = false;
  for (auto& shock : scenario.shocks)
    if (shock.schedule) {
      any = true;
      if (!on.empty()) shock.schedule->on = on, shock.schedule->places.erase("on");
      if (known) shock.schedule->known = known, shock.schedule->places.erase("known");
    }
  if (!any && (!on.empty() || known))
    fail_at(place(on.empty() ? "--known" : "--on"), on.empty() ? o.known : o.on,
            fmt::format("the scenario {} takes no tariffs from a schedule", scenario.name),
            "a scenario with schedule = ... in a [[shock]]");
}

}  // namespace

OpenedBenchmark benchmark_of(const Scenario& scenario) {
  const std::string path = benchmark_path(scenario);
  try {
    return open_benchmark(path);
  } catch (const UserError& e) {
    if (e.detail().place.file.empty() && path == scenario.benchmark) explain_missing(scenario, e);
    throw;
  }
}

void apply_overrides(const Overrides& o, Scenario& scenario) {
  ModelSpec& model = scenario.model;
  const auto given = [&](const std::string& text, const char* key) {
    if (!text.empty()) model.places[key] = {.file = "", .line = {}, .column = std::string("--") + key};
    return !text.empty();
  };
  if (!o.benchmark.empty()) scenario.benchmark = o.benchmark;
  if (given(o.family, "family")) model.family = o.family;
  if (given(o.variant, "variant")) model.variant = o.variant;
  if (given(o.closure, "closure")) model.closure = economy::parse_closure(o.closure, model.places["closure"]);
  if (given(o.elasticities, "elasticities")) model.elasticities = o.elasticities;
  if (given(o.numeraire, "numeraire"))
    model.numeraire = economy::parse_numeraire(o.numeraire, model.places["numeraire"]);
  override_days(o, scenario);
}

AssembledRun assemble(Scenario scenario) {
  auto opened = benchmark_of(scenario);
  return finish(std::move(scenario), std::move(opened));
}

AssembledRun assemble(Scenario scenario, economy::BenchmarkPtr benchmark, std::vector<InputFile> inputs) {
  return finish(std::move(scenario), {std::move(benchmark), "", std::move(inputs)});
}

Answer answer(AssembledRun run, bool with_range, const RunContext& context) {
  Answer a;
  const auto model = make_model(run.benchmark, run.scenario.model);
  a.result = model->solve(run.counterfactual, run.scenario.solver, context);
  const bool useful = uses_sets(run.scenario.model) && run.benchmark->tables().elasticities.size() > 1;
  if (with_range && useful && a.result.solver.status != economy::SolveStatus::kInterrupted)
    a.range = solve_range(run, a.result, context);
  a.run = std::move(run);
  return a;
}

}  // namespace cobden::scenario

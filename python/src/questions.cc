#include "python/src/questions.h"

#include "apps/cli/commands.h"
#include "apps/cli/ensemble_commands.h"
#include "apps/cli/schedule_question.h"
#include "apps/cli/strategy_commands.h"
#include "cobden/data/aggregate.h"
#include "cobden/data/builtin.h"
#include "cobden/data/har_benchmark.h"
#include "cobden/data/netcdf_benchmark.h"
#include "cobden/data/write_long_csv.h"

namespace cobden::python {
namespace {

using scenario::StrategyQuestion;

constexpr StrategyQuestion kQuestions[] = {StrategyQuestion::kOptimum,   StrategyQuestion::kNash,
                                           StrategyQuestion::kCooperate, StrategyQuestion::kFrontier,
                                           StrategyQuestion::kCarveouts, StrategyQuestion::kRespond};

StrategyQuestion question_of(const std::string& name) {
  for (const auto question : kQuestions)
    if (to_string(question) == name) return question;
  throw UserError("there is no question '" + name + "'");
}

/// The options of the command of that name, with targets in `options`.
std::vector<cli::OptionDescription> options_of(const std::string& question, cli::StrategyOptions& options) {
  for (auto& command : cli::strategy_commands(options))
    if (command.name == question) return command.options;
  throw UserError("there is no question '" + question + "'");
}

/// On `benchmark` where it is given, else on the scenario's own.
scenario::AssembledRun assembled(scenario::Scenario scenario, const economy::BenchmarkPtr& benchmark) {
  return benchmark ? scenario::assemble(std::move(scenario), benchmark)
                   : scenario::assemble(std::move(scenario));
}

}  // namespace

economy::BenchmarkPtr open_benchmark(const std::string& name_or_path) {
  return std::make_shared<const data::Benchmark>(data::open_benchmark(name_or_path));
}

void save_benchmark(const data::Benchmark& benchmark, const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension().string();
  if (ending == ".nc") return data::write_netcdf_benchmark(path, benchmark.tables());
  if (ending == ".har") return data::write_har_benchmark(path, benchmark.tables());
  data::write_long_csv(path, benchmark.tables());
}

economy::BenchmarkPtr aggregate(const data::Benchmark& benchmark, const std::string& map,
                                const std::string& name) {
  const auto read = data::read_aggregation_map(map, benchmark.countries(), benchmark.sectors());
  return std::make_shared<const data::Benchmark>(data::aggregate(benchmark.tables(), read, name));
}

scenario::Scenario with_overrides(scenario::Scenario scenario, const Settings& settings) {
  scenario::Overrides overrides;
  assign(cli::override_options(overrides), settings);
  scenario::apply_overrides(overrides, scenario);
  return scenario;
}

std::shared_ptr<const scenario::Answer> run(scenario::Scenario scenario,
                                            const economy::BenchmarkPtr& benchmark, bool with_range,
                                            const RunContext& context) {
  return std::make_shared<const scenario::Answer>(
      scenario::answer(assembled(std::move(scenario), benchmark), with_range, context));
}

economy::Counterfactual shocks_of(scenario::Scenario scenario, const economy::BenchmarkPtr& benchmark) {
  return assembled(std::move(scenario), benchmark).counterfactual;
}

std::shared_ptr<const scenario::StrategyAnswer> ask_strategy(const std::string& question,
                                                             scenario::Scenario scenario,
                                                             const economy::BenchmarkPtr& benchmark,
                                                             const Settings& settings,
                                                             const RunContext& context) {
  const StrategyQuestion asked = question_of(question);
  cli::StrategyOptions options;
  assign(options_of(question, options), settings);
  scenario::apply_overrides(options.overrides, scenario);
  if (!scenario.strategy) scenario.strategy.emplace();
  scenario::apply_overrides(options.strategy, *scenario.strategy);
  return std::make_shared<const scenario::StrategyAnswer>(
      scenario::answer_strategy(assembled(std::move(scenario), benchmark), asked, context));
}

std::shared_ptr<const scenario::TalksAnswer> ask_talks(scenario::Scenario scenario,
                                                       const economy::BenchmarkPtr& benchmark,
                                                       const std::vector<std::string>& players,
                                                       const std::vector<std::string>& settings,
                                                       const RunContext& context) {
  if (!scenario.strategy) scenario.strategy.emplace();
  scenario::StrategyOverrides overrides;
  overrides.players = players;
  scenario::apply_overrides(overrides, *scenario.strategy);
  if (!scenario.talks) scenario.talks.emplace();
  for (const auto& setting : settings) scenario::apply_talks_setting(setting, *scenario.talks);
  return std::make_shared<const scenario::TalksAnswer>(
      scenario::answer_talks(assembled(std::move(scenario), benchmark), context));
}

std::shared_ptr<const ensemble::EnsembleAnswer> ask_ensemble(scenario::Scenario scenario,
                                                             const economy::BenchmarkPtr& benchmark,
                                                             const Settings& settings,
                                                             const RunContext& context) {
  cli::EnsembleCommandOptions options;
  assign(cli::ensemble_command(options).options, settings);
  if (!scenario.ensemble) scenario.ensemble.emplace();
  cli::apply_options(options, *scenario.ensemble);
  const ensemble::EnsembleOptions how{.chunks = options.out.empty() ? "" : options.out / "chunks",
                                      .resume = options.resume};
  return std::make_shared<const ensemble::EnsembleAnswer>(
      ensemble::run_ensemble(assembled(std::move(scenario), benchmark), how, context));
}

struct OpenSchedule::Inside {
  cli::ScheduleOptions options;
  cli::Question question;
};

OpenSchedule::OpenSchedule(const std::string& name, const std::string& importer, const Settings& settings)
    : inside_(std::make_unique<Inside>()) {
  auto& options = inside_->options;
  for (const auto& command : cli::schedule_command(options).subcommands)
    if (command.name == "rates") assign(command.options, settings);
  options.schedule = name, options.to = importer;
  inside_->question = cli::open_question(options);
}
OpenSchedule::~OpenSchedule() = default;

std::string OpenSchedule::id() const { return inside_->question.schedule->id; }
std::string OpenSchedule::importer() const { return inside_->question.schedule->importer; }
std::string OpenSchedule::title() const { return inside_->question.schedule->title; }
std::string OpenSchedule::note() const { return inside_->question.schedule->note; }
std::string OpenSchedule::file() const { return inside_->question.schedule->file.string(); }

namespace {

/// Fills a cube product by product, partner by partner, date by date.
class RateFiller {
 public:
  RateFiller(const schedule::Evaluator& evaluator, RateCube& cube) : evaluator_(evaluator), cube_(cube) {}

  void add(const schedule::ProductFacts& product, const schedule::PartnerFacts& partner,
           std::size_t segment) {
    evaluator_.assess(product, partner, segment, 0, assessment_);
    cube_.base.push_back(100 * assessment_.base_owed);
    cube_.statutory.push_back(100 * assessment_.total);
    cube_.unconverted.push_back(assessment_.unconverted);
    cube_.unmatched.push_back(!assessment_.base.matched);
    evaluator_.claim_cases(product, partner, segment, cases_);
    double effective = 0;
    for (const auto& [claimed, weight] : cases_) {
      if (claimed != 0) evaluator_.assess(product, partner, segment, claimed, assessment_);
      effective += 100 * weight * assessment_.total;
    }
    cube_.effective.push_back(effective);
  }

 private:
  const schedule::Evaluator& evaluator_;
  RateCube& cube_;
  schedule::Assessment assessment_;
  std::vector<std::pair<std::uint32_t, double>> cases_;
};

schedule::ProductCode product_of(const std::string& text) {
  const auto code = schedule::ProductCode::parse(text);
  if (!code)
    fail_at({.file = "", .line = {}, .column = "products"}, text, "is not a product code",
            "digits, with or without dots: 8517.13.0000");
  return *code;
}

}  // namespace

RateCube OpenSchedule::rates(const std::vector<std::string>& products,
                             const std::vector<std::string>& partners, const std::vector<std::string>& dates,
                             const RunContext& context) const {
  const auto& evaluator = *inside_->question.evaluator;
  std::vector<std::size_t> segments;
  for (const auto& date : dates)
    segments.push_back(
        evaluator.grid().segment(cli::parse_on(date, inside_->question.schedule->clock, "on")));
  std::vector<schedule::PartnerFacts> facts;
  for (const auto& partner : partners) facts.push_back(evaluator.partner(partner));
  std::vector<schedule::ProductCode> codes;
  for (const auto& text : products) codes.push_back(product_of(text));
  RateCube cube;
  RateFiller filler(evaluator, cube);
  for (const auto& code : codes) {
    if (context.cancelled()) throw Interrupted("nothing was saved");
    const auto product = evaluator.product(code);
    for (const auto& partner : facts)
      for (const std::size_t segment : segments) filler.add(product, partner, segment);
  }
  return cube;
}

}  // namespace cobden::python

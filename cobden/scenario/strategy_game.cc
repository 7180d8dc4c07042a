#include "cobden/core/confined_reading.h"
#include "cobden/scenario/strategy_game.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/file.h"
#include "cobden/data/csv.h"
#include "cobden/scenario/options.h"
#include "cobden/scenario/shocks.h"

namespace cobden::scenario {
namespace {

using Question = StrategyQuestion;

/// One number per question: how many players it takes.
std::pair<std::size_t, std::size_t> players_wanted(Question question) {
  constexpr std::size_t kAny = 1000;
  switch (question) {
    case Question::kOptimum:
      return {1, 1};
    case Question::kNash:
      return {1, kAny};
    case Question::kCooperate:
      return {2, kAny};
    case Question::kFrontier:
    case Question::kCarveouts:
    case Question::kRespond:
      return {2, 2};
  }
  return {1, kAny};
}

std::string counted(std::size_t least, std::size_t most) {
  if (least == most) return least == 1 ? "one player" : fmt::format("{} players", least);
  return fmt::format("{} {} or more", least, least == 1 ? "player" : "players");
}

/// The union of selections on one axis.
template <class I, class Select>
std::vector<I> union_of(const std::vector<std::string>& names, const Select& select) {
  std::vector<I> all;
  for (const auto& name : names)
    for (const I i : select(name)) all.push_back(i);
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

/// Reads the player's own setting, else that of all; `key` tells where it stands.
class Choice {
 public:
  Choice(const StrategyGame& game, const PlayerAsk& player)
      : game_(game), all_(game.ask.all), player_(player) {}

  template <class T>
  const T& list(T PlayerAsk::*field) const {
    return (player_.*field).empty() ? all_.*field : player_.*field;
  }
  template <class T>
  T value(std::optional<T> PlayerAsk::*field, T otherwise) const {
    if (player_.*field) return *(player_.*field);
    return (all_.*field).value_or(otherwise);
  }
  SourcePlace place(const std::string& key) const {
    for (const PlayerAsk* from : {&player_, &all_})
      if (const auto it = from->places.find(key); it != from->places.end()) return it->second;
    return {.file = game_.run.scenario.file.string(), .line = {}, .column = "strategy." + key};
  }
  const PlayerAsk& player() const { return player_; }

 private:
  const StrategyGame& game_;
  const PlayerAsk& all_;
  const PlayerAsk& player_;
};

/// Resolves the players one after the other.
class PlayerMaker {
 public:
  PlayerMaker(StrategyGame& game, Question question) : game_(game), question_(question) {
    for (const auto& player : game.ask.players)
      codes_.push_back(benchmark().countries().at(player.code, Choice(game, player).place("code")));
  }

  void make(std::size_t i) {
    const Choice choice(game_, game_.ask.players[i]);
    const strategy::InstrumentSpec spec = instruments(choice, i);
    strategy::Player player;
    player.objective = objective(choice, codes_[i]);
    player.instruments = strategy::make_instruments(policy(), codes_[i], spec);
    game_.texts.push_back(text(choice, spec, player.objective));
    game_.players.push_back(std::move(player));
  }

 private:
  const data::Benchmark& benchmark() const { return *game_.run.benchmark; }
  const economy::PolicyModel& policy() const { return game_.policy(); }
  bool own_sectors() const { return policy().sectors().size() == benchmark().sector_count(); }

  std::vector<Country> partners(const Choice& choice, std::size_t i) const {
    auto names = choice.list(&PlayerAsk::partners);
    if (names.empty()) names = {question_ == Question::kOptimum || codes_.size() == 1 ? "all" : "players"};
    auto chosen = union_of<Country>(names, [&](const std::string& name) {
      return name == "players"
                 ? codes_
                 : select_countries(name, game_.run.scenario, benchmark(), choice.place("partners"));
    });
    const bool itself = std::ranges::find(names, choice.player().code) != names.end();
    if (itself)
      fail_at(choice.place("partners"), choice.player().code, "is the player itself", "another country");
    std::erase(chosen, codes_[i]);
    if (chosen.empty())
      fail_at(choice.place("partners"), "", "no partner is left for " + choice.player().code,
              "a country that is not the player");
    return chosen;
  }

  /// As written; by default the goods.
  std::vector<std::string> sector_names(const Choice& choice) const {
    const auto& names = choice.list(&PlayerAsk::sectors);
    if (!names.empty()) return names;
    return {benchmark().tables().sector_groups.contains("goods") ? "goods" : "all"};
  }

  std::vector<Sector> sectors(const Choice& choice) const {
    const auto names = sector_names(choice);
    const auto chosen = union_of<Sector>(names, [&](const std::string& name) {
      return select_sectors(name, game_.run.scenario, benchmark(), choice.place("sectors"));
    });
    if (own_sectors()) return chosen;
    if (!choice.list(&PlayerAsk::sectors).empty() && chosen.size() != benchmark().sector_count())
      fail_at(choice.place("sectors"), fmt::format("{}", fmt::join(names, ",")),
              "the model has a single sector", "all", "choose a variant with sectors");
    return {};
  }

  strategy::InstrumentSpec instruments(const Choice& choice, std::size_t i) const {
    strategy::InstrumentSpec spec;
    spec.tariff_class = choice.value(&PlayerAsk::tariff_class, spec.tariff_class);
    spec.partners = partners(choice, i);
    spec.sectors = sectors(choice);
    spec.lower = choice.value(&PlayerAsk::lower, spec.lower);
    spec.upper = choice.value(&PlayerAsk::upper, spec.upper);
    if (spec.lower > spec.upper)
      fail_at(choice.place("lower"), fmt::format("{:g}%", 100 * spec.lower), "is above the highest tariff",
              fmt::format("at most {:g}%", 100 * spec.upper));
    return spec;
  }

  void weigh(const std::string& name, double weight, const SourcePlace& place, BySector& weights,
             std::vector<bool>& given) const {
    for (const Sector s : select_sectors(name, game_.run.scenario, benchmark(), place)) {
      const auto i = static_cast<std::size_t>(s.value);
      if (given[i])
        fail_at(place, benchmark().sectors().code(s), "has a political weight already",
                "one weight for each sector", "it is in '" + name + "' and named besides");
      given[i] = true;
      weights[s] = weight;
    }
  }

  void read_weights(const Choice& choice, const std::filesystem::path& name, BySector& weights,
                    std::vector<bool>& given) const {
    const auto path = beside_scenario(game_.run.scenario, name, choice.place("weights_file"));
    const auto table = data::CsvTable::read(path);
    const std::size_t sector = table.column("sector"), weight = table.column("weight");
    const bool by_country = table.has_column("country");
    bool any = false;
    for (std::size_t r = 0; r < table.rows(); ++r) {
      if (by_country) {
        const std::size_t column = table.column("country");
        benchmark().countries().at(table.text(r, column), table.place(r, column));
        if (table.text(r, column) != choice.player().code) continue;
      }
      const double x = table.number(r, weight);
      if (x < 0)
        fail_at(table.place(r, weight), fmt::format("{:g}", x), "is negative", "a weight of 0 or more");
      weigh(std::string(table.text(r, sector)), x, table.place(r, sector), weights, given);
      any = true;
    }
    if (!any)
      fail_at(choice.place("weights_file"), path.string(), "has no weight for " + choice.player().code,
              "rows of that country");
    auto& inputs = game_.run.inputs;
    if (std::ranges::find(inputs, path.string(), &InputFile::path) == inputs.end())
      inputs.push_back({"political weights", path.string(), table.sha256()});
  }

  /// lambda by sector of the model; empty if all are one.
  BySector sector_weights(const Choice& choice) const {
    const bool own = !choice.player().weights.empty() || !choice.player().weights_file.empty();
    const PlayerAsk& from = own ? choice.player() : game_.ask.all;
    if (from.weights.empty() && from.weights_file.empty()) return {};
    if (!own_sectors())
      fail_at(choice.place(from.weights.empty() ? "weights_file" : "weights"), "",
              "the model has a single sector, so that weights by sector have no meaning", "",
              "choose a variant with sectors");
    BySector weights(benchmark().sector_count(), 1.0);
    std::vector<bool> given(weights.size());
    for (const auto& [name, weight] : from.weights)
      weigh(name, weight, choice.place("weights"), weights, given);
    if (!from.weights_file.empty()) read_weights(choice, from.weights_file, weights, given);
    normalise(choice, weights);
    return weights;
  }

  void normalise(const Choice& choice, BySector& weights) const {
    if (!choice.value(&PlayerAsk::normalise, false)) return;
    double sum = 0;
    for (const double w : weights.flat()) sum += w;
    if (sum <= 0)
      fail_at(choice.place("normalise"), "", "all weights are zero", "a sector with a weight above 0");
    for (double& w : weights.flat()) w *= static_cast<double>(weights.size()) / sum;
  }

  economy::Objective objective(const Choice& choice, Country country) const {
    economy::Objective o;
    o.country = country;
    o.sector_weight = sector_weights(choice);
    o.revenue_weight = choice.value(&PlayerAsk::revenue_weight, 0.0);
    o.price_weight = choice.value(&PlayerAsk::price_weight, 0.0);
    o.employment_weight = choice.value(&PlayerAsk::employment_weight, 0.0);
    try {
      if (policy().base()) policy().value(*policy().base(), o);
    } catch (const UserError& e) {  // the model knows no term for it; say where it was asked
      auto detail = e.detail();
      detail.place = choice.place("employment_weight");
      throw UserError(detail);
    }
    return o;
  }

  static std::string shortened(const std::vector<std::string>& names, std::size_t count, const char* many) {
    if (names.size() <= 3) return fmt::format("{}", fmt::join(names, ", "));
    return fmt::format("{} {}", count, many);
  }

  PlayerText text(const Choice& choice, const strategy::InstrumentSpec& spec,
                  const economy::Objective& o) const {
    PlayerText text;
    text.code = choice.player().code;
    text.tariff_class = spec.tariff_class;
    text.lower = spec.lower, text.upper = spec.upper;
    auto names = choice.list(&PlayerAsk::partners);
    if (names.empty() || names == std::vector<std::string>{"players"}) {
      names.clear();
      for (const Country c : spec.partners) names.push_back(benchmark().countries().code(c));
      if (spec.partners.size() + 1 == benchmark().country_count() && names.size() > 3) names = {"all"};
    }
    text.partners = names == std::vector<std::string>{"all"}
                        ? fmt::format("all {} partners", spec.partners.size())
                        : shortened(names, spec.partners.size(), "partners");
    text.sectors =
        own_sectors() ? shortened(sector_names(choice), spec.sectors.size(), "sectors") : "all goods";
    text.plain =
        o.sector_weight.empty() && o.revenue_weight == 0 && o.price_weight == 0 && o.employment_weight == 0;
    text.objective = o.sector_weight.empty() ? "real income" : "real income with political weights";
    if (o.revenue_weight != 0) text.objective += fmt::format(" + {:g} x tariff revenue", o.revenue_weight);
    if (o.price_weight != 0) text.objective += fmt::format(" - {:g} x consumer prices", o.price_weight);
    if (o.employment_weight != 0) text.objective += fmt::format(" + {:g} x employment", o.employment_weight);
    return text;
  }

  StrategyGame& game_;
  Question question_;
  std::vector<Country> codes_;
};

/// Groups among the players stand for their members, each a player.
void expand_groups(StrategyGame& game) {
  const auto& b = *game.run.benchmark;
  std::vector<PlayerAsk> players;
  for (const auto& asked : game.ask.players) {
    const SourcePlace place = Choice(game, asked).place("code");
    const bool country = b.countries().find(asked.code).has_value();
    const bool group = asked.code == "all" || b.tables().country_groups.contains(asked.code) ||
                       game.run.scenario.country_groups.contains(asked.code);
    if (country || !group) b.countries().at(asked.code, place);
    const auto members = country ? std::vector{b.countries().at(asked.code)}
                                 : select_countries(asked.code, game.run.scenario, b, place);
    for (const Country c : members) {
      if (std::ranges::find(players, b.countries().code(c), &PlayerAsk::code) != players.end())
        fail_at(place, b.countries().code(c), "stands twice among the players");
      players.push_back(asked);
      players.back().code = b.countries().code(c);
    }
  }
  game.ask.players = std::move(players);
}

void check_players(const StrategyGame& game, Question question) {
  const auto [least, most] = players_wanted(question);
  const std::size_t n = game.ask.players.size();
  if (n >= least && n <= most) return;
  const auto it = game.ask.places.find("players");
  throw UserError(
      {.place = it != game.ask.places.end()
                    ? it->second
                    : SourcePlace{game.run.scenario.file.string(), {}, "strategy.players"},
       .value = "",
       .problem = fmt::format("{} takes {}, and there {}", to_string(question), counted(least, most),
                              n == 0   ? std::string("is none")
                              : n == 1 ? std::string("is one")
                                       : fmt::format("are {}", n)),
       .expected = most == 1 ? "--player USA, or players = [\"USA\"] in [strategy]"
                             : "--players USA,CHN, or players = [\"USA\", \"CHN\"] in [strategy]",
       .remedy = ""});
}

void check_model(const StrategyGame& game) {
  if (!game.model->policy())
    fail_at({.file = game.run.scenario.file.string(), .line = {}, .column = "model.family"},
            game.run.scenario.model.family, "has no exact gradients, which strategy needs",
            fmt::format("one of: {}", fmt::join(strategy_families(), ", ")), "choose it with --family");
  if (!game.run.counterfactual.trade_cost_hat.empty())
    throw UserError("the scenario changes trade costs, and strategy knows tariffs only",
                    "leave the trade_cost shocks out, or bring them into the benchmark");
}

/// As the one-sector variants add up tariffs: weighted by base trade.
TradeCube on_model_sectors(const StrategyGame& game, const TradeCube& cube) {
  const auto& b = *game.run.benchmark;
  if (game.policy().sectors().size() == b.sector_count()) return cube;
  const std::size_t N = b.country_count();
  TradeCube one(1, N, N);
  const auto& flow = b.tables().flow;
  for (const Country d : b.countries().all())
    for (const Country o : b.countries().all()) {
      double weight = 0, total = 0, plain = 0;
      for (const Sector s : b.sectors().all())
        weight += flow(s, d, o), total += flow(s, d, o) * cube(s, d, o), plain += cube(s, d, o);
      one(Sector(0), d, o) = weight > 0 ? total / weight : plain / static_cast<double>(b.sector_count());
    }
  return one;
}

TradeCube shocked(const StrategyGame& game, const economy::Counterfactual& counterfactual) {
  return counterfactual.tariff_new.empty() ? game.base : on_model_sectors(game, counterfactual.tariff_new);
}

}  // namespace

StrategyGame make_game(AssembledRun run, StrategyQuestion question) {
  StrategyGame game;
  game.run = std::move(run);
  game.ask = game.run.scenario.strategy.value_or(StrategyAsk{});
  expand_groups(game);
  check_players(game, question);
  game.model = make_model(game.run.benchmark, game.run.scenario.model);
  check_model(game);
  game.base = game.policy().base()->tariff;
  game.start = shocked(game, game.run.counterfactual);
  game.search = {.tolerance = game.ask.tolerance,
                 .max_iterations = game.ask.max_iterations,
                 .seconds = game.ask.seconds,
                 .starts = game.ask.starts,
                 .seed = game.ask.seed,
                 .solve = game.run.scenario.solver};
  game.certificate.starts = game.ask.certificate_starts;
  game.certificate.seconds = game.ask.seconds;
  game.certificate.seed = game.ask.seed;
  game.certificate.solve = game.run.scenario.solver;
  PlayerMaker maker(game, question);
  for (std::size_t i = 0; i < game.ask.players.size(); ++i) maker.make(i);
  return game;
}

std::filesystem::path beside_scenario(const Scenario& scenario, const std::filesystem::path& name,
                                      const SourcePlace& place) {
  const auto folder = scenario.file.parent_path();
  for (const auto& candidate : {folder / name, name})
    if (is_readable_file(candidate)) return candidate;
  fail_at(place, name.string(), "there is no such file", "a path relative to the scenario file");
}

TradeCube tariffs_of_scenario(StrategyGame& game, const std::string& name, const SourcePlace& place) {
  Scenario other;
  try {
    const auto beside = game.run.scenario.file.parent_path() / name;
    other = read_scenario(is_readable_file(beside) ? beside : find_scenario(name));
  } catch (const UserError& e) {
    if (!e.detail().place.file.empty()) throw;
    fail_at(place, name, "is not a threat point",
            "status-quo, base, nash, free-trade, or a scenario (a file or a name)",
            did_you_mean(name, {"status-quo", "base", "nash", "free-trade"}));
  }
  AssembledRun run = assemble(std::move(other), game.run.benchmark);
  if (!run.counterfactual.trade_cost_hat.empty())
    fail_at(place, name, "changes trade costs, and strategy knows tariffs only");
  return tariffs_of_run(game, run);
}

TradeCube tariffs_of_run(StrategyGame& game, const AssembledRun& run) {
  for (const auto& input : run.inputs)
    if (std::ranges::find(game.run.inputs, input.path, &InputFile::path) == game.run.inputs.end())
      game.run.inputs.push_back(input);
  return shocked(game, run.counterfactual);
}

TradeCube on_benchmark_sectors(const StrategyGame& game, const TradeCube& tariff) {
  const auto& b = *game.run.benchmark;
  if (tariff.size1() == b.sector_count()) return tariff;
  const auto& shocked_tariff = game.run.counterfactual.tariff_new;
  TradeCube full = shocked_tariff.empty() ? b.tables().tariff : shocked_tariff;
  for (const Country d : b.countries().all())
    for (const Country o : b.countries().all()) {
      const double t = tariff(Sector(0), d, o);
      if (std::abs(t - game.start(Sector(0), d, o)) <= 1e-12) continue;
      for (const Sector s : b.sectors().all()) full(s, d, o) = t;
    }
  return full;
}

std::string threat_name(const std::string& threat) {
  if (threat == "status-quo") return "status quo";
  if (threat == "free-trade") return "free trade";
  if (threat == "nash") return "Nash";
  return threat;
}

}  // namespace cobden::scenario

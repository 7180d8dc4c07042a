// `cobden game`: reads a tree or a table, finds its equilibria and shows each with its deviation test.
#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/data_answer.h"
#include "apps/cli/game_commands.h"
#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/talks/gambit_files.h"
#include "cobden/talks/nash_enumeration.h"
#include "cobden/talks/signalling.h"

namespace cobden::cli {
namespace {

using numerics::to_text;
using talks::GameTree;
using talks::Rational;
using talks::SenderReceiver;
using talks::StrategicGame;
using Style = Field::Style;

/// What a file holds, and what could be made of it.
struct Game {
  std::optional<GameTree> tree;
  std::optional<SenderReceiver> sender_receiver;  ///< of a tree of that structure
  std::optional<StrategicGame> table;             ///< nothing where a tree has too many strategies
  std::string why_no_table, why_no_sender;
};

/// The kind of file by its first word, so that a wrong ending is no obstacle; by its ending where that is
/// neither.
bool is_tree(std::string_view text, const std::filesystem::path& path) {
  const std::string_view start = trim(text).substr(0, 3);
  if (start == "EFG" || start == "NFG") return start == "EFG";
  const std::string ending = path.extension().string();
  if (ending == ".efg" || ending == ".nfg") return ending == ".efg";
  fail_at({.file = path.string(), .line = {}, .column = ""}, "", "is no game",
          "a file in Gambit's formats, which begins with EFG or NFG");
}

Game read_game(const std::filesystem::path& path, const std::string& text) {
  Game game;
  if (!is_tree(text, path)) {
    game.table = talks::parse_nfg(text, path.string());
    game.why_no_sender = "a table has no moves to recognise it by";
    return game;
  }
  game.tree = talks::parse_efg(text, path.string());
  auto found = talks::recognise(*game.tree);
  game.sender_receiver = std::move(found.game), game.why_no_sender = found.why_not;
  try {
    game.table = talks::strategic_form(*game.tree);
  } catch (const UserError& error) {
    game.why_no_table = error.what();
    if (!game.sender_receiver) throw;
  }
  return game;
}

/// "2/3 Raise/Fold + 1/3 Fold/Fold", "Raise/Fold" where nothing is mixed.
std::string mix_text(const std::vector<Rational>& probability, const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t k = 0; k < probability.size(); ++k) {
    if (probability[k] == 0) continue;
    if (!text.empty()) text += " + ";
    text += probability[k] == 1 ? names[k] : to_text(probability[k]) + " " + names[k];
  }
  return text;
}

/// One equilibrium of the table, of any number of players.
struct Found {
  std::vector<std::string> strategy;  ///< by player, in words
  std::vector<Rational> payoff;
  bool pure = true, isolated = true;
  Rational deviation_gain;
};

std::vector<Found> pure_found(const StrategicGame& game) {
  std::vector<Found> all;
  for (const auto& profile : talks::pure_equilibria(game)) {
    Found found;
    for (std::size_t i = 0; i < profile.size(); ++i) {
      found.strategy.push_back(game.strategies[i][profile[i]]);
      found.payoff.push_back(game.payoff_at(profile, i));
    }
    found.deviation_gain = talks::deviation_gain(game, profile);
    all.push_back(std::move(found));
  }
  return all;
}

std::vector<Found> mixed_found(const StrategicGame& game) {
  std::vector<Found> all;
  for (const auto& e : talks::mixed_equilibria(game)) {
    Found found{.strategy = {},
                .payoff = {e.payoff[0], e.payoff[1]},
                .pure = e.pure(),
                .isolated = e.isolated,
                .deviation_gain = e.deviation_gain};
    for (std::size_t i = 0; i < 2; ++i) found.strategy.push_back(mix_text(e.strategy[i], game.strategies[i]));
    all.push_back(std::move(found));
  }
  return all;
}

struct Search {
  std::vector<Found> found;
  std::string incomplete;  ///< why there may be more, in words
};

Search find_equilibria(const StrategicGame& game) {
  if (game.players.size() != 2)
    return {pure_found(game),
            game.players.size() < 2
                ? ""
                : fmt::format("Of {} players only equilibria in pure strategies are found; there "
                              "may be mixed ones.",
                              game.players.size())};
  try {
    return {mixed_found(game), ""};
  } catch (const UserError& error) {
    return {pure_found(game), fmt::format("Only equilibria in pure strategies are found: {}.", error.what())};
  }
}

std::string passes(const Rational& gain) { return gain == 0 ? "passes" : "fails"; }

Section equilibria_section(const StrategicGame& game, const std::vector<Found>& found) {
  Section section{.key = "equilibria",
                  .title = "Nash equilibria",
                  .fields = {{"number", "No.", Style::kCount}, {"kind", "Kind"}}};
  for (std::size_t i = 0; i < game.players.size(); ++i)
    section.fields.push_back({fmt::format("strategy_{}", i + 1), game.players[i]});
  for (std::size_t i = 0; i < game.players.size(); ++i) {
    section.fields.push_back({fmt::format("payoff_{}_exact", i + 1), "Payoff\n" + game.players[i]});
    section.fields.push_back({fmt::format("payoff_{}", i + 1), "", Style::kExact});
  }
  section.fields.push_back({"deviation_test", "Deviation\ntest"});
  section.fields.push_back({"deviation_gain", "", Style::kExact});
  for (const auto& f : found) {
    auto& row = section.rows.emplace_back();
    row = {static_cast<long>(section.rows.size()),
           std::string(f.pure ? "pure" : "mixed") + (f.isolated ? "" : ", of a continuum")};
    for (const auto& strategy : f.strategy) row.emplace_back(strategy);
    for (const auto& payoff : f.payoff) row.emplace_back(to_text(payoff)), row.emplace_back(payoff.get_d());
    row.emplace_back(passes(f.deviation_gain)), row.emplace_back(f.deviation_gain.get_d());
  }
  return section;
}

/// "weak: beer; strong: beer", one part for each row of probabilities.
std::string rule_text(const std::vector<std::string>& when,
                      const std::vector<std::vector<Rational>>& probability,
                      const std::vector<std::vector<std::string>>& names) {
  std::string text;
  for (std::size_t k = 0; k < when.size(); ++k)
    text += fmt::format("{}{}: {}", k > 0 ? "; " : "", when[k],
                        mix_text(probability[k], names[names.size() == 1 ? 0 : k]));
  return text;
}

std::string refined(const talks::Refinement& r) {
  return to_string(r.verdict) + (r.reason.empty() ? "" : " (" + r.reason + ")");
}

std::string payoff_text(const SenderReceiver& game, const talks::SignallingEquilibrium& e) {
  std::string text;
  for (std::size_t t = 0; t < game.types.size(); ++t)
    text += fmt::format("{}{}: {}", t > 0 ? "; " : "", game.types[t], to_text(e.payoff[t]));
  return text;
}

Section bayesian_section(const SenderReceiver& game, const std::vector<talks::SignallingEquilibrium>& found) {
  Section section{.key = "perfect_bayesian",
                  .title = "Perfect Bayesian equilibria of the sender-receiver game",
                  .fields = {{"number", "No.", Style::kCount},
                             {"kind", "Kind"},
                             {"sender", game.sender},
                             {"receiver", game.receiver},
                             {"belief", ""},
                             {"sender_payoff", "Payoff by type"},
                             {"receiver_payoff_exact", "Payoff\n" + game.receiver},
                             {"receiver_payoff", "", Style::kExact},
                             {"intuitive", "Intuitive\nCriterion"},
                             {"intuitive_reason", ""},
                             {"d1", "D1"},
                             {"d1_reason", ""},
                             {"deviation_test", "Deviation\ntest"},
                             {"deviation_gain", "", Style::kExact}}};
  for (const auto& e : found)
    section.rows.push_back(
        {static_cast<long>(section.rows.size() + 1), to_string(e.kind),
         rule_text(game.types, e.sender, {game.signals}), rule_text(game.signals, e.receiver, game.actions),
         rule_text(game.signals, e.belief, {game.types}), payoff_text(game, e), to_text(e.receiver_payoff),
         e.receiver_payoff.get_d(), to_string(e.intuitive.verdict), e.intuitive.reason,
         to_string(e.d1.verdict), e.d1.reason, passes(e.deviation_gain), e.deviation_gain.get_d()});
  return section;
}

/// Beliefs and reasons, which are too long for a column.
Section why_section(const SenderReceiver& game, const std::vector<talks::SignallingEquilibrium>& found) {
  Section section{
      .key = "why", .title = "Beliefs and refinements", .fields = {{"number", "No."}, {"text", ""}}};
  for (std::size_t k = 0; k < found.size(); ++k) {
    const auto& e = found[k];
    section.rows.push_back(
        {std::to_string(k + 1),
         fmt::format("after {}. Intuitive Criterion: {}. D1: {}.",
                     rule_text(game.signals, e.belief, {game.types}), refined(e.intuitive), refined(e.d1))});
  }
  return section;
}

/// The sets of a player in the order in which its strategies name their actions: "weak/strong"; a set without
/// a name by its number.
std::string sets_text(const GameTree& tree, std::size_t player) {
  std::string text;
  for (const auto& set : tree.sets)
    if (set.player == static_cast<int>(player))
      text += (text.empty() ? "" : "/") + (set.name.empty() ? std::to_string(set.number) : set.name);
  return text.empty() ? "-" : text;
}

Section game_section(const Game& game) {
  Section section{.key = "game",
                  .title = "",
                  .fields = {{"player", "Player"}, {"strategies", "Strategies", Style::kCount}}};
  if (game.tree) section.fields.push_back({"information_sets", "Name an action at"});
  const auto& players = game.tree ? game.tree->players : game.table->players;
  for (std::size_t i = 0; i < players.size(); ++i) {
    const std::size_t strategies = game.table ? game.table->strategies[i].size() : 0;
    auto& row = section.rows.emplace_back();
    row = {players[i], static_cast<long>(strategies)};
    if (game.tree) row.emplace_back(sets_text(*game.tree, i));
  }
  return section;
}

std::string title_of(const Game& game) {
  const std::string& title = game.tree ? game.tree->title : game.table->title;
  return title.empty() ? "A game without a title" : title;
}

void write_again(const GameOptions& o, const Game& game, DataAnswer& answer) {
  const std::string ending = o.out.extension().string();
  if (ending == ".efg" && !game.tree)
    throw UserError("--out: a table cannot be written as a tree", "give a file that ends in .nfg");
  if (ending != ".efg" && ending != ".nfg")
    throw UserError("--out: " + o.out.string() + " is neither .efg nor .nfg", "end it in one of them");
  if (ending == ".nfg" && !game.table) throw UserError("--out: " + game.why_no_table);
  write_file(o.out, ending == ".efg" ? to_efg(*game.tree) : to_nfg(*game.table));
  answer.outputs = hashes_of(o.out);
  answer.footer.push_back("Written: " + o.out.string());
}

/// Adds what the search in the table found; true if anything.
bool add_nash(const Game& game, DataAnswer& answer) {
  if (!game.table) {
    answer.footer.push_back("Nash equilibria are not listed: " + game.why_no_table + ".");
    return false;
  }
  const Search search = find_equilibria(*game.table);
  answer.sections.push_back(equilibria_section(*game.table, search.found));
  if (search.found.empty()) answer.footer.push_back("No equilibrium was found.");
  if (!search.incomplete.empty()) answer.footer.push_back(search.incomplete);
  const bool continuum =
      std::any_of(search.found.begin(), search.found.end(), [](const Found& f) { return !f.isolated; });
  if (continuum)
    answer.footer.push_back("Of a continuum: other probabilities on the same strategies are equilibria too.");
  return !search.found.empty();
}

bool add_bayesian(const Game& game, bool table, DataAnswer& answer) {
  if (!game.sender_receiver) {
    if (game.tree)
      answer.footer.push_back("No sender-receiver game, so nothing is refined: " + game.why_no_sender + ".");
    return false;
  }
  const auto found = talks::signalling_equilibria(*game.sender_receiver);
  answer.sections.push_back(bayesian_section(*game.sender_receiver, found));
  if (table && !found.empty()) answer.sections.push_back(why_section(*game.sender_receiver, found));
  return !found.empty();
}

}  // namespace

CommandDescription game_command(GameOptions& o) {
  return {
      .name = "game",
      .help = "Every equilibrium of a finite game, each with its deviation test, in exact numbers",
      .footer =
          "Trees (.efg) and tables (.nfg) in Gambit's formats. Nash equilibria: all of two players, pure "
          "ones of more. A tree with one\nsender and one receiver also gets its perfect Bayesian equilibria "
          "with the Intuitive Criterion and D1.\nExamples:\n  cobden game beer-quiche.efg\n  cobden game "
          "poker.efg --out poker.nfg --format json",
      .options = {{"file", &o.file, "FILE.efg or FILE.nfg", true},
                  {"--out", &o.out, "Write the game again, as .efg or in strategic form as .nfg"}},
      .action = [&o](CommandIo& io, const RunContext&) { return game(o, io); }};
}

int game(const GameOptions& o, CommandIo& io) {
  require_known_format(io);
  const std::string text = read_file(o.file);
  const Game game = read_game(o.file, text);
  DataAnswer answer{.command = "game"};
  answer.inputs = {{o.file.string(), sha256_hex(text)}};
  answer.sections.push_back(game_section(game));
  answer.sections.back().title = title_of(game);
  const bool nash = add_nash(game, answer), bayesian = add_bayesian(game, io.format == "table", answer);
  answer.footer.push_back(
      "Deviation test: the largest gain of any player from any deviation of its own, recomputed; exactly 0 "
      "passes.");
  if (!o.out.empty()) write_again(o, game, answer);
  print(answer, io);
  return nash || bayesian ? kDone : kNotConverged;
}

}  // namespace cobden::cli

#pragma once
// Games in the text formats of Gambit (Savani and Turocy 2025, gambit-project.org, "Game representation
// formats"): `.efg` for trees, `.nfg` for tables in both of its versions. Anything larger than
// sender_receiver.h solves goes to Gambit this way and comes back. Numbers are exact: integers, decimals and
// fractions p/q; what is written is a fraction in lowest terms.
//
// Strictness: a mistake is a UserError with its line and column. Repeated declarations of an information set
// or outcome must say the same; probabilities must sum to one exactly (three times 0.333333 does not).
#include <filesystem>
#include <string>
#include <string_view>

#include "cobden/talks/game_tree.h"

namespace cobden::talks {

/// `source` names the text in messages. UserError with line and column.
GameTree parse_efg(std::string_view text, const std::string& source = "efg");
StrategicGame parse_nfg(std::string_view text, const std::string& source = "nfg");

/// The text that parse_efg reads back as the same tree, but for the order of sets, outcomes and nodes, which
/// becomes that of first appearance on a walk through the tree (unused sets and outcomes are dropped).
/// UserError: check(tree).
std::string to_efg(const GameTree& tree);
/// The payoff version where strategies are numbered 1, 2, ..., else the outcome version, which keeps names.
std::string to_nfg(const StrategicGame& game);

/// Files of either kind. UserError as above, or the file cannot be read.
GameTree read_efg(const std::filesystem::path& path);
StrategicGame read_nfg(const std::filesystem::path& path);

}  // namespace cobden::talks

#pragma once
// Where a sequence of answers leads. Two governments move in turn; each move sets the mover's tariffs on the
// other by a rule: hold, escalate, match, spare, cut. Played in two ways: myopically (every move is the one
// that pays best at once), and as a tree solved by backward induction (Zermelo 1913; Selten 1965) to a depth,
// with discounting. A finite tree shows where answers lead within its horizon; it is not an equilibrium of
// the endless game. Equilibria of the economy are kept by tariff state, so that paths that meet are solved
// once.
#include <string>
#include <vector>

#include "cobden/strategy/carveouts.h"
#include "cobden/strategy/optimum.h"
#include "cobden/strategy/payoff.h"

namespace cobden::strategy {

enum class MoveKind {
  kHold,
  kBestResponse,  ///< tariffs that maximise the mover's objective, the rival's as they stand
  kMatch,         ///< the rival's mean tariff on the mover, on all of the mover's instruments
  kAddPoints,     ///< `points` more on every instrument
  kExempt,     ///< the `count` items whose sparing pays best (those of Side::items), back to the base tariff
  kCutHalf,    ///< half way back to the base tariffs
  kCutToBase,  ///< base tariffs
};
std::string to_string(
    MoveKind kind);  ///< "hold", "best-response", "match", "add", "exempt", "cut-half", "cut-to-base"
/// UserError names the nearest.
MoveKind parse_move_kind(const std::string& text, const SourcePlace& place = {});

struct MoveRule {
  MoveKind kind = MoveKind::kHold;
  double points = 0.10;      ///< kAddPoints: fraction, 0.10 = ten percentage points
  int count = 1;             ///< kExempt
  std::string name() const;  ///< e.g. "add 10 points", "exempt 3"
};

struct RespondSide {
  Player player;
  std::vector<MoveRule> moves;  ///< allowed, in the order that breaks ties; hold first is wise
};

struct RespondOptions {
  int first_mover = 0;        ///< 0 or 1
  int depth = 4;              ///< moves in the solved tree
  double discount = 1.0;      ///< of the payoff that follows each move, in (0, 1]
  int path_length = 30;       ///< moves of the myopic path at most
  double same = 1e-4;         ///< tariff states whose ln(1 + t) differ by no more are the same
  long max_nodes = 100000;    ///< of the tree
  SearchOptions search = {};  ///< of best responses; `seconds` is for the whole
};

/// One state after one move.
struct RespondNode {
  int parent = -1;   ///< position in the tree; -1 = the start
  int mover = -1;    ///< 0 or 1; -1 at the start
  std::string move;  ///< name of the move that led here
  int depth = 0;
  TariffSummary first_on_second, second_on_first;
  Payoff first, second;    ///< per year at this state, against the base
  double first_total = 0;  ///< discounted sum from this state to the end of the tree, percent-years of base
  double second_total = 0;
  bool solved = false;   ///< false: no equilibrium at this state; it is never chosen
  bool on_path = false;  ///< on the path that backward induction chooses
};

enum class PathEnd {
  kFixedPoint,  ///< both sides hold
  kCycle,       ///< an earlier state returns
  kLimit,       ///< still moving at the path's length, or cut short by a limit
};
std::string to_string(PathEnd end);  ///< "fixed point", "cycle", "limit"

struct RespondPath {
  std::vector<RespondNode> steps;  ///< the start, then a state after each move
  PathEnd end = PathEnd::kLimit;
  int cycle_length = 0;  ///< moves
  TradeCube tariff;      ///< last state
};

struct Respond {
  RespondPath myopic;
  std::vector<RespondNode> tree;  ///< parents before children, the root first
  std::vector<int> path;          ///< positions in the tree, from the root to a leaf
  TradeCube path_tariff;          ///< at the end of that path
  bool tree_complete = false;     ///< false: a limit cut it; then there is no path
  long states = 0;                ///< different tariff states solved
  SearchSummary search;
};

/// Plays from the tariffs `start`. `base` are the tariffs that cuts lead back to (the model's base if empty).
/// UserError: not two different countries, no moves, or options out of range.
Respond play_responses(const economy::PolicyModel& model, const RespondSide& first, const RespondSide& second,
                       const TradeCube& start, const TradeCube& base = {}, const RespondOptions& options = {},
                       const RunContext& context = {});

}  // namespace cobden::strategy

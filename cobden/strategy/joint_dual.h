#pragma once
// One step of a joint search: the best move in a model of all objectives at once, each linear, less one
// separable quadratic for the curvature of their sum. Solved in its multipliers, of which there are as many
// as players, not in its moves, of which there are thousands: for given multipliers every instrument's move
// is a closed form (Svanberg 2002, SIAM J. Optim. 12(2), section 5, solves MMA's subproblem so). Newton's
// method on the convex, piecewise quadratic dual.
//
// Legend: m multipliers; c slack of each player at the point, c + g s at the move s; g derivatives; P
// curvature; d = sum_i m_i g_i; s = d / P within the box.
//   weighted sum   max sum w (c + g s) - s'P s / 2
//   common gain    max u - s'P s / 2, c + g s >= u r       (dual: m >= 0, sum m r = 1)
//   Nash product   max sum w ln(c + g s) - s'P s / 2       (dual: m > 0)
#include <span>
#include <vector>

#include "cobden/strategy/joint_optimum.h"

namespace cobden::strategy {

struct JointModel {
  JointForm form = JointForm::kCommonGain;
  std::span<const double> weight;              ///< w by player (weighted sum, Nash product)
  std::span<const double> scale;               ///< r by player (common gain)
  std::span<const double> slack;               ///< c by player
  std::span<const std::vector<double>> slope;  ///< g [player][instrument]
  std::span<const double> curvature;           ///< P [instrument]; an instrument with zero does not move
  std::span<const double> lowest, highest;     ///< the box of moves [instrument], lowest <= 0 <= highest
  double largest_multiplier = 1e6;             ///< of demands with a scale of zero: beyond it they give way
};

struct JointMove {
  std::vector<double> multiplier;  ///< m by player
  std::vector<double> derivative;  ///< d [instrument]
  std::vector<double> move;        ///< s [instrument], within the box
  std::vector<double> slack;       ///< c + g s by player
  double curved = 0;               ///< s'P s / 2
  bool solved = false;             ///< the dual was solved to rounding
  bool gave_way = false;           ///< a demand could not be met within the box
};

/// The best move from multipliers `guess` (of any sign and size; mended first).
JointMove solve_joint_model(const JointModel& model, std::span<const double> guess);

}  // namespace cobden::strategy

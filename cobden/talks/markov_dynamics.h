#pragma once
// How talks go on: Markov-perfect play over {war, pause, partial deal, deal} x the belief that the conceding side
// is sincere x a clock. Choose it where several forces meet that the closed forms take one by one. With a
// finite clock it is solved backwards; without one as a fixed point of values. Strategies are logit (every
// move has some chance, so Bayes' rule always applies; McKelvey and Palfrey 1998) or pure (Maskin and Tirole
// 2001, J. Econ. Theory 100(2)). The largest residual is part of every answer; where a stage has several
// solutions it is said, and by which rule one was taken.
#include "cobden/core/run_context.h"
#include "cobden/talks/markov_stage.h"

namespace cobden::talks {

enum class Play { kLogit, kPure };

/// What comes after the last period of the clock.
enum class AfterClock {
  kPerpetuity,  ///< the phase reached, for ever, with the last period's flows
  kStationary,  ///< the stationary equilibrium of the last period's flows
};

struct MarkovOptions {
  int periods = 0;            ///< of the clock; 0: none, the stationary equilibrium only
  int beliefs = 41;           ///< points of the grid on [0, 1], at least 2
  Play play = Play::kLogit;
  double precision = 1;       ///< of logit play, per unit of payoff, > 0
  AfterClock after_clock = AfterClock::kPerpetuity;
  double off_path_belief = 0;  ///< after a move that pure strategies exclude: a judgement
  double tolerance = 1e-9;     ///< of stationary values, relative to the span of flows / (1 - delta)
  int max_iterations = 5000;   ///< of stationary values
  double damping = 1;          ///< share of the new value taken in each stationary iteration, (0, 1]; falls if values circle
};

enum class MarkovStatus {
  kSolved,        ///< residuals within 1e-8 (logit), or a pure solution everywhere
  kNotConverged,  ///< stationary values still move, or a stage has residual above that
  kNoPure,        ///< some stage has no pure solution; the smallest gain was taken there
  kInterrupted,
};
std::string to_string(MarkovStatus status);  ///< "solved", "not converged", "no pure solution", "interrupted"

/// Strategies and values at one period, [phase][belief point].
struct MarkovPeriod {
  std::vector<std::vector<StageStrategy>> strategy;
  std::vector<std::vector<StageValue>> value;
};

struct MarkovSolution {
  MarkovStatus status = MarkovStatus::kNotConverged;
  std::string selection;              ///< the rule by which one of several solutions of a stage was taken
  std::vector<double> belief;         ///< the grid
  std::vector<MarkovPeriod> periods;  ///< by period of the clock; one if there is no clock
  double residual = 0;                ///< largest over all stages (logit distance, or pure gain)
  double value_change = 0;            ///< last change of stationary values; 0 when solved backwards alone
  std::vector<double> history;        ///< value changes of the stationary iteration
  int several = 0;                    ///< stages with more than one solution found
  int none = 0;                       ///< stages without a pure solution
  int stages = 0;
};

/// UserError: check(model), or options out of bounds. Same input, same bits.
MarkovSolution solve_markov(const TalksModel& model, const MarkovOptions& options,
                            const RunContext& context = {});

/// Stationary solutions from several starts of the values (war for ever, deal for ever, nothing), without
/// repetition: more than one means the future is not determined by the model.
std::vector<MarkovSolution> stationary_solutions(const TalksModel& model, const MarkovOptions& options,
                                                 const RunContext& context = {});

/// What the solution says will happen, seen from outside with the types' prior.
struct MarkovForecast {
  std::vector<std::array<double, kPhases>> phase;  ///< [period][phase] probability that it is lived in
  /// [period] expected flow of side 1, of the sincere and of the insincere side 2 (given its type).
  std::vector<std::array<double, 3>> flow;
  std::vector<double> no_deal;         ///< by period: no (full) deal has been lived in so far
  std::vector<double> mean_belief;     ///< expected belief at the end of the period: a martingale
  std::vector<double> sincere_belief;  ///< the same if the type is sincere: what has been learnt
};
/// From `phase` and `prior`, for `periods` periods (beyond the clock its last period repeats).
/// UserError: bounds.
MarkovForecast forecast(const TalksModel& model, const MarkovSolution& solution, const MarkovOptions& options,
                        Phase phase, double prior, int periods);

}  // namespace cobden::talks

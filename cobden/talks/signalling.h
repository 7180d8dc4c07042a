#pragma once
// All perfect Bayesian equilibria of a finite sender-receiver game, and which of them survive two refinements.
// The support of the sender (which type sends what) and of the receiver (which replies it mixes) make
// everything else linear: replies and the types' payoffs on one side, joint probabilities of signal and type
// on the other. So every pair of supports is two linear programs in exact rational arithmetic, and the list is
// complete: separating, pooling and hybrid equilibria, none picked in silence. In one-shot signalling games
// perfect Bayesian and sequential equilibria are the same (Fudenberg and Tirole 1991, J. Econ. Theory 53(2)).
// Refinements: the Intuitive Criterion (Cho and Kreps 1987, Q. J. Econ. 102(2), section IV.1) and D1 (Banks
// and Sobel 1987, Econometrica 55(3); Cho and Sobel 1990, J. Econ. Theory 50(2)).
#include "cobden/talks/sender_receiver.h"

namespace cobden::talks {

enum class SignallingKind {
  kSeparating,  ///< no signal is sent by two types
  kPooling,     ///< all types send one and the same signal
  kHybrid,      ///< anything between
};
std::string to_string(SignallingKind kind);  ///< "separating", "pooling", "hybrid"

/// Beliefs after a signal that sustain the equilibrium: a box around the set, by type; the set itself is the
/// part of the box in which the replies named are optimal.
struct BeliefRange {
  std::vector<std::size_t> replies;  ///< the receiver's replies, positions in SenderReceiver::actions
  std::vector<Rational> lower, upper;  ///< by type
};

enum class Verdict {
  kSurvives,
  kFails,
  kDepends,  ///< payoffs vary within this equilibrium's supports, and so does the answer
};
std::string to_string(Verdict verdict);  ///< "survives", "fails", "depends"

struct Refinement {
  Verdict verdict = Verdict::kSurvives;
  std::string reason;  ///< names the signal and the types, where it fails
};

/// One equilibrium for each pair of supports on the path that has any.
struct SignallingEquilibrium {
  SignallingKind kind = SignallingKind::kPooling;
  std::vector<bool> on_path;                    ///< by signal
  std::vector<std::vector<Rational>> sender;    ///< [type][signal], probabilities
  std::vector<std::vector<Rational>> receiver;  ///< [signal][action]; off the path one reply that deters
  std::vector<std::vector<Rational>> belief;    ///< [signal][type]
  std::vector<Rational> payoff;                 ///< of the sender by type
  Rational receiver_payoff;                     ///< expected over types
  /// Smallest and largest payoff by type over all equilibria with these supports.
  std::vector<Rational> payoff_lower, payoff_upper;
  /// By signal: on the path the one belief by Bayes' rule; off it all that sustain `payoff`, in pieces.
  std::vector<std::vector<BeliefRange>> sustaining;
  Refinement intuitive, d1;
  Rational deviation_gain;  ///< largest gain of any type or of the receiver anywhere, recomputed: zero
};

struct SignallingOptions {
  std::size_t most_cases = 2'000'000;  ///< pairs of supports; beyond it the game goes to a larger solver
};

/// UserError: check(game), or too many pairs of supports. The order is that of supports: fewer signals first.
std::vector<SignallingEquilibrium> signalling_equilibria(const SenderReceiver& game,
                                                         const SignallingOptions& options = {});

/// The largest gain from a deviation: of a type to another signal, or of the receiver to another reply at any
/// signal, given beliefs. Probabilities and beliefs are checked too.
/// std::logic_error: probabilities that are no distribution, or beliefs on the path that are not Bayes'.
Rational signalling_deviation_gain(const SenderReceiver& game, const SignallingEquilibrium& equilibrium);

/// Which off-path signals the refinements use against `payoff` (of the sender, by type).
Refinement intuitive_criterion(const SenderReceiver& game, const std::vector<bool>& on_path,
                               const std::vector<Rational>& payoff);
Refinement d1_criterion(const SenderReceiver& game, const std::vector<bool>& on_path,
                        const std::vector<Rational>& payoff);

}  // namespace cobden::talks

#include "cobden/precursor/replacement.h"

#include <algorithm>
#include <cmath>

#include "cobden/precursor/checks.h"

namespace cobden::precursor {
namespace {

/// 1 - exp(-x), without loss of digits for small x.
double risen(double x) { return -std::expm1(-x); }

/// R(t)/g during the ramp: rho/r [t - tau (1 - exp(-t/tau))].
double replaced_on_ramp(const Replacement& w, double t) {
  if (w.ramp == 0) return 0;
  return w.share / w.ramp * (t - w.months * risen(t / w.months));
}

/// Integral of L/g over the ramp: [(1-rho) t^2/2 + rho tau (t - tau (1 - exp(-t/tau)))] / r.
double lost_on_ramp(const Replacement& w, double t) {
  if (w.ramp == 0) return 0;
  return ((1 - w.share) * t * t / 2 + w.share * w.months * (t - w.months * risen(t / w.months))) / w.ramp;
}

/// R/g at t while the control holds.
double replaced_while_held(const Replacement& w, double t) {
  if (t <= w.ramp) return replaced_on_ramp(w, t);
  const double at_ramp = replaced_on_ramp(w, w.ramp);
  return at_ramp + (w.share - at_ramp) * risen((t - w.ramp) / w.months);
}

}  // namespace

double gross_loss(double full_loss, const Replacement& w, double t) {
  if (t < 0 || t >= w.ends_at) return 0;
  return t < w.ramp ? full_loss * t / w.ramp : full_loss;
}

double replaced(double full_loss, const Replacement& w, double t) {
  if (t <= 0) return 0;
  const double held = std::min(t, w.ends_at);
  return full_loss * replaced_while_held(w, held) * std::exp(-(t - held) / w.months);
}

double net_loss(double full_loss, const Replacement& w, double t) {
  return std::max(0.0, gross_loss(full_loss, w, t) - replaced(full_loss, w, t));
}

double cumulative_net_loss(double full_loss, const Replacement& w, double t) {
  if (t <= 0) return 0;
  const double held = std::min(t, w.ends_at);
  if (held <= w.ramp) return full_loss * lost_on_ramp(w, held);
  const double x = held - w.ramp, gap = w.share - replaced_on_ramp(w, w.ramp);
  return full_loss * (lost_on_ramp(w, w.ramp) + (1 - w.share) * x + gap * w.months * risen(x / w.months));
}

void check(const Replacement& w) {
  require_share("replacement", w.share);
  require_positive("replacement_months", w.months);
  require_not_negative("ramp_months", w.ramp);
  if (!(w.ends_at > 0)) require_positive("ends_after_months", w.ends_at);
}

}  // namespace cobden::precursor

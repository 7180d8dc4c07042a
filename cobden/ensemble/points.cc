#include "cobden/ensemble/points.h"

namespace cobden::ensemble {

Points::Points(const Plan& plan) : plan_(plan) {
  if (plan.ask.indices) per_draw_ = plan.inputs.size() + 2;
  if (plan.ask.sampling == scenario::Sampling::kSobol)
    sobol_.emplace(plan.dimensions * (plan.ask.indices ? 2 : 1), plan.ask.seed, "ensemble/sobol");
  for (std::size_t k = 0; k < plan.inputs.size(); ++k) {
    const std::string name = "ensemble/" + plan.inputs[k].ask.name;
    first_.emplace_back(plan.ask.seed, name);
    second_.emplace_back(plan.ask.seed, name + "/second");
    input_of_.insert(input_of_.end(), plan.inputs[k].size, k);
  }
}

double Points::at(std::size_t draw, std::size_t dimension, bool second) const {
  if (sobol_) return sobol_->at(draw, dimension + (second ? plan_.dimensions : 0));
  const std::size_t input = input_of_[dimension];
  return (second ? second_ : first_)[input].uniform(draw, dimension - plan_.inputs[input].first);
}

std::vector<double> Points::uniforms(std::size_t evaluation) const {
  const std::size_t draw = evaluation / per_draw_, matrix = evaluation % per_draw_;
  std::vector<double> u(plan_.dimensions);
  for (std::size_t d = 0; d < u.size(); ++d) {
    const bool second = matrix == 1 || (matrix >= 2 && input_of_[d] == matrix - 2);
    u[d] = at(draw, d, second);
  }
  return u;
}

}  // namespace cobden::ensemble

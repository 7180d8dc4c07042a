#include "cobden/economy/policy_model.h"

#include "cobden/core/parallel.h"

namespace cobden::economy {

std::vector<ImporterGradient> PolicyModel::gradients(const Equilibrium& at,
                                                     std::span<const GradientRequest> requests) const {
  std::vector<ImporterGradient> found(requests.size());
  parallel_for(requests.size(), [&](std::size_t k) {
    const WeightedObjective sum[] = {{1.0, requests[k].objective}};
    const Country importers[] = {requests[k].importer};
    found[k] = std::move(gradient(at, sum, importers, requests[k].state).front());
  });
  return found;
}

}  // namespace cobden::economy

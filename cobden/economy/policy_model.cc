#include "cobden/economy/policy_model.h"

#include "cobden/core/parallel.h"

namespace cobden::economy {

std::vector<std::vector<ImporterGradient>> PolicyModel::gradients(const Equilibrium& at,
                                                                  std::span<const GradientRequest> requests,
                                                                  double /*tolerance*/) const {
  std::vector<std::vector<ImporterGradient>> found(requests.size());
  parallel_for(requests.size(), [&](std::size_t k) {
    found[k] = gradient(at, requests[k].sum, requests[k].importers, requests[k].state);
  });
  return found;
}

}  // namespace cobden::economy

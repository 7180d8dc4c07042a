#include "apps/server/catalogues.h"

namespace cobden::server {

Catalogues::Catalogues(std::filesystem::path file) : file_(std::move(file)) {
  give_back(std::make_unique<store::Catalogue>(file_));
}

Catalogues::Lease Catalogues::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto catalogue = std::move(idle_.back());
      idle_.pop_back();
      return {*this, std::move(catalogue)};
    }
  }
  return {*this, std::make_unique<store::Catalogue>(file_)};
}

void Catalogues::give_back(std::unique_ptr<store::Catalogue> catalogue) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(catalogue));
}

}  // namespace cobden::server

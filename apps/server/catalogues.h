#pragma once
// Connections to the store for the server's threads: one is borrowed, used by one thread, and given back.
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "cobden/store/catalogue.h"

namespace cobden::server {

class Catalogues {
 public:
  /// Opens the store once, so that what is wrong with it shows at the start. UserError as Catalogue.
  explicit Catalogues(std::filesystem::path file);

  class Lease {
   public:
    Lease(Catalogues& owner, std::unique_ptr<store::Catalogue> catalogue)
        : owner_(&owner), catalogue_(std::move(catalogue)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (catalogue_) owner_->give_back(std::move(catalogue_));
    }
    store::Catalogue* operator->() const { return catalogue_.get(); }

   private:
    Catalogues* owner_;
    std::unique_ptr<store::Catalogue> catalogue_;
  };
  Lease borrow();
  const std::filesystem::path& file() const { return file_; }

 private:
  void give_back(std::unique_ptr<store::Catalogue> catalogue);
  std::filesystem::path file_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<store::Catalogue>> idle_;
};

}  // namespace cobden::server

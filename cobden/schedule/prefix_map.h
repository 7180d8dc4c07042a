#pragma once
// Lookup by the longest heading that covers a product.
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "cobden/schedule/product_code.h"

namespace cobden::schedule {

/// Entries with a member `code`, found by the longest code that is a prefix of a product's.
template <class Entry>
class PrefixMap {
 public:
  PrefixMap() = default;
  /// Entries of equal code keep their order.
  explicit PrefixMap(std::vector<Entry> entries) : entries_(std::move(entries)) {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.code < b.code; });
    for (const auto& entry : entries_) lengths_ |= 1U << entry.code.digits();
  }
  const std::vector<Entry>& entries() const { return entries_; }
  /// All entries of the longest heading that covers `product`; empty if none does.
  std::span<const Entry> longest(const ProductCode& product) const {
    const auto before = [](const Entry& entry, const ProductCode& code) { return entry.code < code; };
    for (int digits = product.digits(); digits >= 0; --digits) {
      if ((lengths_ >> digits & 1U) == 0) continue;
      const ProductCode heading = product.first(digits);
      const auto first = std::lower_bound(entries_.begin(), entries_.end(), heading, before);
      auto last = first;
      while (last != entries_.end() && last->code == heading) ++last;
      if (first != last) return {first, last};
    }
    return {};
  }
  /// The first of them, or nullptr.
  const Entry* find(const ProductCode& product) const {
    const auto found = longest(product);
    return found.empty() ? nullptr : &found.front();
  }

 private:
  std::vector<Entry> entries_;
  std::uint32_t lengths_ = 0;  ///< bit d: some heading has d digits
};

}  // namespace cobden::schedule

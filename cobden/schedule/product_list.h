#pragma once
// A list of products: headings with the time they are listed and the share of value that is meant. Laws list
// headings at any level; the longest one that covers a product speaks for it, whatever shorter ones say.
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "cobden/core/civil_time.h"
#include "cobden/schedule/prefix_map.h"

namespace cobden::schedule {

struct ListEntry {
  ProductCode code;  ///< no digits at all = every product
  Instant from = kBeginningOfTime, to = kEndOfTime;
  double share = 1;  ///< of the customs value, 0..1
  long line = 0;     ///< in the list's file
};

class ProductList {
 public:
  ProductList() = default;
  /// `name` as written in the schedule ("annex2", "s301:9903.88.01", "*"); `file` empty for lists in the
  /// text.
  ProductList(std::string name, std::vector<ListEntry> entries, std::filesystem::path file = {});
  /// The list that holds everything.
  static ProductList everything();

  const std::string& name() const { return name_; }
  const std::filesystem::path& file() const { return file_; }
  const std::vector<ListEntry>& entries() const { return map_.entries(); }
  /// The entries of the longest heading that covers `product` (several if it was listed at several times),
  /// in order of time; empty if none covers it.
  std::span<const ListEntry> longest(const ProductCode& product) const { return map_.longest(product); }

 private:
  std::string name_;
  std::filesystem::path file_;
  PrefixMap<ListEntry> map_;  ///< by code, then by time
};

}  // namespace cobden::schedule

#include "cobden/schedule/product_list.h"

#include <algorithm>

namespace cobden::schedule {
namespace {

std::vector<ListEntry> by_time(std::vector<ListEntry> entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const ListEntry& a, const ListEntry& b) { return a.from < b.from; });
  return entries;
}

}  // namespace

ProductList::ProductList(std::string name, std::vector<ListEntry> entries, std::filesystem::path file)
    : name_(std::move(name)), file_(std::move(file)), map_(by_time(std::move(entries))) {}

ProductList ProductList::everything() { return ProductList("*", {ListEntry{}}); }

}  // namespace cobden::schedule

#pragma once
// The headers of one GEMPACK file asked for by name, for readers of benchmarks: what is missing or of another
// shape is refused with the file and the header.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cobden/data/har.h"

namespace cobden::data {

class HarHeaders {
 public:
  using Codes = std::vector<std::string>;

  explicit HarHeaders(const std::filesystem::path& path);
  /// `expected` says who writes files with such headers, for errors.
  HarHeaders(const std::filesystem::path& path, std::string expected);

  const HeaderArray* find(const std::string& name) const;
  /// UserError: none, or not of texts.
  const Codes& texts(const std::string& name) const;
  /// Reals over sets. UserError: none, or of another type.
  const HeaderArray& reals_over_sets(const std::string& name) const;
  /// Reals over the given elements, in the file's order, the first fastest.
  const std::vector<float>& reals(const std::string& name, const std::vector<const Codes*>& over) const;
  [[noreturn]] void fail(const std::string& header, const std::string& value, const std::string& problem,
                         const std::string& expected) const;
  long count() const { return static_cast<long>(arrays_.size()); }
  const std::filesystem::path& path() const { return path_; }

 private:
  const HeaderArray& need(const std::string& name, HeaderArray::Type type, const std::string& expected) const;
  std::filesystem::path path_;
  std::string expected_;
  std::map<std::string, HeaderArray> arrays_;  // by name in capitals
};

}  // namespace cobden::data

#include "cobden/data/har_headers.h"

#include <fmt/format.h>

#include "cobden/data/har_records.h"

namespace cobden::data {

using Type = HeaderArray::Type;

HarHeaders::HarHeaders(const std::filesystem::path& path)
    : HarHeaders(path, "the headers that cobden data export writes to a .har file") {}

HarHeaders::HarHeaders(const std::filesystem::path& path, std::string expected)
    : path_(path), expected_(std::move(expected)) {
  for (auto& array : read_har(path)) arrays_.emplace(har_key(array.name), std::move(array));
}

const HeaderArray* HarHeaders::find(const std::string& name) const {
  const auto it = arrays_.find(name);
  return it == arrays_.end() ? nullptr : &it->second;
}

const HarHeaders::Codes& HarHeaders::texts(const std::string& name) const {
  return need(name, Type::kTexts, "texts (1CFULL)").texts;
}

const HeaderArray& HarHeaders::reals_over_sets(const std::string& name) const {
  return need(name, Type::kReals, "reals over sets (REFULL or RESPSE)");
}

const std::vector<float>& HarHeaders::reals(const std::string& name,
                                            const std::vector<const Codes*>& over) const {
  const HeaderArray& array = reals_over_sets(name);
  bool fits = array.dimensions.size() == over.size();
  for (std::size_t i = 0; fits && i < over.size(); ++i) fits = array.dimensions[i].elements == *over[i];
  if (!fits)
    fail(name, "", "the header is not over the sets it should be",
         fmt::format("{} dimensions in the order of {}", over.size(), expected_));
  return array.reals;
}

void HarHeaders::fail(const std::string& header, const std::string& value, const std::string& problem,
                      const std::string& expected) const {
  throw UserError({.place = {.file = path_.string(), .line = {}, .column = "header " + header},
                   .value = value,
                   .problem = problem,
                   .expected = expected,
                   .remedy = ""});
}

const HeaderArray& HarHeaders::need(const std::string& name, Type type, const std::string& expected) const {
  const HeaderArray* array = find(name);
  if (!array) fail(name, "", "the file has no such header", expected_);
  if (array->type != type) fail(name, "", "the header is of another type", expected);
  return *array;
}

}  // namespace cobden::data

#include "cobden/store/answer_inputs.h"

#include <boost/json.hpp>

namespace cobden::store {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

}  // namespace

std::vector<RunInput> answer_inputs(std::string_view document) {
  constexpr std::string_view kKey = "\n  \"inputs\": ";
  const auto at = document.find(kKey);
  if (at == std::string_view::npos) return {};
  const auto rest = document.substr(at + kKey.size());
  json::stream_parser parser;
  json::error_code failed;
  parser.write_some(rest.data(), rest.size(), failed);
  if (failed || !parser.done()) return {};
  const json::value value = parser.release();
  std::vector<RunInput> inputs;
  if (!value.is_array()) return inputs;
  for (const auto& item : value.as_array())
    if (item.is_object())
      inputs.push_back(
          {.path = text_at(item.as_object(), "path"), .sha256 = text_at(item.as_object(), "sha256")});
  return inputs;
}

}  // namespace cobden::store

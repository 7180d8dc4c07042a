#include "cobden/core/error.h"

#include <fmt/format.h>

namespace cobden {
namespace {

std::string sentence(const UserError::Detail& d) {
  std::string text;
  if (!d.place.file.empty()) text += d.place.file;
  if (d.place.line) text += fmt::format("{}{}", text.empty() ? "line " : ":", *d.place.line);
  if (!text.empty()) text += ": ";
  if (!d.place.column.empty()) text += d.place.column + ": ";
  if (!d.value.empty()) text += fmt::format("'{}': ", d.value);
  text += d.problem;
  if (!d.expected.empty()) text += "; expected " + d.expected;
  if (!d.remedy.empty()) text += "; " + d.remedy;
  return text;
}

}  // namespace

UserError::UserError(Detail detail) : std::runtime_error(sentence(detail)), detail_(std::move(detail)) {}

UserError::UserError(std::string problem, std::string remedy)
    : UserError(Detail{.place = {},
                       .value = "",
                       .problem = std::move(problem),
                       .expected = "",
                       .remedy = std::move(remedy)}) {}

void invariant(bool holds, std::string_view statement) {
  if (!holds)
    throw std::logic_error(fmt::format("internal error, please report: {} does not hold", statement));
}

void fail_at(const SourcePlace& place, const std::string& value, const std::string& problem,
             const std::string& expected, const std::string& remedy) {
  throw UserError(
      {.place = place, .value = value, .problem = problem, .expected = expected, .remedy = remedy});
}

}  // namespace cobden

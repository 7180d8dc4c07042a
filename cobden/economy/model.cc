#include "cobden/economy/model.h"

#include <array>

namespace cobden::economy {
namespace {

struct ClosureName {
  Closure closure;
  const char* name;
};
constexpr std::array kClosures{ClosureName{Closure::kZero, "zero"}, ClosureName{Closure::kFixed, "fixed"},
                               ClosureName{Closure::kWorldShare, "world-share"},
                               ClosureName{Closure::kIncome, "income"}};

}  // namespace

std::string to_string(Closure closure) {
  for (const auto& c : kClosures)
    if (c.closure == closure) return c.name;
  return "unknown";
}

Closure parse_closure(const std::string& text, const SourcePlace& place) {
  std::vector<std::string> known;
  for (const auto& c : kClosures) {
    if (text == c.name) return c.closure;
    known.emplace_back(c.name);
  }
  const std::string near = nearest_name(text, known);
  throw UserError({.place = place,
                   .value = text,
                   .problem = "unknown deficit closure",
                   .expected = "zero, fixed, world-share or income",
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

std::string to_string(const Numeraire& numeraire) {
  switch (numeraire.kind) {
    case Numeraire::Kind::kWorldValueAdded:
      return "world-value-added";
    case Numeraire::Kind::kWage:
      return "wage:" + numeraire.country;
    case Numeraire::Kind::kPriceIndex:
      return "price-index:" + numeraire.country;
  }
  return "unknown";
}

Numeraire parse_numeraire(const std::string& text, const SourcePlace& place) {
  if (text == "world-value-added") return {};
  const auto colon = text.find(':');
  const std::string kind = text.substr(0, colon),
                    country = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (!country.empty() && kind == "wage") return {Numeraire::Kind::kWage, country};
  if (!country.empty() && kind == "price-index") return {Numeraire::Kind::kPriceIndex, country};
  throw UserError({.place = place,
                   .value = text,
                   .problem = "unknown numeraire",
                   .expected = "world-value-added, wage:COUNTRY or price-index:COUNTRY",
                   .remedy = ""});
}

std::string to_string(SolveStatus status) {
  switch (status) {
    case SolveStatus::kConverged:
      return "converged";
    case SolveStatus::kNotConverged:
      return "not-converged";
    case SolveStatus::kNoEquilibrium:
      return "no-equilibrium";
    case SolveStatus::kInterrupted:
      return "interrupted";
  }
  return "unknown";
}

}  // namespace cobden::economy

#include "cobden/strategy/instruments.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cobden::strategy {
namespace {

struct ClassName {
  TariffClass tariff_class;
  const char* name;
};
constexpr std::array kClasses{
    ClassName{TariffClass::kUnrestricted, "unrestricted"}, ClassName{TariffClass::kMfn, "mfn"},
    ClassName{TariffClass::kByPartner, "by-partner"}, ClassName{TariffClass::kUniform, "uniform"}};

std::vector<Country> partners_of(const economy::PolicyModel& model, Country player,
                                 const InstrumentSpec& spec) {
  std::vector<Country> partners = spec.partners;
  if (partners.empty()) {
    for (const Country c : model.countries().all())
      if (c != player) partners.push_back(c);
  }
  if (std::ranges::find(partners, player) != partners.end())
    throw UserError("country '" + model.countries().code(player) + "' cannot be its own partner",
                    "leave it out of the partners");
  std::ranges::sort(partners);
  partners.erase(std::unique(partners.begin(), partners.end()), partners.end());
  return partners;
}

std::vector<Sector> sectors_of(const economy::PolicyModel& model, const InstrumentSpec& spec) {
  std::vector<Sector> sectors = spec.sectors;
  if (sectors.empty())
    for (const Sector s : model.sectors().all()) sectors.push_back(s);
  std::ranges::sort(sectors);
  sectors.erase(std::unique(sectors.begin(), sectors.end()), sectors.end());
  return sectors;
}

/// Which group a cell belongs to, before empty groups are dropped.
std::size_t group_of(const Cell& cell, TariffClass tariff_class, std::size_t countries) {
  const auto s = static_cast<std::size_t>(cell.sector.value),
             o = static_cast<std::size_t>(cell.exporter.value);
  switch (tariff_class) {
    case TariffClass::kUnrestricted:
      return s * countries + o;
    case TariffClass::kMfn:
      return s;
    case TariffClass::kByPartner:
      return o;
    case TariffClass::kUniform:
      return 0;
  }
  return 0;
}

void check_bounds(const InstrumentSpec& spec) {
  if (!(spec.lower > -1))
    throw UserError("the lowest tariff " + std::to_string(spec.lower) + " is not above -1",
                    "an import subsidy of 100% leaves nothing to pay: choose a higher bound");
  if (!(spec.upper >= spec.lower) || !std::isfinite(spec.upper))
    throw UserError("the highest tariff " + std::to_string(spec.upper) + " is below the lowest, " +
                        std::to_string(spec.lower) + ", or not finite",
                    "give lower <= upper");
}

}  // namespace

std::string to_string(TariffClass tariff_class) {
  for (const auto& c : kClasses)
    if (c.tariff_class == tariff_class) return c.name;
  return "unknown";
}

TariffClass parse_tariff_class(const std::string& text, const SourcePlace& place) {
  std::vector<std::string> known;
  for (const auto& c : kClasses) {
    if (text == c.name) return c.tariff_class;
    known.emplace_back(c.name);
  }
  const std::string near = nearest_name(text, known);
  throw UserError({.place = place,
                   .value = text,
                   .problem = "unknown class of tariffs",
                   .expected = "unrestricted, mfn, by-partner or uniform",
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

std::vector<double> Instruments::read(const economy::PolicyModel& model, const TradeCube& tariff) const {
  std::vector<double> h(size());
  for (std::size_t k = 0; k < size(); ++k) {
    double power = 0, trade = 0;
    for (const auto& [s, o] : groups[k]) {
      const double flow = model.base_flow()(s, player, o);
      power += flow * (1 + tariff(s, player, o));
      trade += flow;
    }
    h[k] = std::log(power / trade);
  }
  return h;
}

void Instruments::write(std::span<const double> h, TradeCube& tariff) const {
  invariant(h.size() == size(), "one log power for each instrument");
  for (std::size_t k = 0; k < size(); ++k) {
    const double t = std::expm1(h[k]);
    for (const auto& [s, o] : groups[k]) tariff(s, player, o) = t;
  }
}

std::vector<double> Instruments::collect(const SectorCountry& by_cell) const {
  std::vector<double> sum(size(), 0.0);
  for (std::size_t k = 0; k < size(); ++k)
    for (const auto& [s, o] : groups[k]) sum[k] += by_cell(s, o);
  return sum;
}

Instruments make_instruments(const economy::PolicyModel& model, Country player, const InstrumentSpec& spec) {
  check_bounds(spec);
  const std::size_t countries = model.countries().size();
  std::vector<std::vector<Cell>> groups(countries * model.sectors().size());
  const auto partners = partners_of(model, player, spec);
  for (const Sector s : sectors_of(model, spec))
    for (const Country o : partners)
      if (model.base_flow()(s, player, o) > 0)
        groups[group_of({s, o}, spec.tariff_class, countries)].push_back({s, o});
  std::erase_if(groups, [](const auto& cells) { return cells.empty(); });
  if (groups.empty())
    throw UserError("country '" + model.countries().code(player) +
                        "' imports nothing of these sectors from these partners",
                    "a tariff needs trade to be charged on: choose other partners or sectors");
  const std::size_t n = groups.size();
  return {.player = player,
          .groups = std::move(groups),
          .lower = std::vector<double>(n, std::log1p(spec.lower)),
          .upper = std::vector<double>(n, std::log1p(spec.upper))};
}

}  // namespace cobden::strategy

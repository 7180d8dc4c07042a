#include "cobden/data/gtap_benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>

#include "cobden/core/file.h"
#include "cobden/data/har_records.h"
#include "cobden/data/read_support.h"

namespace cobden::data {
namespace {

using Codes = std::vector<std::string>;

/// The headers of one generation.
struct Generation {
  const char* name;
  const char *cif, *paid;                  ///< bilateral imports before and with the tariff
  const char *firms_home, *firms_imports;  ///< by commodity and activity
  std::vector<const char*> home, imports;  ///< final purchases by commodity
};

const Generation& generation_of(const HarHeaders& headers) {
  static const Generation kClassic{"classic headers", "VIWS",          "VIMS", "VDFM", "VIFM",
                                   {"VDPM", "VDGM"},  {"VIPM", "VIGM"}},
      kStandard{"headers of version 7",  "VCIF", "VMSB", "VDFB", "VMFB", {"VDPB", "VDGB", "VDIB"},
                {"VMPB", "VMGB", "VMIB"}};
  return headers.find(kStandard.cif) ? kStandard : kClassic;
}

constexpr const char* kInvestment = "CGDS";  // a column of the classic data, no commodity

Codes in_capitals(Codes codes) {
  for (auto& code : codes) code = har_key(code);
  return codes;
}

/// The sets of a file, as its arrays spell them.
struct Sets {
  Codes commodities, activities, regions;
};

/// The header over three sets whose elements are known.
const HeaderArray& over_three_sets(const HarHeaders& headers, const char* name) {
  const HeaderArray& array = headers.reals_over_sets(name);
  const bool known = std::ranges::all_of(array.dimensions, [](const auto& d) {
    return d.kind == HarDimension::Kind::kSet && !d.elements.empty();
  });
  if (array.dimensions.size() != 3 || !known)
    headers.fail(name, "", "is not over three sets with their elements",
                 "commodities, then sources and destinations, or activities and regions");
  return array;
}

Sets sets_of(const HarHeaders& headers, const Generation& g) {
  const HeaderArray& trade = over_three_sets(headers, g.cif);
  const HeaderArray& firms = over_three_sets(headers, g.firms_home);
  if (trade.dimensions[1].elements != trade.dimensions[2].elements)
    headers.fail(g.cif, "", "has sources that are not the destinations",
                 "the same regions, in the same order");
  Sets sets{trade.dimensions[0].elements, firms.dimensions[1].elements, trade.dimensions[1].elements};
  Codes produced = in_capitals(sets.activities);
  std::erase(produced, std::string(kInvestment));
  if (produced != in_capitals(sets.commodities))
    headers.fail(g.firms_home, fmt::format("{} activities", produced.size()),
                 "the activities are not the commodities",
                 "one activity for each commodity, in the same order; aggregate the data so");
  return sets;
}

void shape(const Sets& sets, BenchmarkTables& t) {
  t.countries = CountryAxis(in_capitals(sets.regions));
  t.sectors = SectorAxis(sets.commodities);
  const std::size_t S = sets.commodities.size(), N = sets.regions.size();
  t.flow = t.tariff = TradeCube(S, N, N);
  t.intermediate = InputOutputCube(S, S, N);
}

/// Bilateral imports; those of a region from itself are home trade at what is paid for them.
void read_imports(const HarHeaders& headers, const Generation& g, const Sets& sets, BenchmarkTables& t) {
  const std::vector<const Codes*> over{&sets.commodities, &sets.regions, &sets.regions};
  const auto &cif = headers.reals(g.cif, over), &paid = headers.reals(g.paid, over);
  std::size_t at = 0;
  for (const Country d : t.countries.all())
    for (const Country o : t.countries.all())
      for (const Sector i : t.sectors.all()) {
        const double before = cif[at], with = paid[at++];
        if (before < 0 || with < 0 || (before > 0 && with == 0))
          headers.fail(
              g.paid,
              fmt::format("{} from {} to {}", t.sectors.code(i), t.countries.code(o), t.countries.code(d)),
              "is no import with its tariff", "values of 0 or more, none paid 0 where cif is not");
        t.flow(i, d, o) = o == d ? with : before;
        if (o != d && before > 0) t.tariff(i, d, o) = with / before - 1;
      }
}

/// Firms' purchases: inputs of activities, and investment, which is final use. Adds the domestic ones to home
/// trade and returns the imported ones by commodity. Final use is what the product account leaves.
SectorCountry read_firms(const HarHeaders& headers, const Generation& g, const Sets& sets,
                         BenchmarkTables& t) {
  const std::vector<const Codes*> over{&sets.commodities, &sets.activities, &sets.regions};
  const auto &home = headers.reals(g.firms_home, over), &imports = headers.reals(g.firms_imports, over);
  SectorCountry imported(t.sectors.size(), t.countries.size());
  std::size_t at = 0;
  for (const Country n : t.countries.all()) {
    std::size_t activity = 0;
    for (const auto& code : sets.activities) {
      const bool investment = har_key(code) == kInvestment;
      for (const Sector i : t.sectors.all()) {
        const double from_home = home[at], from_abroad = imports[at++];
        t.flow(i, n, n) += from_home, imported(i, n) += from_abroad;
        if (!investment) t.intermediate(i, Sector(activity), n) += from_home + from_abroad;
      }
      activity += !investment;
    }
  }
  return imported;
}

void read_final_uses(const HarHeaders& headers, const Generation& g, const Sets& sets, BenchmarkTables& t,
                     SectorCountry& imported) {
  const std::vector<const Codes*> over{&sets.commodities, &sets.regions};
  const auto add = [&](const char* name, bool from_home) {
    const auto& values = headers.reals(name, over);
    std::size_t at = 0;
    for (const Country n : t.countries.all())
      for (const Sector i : t.sectors.all()) (from_home ? t.flow(i, n, n) : imported(i, n)) += values[at++];
  };
  for (const char* name : g.home) add(name, true);
  for (const char* name : g.imports) add(name, false);
}

/// Sales to the international transport pool.
void read_margins(const HarHeaders& headers, const Sets& sets, BenchmarkTables& t) {
  if (!headers.find("VST")) return;
  const HeaderArray& sales = headers.reals_over_sets("VST");
  if (sales.dimensions.size() != 2 || sales.dimensions[1].elements != sets.regions)
    headers.fail("VST", "", "is not over margin commodities and regions", "two sets");
  std::size_t at = 0;
  for (const Country n : t.countries.all())
    for (const auto& code : sales.dimensions[0].elements) {
      const auto found = std::ranges::find(sets.commodities, code);
      if (found == sets.commodities.end())
        headers.fail("VST", code, "is a margin that is no commodity", "commodities of the trade headers");
      const Sector i(static_cast<std::size_t>(found - sets.commodities.begin()));
      t.flow(i, n, n) += sales.reals[at++];
    }
}

/// What is imported must be used: the identity that holds a data base together.
double check_imports(const HarHeaders& headers, const Generation& g, const SectorCountry& imported,
                     const SectorCountry& own, const BenchmarkTables& t) {
  constexpr double kMost = 1e-3;  // of the imports; files hold seven digits
  double worst = 0;
  for (const Country n : t.countries.all())
    for (const Sector i : t.sectors.all()) {
      double supplied = own(i, n);
      for (const Country o : t.countries.all())
        if (o != n) supplied += t.flow(i, n, o) * (1 + t.tariff(i, n, o));
      const double gap = std::abs(supplied - imported(i, n)), size = std::max(supplied, imported(i, n));
      if (size <= 0) continue;
      worst = std::max(worst, gap / size);
      if (gap > kMost * size && gap > 1)
        headers.fail(g.paid,
                     fmt::format("{} into {}: {:.6g}", t.sectors.code(i), t.countries.code(n), supplied),
                     "imports are not what is used of them", fmt::format("{:.6g}", imported(i, n)));
    }
  return worst;
}

/// Final use and value added are what the accounts leave; final use that is rounding only is none.
void close_accounts(BenchmarkTables& t) {
  constexpr double kRounding = 5e-7;  // of absorption: the file holds seven digits
  close_product_account(t);
  const SectorCountry absorption = absorption_of(t);
  for (const Sector i : t.sectors.all())
    for (const Country n : t.countries.all())
      if (std::abs(t.final_use(i, n)) < kRounding * absorption(i, n)) t.final_use(i, n) = 0;
  close_industry_account(t);
}

/// sigma of imports by source less one, weighted by imports where the file has it by region.
void read_elasticities(const HarHeaders& data, const Sets& sets, const GtapOptions& options,
                       BenchmarkTables& t) {
  std::optional<HarHeaders> file;
  if (!options.parameters.empty()) file.emplace(options.parameters, "GTAP's parameter file");
  const HarHeaders& own = file ? *file : data;
  if (!own.find("ESBM")) {
    if (!(options.theta > 0))
      data.fail("ESBM", "", "no trade elasticities are known",
                "--set parameters=default.prm (its header ESBM), or one for all: --set theta=4");
    t.elasticities = {{"given", "as given by the user", BySector(t.sectors.size(), options.theta)}};
    return;
  }
  const HeaderArray& sigma = own.reals_over_sets("ESBM");
  const bool by_region = sigma.dimensions.size() == 2;
  own.reals("ESBM", by_region ? std::vector<const Codes*>{&sets.commodities, &sets.regions}
                              : std::vector<const Codes*>{&sets.commodities});
  ElasticitySet set{"ESBM", "GTAP's elasticities among imports by source, less one",
                    BySector(t.sectors.size())};
  for (const Sector i : t.sectors.all()) {
    double sum = 0, weights = 0;
    for (const Country n : t.countries.all()) {
      double weight = 1e-12;  // a good that nobody imports still has an elasticity
      for (const Country o : t.countries.all())
        if (o != n) weight += t.flow(i, n, o);
      const auto at = static_cast<std::size_t>(i.value) +
                      (by_region ? t.sectors.size() * static_cast<std::size_t>(n.value) : 0);
      sum += weight * sigma.reals[at], weights += weight;
    }
    set.theta[i] = sum / weights - 1;
    if (!(set.theta[i] > 0))
      own.fail("ESBM", t.sectors.code(i), "is not an elasticity above 1", "trade that reacts to its cost");
  }
  t.elasticities = {std::move(set)};
}

void describe(const HarHeaders& headers, const Generation& g, const GtapOptions& options,
              BenchmarkTables& t) {
  t.name = headers.path().stem().string();
  t.year = options.year;
  t.provenance.title = "A GTAP data base";
  t.provenance.source = "GTAP Data Base, Center for Global Trade Analysis, Purdue University";
  t.provenance.licence = "GTAP's own terms: not for redistribution";
  t.provenance.citation = "GTAP Data Base, Center for Global Trade Analysis, Purdue University";
  note_step(t,
            fmt::format("read from a GEMPACK header array file, {}, at prices before agents' taxes", g.name));
  note_step(t, "flows are worth their cif value; sales to the transport pool are final use at home");
}

}  // namespace

bool is_gtap(const HarHeaders& headers) { return headers.find("VCIF") || headers.find("VIWS"); }

BenchmarkTables read_gtap_benchmark(const HarHeaders& headers, ImportReport& report,
                                    const GtapOptions& options) {
  const Generation& g = generation_of(headers);
  const Sets sets = sets_of(headers, g);
  BenchmarkTables t;
  describe(headers, g, options, t);
  shape(sets, t);
  read_imports(headers, g, sets, t);
  SectorCountry own(t.sectors.size(), t.countries.size());
  for (const Sector i : t.sectors.all())
    for (const Country n : t.countries.all()) own(i, n) = t.flow(i, n, n);
  SectorCountry imported = read_firms(headers, g, sets, t);
  read_final_uses(headers, g, sets, t, imported);
  const double gap = check_imports(headers, g, imported, own, t);
  read_margins(headers, sets, t);
  close_accounts(t);
  read_elasticities(headers, sets, options, t);
  report.files.push_back(
      {headers.path().string(), sha256_of_file(headers.path()), headers.count(), headers.count(), {}, {}});
  report.files.back().notes.push_back(
      fmt::format("imports and their uses differ by {:.1e} at most, relative", gap));
  return t;
}

}  // namespace cobden::data

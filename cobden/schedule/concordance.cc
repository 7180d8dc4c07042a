#include "cobden/schedule/concordance.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "cobden/core/file.h"
#include "cobden/core/table_reader.h"
#include "cobden/core/text.h"
#include "cobden/data/csv.h"
#include "cobden/schedule/isic.h"

namespace cobden::schedule {
namespace {

namespace fs = std::filesystem;
using data::Benchmark;
using data::CsvTable;

/// A concordance file as it stands: sectors are texts.
struct ProductMap {
  struct Row {
    ProductCode code;
    std::string sector;
    SourcePlace place;
  };
  fs::path path;
  std::vector<Row> rows;
  std::string name() const { return path.filename().string(); }
};

ProductMap read_product_map(const fs::path& path) {
  const auto table = CsvTable::read(path);
  const std::size_t code = table.column("code"), sector = table.column("sector");
  ProductMap map{.path = path, .rows = {}};
  std::set<ProductCode> seen;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const auto product = ProductCode::parse(table.text(r, code));
    if (!product)
      fail_at(table.place(r, code), std::string(table.text(r, code)), "is not a product code", "digits");
    if (!seen.insert(*product).second)
      fail_at(table.place(r, code), product->text(), "stands twice", "one sector for each code");
    map.rows.push_back({*product, std::string(table.text(r, sector)), table.place(r, sector)});
  }
  return map;
}

/// Keeps the rows of sectors that can bear a tariff.
Concordance finish(const Benchmark& benchmark, std::vector<Concordance::Entry> entries, std::string name,
                   std::vector<fs::path> files) {
  const auto goods = goods_sectors(benchmark);
  std::erase_if(entries, [&](const auto& e) { return !goods[static_cast<std::size_t>(e.sector.value)]; });
  return {.map = PrefixMap<Concordance::Entry>(std::move(entries)),
          .name = std::move(name),
          .files = std::move(files)};
}

Concordance from_file(const Benchmark& benchmark, const fs::path& file) {
  const auto map = read_product_map(file);
  std::vector<Concordance::Entry> entries;
  for (const auto& row : map.rows)
    entries.push_back({row.code, benchmark.sectors().at(row.sector, row.place)});
  return finish(benchmark, std::move(entries), map.name(), {file});
}

/// The product maps that come with Cobden or lie on COBDEN_DATA; the first of each name wins.
std::vector<ProductMap> ready_maps() {
  std::map<std::string, fs::path> files;
  for (const auto& folder : data_search_path()) {
    std::error_code ignored;
    for (const auto& item : fs::directory_iterator(folder / "concordances", ignored))
      if (item.path().filename().string().starts_with("hs-"))
        files.emplace(item.path().filename().string(), item.path());
  }
  std::vector<ProductMap> maps;
  for (const auto& [name, path] : files) maps.push_back(read_product_map(path));
  return maps;
}

bool all_known(const ProductMap& map, const std::map<std::string, Sector>& sectors) {
  return std::all_of(map.rows.begin(), map.rows.end(),
                     [&](const auto& row) { return sectors.contains(row.sector); });
}

std::vector<Concordance::Entry> entries_of(const ProductMap& map,
                                           const std::map<std::string, Sector>& sectors) {
  std::vector<Concordance::Entry> entries;
  for (const auto& row : map.rows) entries.push_back({row.code, sectors.at(row.sector)});
  return entries;
}

std::optional<Concordance> direct(const Benchmark& benchmark, const std::vector<ProductMap>& maps) {
  std::map<std::string, Sector> own;
  for (const Sector s : benchmark.sectors().all()) own[benchmark.sectors().code(s)] = s;
  for (const auto& map : maps)
    if (all_known(map, own)) return finish(benchmark, entries_of(map, own), map.name(), {map.path});
  return std::nullopt;
}

/// Through the mapping file by which the benchmark was aggregated.
std::optional<Concordance> through_aggregation(const Benchmark& benchmark,
                                               const std::vector<ProductMap>& maps) {
  const auto file = find_on_search_path(benchmark.name() + ".map.csv");
  if (!file) return std::nullopt;
  const auto table = CsvTable::read(*file);
  const std::size_t axis = table.column("axis"), from = table.column("from"), to = table.column("to");
  std::map<std::string, Sector> target;
  for (std::size_t r = 0; r < table.rows(); ++r)
    if (table.text(r, axis) == "sector")
      target[std::string(table.text(r, from))] =
          benchmark.sectors().at(table.text(r, to), table.place(r, to));
  for (const auto& map : maps)
    if (all_known(map, target))
      return finish(benchmark, entries_of(map, target), map.name() + " through " + file->filename().string(),
                    {map.path, *file});
  return std::nullopt;
}

// --- through GTAP and ISIC
// ------------------------------------------------------------------------------------------------------

// Where one GTAP sector holds two divisions, these headings tell them apart.
struct HeadingDivision {
  std::string_view heading, division;
};
constexpr std::array<HeadingDivision, 16> kDivisions{{{"22", "C11"},
                                                      {"24", "C12"},
                                                      {"47", "C17"},
                                                      {"48", "C17"},
                                                      {"49", "C18"},
                                                      {"66", "C32"},
                                                      {"67", "C32"},
                                                      {"71", "C32"},
                                                      {"90", "C32"},
                                                      {"92", "C32"},
                                                      {"94", "C31"},
                                                      {"95", "C32"},
                                                      {"96", "C32"},
                                                      {"97", "C32"},
                                                      {"25", "B08"},
                                                      {"26", "B07"}}};

using SpansByCode = std::map<std::string, IsicSpans>;

/// GTAP sectors as ISIC; groups where the file gives them.
SpansByCode gtap_spans(const fs::path& file) {
  const auto table = CsvTable::read(file);
  const std::size_t gtap = table.column("gtap"), divisions = table.column("isic4"),
                    groups = table.column("isic4_groups");
  SpansByCode spans;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const std::size_t column = table.blank(r, groups) ? divisions : groups;
    for (const auto& code : split(table.text(r, column), ',')) {
      const auto span = isic_spans(trim(code));
      if (!span) fail_at(table.place(r, column), code, "is not a code of ISIC Rev. 4", "C26");
      auto& all = spans[std::string(table.text(r, gtap))];
      all.insert(all.end(), span->begin(), span->end());
    }
  }
  return spans;
}

/// A set narrowed by another view of the same product, where the two agree at all.
void narrow(IsicSpans& spans, const std::optional<IsicSpans>& by) {
  if (!by) return;
  if (IsicSpans both = intersection(spans, *by); !both.empty()) spans = std::move(both);
}

class IsicRoute {
 public:
  IsicRoute(const Benchmark& benchmark, const ProductMap& gtap, const ProductMap* world)
      : gtap_(PrefixMap<ProductMap::Row>(gtap.rows)) {
    if (world) world_ = PrefixMap<ProductMap::Row>(world->rows);
    const auto goods = goods_sectors(benchmark);
    for (const Sector s : benchmark.sectors().all())
      if (goods[static_cast<std::size_t>(s.value)])
        if (auto spans = isic_spans(benchmark.sectors().code(s))) sectors_.emplace_back(s, *spans);
  }
  bool usable() const { return !sectors_.empty(); }

  std::vector<Concordance::Entry> entries(const SpansByCode& spans) const {
    std::vector<Concordance::Entry> made;
    std::set<ProductCode> codes;
    for (const auto* map : {&gtap_, &world_})
      for (const auto& row : map->entries()) codes.insert(row.code);
    for (const auto& code : codes) {
      const auto* row = gtap_.find(code);
      const auto found = row ? spans.find(row->sector) : spans.end();
      if (found == spans.end()) continue;
      if (const auto s = sector(code, found->second)) made.push_back({code, *s});
    }
    return made;
  }

 private:
  std::optional<Sector> sector(const ProductCode& code, IsicSpans spans) const {
    if (const auto* row = world_.find(code)) narrow(spans, isic_spans(row->sector));
    for (const auto& [heading, division] : kDivisions)
      if (ProductCode::parse(heading)->is_prefix_of(code)) narrow(spans, isic_spans(division));
    std::optional<Sector> best;
    int most = 0;
    for (const auto& [s, own] : sectors_)
      if (const int shared = shared_classes(spans, own); shared > most) most = shared, best = s;
    return best;
  }

  PrefixMap<ProductMap::Row> gtap_, world_;
  std::vector<std::pair<Sector, IsicSpans>> sectors_;
};

const ProductMap* named(const std::vector<ProductMap>& maps, const std::string& stem) {
  for (const auto& map : maps)
    if (map.name().starts_with(stem + ".")) return &map;
  return nullptr;
}

/// Every sector with tariffs must be spelt in ISIC where the benchmark says which they are.
bool spells_isic(const Benchmark& benchmark) {
  const auto group = benchmark.tables().sector_groups.find("goods");
  if (group == benchmark.tables().sector_groups.end()) return true;
  return std::all_of(group->second.begin(), group->second.end(),
                     [](const auto& code) { return isic_spans(code).has_value(); });
}

std::optional<Concordance> through_isic(const Benchmark& benchmark, const std::vector<ProductMap>& maps) {
  const ProductMap* gtap = named(maps, "hs-gtap");
  const auto isic = find_on_search_path("concordances/gtap-isic4.csv");
  if (!gtap || !isic || !spells_isic(benchmark)) return std::nullopt;
  const ProductMap* world = named(maps, "hs-world-2022");
  const IsicRoute route(benchmark, *gtap, world);
  if (!route.usable()) return std::nullopt;
  std::vector<fs::path> files{gtap->path, *isic};
  if (world) files.push_back(world->path);
  return finish(benchmark, route.entries(gtap_spans(*isic)), gtap->name() + " through gtap-isic4.csv",
                std::move(files));
}

[[noreturn]] void fail_without_map(const Benchmark& benchmark) {
  const auto& codes = benchmark.sectors().codes();
  const std::vector<std::string> some(
      codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(4, codes.size())));
  fail_at({}, benchmark.name(), "no ready map leads from products to the sectors of this benchmark",
          "sector codes of world-2022, of GTAP or of ISIC Rev. 4 (C26, C13T15)",
          fmt::format("give a CSV with columns code, sector: headings of the Harmonised System and the "
                      "benchmark's own sector codes ({}{}), as concordance = \"FILE\" in the scenario or "
                      "--concordance FILE",
                      fmt::join(some, ", "), codes.size() > some.size() ? ", ..." : ""));
}

}  // namespace

std::vector<bool> goods_sectors(const Benchmark& benchmark) {
  const auto group = benchmark.tables().sector_groups.find("goods");
  const bool all = group == benchmark.tables().sector_groups.end();
  std::vector<bool> goods(benchmark.sector_count(), all);
  if (all) return goods;
  for (const auto& code : group->second)
    goods[static_cast<std::size_t>(benchmark.sectors().at(code).value)] = true;
  return goods;
}

Concordance concordance_for(const Benchmark& benchmark, const std::optional<fs::path>& file) {
  if (file) return from_file(benchmark, *file);
  if (benchmark.sector_count() == 1)
    return {.map = PrefixMap<Concordance::Entry>({{ProductCode(), Sector(0)}}),
            .name = "all products in one sector",
            .files = {}};
  const auto maps = ready_maps();
  for (const auto& route : {direct, through_aggregation, through_isic})
    if (auto made = route(benchmark, maps)) return std::move(*made);
  fail_without_map(benchmark);
}

}  // namespace cobden::schedule

#include "cobden/data/write_long_csv.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "cobden/core/file.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;
using Groups = std::map<std::string, std::vector<std::string>>;

constexpr std::array kFiles = {"flows.csv",     "intermediate.csv", "country_sector.csv",
                               "countries.csv", "sectors.csv",      "about.csv"};

/// Appends rows of one table; text is quoted where CSV needs it (RFC 4180).
class Rows {
 public:
  explicit Rows(std::string header) : text_(std::move(header) + "\n") {}
  Rows& add(std::string_view field) {
    separate();
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
      text_ += field;
      return *this;
    }
    text_ += '"';
    for (const char c : field) text_ += c == '"' ? std::string("\"\"") : std::string(1, c);
    text_ += '"';
    return *this;
  }
  Rows& add(double value) {
    separate();
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text_.append(digits.data(), end);
    return *this;
  }
  void end_row() { text_ += '\n', first_ = true; }
  const std::string& text() const { return text_; }

 private:
  void separate() {
    if (!first_) text_ += ',';
    first_ = false;
  }
  std::string text_;
  bool first_ = true;
};

std::string flows(const BenchmarkTables& t) {
  Rows rows("exporter,importer,sector,flow,tariff");
  for (const Country o : t.countries.all())
    for (const Country d : t.countries.all())
      for (const Sector s : t.sectors.all()) {
        rows.add(t.countries.code(o)).add(t.countries.code(d)).add(t.sectors.code(s));
        rows.add(t.flow(s, d, o)).add(t.tariff(s, d, o)).end_row();
      }
  return rows.text();
}

std::string intermediate(const BenchmarkTables& t) {
  Rows rows("country,input_sector,using_sector,value");
  for (const Country n : t.countries.all())
    for (const Sector k : t.sectors.all())
      for (const Sector j : t.sectors.all())
        rows.add(t.countries.code(n))
            .add(t.sectors.code(k))
            .add(t.sectors.code(j))
            .add(t.intermediate(k, j, n))
            .end_row();
  return rows.text();
}

std::string country_sector(const BenchmarkTables& t) {
  Rows rows("country,sector,final_use,value_added");
  for (const Country n : t.countries.all())
    for (const Sector s : t.sectors.all())
      rows.add(t.countries.code(n))
          .add(t.sectors.code(s))
          .add(t.final_use(s, n))
          .add(t.value_added(s, n))
          .end_row();
  return rows.text();
}

/// The groups that hold `code`, separated by ';'.
std::string groups_of(const std::string& code, const Groups& groups) {
  std::string text;
  for (const auto& [name, codes] : groups) {
    if (name.find(';') != std::string::npos)
      throw UserError("group '" + name + "' has ';' in its name, which separates groups in the file",
                      "rename it");
    if (std::find(codes.begin(), codes.end(), code) != codes.end()) text += (text.empty() ? "" : ";") + name;
  }
  return text;
}

std::string countries(const BenchmarkTables& t) {
  Rows rows("code,name,gdp,groups");
  for (const Country n : t.countries.all()) {
    rows.add(t.countries.code(n)).add(t.countries.label(n));
    t.gdp.empty() ? rows.add("") : rows.add(t.gdp[n]);
    rows.add(groups_of(t.countries.code(n), t.country_groups)).end_row();
  }
  return rows.text();
}

std::string sectors(const BenchmarkTables& t) {
  std::string header = "code,name,groups";
  for (const auto& set : t.elasticities) header += ",theta_" + set.name;
  Rows rows(header);
  for (const Sector s : t.sectors.all()) {
    rows.add(t.sectors.code(s)).add(t.sectors.label(s)).add(groups_of(t.sectors.code(s), t.sector_groups));
    for (const auto& set : t.elasticities) rows.add(set.theta[s]);
    rows.end_row();
  }
  return rows.text();
}

std::string about(const BenchmarkTables& t) {
  Rows rows("key,value");
  const auto entry = [&](const std::string& key, const std::string& value) {
    rows.add(key).add(value).end_row();
  };
  entry("name", t.name);
  entry("year", std::to_string(t.year));
  entry("unit", t.unit);
  entry("title", t.provenance.title);
  entry("source", t.provenance.source);
  entry("licence", t.provenance.licence);
  entry("citation", t.provenance.citation);
  for (std::size_t i = 0; i < t.provenance.steps.size(); ++i)
    entry(fmt::format("step.{}", i + 1), t.provenance.steps[i]);
  for (const auto& set : t.elasticities) entry("elasticity_source." + set.name, set.source);
  return rows.text();
}

void require_replaceable(const fs::path& folder) {
  if (!fs::exists(folder)) return;
  const auto refuse = [&](const std::string& problem) {
    throw UserError({.place = {.file = folder.string(), .line = {}, .column = ""},
                     .value = "",
                     .problem = problem,
                     .expected = "",
                     .remedy = "give a new folder; nothing was written"});
  };
  if (!fs::is_directory(folder)) refuse("is not a folder");
  for (const auto& entry : fs::directory_iterator(folder))
    if (std::find(kFiles.begin(), kFiles.end(), entry.path().filename().string()) == kFiles.end())
      refuse("holds other files, such as " + entry.path().filename().string());
}

void write_all(const fs::path& folder, const BenchmarkTables& t) {
  fs::create_directories(folder);
  write_file(folder / "flows.csv", flows(t));
  if (!t.intermediate.empty()) write_file(folder / "intermediate.csv", intermediate(t));
  write_file(folder / "country_sector.csv", country_sector(t));
  write_file(folder / "countries.csv", countries(t));
  write_file(folder / "sectors.csv", sectors(t));
  write_file(folder / "about.csv", about(t));
}

}  // namespace

void write_long_csv(const fs::path& folder, const BenchmarkTables& tables) {
  require_replaceable(folder);
  // "out/" and "out" are the same folder; the temporary one stands beside it.
  const fs::path target = folder.has_filename() ? folder : folder.parent_path();
  write_file_with(target, [&](const fs::path& temporary) {
    try {
      write_all(temporary, tables);
      fs::remove_all(target);
    } catch (...) {
      std::error_code ignored;
      fs::remove_all(temporary, ignored);
      throw;
    }
  });
}

}  // namespace cobden::data

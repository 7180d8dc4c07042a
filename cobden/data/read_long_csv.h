#pragma once
// The long-CSV form: one row per cell, one file per table. One reader serves every folder of this kind; what
// differs between them (column names, whether flows carry the tariff, how inputs are valued) is a
// `LongCsvLayout`, a plain description, found from the files present. The layout "cobden" is the one our own
// writer emits; use it for new data.
//
// Native layout ("cobden"), UTF-8, comma separated, header row, each file plain or .xz or .gz:
//   countries.csv       code,name[,gdp][,groups]                     groups separated by ';'
//   sectors.csv         code,name[,groups][,theta_NAME ...]          trade elasticities, > 0
//   flows.csv           exporter,importer,sector,flow,tariff         basic prices, before the importer's
//   tariff; fraction country_sector.csv  country,sector,final_use,value_added         purchaser prices; basic
//   prices intermediate.csv    country,input_sector,using_sector,value      purchaser prices; absent file =
//   no input-output links about.csv           key,value                                    name, year, unit,
//   title, source, licence, citation,
//                                                                    step.1 ..., elasticity_source.NAME,
//                                                                    absent_flows and absent_intermediate
//                                                                    ("error" or "zero")
// A cell of flows.csv or intermediate.csv that has no row is an error unless about.csv (or the setting of the
// same name) declares absent cells to be zero. Blank cells are always errors, except in gdp and groups.
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

/// Which file and column plays which part. An empty name means the source has no such file or column.
struct LongCsvLayout {
  /// How the figures of the input-output file become intermediate use at purchaser prices.
  enum class InputValuation {
    kPurchaser,    ///< they are it
    kInputShares,  ///< they give the mix of inputs only; output x (1 - value-added share) is spread by that
                   ///< mix
  };
  struct Flows {
    std::string file, exporter, importer, sector, value, tariff;
    bool value_includes_tariff = false;  ///< then flow = value / (1 + tariff)
    bool absent_is_zero = false;
  };
  struct Inputs {
    std::string file, country, input_sector, using_sector;
    std::vector<std::string> values;  ///< summed, e.g. domestic and imported
    InputValuation valuation = InputValuation::kPurchaser;
    bool absent_is_zero = false;
  };
  struct CountrySector {
    std::string file, country, sector;
    std::string final_use, value_added;  ///< empty: the residual of the product, of the industry account
    std::string value_added_share;       ///< for kInputShares
  };
  struct Countries {
    std::string file, code, name, gdp, groups;
  };
  struct Sectors {
    std::string file, code, name, groups;
    std::string traded;  ///< 1 or 0: fills the groups "goods" and "services"
    /// (column, set name), in the order the sets are kept; a column ending in '*' stands for every column so
    /// begun, the rest of whose name is the set's.
    std::vector<std::pair<std::string, std::string>> theta;
    double theta_less = 0;  ///< subtracted: 1 where the file holds sigma = 1 + theta
  };
  std::string name;  ///< of the layout
  Flows flows;
  Inputs inputs;
  CountrySector country_sector;
  Countries countries;
  Sectors sectors;
  std::map<std::string, std::string>
      sector_codes;  ///< code in the files -> code on the axis, where the source's is unfit
  std::string benchmark_name;
  int year = 0;
  Provenance provenance;
};

struct LongCsvOptions {
  std::string layout;        ///< name of a known layout; empty = from the files present
  std::string absent_flows;  ///< "error" or "zero"; empty = what the layout or about.csv says
  std::string absent_intermediate;
  bool tariffs_on_services =
      true;  ///< false: sets tariffs on the sectors of group "services" to zero (a documented step)
  double value_added_floor = 0.02;  ///< smallest value-added share under InputValuation::kInputShares
};

/// Names of the layouts known: "cobden", "world2022", "wiod2014", "icio-flows".
std::vector<std::string> long_csv_layouts();
/// True if the folder holds the files of a known long-CSV layout.
bool is_long_csv(const std::filesystem::path& folder);

/// Reads a folder in a known long-CSV layout. UserError for missing or duplicate cells, unknown codes,
/// negative flows, tariffs of -100% or below, elasticities of zero or below, with file, line, column and
/// value.
BenchmarkTables read_long_csv(const std::filesystem::path& folder, ImportReport& report,
                              const LongCsvOptions& options = {});
/// The same for a layout described by the caller.
BenchmarkTables read_long_csv(const std::filesystem::path& folder, const LongCsvLayout& layout,
                              ImportReport& report, const LongCsvOptions& options = {});

/// The layout by name, or from the files present if the name is empty. UserError if there is none.
LongCsvLayout find_long_csv_layout(const std::filesystem::path& folder, const std::string& name = "");

}  // namespace cobden::data

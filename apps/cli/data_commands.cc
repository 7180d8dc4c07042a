#include "apps/cli/data_commands.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/data_sections.h"
#include "cobden/core/file.h"
#include "cobden/data/aggregate.h"
#include "cobden/data/build_world2022.h"
#include "cobden/data/builtin.h"
#include "cobden/data/har_benchmark.h"
#include "cobden/data/netcdf_benchmark.h"
#include "cobden/data/read.h"
#include "cobden/data/statistical_file.h"
#include "cobden/data/write_long_csv.h"

namespace cobden::cli {
namespace {

namespace fs = std::filesystem;
using data::Benchmark;

constexpr double kTolerance = data::AccountingOptions{}.tolerance;
constexpr std::size_t kMost = 20;

void append(DataAnswer& answer, std::vector<Section> sections) {
  for (auto& section : sections) answer.sections.push_back(std::move(section));
}

std::vector<FileHash> inputs_of(const data::ImportReport& report) {
  std::vector<FileHash> inputs;
  for (const auto& file : report.files) inputs.push_back({file.file, file.sha256});
  return inputs;
}

/// How a benchmark can be written, and how the path of each form ends.
struct TargetForm {
  std::string name, ending;  ///< ending: empty = a folder
  void (*write)(const fs::path&, const data::BenchmarkTables&);
};

const std::vector<TargetForm>& target_forms() {
  static const std::vector<TargetForm> kForms = {{"netcdf", ".nc", data::write_netcdf_benchmark},
                                                 {"har", ".har", data::write_har_benchmark},
                                                 {"csv", "", data::write_long_csv}};
  return kForms;
}

const TargetForm& form_by_ending(const fs::path& out) {
  const auto& forms = target_forms();
  const auto it = std::find_if(forms.begin(), forms.end(),
                               [&](const auto& f) { return f.ending == out.extension().string(); });
  return it == forms.end() ? forms.back() : *it;
}

/// The form by what was asked and how the path ends. UserError when the two contradict each other.
const TargetForm& target_form(const fs::path& out, const std::string& to) {
  if (out.empty())
    throw UserError("no place to write to", "give --out FILE.nc, --out FILE.har or --out FOLDER");
  const TargetForm& by_ending = form_by_ending(out);
  if (to.empty() || to == by_ending.name) return by_ending;
  for (const auto& form : target_forms())
    if (form.name == to)
      throw UserError(fmt::format("--to {} does not go with --out {}", to, out.string()),
                      form.ending.empty() ? "give a folder" : "give a file that ends in " + form.ending);
  throw UserError("cannot write '" + to + "'", "use --to netcdf, --to har or --to csv");
}

void write_benchmark(const data::BenchmarkTables& tables, const fs::path& out, const std::string& to,
                     DataAnswer& answer, CommandIo& io) {
  target_form(out, to).write(out, tables);
  for (auto& file : hashes_of(out)) answer.outputs.push_back(std::move(file));
  if (!io.quiet) io.err << "wrote " << out.string() << '\n';
}

Benchmark unrefused(data::BenchmarkTables tables, double tolerance = kTolerance) {
  data::AccountingOptions options;
  options.tolerance = tolerance;
  options.refuse = false;
  return Benchmark(std::move(tables), options);
}

/// The verdict on the accounts, in words; an imbalance is bad input.
int verdict(const Benchmark& benchmark, CommandIo& io, const std::string& remedy) {
  const std::size_t imbalances = benchmark.accounting().imbalances;
  if (imbalances == 0) return kDone;
  io.err << fmt::format("{}: the accounts do not add up in {} cell(s){}\n", benchmark.name(), imbalances,
                        remedy);
  return kBadInput;
}

}  // namespace

int data_import(const DataImportOptions& options, CommandIo& io) {
  require_known_format(io);
  if (!options.out.empty()) target_form(options.out, "");
  DataAnswer answer{.command = "data import"};
  data::ImportReport report;
  data::BenchmarkTables tables = data::read_benchmark(
      options.source, {.format = options.format_in, .name = options.name, .settings = options.settings},
      report);
  answer.inputs = inputs_of(report);
  append(answer, row_accounting(report));
  bool converged = true;
  if (options.balance || options.purge_negative) {
    data::BenchmarkBalanceOptions how;
    how.purge_negative = options.purge_negative;
    data::BalanceResult balanced = data::balance(tables, how);
    converged = balanced.summary.converged;
    answer.footer.push_back(balanced.summary.message);
    answer.sections.push_back(balance_section(balanced.summary, unrefused(tables)));
    if (converged) tables = std::move(balanced.tables);
  }
  const Benchmark benchmark = unrefused(std::move(tables));
  append(answer, accounting_checks(benchmark, kTolerance, kMost));
  const bool sound = converged && benchmark.accounting().imbalances == 0;
  if (sound && !options.out.empty()) write_benchmark(benchmark.tables(), options.out, "", answer, io);
  print(answer, io);
  if (!converged) io.err << "balancing did not converge; nothing was written\n";
  if (!converged) return kNotConverged;
  return verdict(benchmark, io, "; nothing was written; balance the table with --balance");
}

int data_info(const DataInfoOptions& options, CommandIo& io) {
  require_known_format(io);
  const data::OpenedTables opened = data::open_tables(options.benchmark);
  const Benchmark benchmark = unrefused(opened.tables);
  DataAnswer answer{.command = "data info", .inputs = inputs_of(opened.report)};
  append(answer, description(benchmark, static_cast<std::size_t>(std::max(1, options.largest))));
  const std::size_t imbalances = benchmark.accounting().imbalances;
  answer.footer.push_back(
      imbalances == 0
          ? "The accounts add up in every cell."
          : fmt::format("The accounts do not add up in {} cell(s): see cobden data check.", imbalances));
  print(answer, io);
  return kDone;
}

int data_check(const DataCheckOptions& options, CommandIo& io) {
  require_known_format(io);
  if (!(options.tolerance >= 0 && options.tolerance < 1))
    throw UserError(fmt::format("tolerance {:g} is not a share of a cell", options.tolerance),
                    "give a number such as 1e-6");
  const data::OpenedTables opened = data::open_tables(options.benchmark);
  const Benchmark benchmark = unrefused(opened.tables, options.tolerance);
  DataAnswer answer{.command = "data check", .inputs = inputs_of(opened.report)};
  append(answer, accounting_checks(benchmark, options.tolerance,
                                   static_cast<std::size_t>(std::max(1, options.most))));
  if (benchmark.accounting().imbalances == 0)
    answer.footer.emplace_back("The accounts add up in every cell.");
  print(answer, io);
  return verdict(benchmark, io, "");
}

int data_aggregate(const DataAggregateOptions& options, CommandIo& io) {
  require_known_format(io);
  if (!options.out.empty()) target_form(options.out, "");
  const data::OpenedTables opened = data::open_tables(options.benchmark);
  const Benchmark source(opened.tables);
  const data::AggregationMap map =
      data::read_aggregation_map(options.map, source.countries(), source.sectors());
  const Benchmark merged(data::aggregate(source.tables(), map, options.name));
  DataAnswer answer{.command = "data aggregate", .inputs = inputs_of(opened.report)};
  answer.inputs.push_back({options.map.string(), sha256_hex(read_file(options.map))});
  append(answer, accounting_checks(merged, kTolerance, kMost));
  append(answer, description(merged, merged.country_count()));
  answer.footer.push_back(merged.tables().provenance.steps.back());
  if (!options.out.empty()) write_benchmark(merged.tables(), options.out, "", answer, io);
  print(answer, io);
  return kDone;
}

int data_convert(const DataConvertOptions& options, CommandIo& io) {
  require_known_format(io);
  const bool to_csv = options.to.extension() == ".csv", from_csv = !data::is_statistical_file(options.from);
  if (!to_csv && !data::is_statistical_file(options.to))
    throw UserError("cannot write " + options.to.string(), "end it in .csv, .dta (Stata) or .sav (SPSS)");
  if (to_csv && from_csv) throw UserError("both files are CSV", "end one in .dta (Stata) or .sav (SPSS)");
  DataAnswer answer{.command = "data convert", .inputs = hashes_of(options.from)};
  const data::CsvTable table = data::CsvTable::read(options.from);
  to_csv ? write_file(options.to, data::statistical_file_as_csv(options.from) + "\n")
         : data::write_statistical_file(options.to, table);
  answer.outputs = hashes_of(options.to);
  answer.sections.push_back(
      {"written",
       "Table written",
       {{"file", "File"},
        {"rows", "Rows", Field::Style::kCount},
        {"columns", "Columns", Field::Style::kCount}},
       {{options.to.string(), static_cast<long>(table.rows()), static_cast<long>(table.columns().size())}}});
  print(answer, io);
  return kDone;
}

int data_export(const DataExportOptions& options, CommandIo& io) {
  require_known_format(io);
  target_form(options.out, options.to);
  const data::OpenedTables opened = data::open_tables(options.benchmark);
  const Benchmark benchmark(opened.tables);
  DataAnswer answer{.command = "data export", .inputs = inputs_of(opened.report)};
  write_benchmark(benchmark.tables(), options.out, options.to, answer, io);
  Section files{"written", "Files written", {{"file", "File"}, {"bytes", "Bytes", Field::Style::kCount}}, {}};
  for (const auto& file : answer.outputs)
    files.rows.push_back({file.path, static_cast<long>(fs::file_size(file.path))});
  answer.sections.push_back(std::move(files));
  print(answer, io);
  return kDone;
}

int data_build(const DataBuildOptions& options, CommandIo& io) {
  require_known_format(io);
  fs::path map = options.map;
  if (map.empty()) map = find_on_search_path("world-2022-12.map.csv").value_or("");
  if (map.empty())
    throw UserError("world-2022-12.map.csv is on no data folder", "name the mapping file of the aggregate");
  if (options.out.empty()) throw UserError("no place to write to", "give --out FOLDER");
  const data::BuiltWorld2022 built = data::build_world_2022(options.source, map, options.out);
  DataAnswer answer{.command = "data build", .inputs = inputs_of(built.report)};
  answer.inputs.push_back({map.string(), sha256_hex(read_file(map))});
  append(answer, row_accounting(built.report));
  Section files{"written",
                "Files written",
                {{"file", "File"},
                 {"bytes", "Bytes", Field::Style::kCount},
                 {"worst_imbalance", "Worst imbalance", Field::Style::kPercent, "percent"}},
                {}};
  const auto add = [&](const fs::path& path, const data::AccountingReport& accounts) {
    files.rows.push_back(
        {path.string(), static_cast<long>(fs::file_size(path)), 100 * accounts.worst_imbalance});
    answer.outputs.push_back(hashes_of(path).front());
    if (!io.quiet) io.err << "wrote " << path.string() << '\n';
  };
  add(built.full, built.full_accounts);
  add(built.aggregate, built.aggregate_accounts);
  answer.sections.push_back(std::move(files));
  print(answer, io);
  return kDone;
}

}  // namespace cobden::cli

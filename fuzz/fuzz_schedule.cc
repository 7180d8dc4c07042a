// Arbitrary bytes as a schedule file; every file it names is one small table with the columns that the
// readers of lists, duties, content, prices, claims and trade ask for. What can be read is evaluated and
// explained. Bad input may be refused with a UserError, never anything else.
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "cobden/schedule/explain.h"
#include "cobden/schedule/schedule_file.h"

namespace {

constexpr std::string_view kTable =
    "code,from,to,to_inclusive,share,pick,kind,ad_valorem,general,specific_usd,specific_unit,ave,unit,value,"
    "partner,imports_usd,steel_share\n"
    "72,2025-03-12,,,1,steel,ad_valorem,0.05,5%,,,,kg,2,CHN,100,0.4\n"
    "7208,,2025-06-04,2025-06-03,0.5,alu,compound,0.01,1% + 1 USD/kg,1,kg,0.1,t,3,EUU,50,1\n"
    "8517.13,2025-04-05T12:01:00+08:00,NA,,0,steel,other,,see,,,,kg,1,CAN,7,0\n";

const std::filesystem::path& table_path() {
  static const std::filesystem::path path = [] {
    auto file =
        std::filesystem::temp_directory_path() / ("cobden-fuzz-" + std::to_string(::getpid()) + ".csv");
    std::ofstream(file, std::ios::binary) << kTable;
    return file;
  }();
  return path;
}

void evaluate(const cobden::schedule::Schedule& schedule) {
  using namespace cobden::schedule;
  for (const Flow flow : {Flow::kImport, Flow::kExport}) {
    EvaluatorOptions options;
    options.flow = flow;
    if (flow == Flow::kImport) options.known = cobden::parse_day("2025-04-10");
    const Evaluator evaluator(schedule, options);
    for (const char* code : {"7208100000", "851713", "9"})
      for (const char* partner : {"CHN", "DEU"})
        explain(evaluator, *ProductCode::parse(code), partner,
                schedule.clock.end_of(*cobden::parse_day("2025-04-10")));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto find = [](const std::string&, const cobden::SourcePlace&) { return table_path(); };
  try {
    evaluate(cobden::schedule::parse_schedule(text, "fuzz.toml", find));
  } catch (const cobden::UserError&) {
  }
  return 0;
}

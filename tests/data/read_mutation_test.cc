// A plain form of fuzzing that runs everywhere: small inputs of every layout, damaged at random (fixed seed).
// A reader may refuse with a UserError or succeed; anything else, and any crash, is a defect. The libFuzzer
// harnesses are in fuzz/.
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "cobden/data/csv.h"
#include "cobden/data/read.h"
#include "damaged_text.h"
#include "data/read_fixtures.h"

namespace cobden::data {
namespace {

using namespace cobden::testing;

using namespace std::string_view_literals;
constexpr std::string_view kBytes = "\"\"\n\n,,\t;-+.eE0019AZaz_[]= \r\xC3\xFF\0"sv;

/// Plain, without the flush to disk that TemporaryFolder::write does: thousands of files are written here.
void overwrite(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

void expect_refused_or_read(const std::filesystem::path& path, const std::string& format,
                            const std::string& what) {
  try {
    ImportReport report;
    Benchmark(read_benchmark(path, {.format = format, .name = "", .settings = {}}, report));
  } catch (const UserError&) {
  } catch (const std::exception& e) {
    ADD_FAILURE() << format << ": " << e.what() << " on\n" << what;
  }
}

void damage_folder(const std::vector<FixtureFile>& files, const std::string& format) {
  std::mt19937 random(20250402);
  const TemporaryFolder folder;
  write_all(folder, files);
  for (int round = 0; round < 60; ++round)
    for (const auto& file : files) {
      const std::string text = damaged(file.text, kBytes, random);
      overwrite(folder.path() / file.name, text);
      expect_refused_or_read(folder.path(), format, file.name + ":\n" + text);
      overwrite(folder.path() / file.name, file.text);
    }
}

void damage_file(const std::string& name, const std::string& good, const std::string& format) {
  std::mt19937 random(20250402);
  const TemporaryFolder folder;
  for (int round = 0; round < 300; ++round) {
    const std::string text = damaged(good, kBytes, random);
    overwrite(folder.path() / name, text);
    expect_refused_or_read(folder.path() / name, format, text);
  }
}

TEST(Mutation, LongCsv) { damage_folder(native_files(), "long-csv"); }
TEST(Mutation, CaliendoParro) { damage_folder(caliendo_parro_files(), "caliendo-parro"); }
TEST(Mutation, GravityMatrix) { damage_folder(gravity_matrix_files(), "gravity-matrix"); }
TEST(Mutation, Ossa) { damage_folder(ossa_files(), "ossa"); }
TEST(Mutation, Wiot) { damage_folder(wiot_files(), "wiot"); }
TEST(Mutation, GravityLong) { damage_file("g.csv", gravity_long_text(), "gravity-long"); }
TEST(Mutation, Icio) { damage_file("ICIO2020.csv", icio_text(), "icio"); }

TEST(Mutation, Csv) {
  std::mt19937 random(20250402);
  for (int round = 0; round < 20000; ++round) try {
      CsvTable::parse(damaged("a,b\n\"x, y\",1\nz,\"\"\"2\"\n", kBytes, random), "t.csv", ',',
                      CsvTable::Header::kFirstRow);
    } catch (const UserError&) {
    }
}

}  // namespace
}  // namespace cobden::data

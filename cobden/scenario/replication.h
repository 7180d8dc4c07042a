#pragma once
// Replications of published results: paper, ours, difference. One source file per study registers its runner
// here.
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/economy/model.h"

namespace cobden::scenario {

struct ReplicationRow {
  std::string table;     ///< the paper's table number, or "reference"
  std::string entity;    ///< country, pair or group, named as in the reference files
  std::string measure;   ///< named as in the reference files
  std::string scenario;  ///< named as in the reference files
  std::string unit;
  std::optional<double> paper;  ///< as printed; absent when the paper does not print it
  int paper_decimals = 2;       ///< digits the paper prints
  double ours = 0;
};

struct Replication {
  std::string name, variant, citation;
  std::vector<ReplicationRow> rows;
  std::vector<std::string> notes;  ///< conventions and quirks a reader must know
  economy::SolverSummary solver;   ///< of the last or worst solve
  std::string closure, numeraire;
};

/// Names: cp2015, gravity, gegravity, liberation-day, ossa2014, uniform-nash.
std::vector<std::string> replication_names();
/// Variants of one study; the first is the default.
std::vector<std::string> replication_variants(const std::string& name);
/// `data` is the study's folder, or a folder that holds it (e.g. shared/data). UserError for unknown names or
/// missing files.
Replication replicate(const std::string& name, const std::filesystem::path& data, const std::string& variant,
                      const RunContext& context = {});

// One runner per study, each in its own source file.
Replication replicate_cp2015(const std::filesystem::path& data, const std::string& variant,
                             const RunContext& context);
Replication replicate_gravity(const std::filesystem::path& data, const std::string& variant,
                              const RunContext& context);
Replication replicate_gegravity(const std::filesystem::path& data, const std::string& variant,
                                const RunContext& context);
Replication replicate_liberation_day(const std::filesystem::path& data, const std::string& variant,
                                     const RunContext& context);
Replication replicate_ossa2014(const std::filesystem::path& data, const std::string& variant,
                               const RunContext& context);
Replication replicate_uniform_nash(const std::filesystem::path& data, const std::string& variant,
                                   const RunContext& context);
std::vector<std::string> cp2015_variants();
std::vector<std::string> gravity_variants();
std::vector<std::string> gegravity_variants();
std::vector<std::string> liberation_day_variants();
std::vector<std::string> ossa2014_variants();
std::vector<std::string> uniform_nash_variants();

}  // namespace cobden::scenario

#include "cobden/scenario/replication.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cobden/core/axis.h"
#include "cobden/core/error.h"

namespace cobden::scenario {
namespace {

struct Study {
  const char* name;
  const char* folder;  ///< name of the study's data folder
  const char* marker;  ///< a file that shows a folder to be the study's own
  std::vector<std::string> (*variants)();
  Replication (*run)(const std::filesystem::path&, const std::string&, const RunContext&);
};

constexpr std::array kStudies{
    Study{"cp2015", "cp2015_nafta_31x40", "published_targets.csv", cp2015_variants, replicate_cp2015},
    Study{"gravity", "gravity_1sector", "ge_gravity_stata_44_results.csv.xz", gravity_variants,
          replicate_gravity},
    Study{"gegravity", "gravity_1sector", "gegravity_sample_30.csv", gegravity_variants, replicate_gegravity},
    Study{"liberation-day", "liberation_day_194x1", "trade_cepii.csv.xz", liberation_day_variants,
          replicate_liberation_day},
    Study{"ossa2014", "ossa2014_7x33", "ref_OPTIMALTARIFFBAS.csv", ossa2014_variants, replicate_ossa2014},
    Study{"uniform-nash", "uniform_nash", "WIOD2014.json", uniform_nash_variants, replicate_uniform_nash},
};

[[noreturn]] void unknown_word(const std::string& what, const std::string& text,
                               const std::vector<std::string>& known) {
  const std::string near = nearest_name(text, known);
  throw UserError({.place = {},
                   .value = text,
                   .problem = "unknown " + what,
                   .expected = fmt::format("one of {}", fmt::join(known, ", ")),
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

const Study& study(const std::string& name) {
  for (const Study& s : kStudies)
    if (name == s.name) return s;
  unknown_word("replication", name, replication_names());
}

std::filesystem::path study_folder(const Study& s, const std::filesystem::path& data) {
  for (const auto& folder : {data, data / s.folder, data / "data" / s.folder})
    if (std::filesystem::exists(folder / s.marker)) return folder;
  throw UserError(
      {.place = {.file = data.string(), .line = {}, .column = ""},
       .value = s.name,
       .problem = std::filesystem::exists(data) ? "the folder does not hold the data of this replication"
                                                : "the folder does not exist",
       .expected = fmt::format("a folder with {}, or one that holds {}/{}", s.marker, s.folder, s.marker),
       .remedy = "give the folder of the study's data"});
}

}  // namespace

std::vector<std::string> replication_names() {
  std::vector<std::string> names;
  for (const Study& s : kStudies) names.emplace_back(s.name);
  return names;
}

std::vector<std::string> replication_variants(const std::string& name) { return study(name).variants(); }

Replication replicate(const std::string& name, const std::filesystem::path& data, const std::string& variant,
                      const RunContext& context) {
  const Study& s = study(name);
  const auto variants = s.variants();
  const std::string chosen = variant.empty() ? variants.front() : variant;
  if (std::find(variants.begin(), variants.end(), chosen) == variants.end())
    unknown_word("variant of " + name, chosen, variants);
  return s.run(study_folder(s, data), chosen, context);
}

}  // namespace cobden::scenario

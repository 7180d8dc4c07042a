#pragma once
// The outside view: what became of controls like this one when somebody measured (the reference class of
// Kahneman and Tversky 1979). It knows nothing of routes or stocks; it knows that most controls did nothing
// and that some did much. It stands beside the structural prior because the two disagree, and says how far.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cobden::precursor {

/// One episode whose recovery was seen, for the half-life of an effect.
struct Analogue {
  std::string name, year, place;
  double half_life_low = 0, half_life_high = 0;  ///< months
  std::string basis, source;                     ///< in words; key of docs/references.bib
};

/// One row of the table as it stands, for a reader.
struct ReferenceCase {
  enum class Use { kReview, kHalfLife, kShown };
  Use use = Use::kShown;
  std::string name, year, place, indicator;
  std::optional<double> fall_low = {}, fall_high = {};  ///< shares (points / 100 where the indicator says so)
  std::optional<double> half_life_low = {}, half_life_high = {};  ///< months
  std::string basis, source;
};
std::string to_string(ReferenceCase::Use use);  ///< "falls", "half-lives", "shown only"

struct ReferenceClass {
  int interventions = 0, effective = 0;  ///< evaluated; that lowered the indicators
  double fall_low = 0, fall_high = 0;    ///< of the indicators, shares, where effective
  std::string basis, source;
  std::vector<Analogue> analogues;   ///< each equally likely
  std::vector<ReferenceCase> cases;  ///< every row, in the order of the table
};

/// The table `data/precursor/reference-class.csv`, or another of the same columns. UserError with file, line
/// and column for a table without exactly one review, without analogues, or with numbers out of bounds.
ReferenceClass read_reference_class(const std::filesystem::path& path);
/// The built-in table on the data search path. UserError where it is missing.
std::filesystem::path find_reference_class();

/// Mean over the month that ends at `month` of 2^(-t/h), the share of the first effect that is left.
/// 0 before the start. UserError for a half-life not above zero.
double remaining_effect(double half_life, double month);

}  // namespace cobden::precursor

#pragma once
// Deaths: what they would be without the control, and how they follow supply. Deaths lag supply, do not
// follow one for one, and part of them does not depend on this supply at all.
namespace cobden::precursor {

/// Deaths a month without the control, B(m) = max(floor, level factor^m), m = 1 the first month. The worked
/// case is US deaths with ICD-10 code T40.4: 3,473 in April 2025 and a fall of 1.5% a month to a floor.
struct Baseline {
  double level = 3473;    ///< deaths a month in the month before the control
  double factor = 0.985;  ///< a month
  double floor = 2000;    ///< deaths a month
  double deaths(int month) const;
};
/// UserError for a level or factor not above zero, or a negative floor.
void check(const Baseline& baseline);

/// Share of deaths averted, omega (1 - S^eta): D = B [1 - omega + omega S^eta] with S the supply `lag` months
/// before. UserError for a share outside [0, 1], or negative supply or exponent.
double averted_share(double exposed_share, double death_exponent, double supply);

}  // namespace cobden::precursor

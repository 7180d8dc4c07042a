#include "cobden/data/read_inter_country.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/data/read_support.h"

namespace cobden::data {
namespace {

std::vector<double> row_sums(const InterCountryTable& table) {
  const std::size_t rows = table.cells(), finals = table.countries.size() * table.final_categories.size();
  std::vector<double> sums(rows, 0.0);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < rows; ++c) sums[r] += table.inter_at(r, c);
    for (std::size_t c = 0; c < finals; ++c) sums[r] += table.final[r * finals + c];
  }
  return sums;
}

/// Inputs per unit of output, column by column; sectors without output have none.
void to_coefficients(InterCountryTable& table, const std::vector<double>& output) {
  const std::size_t rows = table.cells();
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < rows; ++c)
      table.inter_at(r, c) = output[c] > 0 ? table.inter_at(r, c) / output[c] : 0.0;
}

/// y = A y + f by its convergent series: every round adds the inputs of the inputs.
std::vector<double> solve_output(const InterCountryTable& coefficients,
                                 const std::vector<double>& final_sales) {
  const std::size_t rows = coefficients.cells();
  std::vector<double> output = final_sales, next(rows);
  for (int round = 0; round < 5000; ++round) {
    double change = 0, size = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      double sum = final_sales[r];
      for (std::size_t c = 0; c < rows; ++c) sum += coefficients.inter_at(r, c) * output[c];
      change += std::abs(sum - output[r]), size += sum;
      next[r] = sum;
    }
    output.swap(next);
    if (!std::isfinite(size)) break;
    if (change <= 1e-14 * size) return output;
  }
  throw UserError("output cannot be solved from the table: inputs exceed output in some group of sectors",
                  "check the intermediate block, or keep negative final cells (negative_final = keep)");
}

/// Costinot and Rodriguez-Clare (2014): negative final cells to zero, output re-solved with coefficients
/// fixed.
void purge_negative_final(InterCountryTable& table, BenchmarkTables& t) {
  const std::size_t rows = table.cells(), finals = table.countries.size() * table.final_categories.size();
  const std::vector<double> before = row_sums(table);
  std::size_t negative = 0;
  std::vector<double> final_sales(rows, 0.0);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < finals; ++c) {
      double& cell = table.final[r * finals + c];
      negative += cell < 0;
      cell = std::max(cell, 0.0);
      final_sales[r] += cell;
    }
  if (negative == 0) return;
  to_coefficients(table, before);
  const std::vector<double> after = solve_output(table, final_sales);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < rows; ++c) table.inter_at(r, c) *= after[c];
  double world_before = 0, world_after = 0;
  for (std::size_t r = 0; r < rows; ++r) world_before += before[r], world_after += after[r];
  note_step(t, fmt::format("{} negative final-use cells (inventories) set to zero and output re-solved with "
                           "input coefficients fixed "
                           "(Costinot and Rodriguez-Clare 2014): world output {:+.3f}%",
                           negative, 100 * (world_after / world_before - 1)));
}

struct Shape {
  std::size_t N, S, K;
  std::size_t row(Country n, Sector s) const {
    return static_cast<std::size_t>(n.value) * S + static_cast<std::size_t>(s.value);
  }
};

void sum_flows(const InterCountryTable& table, const Shape& shape, BenchmarkTables& t) {
  t.flow = TradeCube(shape.S, shape.N, shape.N);
  for (const Country o : t.countries.all())
    for (const Sector s : t.sectors.all())
      for (const Country d : t.countries.all()) {
        const std::size_t row = shape.row(o, s);
        double sum = 0;
        for (const Sector j : t.sectors.all()) sum += table.inter_at(row, shape.row(d, j));
        for (std::size_t k = 0; k < shape.K; ++k)
          sum += table.final[(row * shape.N + static_cast<std::size_t>(d.value)) * shape.K + k];
        if (sum < 0)
          throw UserError(
              {.place = {.file = t.name, .line = {}, .column = ""},
               .value = fmt::format("{:g}", sum),
               .problem = fmt::format("sales of {} from {} to {} are negative, inventories included",
                                      t.sectors.code(s), t.countries.code(o), t.countries.code(d)),
               .expected = "flows of 0 or more",
               .remedy = "purge negative final cells (negative_final = purge)"});
        t.flow(s, d, o) = sum;
      }
}

void sum_inputs(const InterCountryTable& table, const Shape& shape, BenchmarkTables& t) {
  t.intermediate = InputOutputCube(shape.S, shape.S, shape.N);
  for (const Country o : t.countries.all())
    for (const Sector k : t.sectors.all())
      for (const Country n : t.countries.all())
        for (const Sector j : t.sectors.all())
          t.intermediate(k, j, n) += table.inter_at(shape.row(o, k), shape.row(n, j));
}

/// Raises every user's inputs of a product by the importer's average tariff on it (import shares are taken as
/// the same for all users).
void raise_to_purchaser_prices(BenchmarkTables& t) {
  const SectorCountry absorption = absorption_of(t);
  for (const Sector k : t.sectors.all())
    for (const Country n : t.countries.all()) {
      double basic = 0;
      for (const double x : t.flow.row(k, n)) basic += x;
      const double markup = basic > 0 ? absorption(k, n) / basic : 1.0;
      for (const Sector j : t.sectors.all()) t.intermediate(k, j, n) *= markup;
    }
  note_step(t, "inputs raised to purchaser prices by the importer's average tariff on the product");
}

void keep_value_added_above(double floor, BenchmarkTables& t) {
  const SectorCountry output = output_of(t);
  std::vector<std::string> cells;
  for (const Sector j : t.sectors.all())
    for (const Country n : t.countries.all()) {
      double inputs = 0;
      for (const Sector k : t.sectors.all()) inputs += t.intermediate(k, j, n);
      const double most = (1 - floor) * output(j, n);
      if (inputs <= most) continue;
      for (const Sector k : t.sectors.all()) t.intermediate(k, j, n) *= most / inputs;
      cells.push_back(fmt::format("{} in {}", t.sectors.code(j), t.countries.code(n)));
    }
  if (!cells.empty())
    note_step(t, fmt::format("inputs scaled down to leave a value-added share of {:g} in {} cell(s): {}",
                             floor, cells.size(), fmt::join(cells, ", ")));
}

}  // namespace

void require_table_memory(std::size_t countries, std::size_t sectors, std::size_t categories) {
  // countries x countries x (sectors x (sectors + categories)) doubles, read text and table side by side.
  require_memory(countries, sectors * (sectors + categories), 3);
  require_memory(countries, sectors);
}

void check_row_sums(const InterCountryTable& table, const std::string& file, FileRows& account) {
  const std::vector<double> sums = row_sums(table);
  double gap = 0, world = 0, worst = 0;
  std::size_t at = 0;
  for (std::size_t r = 0; r < sums.size(); ++r) {
    const double g = std::abs(sums[r] - table.output[r]);
    if (g > worst) worst = g, at = r;
    gap += g, world += std::abs(table.output[r]);
  }
  const std::string worst_row = fmt::format("{}_{}", table.countries.codes()[at / table.sectors.size()],
                                            table.sectors.codes()[at % table.sectors.size()]);
  if (gap > 0.01 * world)
    throw UserError({.place = {.file = file, .line = {}, .column = ""},
                     .value = fmt::format("{:.3g}% of world output", world > 0 ? 100 * gap / world : 100.0),
                     .problem = "rows do not add to the stated output; the worst is " + worst_row,
                     .expected = "intermediate plus final sales = output",
                     .remedy = "check that the files belong together"});
  account.notes.push_back(fmt::format(
      "rows differ from the stated output by at most {:.6g} ({}); the row sums are used", worst, worst_row));
}

void collapse(InterCountryTable table, const CollapseOptions& options, BenchmarkTables& t) {
  if (!(options.value_added_floor >= 0 && options.value_added_floor < 1))
    throw UserError("value_added_floor must be a share from 0 to below 1");
  const Shape shape{table.countries.size(), table.sectors.size(), table.final_categories.size()};
  if (options.negative_final == CollapseOptions::NegativeFinal::kPurge) purge_negative_final(table, t);
  sum_flows(table, shape, t);
  sum_inputs(table, shape, t);
  if (options.input_prices == CollapseOptions::InputPrices::kPurchaser) raise_to_purchaser_prices(t);
  keep_value_added_above(options.value_added_floor, t);
  close_industry_account(t);
  close_product_account(t);
  note_step(t, "value added is the residual of the industry account, final use of the product account");
}

}  // namespace cobden::data

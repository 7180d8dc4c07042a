#pragma once
// A solved Caliendo-Parro economy beside its base, by economy and sector: prices, trade, revenue, income, and
// the outcomes they give. Bilateral detail is added by cp_outcomes.h.
#include "cobden/economy/cp_solver.h"

namespace cobden::economy {

/// A quantity [sector][economy] in both economies.
struct CpBeforeAfter {
  CpBeforeAfter(std::size_t S, std::size_t N) : base(S, N), now(S, N) {}
  SectorCountry base, now;
};

/// Base and new economy side by side; new money is in units of the numeraire, whose base price is one.
struct CpAccounts {
  CpAccounts(std::size_t S, std::size_t N);
  std::size_t N, S;
  SectorCountry cost_hat, price_hat, spending_new;
  ByCountry wage_hat, consumer_price_hat, value_added_base, income_base, income_new, deficit_base,
      deficit_new;
  CpBeforeAfter exports, imports, revenue, output;  ///< imports at customs value
};

/// Fills everything but trade, revenue and income: prices, spending and deficits of `now` against those of
/// `base`, or against the engine's base where that is nullptr.
void fill_prices(const CpEngine& engine, const CpWork* base, const CpWork& now, const CpClosure& closure,
                 CpAccounts& accounts);
/// Incomes from wages, revenue and deficits.
void fill_incomes(CpAccounts& accounts);

/// Real income, real wage, consumer prices, wages.
void add_welfare(const CpAccounts& accounts, Outcomes& out);
/// Exports, imports, revenue, output, each in total and by sector; the average tariff.
void add_trade_totals(const CpAccounts& accounts, const std::string& unit, Outcomes& out);
/// Deficit, income, value added.
void add_accounts(const CpAccounts& accounts, const std::string& unit, Outcomes& out);
/// Output volume, purchaser prices and unit costs by sector; after add_trade_totals.
void add_sector_changes(const CpAccounts& accounts, Outcomes& out);

/// A variable over one of importer and exporter [N].
Variable by_country(std::string measure, std::string label, std::string unit, bool importer, std::size_t N);

/// Measures of cp_totals; they have the names, labels and units of cp_outcomes.
const std::vector<std::string>& cp_total_measures();

/// All outcomes without a partner, of a solution `now` against `base`, both of the same engine and complete
/// (complete_closed_sectors). First-order welfare is not among them. `measures`: those wanted, with which
/// others of the same kind may come; empty = all.
Outcomes cp_totals(const CpEngine& engine, const CpWork& base, const CpWork& now, const CpClosure& closure,
                   std::span<const std::string> measures = {});

}  // namespace cobden::economy

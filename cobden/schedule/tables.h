#pragma once
// The tables a schedule rests on: column-1 duties with their ad valorem equivalents, content shares, prices
// of units, shares of trade that claim a preference, and imports of a base year.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cobden/schedule/prefix_map.h"
#include "cobden/schedule/schedule.h"

namespace cobden::schedule {

/// The duty of a product before any measure.
struct BaseDuty {
  double rate = 0;           ///< fraction of the customs value, as far as it is known
  bool matched = false;      ///< the file has the product or a heading of it
  bool unconverted = false;  ///< a specific part has no ad valorem equivalent and is missing in `rate`
  bool equivalent = false;   ///< `rate` is an ad valorem equivalent
  std::string text = {};     ///< as the tariff spells it
  std::optional<SpecificDuty> specific = {};  ///< the part by quantity of a specific or compound duty, USD
};

/// Columns of duties by product.
class BaseDuties {
 public:
  /// UserError for missing columns, codes that are none, negative rates. The columns `specific_usd` and
  /// `specific_unit` (`col2_specific_usd`, `col2_unit`) are read where they are there.
  static BaseDuties read(const BaseFiles& files);
  /// `column2`: the duty of partners without most-favoured-nation treatment.
  BaseDuty duty(const ProductCode& product, bool column2) const;
  /// Every line of the file.
  std::vector<ProductCode> codes() const;

 private:
  struct Line {
    ProductCode code;
    BaseDuty column1, column2;
  };
  struct Equivalent {
    ProductCode code;
    double rate = 0;
  };
  PrefixMap<Line> lines_;
  PrefixMap<Equivalent> equivalents_;
};

/// Named columns of shares by product.
class ContentShares {
 public:
  /// `columns` are those the measures use. A share above 1 means the whole
  /// value. UserError for a negative share and for a missing column.
  static ContentShares read(const TableFile& file, const std::vector<std::string>& columns);
  /// The share of column number `column`; nullopt for a product that is not in the table.
  std::optional<double> share(const ProductCode& product, std::size_t column) const;

 private:
  struct Line {
    ProductCode code;
    std::vector<double> shares;
  };
  PrefixMap<Line> lines_;
};

/// The price of one unit of a product, in USD.
class UnitValues {
 public:
  static UnitValues read(const TableFile& file);
  std::optional<double> price(const ProductCode& product, const std::string& unit) const;

 private:
  struct Line {
    ProductCode code;
    std::string unit;
    double price = 0;
  };
  PrefixMap<Line> lines_;
};

/// Shares of trade by product, of all partners or each of its own.
class ClaimShares {
 public:
  static ClaimShares read(const TableFile& file);
  struct Line {
    ProductCode code;
    double share = 0;
  };
  using Table = PrefixMap<Line>;
  /// The shares of a partner, or nullptr if nothing is known. A member of the European Union claims as the
  /// Union does. Valid as long as this.
  const Table* table(const std::string& partner) const;

 private:
  std::map<std::string, Table> partners_;  ///< "*" where the table has no partners
};

/// Imports of a base year by product and partner.
struct Trade {
  struct Line {
    ProductCode code;
    std::size_t partner = 0;  ///< position in `partners`
    double usd = 0;           ///< customs value, USD
  };
  int year = 0;
  bool estimate = false;
  std::string source, file;
  std::vector<std::string> partners;
  std::vector<Line> lines;  ///< by code, then by partner
  double total() const;     ///< USD

  /// UserError for negative values, codes that are none, and a product and partner that stand twice.
  static Trade read(const TableFile& file);
};

}  // namespace cobden::schedule

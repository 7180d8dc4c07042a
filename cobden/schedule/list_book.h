#pragma once
// The product lists a schedule names, read from their files when first asked for: a whole list, one of its
// sub-lists ("s301:9903.88.01"), codes written where they are used, or "*".
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cobden/core/civil_time.h"
#include "cobden/core/table_reader.h"
#include "cobden/data/csv.h"
#include "cobden/schedule/product_list.h"
#include "cobden/schedule/schedule_file.h"

namespace cobden::schedule {

class ListBook {
 public:
  ListBook(const LocalClock& clock, const FileFinder& find) : clock_(clock), find_(find) {}

  /// Takes note of one entry of the [list] table.
  void define(const std::string& name, const TableReader& reader);
  /// A list written in place, as an exemption may: `{ file = ..., code = ... }`. Its position.
  std::size_t add(const std::string& name, const TableReader& reader);
  /// The positions of the lists that `names` mean: list names, "list:value", "*"; bare codes make one list
  /// of their own. UserError at `place` for an unknown name or value.
  std::vector<std::size_t> resolve(const std::vector<std::string>& names, const SourcePlace& place);
  /// Everything read so far; positions stay valid.
  std::vector<ProductList> take() { return std::move(lists_); }

 private:
  struct Definition {
    std::vector<std::string> codes;
    std::string code, from, to, share, pick;
    SourcePlace place, file_place;
    std::string file;
    std::shared_ptr<const data::CsvTable> table;
  };
  static Definition read_definition(const TableReader& reader);
  std::size_t position(const std::string& name, const SourcePlace& place);
  Definition& definition(const std::string& name, const SourcePlace& place);
  const data::CsvTable& table(Definition& definition);
  ProductList read(const std::string& name, Definition& definition, const std::optional<std::string>& value,
                   const SourcePlace& place);
  Instant date_cell(const data::CsvTable& table, std::size_t row, std::size_t column, Instant open,
                    bool inclusive) const;

  const LocalClock& clock_;
  const FileFinder& find_;
  std::map<std::string, Definition> definitions_;
  std::map<std::string, std::size_t> known_;
  std::vector<ProductList> lists_;
};

}  // namespace cobden::schedule

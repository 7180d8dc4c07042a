#pragma once
// What a `cobden schedule` command answers: tables for a person, one JSON object whose `results` scripts rely
// on, and the main table as CSV.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "apps/cli/data_answer.h"

namespace cobden::cli {

struct ScheduleAnswer {
  std::string command;                 ///< "explain", ...
  std::vector<std::string> head = {};  ///< lines above the tables
  std::vector<Section> tables = {};    ///< the first one is the CSV answer
  std::vector<std::string> notes = {};
  boost::json::object results = {};
  std::vector<FileHash> inputs = {};
  std::string csv = {};  ///< in place of the first table's
};

/// Writes the answer to io.out in io.format.
void print(const ScheduleAnswer& answer, CommandIo& io);
/// The rows of a table as JSON objects, by the keys of its fields.
boost::json::array json_rows(const Section& section);
/// The CSV of one table: its keys as header, a row each.
std::string to_csv(const Section& section);

}  // namespace cobden::cli

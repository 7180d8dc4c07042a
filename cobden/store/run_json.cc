#include "cobden/store/run_json.h"

#include <boost/json.hpp>

namespace cobden::store {
namespace {

namespace json = boost::json;

json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(json::string(text));
}

template <class Number>
json::value or_null(const std::optional<Number>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::value options_of(const RunRecord& run) {
  json::error_code failed;
  json::value options = json::parse(run.options, failed);
  return failed ? json::value(json::object{}) : options;
}

}  // namespace

json::object run_json(const RunRecord& run) {
  json::array inputs;
  for (const auto& input : run.inputs)
    inputs.push_back(json::object{{"path", input.path}, {"sha256", input.sha256}});
  return {{"id", run.id},
          {"title", run.title},
          {"question", run.question},
          {"scenario", or_null(run.scenario)},
          {"scenario_sha256", or_null(run.scenario_sha256)},
          {"options", options_of(run)},
          {"program_line", run.program_line},
          {"state", to_string(run.state)},
          {"created", run.created},
          {"started", or_null(run.started)},
          {"finished", or_null(run.finished)},
          {"version", run.version},
          {"commit", run.commit},
          {"seconds", or_null(seconds_between(run.started, run.finished))},
          {"exit_code", or_null(run.exit_code)},
          {"message", run.message},
          {"documents", json::array(run.documents.begin(), run.documents.end())},
          {"inputs", std::move(inputs)}};
}

}  // namespace cobden::store

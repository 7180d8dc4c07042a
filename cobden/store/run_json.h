#pragma once
// The record of a run as JSON: what `cobden runs`, the server and the manifest of an export show.
#include <boost/json/object.hpp>

#include "cobden/store/run_record.h"

namespace cobden::store {

/// Everything but the scenario's text and the documents. Absent parts are null.
boost::json::object run_json(const RunRecord& run);

}  // namespace cobden::store

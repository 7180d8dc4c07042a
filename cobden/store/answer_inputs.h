#pragma once
// The files that an answer rests on, as its document lists them.
#include <string>
#include <string_view>
#include <vector>

#include "cobden/store/run_record.h"

namespace cobden::store {

/// The member `inputs` of an answer document, found without reading the (possibly long) rest. Empty if there
/// is none.
std::vector<RunInput> answer_inputs(std::string_view document);

}  // namespace cobden::store

#pragma once
// A hash of everything that decides the bits of a draw, so that draws are only ever continued by the question
// that began them.
#include <span>
#include <string>

#include "cobden/ensemble/outcome.h"
#include "cobden/ensemble/plan.h"

namespace cobden::ensemble {

/// SHA-256 in hexadecimal. The number of draws is left out: more draws continue fewer.
std::string fingerprint_of(const Plan& plan, std::span<const Outcome> outcomes, std::size_t draws_per_chunk);

}  // namespace cobden::ensemble

#pragma once
// The answer to "what does this line pay on this day, and why": every measure that could apply to the product
// and the partner, its rate, the share of the value it is charged on, what is owed, and for each zero the
// reason.
#include <string>
#include <vector>

#include "cobden/schedule/evaluator.h"

namespace cobden::schedule {

struct ExplainedPart {
  std::string measure = {}, title = {}, authority = {}, heading = {};
  std::string status = {};  ///< "owed", "exempt", "suppressed", "not yet in force", ...
  std::string rate = {};    ///< as the law writes it; empty where no step has begun
  double rate_percent = 0;
  double charged_share = 0;  ///< of the customs value, 0..1
  double owed_percent = 0;   ///< of the customs value
  bool in_force = false;     ///< a step is in force for the product and partner
  bool unconverted = false;
  std::string reason = {};                   ///< why it is owed, reduced or zero; one sentence
  std::string source = {};                   ///< the order, proclamation or announcement
  std::optional<ControlTerms> control = {};  ///< what an export control is taken to deny
};

struct Explanation {
  std::string product = {}, partner = {}, importer = {}, schedule = {};
  std::string on = {};     ///< the instant, in the schedule's clock
  std::string known = {};  ///< empty = everything known today
  double base_percent = 0, total_percent = 0;
  std::string base_text = {};  ///< as the tariff spells it
  bool base_given = false, base_matched = false;
  bool base_unconverted = false;          ///< a part of the base by quantity is missing in `base_percent`
  bool unconverted = false;               ///< something by quantity is missing in `total_percent`
  std::vector<ExplainedPart> parts = {};  ///< in the order of the file
  std::vector<std::string> notes = {};
};

/// `claims` are ids of preferences the article claims. UserError: unknown partner or claim.
Explanation explain(const Evaluator& evaluator, const ProductCode& product, const std::string& partner,
                    Instant on, const std::vector<std::string>& claims = {});

}  // namespace cobden::schedule

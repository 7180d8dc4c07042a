#pragma once
// The Caliendo-Parro family in exact hat algebra: many countries, many sectors, input-output links, tariffs
// with revenue rebated to the representative household. Choose it when intermediate inputs or sectoral detail
// matter; it needs only base-year shares and trade elasticities. Caliendo and Parro (2015, REStud 82(1), eqs
// 10-15); hat algebra after Dekle, Eaton and Kortum (2008, IMF Staff Papers 55(3)).
#include <memory>

#include "cobden/economy/model.h"

namespace cobden::economy {

struct CaliendoParroSpec {
  enum class Variant {
    kInputOutput,  ///< full input-output links (needs a benchmark with intermediate use)
    kOwnSector,    ///< CP's "no input-output": each sector uses only its own good as material, value-added
                   ///< share 1 - own share
    kNoMaterials,  ///< value added = output, final shares = absorption shares
    kOneSector,    ///< all sectors added into one (trade-weighted tariffs and elasticities), materials kept
  };
  Variant variant = Variant::kInputOutput;
  Closure closure = Closure::kFixed;
  Numeraire numeraire;
  std::string elasticities = "GYY";
  BySector theta = {};  ///< trade elasticities in place of the set's; empty = the set's
};
std::string to_string(
    CaliendoParroSpec::Variant variant);  ///< "input-output", "own-sector", "no-materials", "one-sector"
/// UserError names the nearest known variant.
CaliendoParroSpec::Variant parse_caliendo_parro_variant(const std::string& text,
                                                        const SourcePlace& place = {});

/// Builds the model: shares, domestic feedback, Jacobian, and (closure zero, or a base that does not clear)
/// the re-solved base. UserError: unknown elasticity set, input-output variant without input-output data.
std::unique_ptr<Model> make_caliendo_parro(BenchmarkPtr benchmark, const CaliendoParroSpec& spec);

}  // namespace cobden::economy

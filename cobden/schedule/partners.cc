#include "cobden/schedule/partners.h"

#include <algorithm>

#include "cobden/core/text.h"

namespace cobden::schedule {
namespace {

// ISO 3166-1 alpha-3, officially assigned codes.
constexpr std::string_view kIso =
    "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS "
    "BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV "
    "CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM "
    "GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN "
    "IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE "
    "LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS "
    "MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK "
    "PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR "
    "SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY "
    "USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE XKX EUU EU27";
constexpr std::string_view kMembers =
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN "
    "SWE";

bool names_union(std::string_view code) { return code == kEuropeanUnion || code == "EU27"; }

}  // namespace

const std::vector<std::string>& partner_codes() {
  static const std::vector<std::string> codes = split(kIso, ' ');
  return codes;
}

bool is_partner_code(std::string_view code) {
  const auto& codes = partner_codes();
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

const std::vector<std::string>& european_union() {
  static const std::vector<std::string> members = split(kMembers, ' ');
  return members;
}

bool PartnerSet::contains(std::string_view partner) const {
  if (all) return true;
  const auto listed = [&](std::string_view code) {
    return std::binary_search(codes.begin(), codes.end(), code, std::less<>());
  };
  if (listed(partner)) return true;
  const auto& members = european_union();
  if (names_union(partner))
    return listed(kEuropeanUnion) || listed("EU27") || std::all_of(members.begin(), members.end(), listed);
  return std::find(members.begin(), members.end(), partner) != members.end() &&
         (listed(kEuropeanUnion) || listed("EU27"));
}

PartnerSet make_partner_set(std::vector<std::string> codes) {
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return {.all = false, .codes = std::move(codes)};
}

}  // namespace cobden::schedule

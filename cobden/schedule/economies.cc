#include "cobden/schedule/economies.h"

#include <algorithm>
#include <map>

#include "cobden/core/text.h"

namespace cobden::schedule {
namespace {

// Census Schedule C code and ISO 3166-1 alpha-3 code, run together. 0003 is the total of the European Union
// in the Census tables.
constexpr std::string_view kCodes =
    "0003EUU 1000USA 1010GRL 1220CAN 1610SPM 2010MEX 2050GTM 2080BLZ 2110SLV 2150HND 2190NIC 2230CRI "
    "2250PAN 2320BMU 2360BHS 2390CUB 2410JAM 2430TCA 2440CYM 2450HTI 2470DOM 2481AIA 2482VGB 2483KNA "
    "2484ATG 2485MSR 2486DMA 2487LCA 2488VCT 2489GRD 2720BRB 2740TTO 2774SXM 2777CUW 2779ABW 2831GLP "
    "2839MTQ 3010COL 3070VEN 3120GUY 3150SUR 3170GUF 3310ECU 3330PER 3350BOL 3370CHL 3510BRA 3530PRY "
    "3550URY 3570ARG 3720FLK 4000ISL 4010SWE 4031SJM 4039NOR 4050FIN 4091FRO 4099DNK 4120GBR 4190IRL "
    "4210NLD 4231BEL 4239LUX 4271AND 4272MCO 4279FRA 4280DEU 4330AUT 4351CZE 4359SVK 4370HUN 4411LIE "
    "4419CHE 4470EST 4490LVA 4510LTU 4550POL 4621RUS 4622BLR 4623UKR 4631ARM 4632AZE 4633GEO 4634KAZ "
    "4635KGZ 4641MDA 4642TJK 4643TKM 4644UZB 4700ESP 4710PRT 4720GIB 4730MLT 4751SMR 4752VAT 4759ITA "
    "4791HRV 4792SVN 4793BIH 4794MKD 4801SRB 4803XKX 4804MNE 4810ALB 4840GRC 4850ROU 4870BGR 4890TUR "
    "4910CYP 5020SYR 5040LBN 5050IRQ 5070IRN 5081ISR 5082PSE 5083PSE 5110JOR 5130KWT 5170SAU 5180QAT "
    "5200ARE 5210YEM 5230OMN 5250BHR 5310AFG 5330IND 5350PAK 5360NPL 5380BGD 5420LKA 5460MMR 5490THA "
    "5520VNM 5530LAO 5550KHM 5570MYS 5590SGP 5600IDN 5601TLS 5610BRN 5650PHL 5660MAC 5682BTN 5683MDV "
    "5700CHN 5740MNG 5790PRK 5800KOR 5820HKG 5830TWN 5880JPN 6021AUS 6022NFK 6023CCK 6024CXR 6029HMD "
    "6040PNG 6141NZL 6142COK 6143TKL 6144NIU 6150WSM 6223SLB 6224VUT 6225PCN 6226KIR 6227TUV 6412NCL "
    "6413WLF 6414PYF 6810MHL 6820FSM 6830PLW 6862NRU 6863FJI 6864TON 7140MAR 7210DZA 7230TUN 7250LBY "
    "7290EGY 7321SDN 7323SSD 7380GNQ 7410MRT 7420CMR 7440SEN 7450MLI 7460GIN 7470SLE 7480CIV 7490GHA "
    "7500GMB 7510NER 7520TGO 7530NGA 7540CAF 7550GAB 7560TCD 7580SHN 7600BFA 7610BEN 7620AGO 7630COG "
    "7642GNB 7643CPV 7644STP 7650LBR 7660COD 7670BDI 7690RWA 7700SOM 7741ERI 7749ETH 7770DJI 7780UGA "
    "7790KEN 7800SYC 7810IOT 7830TZA 7850MUS 7870MOZ 7880MDG 7881MYT 7890COM 7904REU 7905ATF 7910ZAF "
    "7920NAM 7930BWA 7940ZMB 7950SWZ 7960ZWE 7970MWI 7990LSO 9030PRI 9110VIR 9350GUM 9510ASM 9610MNP "
    "9800UMI";

// Names that the Census Bureau cuts short, dates, or does not have.
const std::map<std::string, std::string, std::less<>> kNames = {
    {"CIV", "Côte d'Ivoire"},  {"COD", "Democratic Republic of the Congo"},
    {"COG", "Congo"},          {"CUW", "Curaçao"},
    {"CZE", "Czechia"},        {"DNK", "Denmark"},
    {"EUU", "European Union"}, {"FSM", "Micronesia"},
    {"MMR", "Myanmar"},        {"PSE", "Palestine (Gaza and West Bank)"},
    {"REU", "Réunion"},        {"STP", "São Tomé and Príncipe"},
    {"TUR", "Türkiye"},        {"VIR", "US Virgin Islands"},
};

}  // namespace

const std::vector<CensusCode>& census_codes() {
  static const std::vector<CensusCode> kAll = [] {
    std::vector<CensusCode> list;
    for (const auto& entry : split(kCodes, ' ')) list.push_back({entry.substr(0, 4), entry.substr(4)});
    return list;
  }();
  return kAll;
}

std::string iso3_of_census(std::string_view census, const SourcePlace& place) {
  const auto& codes = census_codes();
  const auto found = std::ranges::lower_bound(codes, census, std::less<>{}, &CensusCode::census);
  if (found != codes.end() && found->census == census) return found->iso3;
  throw UserError({.place = place,
                   .value = std::string(census),
                   .problem = "is not a known partner",
                   .expected = "a four-digit country code of the US Census Bureau",
                   .remedy = "add it to cobden/schedule/economies.cc"});
}

std::string economy_name(std::string_view iso3, std::string_view census_name) {
  if (const auto mended = kNames.find(iso3); mended != kNames.end()) return mended->second;
  return std::string(trim(census_name.substr(0, census_name.find(" ("))));
}

}  // namespace cobden::schedule

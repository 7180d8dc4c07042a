#include "cobden/precursor/places.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "cobden/core/axis.h"
#include "cobden/core/text.h"

namespace cobden::precursor {
namespace {

// ISO 3166-1 alpha-3, with XKX (Kosovo, user-assigned) as in the rest of Cobden.
constexpr std::string_view kCountries =
    "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR "
    "BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL "
    "COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK "
    "FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV "
    "HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO "
    "LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG "
    "MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN "
    "PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE "
    "SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO "
    "TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XKX YEM ZAF ZMB ZWE ";

constexpr std::array<std::string_view, 7> kAggregates{"OTHER", "ROW",   "SOURCES", "EUU",
                                                      "EU27",  "ASEAN", "NAFTA"};
constexpr std::array<std::string_view, 2> kPaths{"direct", "via-third-country"};
constexpr std::array<std::string_view, 4> kClasses{"finished-class", "precursor-class", "precursor-list",
                                                   "watch-list"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// Fails unless `text` is one of the words.
template <std::size_t N>
void require_word(const std::array<std::string_view, N>& words, const std::string& text,
                  const SourcePlace& place, const std::string& problem) {
  if (among(words, text)) return;
  const std::vector<std::string> known(words.begin(), words.end());
  const std::string near = nearest_name(text, known);
  fail_at(place, text, problem, fmt::format("one of: {}", fmt::join(known, ", ")),
          near.empty() ? "" : "did you mean '" + near + "'?");
}

}  // namespace

bool is_country(std::string_view code) {
  if (code.size() != 3 || code.find(' ') != std::string_view::npos) return false;
  for (std::size_t at = 0; at < kCountries.size(); at += 4)
    if (kCountries.substr(at, 3) == code) return true;
  return false;
}

bool is_aggregate(std::string_view label) { return among(kAggregates, label); }

void require_country_level(const std::string& label, const SourcePlace& place) {
  if (is_country(label) || is_aggregate(label)) return;
  fail_at(place, label, "is finer than a country, or no country at all",
          fmt::format("an ISO 3166-1 alpha-3 code, or one of: {}", fmt::join(kAggregates, ", ")),
          "this module works between countries only: give the country the place lies in");
}

void require_path(const std::string& path, const SourcePlace& place) {
  require_word(kPaths, path, place, "is not a path of the module");
}

void require_class(const std::string& product_class, const SourcePlace& place) {
  require_word(kClasses, product_class, place, "is not a class of products: the module takes no names");
}

void require_heading(const std::string& heading, const SourcePlace& place) {
  const bool digits = !heading.empty() && heading.find_first_not_of("0123456789") == std::string::npos;
  if (digits && (heading.size() == 2 || heading.size() == 4 || heading.size() == 6)) return;
  fail_at(place, heading,
          digits ? "is not a heading of the Harmonised System" : "is not digits: the module takes no names",
          "a chapter, heading or subheading of 2, 4 or 6 digits, 2933", "name the heading it falls under");
}

}  // namespace cobden::precursor

// The boundary of the module: what its inputs may name.
#include "cobden/precursor/places.h"

#include <gtest/gtest.h>

#include "cobden/precursor/control.h"

namespace cobden::precursor {
namespace {

template <class Act>
std::string refusal(const Act& act) {
  try {
    act();
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

TEST(Places, CountriesAndAggregatesOnly) {
  for (const char* label :
       {"CHN", "USA", "IND", "MEX", "XKX", "ZWE", "ABW", "OTHER", "ROW", "SOURCES", "EU27"})
    EXPECT_NO_THROW(require_country_level(label)) << label;
  // Sub-national codes, cities, ports, whole words and codes in another spelling.
  for (const char* label : {"CN-GD", "USA-TX", "SHA", "Rotterdam", "China", "CN", "chn", "CHN ", "AF AG", ""})
    EXPECT_NE(refusal([&] { require_country_level(label); }).find("finer than a country"), std::string::npos)
        << label;
}

TEST(Places, HeadingsNotNames) {
  for (const char* heading : {"29", "2933", "293333"}) EXPECT_NO_THROW(require_heading(heading)) << heading;
  EXPECT_NE(refusal([] { require_heading("29333300"); }).find("is not a heading"), std::string::npos);
  EXPECT_NE(refusal([] { require_heading("some substance"); }).find("takes no names"), std::string::npos);
  EXPECT_NE(refusal([] { require_heading(""); }).find("takes no names"), std::string::npos);
}

TEST(Places, ClassesAndPaths) {
  EXPECT_NO_THROW(require_class("precursor-class"));
  const std::string message = refusal([] { require_class("precursor-clas"); });
  EXPECT_NE(message.find("did you mean 'precursor-class'?"), std::string::npos) << message;
  EXPECT_NO_THROW(require_path("via-third-country"));
  EXPECT_THROW(require_path("by mail"), UserError);
}

TEST(Places, AControlIsCheckedAsAWhole) {
  EXPECT_NO_THROW(check(Control{}));
  EXPECT_THROW(check(Control{.stringency = 1.5}), UserError);
  EXPECT_THROW(check(Control{.ends_after_months = -3}), UserError);
  EXPECT_THROW(check(Control{.headings = {"2933", "a name"}}), UserError);
  EXPECT_THROW(check(Control{.destinations = {"USA", "Laredo"}}), UserError);
  EXPECT_THROW(check(Control{.source = "CN-HB"}), UserError);
}

}  // namespace
}  // namespace cobden::precursor

// What is read out of stored answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cobden/core/error.h"
#include "cobden/store/answer_inputs.h"
#include "cobden/store/compare_answers.h"
#include "cobden/store/run_record.h"

namespace cobden::store {
namespace {

TEST(AnswerInputs, AreFoundBeforeTheRest) {
  const std::string document =
      "{\n  \"schema\": {\"name\": \"x\"},\n  \"inputs\": [\n    {\"role\": \"a\", \"path\": \"data/a "
      "]b.nc\", "
      "\"sha256\": \"01\"},\n    {\"path\": \"c\", \"sha256\": \"02\"}\n  ],\n  \"results\": [broken";
  const auto inputs = answer_inputs(document);
  ASSERT_EQ(inputs.size(), 2u);
  EXPECT_EQ(inputs[0].path, "data/a ]b.nc");
  EXPECT_EQ(inputs[1].sha256, "02");
  EXPECT_TRUE(answer_inputs("{}").empty());
  EXPECT_TRUE(answer_inputs("{\n  \"inputs\": [{\"path\"").empty());
}

std::string answer(double usa, double chn, const char* extra = "") {
  return fmt::format(R"({{"results": [
    {{"measure": "welfare_exact", "unit": "percent", "importer": "USA", "value": {}, "base": 0}},
    {{"measure": "welfare_exact", "unit": "percent", "importer": "CHN", "value": {}, "base": 0}},
    {{"measure": "trade_customs_value", "unit": "USD", "exporter": "A", "importer": "B", "sector": "C", "value": 1}}{}]}})",
                     usa, chn, extra);
}

TEST(AnswerFigures, AreComparedRowByRow) {
  const auto rows =
      report::compare(answer_figures(answer(1, 2), "a", {}), answer_figures(answer(1.5, 5), "b", {}));
  ASSERT_EQ(rows.size(), 2u) << "detail by importer, exporter and sector is left out";
  EXPECT_EQ(rows[0].key[3], "CHN") << "the largest difference first";
  EXPECT_DOUBLE_EQ(rows[0].difference(), 3);
}

TEST(AnswerFigures, NeedRows) {
  EXPECT_THROW(answer_figures(R"({"results": {"total_pct": 3}})", "x", {}), UserError);
  EXPECT_THROW(answer_figures("[]", "x", {}), UserError);
}

TEST(Document, ComesBackAsItWas) {
  std::string text;
  for (int k = 0; k < 100'000; ++k) text += static_cast<char>(k * 7 % 256);
  EXPECT_EQ(text_of(make_document(text)), text);
  EXPECT_EQ(text_of(make_document("")), "");
  auto cut = make_document(text);
  cut.gzip.resize(cut.gzip.size() / 2);
  EXPECT_THROW(text_of(cut), UserError);
}

}  // namespace
}  // namespace cobden::store

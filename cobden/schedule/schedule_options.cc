// The keys of a schedule file, each described once.
#include "cobden/schedule/schedule_file.h"

namespace cobden::schedule {
namespace {

using T = OptionType;
using Records = std::vector<OptionRecord>;

Records dated(const char* table, const char* what) {
  const std::string thing(what);
  return {
      word_option(table, "from", T::kDate, "when " + thing + " begins", "always"),
      word_option(table, "to", T::kDate, "when it no longer holds (half-open)", "open"),
      word_option(table, "announced", T::kDate, "the day it became public; unknown to --known before",
                  "always known"),
      word_option(table, "to_announced", T::kDate, "the day its end became public", "always known"),
      word_option(table, "source", T::kText, "the order, heading or paper it rests on"),
  };
}

Records scoped(const char* table) {
  return {
      word_option(table, "partners", T::kTextOrList, "whose goods: ISO3 codes, groups, \"EUU\", or \"*\"",
                  "\"*\""),
      word_option(table, "exclude_partners", T::kTable,
                  "partners left out: codes or { who = [...], from, to, announced, to_announced, source }"),
  };
}

Records table_file(const char* table) {
  return {
      word_option(table, "file", T::kText, "CSV (also .xz or .gz), sought beside the schedule"),
      word_option(table, "code", T::kText, "column of product codes", "code"),
      word_option(table, "source", T::kText, "where the figures are from"),
  };
}

Records head() {
  return {
      word_option("schedule", "id", T::kText, "short name, used in commands and tables", "the file name"),
      word_option("schedule", "title", T::kText, "one line that says what the file holds"),
      word_option("schedule", "importer", T::kText, "ISO3 code of the economy whose border it is"),
      word_option("schedule", "nomenclature", T::kText, "the code book, e.g. HTSUS-2025"),
      word_option("schedule", "day_starts", T::kText, "local time at which a bare date begins",
                  "00:00 +00:00"),
      word_option("schedule", "note", T::kText, "what the file leaves out"),
  };
}

Records tables() {
  return {
      word_option("base", "ave", T::kText,
                  "CSV of ad valorem equivalents (columns code or hts, and ave) for other lines"),
      word_option("base", "column2", T::kTextOrList, "partners that pay the second column"),
      word_option("trade", "partner", T::kText, "column of partner codes", "partner"),
      word_option("trade", "value", T::kText, "column of import values in USD", "imports_usd"),
      number_option("trade", "year", T::kInteger, "the year of the values", "year", 1900, 2100),
      word_option("trade", "estimate", T::kBoolean, "true if the values are estimates", "false"),
      word_option("unit_values", "value", T::kText, "column of the price of one unit, in USD", "value"),
      word_option("unit_values", "unit", T::kText, "column of units", "unit"),
      word_option("list", "*", T::kTable, "a list of products (next table)"),
      word_option("list.NAME", "codes", T::kTextList, "headings, matched as prefixes"),
      word_option("list.NAME", "file", T::kText, "or a CSV file of them"),
      word_option("list.NAME", "code", T::kText, "its column of codes", "code"),
      word_option("list.NAME", "from", T::kText, "its column of first days"),
      word_option("list.NAME", "to", T::kText,
                  "its column of ends; a name that ends in _inclusive holds last days"),
      word_option("list.NAME", "share", T::kText, "its column of shares of value meant, 0 to 1"),
      word_option("list.NAME", "pick", T::kText, "its column of sub-lists, named \"list:value\""),
      word_option("group", "*", T::kTextList, "a name for several partners"),
  };
}

Records measure() {
  return {
      word_option("measure", "id", T::kText, "short name"),
      word_option("measure", "title", T::kText, "what it is called"),
      word_option("measure", "authority", T::kText, "the law it rests on; averages are split by it"),
      word_option("measure", "heading", T::kTextOrList, "its headings in the tariff"),
      word_option("measure", "flow", T::kText, "whether goods come in or go out", "import",
                  {"import", "export"}),
      word_option("measure", "kind", T::kText, "what it does", "duty", {"duty", "quota", "licence", "ban"}),
      word_option("measure", "products", T::kTextOrList, "\"*\", lists, \"list:value\", or codes", "\"*\""),
      word_option("measure", "exempt", T::kTextOrList, "lists or codes that owe nothing"),
      word_option("measure", "rate", T::kTable, "a rate, or dated steps { from, is, ... }"),
      word_option("measure", "row", T::kTable, "[[measure.row]]: products with a rate of their own"),
      word_option("measure", "on", T::kText,
                  "what is charged: \"value\", \"content:COLUMN\", or a share 0 to 1", "\"value\""),
      word_option("measure", "combine", T::kText, "which of several matching rows is owed", "max",
                  {"max", "sum", "first"}),
      word_option("measure", "quota", T::kTable,
                  "{ volume, unit, period, in, out, fill }: owed where a step is \"quota\", and at every "
                  "step of kind quota"),
      word_option("measure", "equivalent", T::kText, "assumed ad valorem equivalent of a licence or ban"),
      word_option("measure", "control", T::kTable,
                  "of an export licence or ban: what it is taken to deny { stringency, enforcement, ... }"),
      word_option("measure", "source", T::kText, "the order or heading it rests on"),
      word_option("measure", "note", T::kText, "what a reader should know"),
      word_option("measure.row", "products", T::kTextOrList, "as of the measure", "\"*\""),
      word_option("measure.row", "rate", T::kTable, "as of the measure"),
      word_option("measure.row", "heading", T::kTextOrList, "its headings in the tariff"),
      word_option("measure.row", "source", T::kText, "the order or heading it rests on"),
      word_option("measure.rate", "from", T::kDate, "when the step begins", "always"),
      word_option("measure.rate", "is", T::kText,
                  "\"25%\", \"0.44 USD/kg\", \"4.4% + 0.02 USD/kg\", \"total 15%\", \"replace 35%\", "
                  "\"quota\", \"licence\", \"ban\", \"off\" or \"suspended\""),
      word_option("measure.rate", "announced", T::kDate, "the day it became public", "always known"),
      word_option("measure.rate", "in_transit", T::kTable,
                  "{ loaded_before, entered_before }: goods that escape the step"),
      word_option("measure.rate", "source", T::kText, "the order or heading it rests on"),
      word_option("measure.rate", "note", T::kText, "what a reader should know"),
      word_option("in_transit", "loaded_before", T::kDate, "shipped before this"),
      word_option("in_transit", "entered_before", T::kDate, "and entered before this", "open"),
      number_option("quota", "volume", T::kNumber, "amount at the lower rate", "unit per period", 0),
      word_option("quota", "unit", T::kText, "unit of the volume"),
      word_option("quota", "period", T::kText, "period of the volume", "year"),
      word_option("quota", "in", T::kText, "rate inside the volume"),
      word_option("quota", "out", T::kText, "rate outside it"),
      number_option("quota", "fill", T::kNumber, "share of the volume that is used; from 1 on `out` is owed",
                    "share", 0, 1e9, "0"),
      word_option("who", "who", T::kTextOrList, "the partners left out"),
  };
}

Records control() {
  const auto share = [](const char* key, const char* meaning, const char* otherwise) {
    return number_option("control", key, T::kNumber, meaning, "share", 0, 1, otherwise);
  };
  return {
      word_option("control", "goods", T::kText, "class of goods it is about; there are no names",
                  "precursor-class"),
      share("stringency", "share that is denied where it is enforced in full", "1"),
      share("enforcement", "share of the control that is enforced", "left to whoever asks"),
      share("coverage", "share of the class of goods that the measure names", "left to whoever asks"),
      number_option("control", "ramp_months", T::kNumber, "until the control has its full effect", "months",
                    0, 120, "left to whoever asks"),
      word_option("control", "verification", T::kText, "the indicator it is checked by"),
      word_option("control", "snap_back", T::kText, "what ends it, or brings back what it was given for"),
      word_option("control", "linked", T::kText, "\"SCHEDULE:MEASURE\", the duty it is linked to"),
      word_option("control", "basis", T::kText, "what the shares rest on", "judgement"),
  };
}

Records rules() {
  return {
      word_option("exemption", "id", T::kText, "short name"),
      word_option("exemption", "of", T::kTextOrList, "the measures it spares"),
      word_option("exemption", "products", T::kTable,
                  "lists or codes, or a list in place { file = ..., code = ... }"),
      number_option("exemption", "share", T::kNumber, "share of the value that is spared", "share", 0, 1,
                    "1"),
      number_option("exemption", "covers_usd", T::kNumber,
                    "value spared in the base year, spread evenly over the trade of `products`", "USD", 0),
      number_option("exemption", "of_total_usd", T::kNumber,
                    "all trade with the partners where covers_usd was counted: the value spared is scaled to "
                    "the [trade] table by it",
                    "USD", 1, 1e18, "no scaling"),
      word_option("exemption", "estimate", T::kBoolean, "true if its share or its list is a judgement",
                  "false"),
      word_option("exemption", "unpublished", T::kBoolean,
                  "true if no official text exists: scenarios apply it, single lines only with --unpublished",
                  "false"),
      word_option("exemption", "note", T::kText, "what a reader should know"),
      word_option("stack", "when_owed", T::kTextOrList, "where one of these measures is owed"),
      word_option("stack", "not_owed", T::kTextOrList, "these are not"),
      word_option("stack", "scope", T::kText,
                  "article: not at all; content: not on the share of value the other is charged on",
                  "article", {"article", "content"}),
      word_option("claim", "id", T::kText, "short name of the preference"),
      word_option("claim", "of", T::kTextOrList, "\"base\" and measures that a claiming good does not owe"),
      word_option("claim", "partner", T::kText, "column of partner codes; absent = all partners"),
      word_option("claim", "share", T::kText, "column of the share of trade that claims", "share"),
  };
}

constexpr const char* kExample = R"(# 10% on everything from one partner, 25% on its steel, books exempt.
[schedule]
id         = "example"
importer   = "CAN"
day_starts = "00:01 America/Toronto"

[list]
steel = { codes = ["72", "73"] }
books = { codes = ["49"] }

[[measure]]
id = "general"
partners = ["USA"]
exempt = ["books"]
rate = [{ from = 2025-03-04, is = "10%", source = "an order" }, { from = 2025-09-01, is = "off" }]

[[measure]]
id = "steel"
partners = ["USA"]
products = ["steel"]
rate = [{ from = 2025-03-13, is = "25%" }]

[[stack]]
when_owed = ["steel"]
not_owed = ["general"]
)";

FormatReference reference() {
  return {
      .title = "Schedule files",
      .introduction =
          "A schedule file is TOML: the duties and controls of one economy's border, dated, with their "
          "exemptions and the rules of stacking.",
      .written_by = "cobden schedule --help-format=markdown",
      .tables = {{"schedule", "[schedule]", "whose border, in which code book, by which clock"},
                 {"base", "[base]", "the column-1 duty that everything else is added to"},
                 {"content", "[content]", "shares of value by product, for duties on part of the value"},
                 {"trade", "[trade]", "imports of a base year, the weights of averages"},
                 {"unit_values", "[unit_values]", "prices that turn specific duties into ad valorem ones"},
                 {"list", "[list]", "named product lists"},
                 {"list.NAME", "a list", "codes, or a file and its columns"},
                 {"group", "[group]", "named groups of partners"},
                 {"measure", "[[measure]]", "one legal duty or control"},
                 {"measure.row", "[[measure.row]]", "several headings of one measure"},
                 {"measure.rate", "rate", "a list of dated steps; the last one begun holds"},
                 {"in_transit", "in_transit", "goods already on their way (used with --loaded)"},
                 {"quota", "quota", "a rate within a volume and another beyond it"},
                 {"control", "control", "what an export licence or ban is taken to deny; no law says it"},
                 {"who", "exclude_partners", "partners left out of a measure, for a while or for good"},
                 {"exemption", "[[exemption]]", "a carve-out dated or announced apart from its measure"},
                 {"stack", "[[stack]]", "which measure gives way to which; tried in the order of the file"},
                 {"claim", "[[claim]]", "preferences that part of the trade claims"}},
      .options = schedule_options(),
      .example = kExample};
}

}  // namespace

const std::vector<OptionRecord>& schedule_options() {
  static const Records all = [] {
    Records options;
    for (auto&& part : {head(), table_file("base"), table_file("content"), table_file("trade"),
                        table_file("unit_values"), tables(), measure(), control(), scoped("measure"),
                        scoped("measure.row"), dated("who", "the exclusion"), rules(), scoped("exemption"),
                        dated("exemption", "it"), scoped("stack"), dated("stack", "the rule"),
                        scoped("claim"), table_file("claim"), dated("claim", "the preference")})
      for (const auto& option : part)
        if (!find_option(options, option.table, option.key)) options.push_back(option);
    return options;
  }();
  return all;
}

std::string schedule_reference_text() { return reference_text(reference()); }
std::string schedule_reference_markdown() { return reference_markdown(reference()); }

}  // namespace cobden::schedule

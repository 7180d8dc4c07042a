#pragma once
// The [precursor] table of a file, described once (core/options.h): a scenario can carry it, and
// `cobden precursor` reads it alone.
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/options.h"
#include "cobden/core/toml.h"
#include "cobden/precursor/study.h"

namespace cobden::precursor {

/// Every key of [precursor] and [[precursor.route]].
const std::vector<OptionRecord>& precursor_options();
/// The keys for a terminal, and as a Markdown page for docs/.
std::string precursor_reference_text();
std::string precursor_reference_markdown();

/// The study of a [precursor] table; keys left out have their defaults, which are the worked case. `file`
/// names it in errors. UserError at the line of the mistake.
Study read_study(const TomlValue& table, const std::string& file);
/// The study of a TOML document that holds [precursor]; its other tables are left to their readers. UserError
/// if there is none.
Study read_study_text(std::string_view text, const std::string& file);

/// Applies "key=value" settings over the [precursor] table of `text` (which may be empty), then reads it.
/// UserError for a setting that is not key=value, an unknown key or a value out of bounds.
Study read_study_text(std::string_view text, const std::string& file,
                      const std::vector<std::string>& settings);

}  // namespace cobden::precursor

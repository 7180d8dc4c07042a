#pragma once
// Whole-file reading (transparent .xz and .gz) and whole-or-not-at-all writing.
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cobden {

/// The bytes of `path`, decompressed when the name ends in .xz or .gz. UserError when it cannot be read,
/// or when a compressed stream is cut short.
std::string read_file(const std::filesystem::path& path);

/// `bytes` as one .xz stream (preset 9e, CRC64, one thread): the same bytes for the same version of liblzma.
std::string xz_compressed(std::string_view bytes);

/// Writes `content` to a temporary file beside `path`, flushes it, and renames it over `path`. A name that
/// ends in .xz is written compressed, so that read_file(path) gives `content` again (.gz is not written).
/// UserError when the folder cannot be written; on any failure `path` is as it was.
void write_file(const std::filesystem::path& path, std::string_view content);

/// As write_file, for libraries that write to a path themselves (NetCDF): `writer` gets the temporary path.
void write_file_with(const std::filesystem::path& path,
                     const std::function<void(const std::filesystem::path&)>& writer);

/// SHA-256 of `bytes` in lower-case hexadecimal (64 characters).
std::string sha256_hex(std::string_view bytes);

/// SHA-256 of a file's bytes as stored, without decompressing them: what `sha256sum` prints.
std::string sha256_of_file(const std::filesystem::path& path);

/// Where built-in benchmarks, lists and scenarios are looked for, in order: the folders of the environment
/// variable COBDEN_DATA (colon separated), then the installed or source `data/` and `scenarios/` folders.
std::vector<std::filesystem::path> data_search_path();
/// Where a library inside another program (the Python package) keeps its own `data/` and `scenarios/`:
/// searched after COBDEN_DATA. Empty = none. To be called before other threads search.
void set_share_folder(const std::filesystem::path& folder);

/// A file `name` (it may stand in subfolders) in the first folder of the data search path that has it.
std::optional<std::filesystem::path> find_on_search_path(const std::filesystem::path& name);
/// The files with this extension (".toml") in the folders `subfolder` of the data search path, sorted by
/// name; of files of one name the first on the path.
std::vector<std::filesystem::path> files_on_search_path(const std::filesystem::path& subfolder,
                                                        const std::string& extension);

}  // namespace cobden

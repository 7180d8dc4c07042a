#include "cobden/data/netcdf_file.h"

#include <H5Epublic.h>
#include <fmt/format.h>
#include <netcdf.h>

#include <fstream>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/core/text.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;
constexpr int kDeflateLevel = 9;
constexpr std::string_view kSealMark = "\ncobden-sha256:";

std::mutex& library_mutex() {
  static std::mutex mutex;
  return mutex;
}

[[noreturn]] void fail(const fs::path& path, const std::string& item, const std::string& problem,
                       const std::string& expected = "", const std::string& remedy = "") {
  throw UserError({.place = {.file = path.string(), .line = {}, .column = item},
                   .value = "",
                   .problem = problem,
                   .expected = expected,
                   .remedy = remedy});
}

void check_write(int status, const fs::path& path, const std::string& item) {
  if (status != NC_NOERR)
    fail(path, item, fmt::format("cannot be written: {}", nc_strerror(status)), "",
         "check that the folder exists, is writable and has room");
}

void check_read(int status, const fs::path& path, const std::string& item) {
  if (status != NC_NOERR)
    fail(path, item, fmt::format("cannot be read: {}", nc_strerror(status)), "",
         "the file is damaged or was cut short; fetch or write it again");
}

std::vector<const char*> pointers(const std::vector<std::string>& texts) {
  std::vector<const char*> p;
  p.reserve(texts.size());
  for (const auto& text : texts) p.push_back(text.c_str());
  return p;
}

/// Copies what the library allocated, then gives it back.
std::vector<std::string> take(std::vector<char*>& raw) {
  std::vector<std::string> texts;
  texts.reserve(raw.size());
  for (const char* text : raw) texts.emplace_back(text ? text : "");
  if (!raw.empty()) nc_free_string(raw.size(), raw.data());
  return texts;
}

/// UserError if the file bears a seal and does not match it.
void check_seal(const fs::path& path) {
  const std::string bytes = read_file(path);
  const auto mark = bytes.rfind(kSealMark);
  if (mark == std::string::npos) return;
  const std::string_view whole = bytes;
  if (trim(whole.substr(mark + kSealMark.size())) != sha256_hex(whole.substr(0, mark)))
    fail(path, "", "is damaged: its content does not match its seal", "", "fetch or write it again");
}

void append_seal(const fs::path& path) {
  const std::string digest = sha256_hex(read_file(path));
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file << kSealMark << digest << '\n';
  file.close();
  if (!file) fail(path, "", "cannot be written", "", "check that the disk has room");
}

}  // namespace

void silence_hdf5() {
  thread_local const bool silent = H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) >= 0;
  invariant(silent, "HDF5 lets its messages be switched off");
}

NetcdfWriter::NetcdfWriter(fs::path path) : lock_(library_mutex()), path_(std::move(path)) {
  silence_hdf5();
  check_write(nc_create(path_.c_str(), NC_CLOBBER | NC_NETCDF4, &id_), path_, "");
  int old_mode = 0;
  check_write(nc_set_fill(id_, NC_NOFILL, &old_mode), path_, "");
}

NetcdfWriter::~NetcdfWriter() {
  if (id_ >= 0) nc_close(id_);
}

void NetcdfWriter::close() {
  const int id = id_;
  id_ = -1;
  check_write(nc_close(id), path_, "");
  append_seal(path_);
}

void NetcdfWriter::dimension(const std::string& name, std::size_t size) {
  int dimension_id = 0;
  check_write(nc_def_dim(id_, name.c_str(), size, &dimension_id), path_, name);
}

int NetcdfWriter::define(const std::string& name, int type, const std::vector<std::string>& dimensions,
                         const Meaning& meaning) {
  std::vector<int> ids(dimensions.size());
  for (std::size_t i = 0; i < ids.size(); ++i)
    check_write(nc_inq_dimid(id_, dimensions[i].c_str(), &ids[i]), path_, dimensions[i]);
  int variable = 0;
  check_write(nc_def_var(id_, name.c_str(), type, static_cast<int>(ids.size()), ids.data(), &variable), path_,
              name);
  const auto describe = [&](const char* key, const std::string& text) {
    check_write(nc_put_att_text(id_, variable, key, text.size(), text.data()), path_, name);
  };
  describe("units", meaning.units);
  describe("long_name", meaning.long_name);
  return variable;
}

void NetcdfWriter::doubles(const std::string& name, const std::vector<std::string>& dimensions,
                           const Meaning& meaning, std::span<const double> values) {
  const int variable = define(name, NC_DOUBLE, dimensions, meaning);
  check_write(nc_def_var_deflate(id_, variable, NC_SHUFFLE, 1, kDeflateLevel), path_, name);
  check_write(nc_def_var_fletcher32(id_, variable, NC_FLETCHER32), path_, name);
  check_write(nc_put_var_double(id_, variable, values.data()), path_, name);
}

void NetcdfWriter::strings(const std::string& name, const std::vector<std::string>& dimensions,
                           const Meaning& meaning, const std::vector<std::string>& values) {
  const int variable = define(name, NC_STRING, dimensions, meaning);
  auto p = pointers(values);
  check_write(nc_put_var_string(id_, variable, p.data()), path_, name);
}

void NetcdfWriter::attribute(const std::string& name, const std::string& text) {
  check_write(nc_put_att_text(id_, NC_GLOBAL, name.c_str(), text.size(), text.data()), path_, name);
}

void NetcdfWriter::attribute(const std::string& name, int value) {
  check_write(nc_put_att_int(id_, NC_GLOBAL, name.c_str(), NC_INT, 1, &value), path_, name);
}

void NetcdfWriter::attribute(const std::string& name, const std::vector<std::string>& texts) {
  auto p = pointers(texts);
  check_write(nc_put_att_string(id_, NC_GLOBAL, name.c_str(), p.size(), p.data()), path_, name);
}

NetcdfReader::NetcdfReader(fs::path path) : lock_(library_mutex()), path_(std::move(path)) {
  if (!fs::exists(path_)) fail(path_, "", "does not exist", "", "check the path");
  check_seal(path_);
  silence_hdf5();
  const int status = nc_open(path_.c_str(), NC_NOWRITE, &id_);
  if (status != NC_NOERR)
    fail(path_, "", fmt::format("is not a complete NetCDF-4 file: {}", nc_strerror(status)), "",
         "fetch or write it again: it may have been cut short");
}

NetcdfReader::~NetcdfReader() { nc_close(id_); }

std::size_t NetcdfReader::dimension(const std::string& name) const {
  int dimension_id = 0;
  if (nc_inq_dimid(id_, name.c_str(), &dimension_id) != NC_NOERR)
    fail(path_, name, "dimension is missing", "a file written by cobden");
  std::size_t size = 0;
  check_read(nc_inq_dimlen(id_, dimension_id, &size), path_, name);
  return size;
}

bool NetcdfReader::has_variable(const std::string& name) const {
  int variable = 0;
  return nc_inq_varid(id_, name.c_str(), &variable) == NC_NOERR;
}

int NetcdfReader::variable_of(const std::string& name, int type, const std::vector<std::string>& dimensions,
                              std::size_t& size) const {
  int variable = 0, rank = 0, dimension_ids[NC_MAX_VAR_DIMS] = {};
  nc_type found = NC_NAT;
  if (nc_inq_varid(id_, name.c_str(), &variable) != NC_NOERR) fail(path_, name, "variable is missing");
  check_read(nc_inq_var(id_, variable, nullptr, &found, &rank, dimension_ids, nullptr), path_, name);
  if (found != type) fail(path_, name, "has another type", type == NC_DOUBLE ? "float64" : "strings");
  std::vector<std::string> names;
  size = 1;
  for (int i = 0; i < rank; ++i) {
    char text[NC_MAX_NAME + 1] = {};
    std::size_t length = 0;
    check_read(nc_inq_dim(id_, dimension_ids[i], text, &length), path_, name);
    names.emplace_back(text);
    size *= length;
  }
  if (names != dimensions)
    fail(path_, name, fmt::format("has dimensions ({})", fmt::join(names, ", ")),
         fmt::format("({})", fmt::join(dimensions, ", ")));
  return variable;
}

std::vector<double> NetcdfReader::doubles(const std::string& name,
                                          const std::vector<std::string>& dimensions) const {
  std::size_t size = 0;
  const int variable = variable_of(name, NC_DOUBLE, dimensions, size);
  std::vector<double> values(size);
  check_read(nc_get_var_double(id_, variable, values.data()), path_, name);
  return values;
}

std::vector<std::string> NetcdfReader::strings(const std::string& name,
                                               const std::vector<std::string>& dimensions) const {
  std::size_t size = 0;
  const int variable = variable_of(name, NC_STRING, dimensions, size);
  std::vector<char*> raw(size);
  check_read(nc_get_var_string(id_, variable, raw.data()), path_, name);
  return take(raw);
}

std::string NetcdfReader::text_attribute(const std::string& name) const {
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(id_, NC_GLOBAL, name.c_str(), &type, &length) != NC_NOERR) return "";
  if (type != NC_CHAR) fail(path_, name, "attribute has another type", "text");
  std::string text(length, '\0');
  check_read(nc_get_att_text(id_, NC_GLOBAL, name.c_str(), text.data()), path_, name);
  return text;
}

std::vector<std::string> NetcdfReader::texts_attribute(const std::string& name) const {
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(id_, NC_GLOBAL, name.c_str(), &type, &length) != NC_NOERR || length == 0) return {};
  if (type != NC_STRING) fail(path_, name, "attribute has another type", "a list of strings");
  std::vector<char*> raw(length);
  check_read(nc_get_att_string(id_, NC_GLOBAL, name.c_str(), raw.data()), path_, name);
  return take(raw);
}

int NetcdfReader::int_attribute(const std::string& name) const {
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(id_, NC_GLOBAL, name.c_str(), &type, &length) != NC_NOERR)
    fail(path_, name, "attribute is missing", "a file written by cobden");
  if (type != NC_INT || length != 1) fail(path_, name, "attribute has another type", "one integer");
  int value = 0;
  check_read(nc_get_att_int(id_, NC_GLOBAL, name.c_str(), &value), path_, name);
  return value;
}

}  // namespace cobden::data

#pragma once
// NetCDF-4 files with named dimensions, opened by RAII, every failure a UserError that names file and
// variable. Choose NetCDF for arrays with axes: one self-describing file that xarray, R and Julia open
// without a reader of their own (Unidata NetCDF-4 on HDF5). Values are stored as float64 with shuffle and
// deflate: nothing is lost. The HDF5 library does not check its tables of texts and crashes on damaged ones,
// so the writer seals the file with a SHA-256 behind the last byte of HDF5 (which readers ignore), and the
// reader checks the seal first; a file without one, rewritten by another program, is read as it is. The C
// library is not safe for threads: one file is open at a time.
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace cobden::data {

/// HDF5 prints the errors of each thread until it is told not to, some of which are part of reading, and
/// NetCDF tells it for the thread alone that uses it first. Readers and writers here call this; a host whose
/// own threads read NetCDF by other ways calls it for those.
void silence_hdf5();

/// Writes a new file at `path`, replacing what is there. For all-or-nothing writing call it inside
/// write_file_with.
class NetcdfWriter {
 public:
  explicit NetcdfWriter(std::filesystem::path path);
  ~NetcdfWriter();
  NetcdfWriter(const NetcdfWriter&) = delete;
  NetcdfWriter& operator=(const NetcdfWriter&) = delete;

  struct Meaning {
    std::string units;      ///< "million USD", "1", ...
    std::string long_name;  ///< one line for a person
  };
  void dimension(const std::string& name, std::size_t size);
  /// `values` flat in the order of `dimensions`, last one contiguous.
  void doubles(const std::string& name, const std::vector<std::string>& dimensions, const Meaning& meaning,
               std::span<const double> values);
  void strings(const std::string& name, const std::vector<std::string>& dimensions, const Meaning& meaning,
               const std::vector<std::string>& values);
  void attribute(const std::string& name, const std::string& text);
  void attribute(const std::string& name, int value);
  void attribute(const std::string& name, const std::vector<std::string>& texts);
  /// Flushes, closes and seals; UserError if the disk is full. Without it the destructor closes and ignores
  /// failures.
  void close();

 private:
  int define(const std::string& name, int type, const std::vector<std::string>& dimensions,
             const Meaning& meaning);
  std::unique_lock<std::mutex> lock_;
  std::filesystem::path path_;
  int id_ = -1;
};

/// Reads a file. UserError: not NetCDF-4, cut short, a variable or attribute absent, of another type or
/// shape.
class NetcdfReader {
 public:
  explicit NetcdfReader(std::filesystem::path path);
  ~NetcdfReader();
  NetcdfReader(const NetcdfReader&) = delete;
  NetcdfReader& operator=(const NetcdfReader&) = delete;

  std::size_t dimension(const std::string& name) const;
  bool has_variable(const std::string& name) const;
  std::vector<double> doubles(const std::string& name, const std::vector<std::string>& dimensions) const;
  std::vector<std::string> strings(const std::string& name, const std::vector<std::string>& dimensions) const;
  /// An absent attribute is an empty string or list.
  std::string text_attribute(const std::string& name) const;
  std::vector<std::string> texts_attribute(const std::string& name) const;
  /// UserError if absent.
  int int_attribute(const std::string& name) const;

 private:
  int variable_of(const std::string& name, int type, const std::vector<std::string>& dimensions,
                  std::size_t& size) const;
  std::unique_lock<std::mutex> lock_;
  std::filesystem::path path_;
  int id_ = -1;
};

}  // namespace cobden::data

#include "cobden/core/confined_reading.h"
#include "cobden/core/file.h"

#include <fcntl.h>
#include <lzma.h>
#include <openssl/evp.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "cobden/core/error.h"
#include "cobden/core/text.h"
#include "cobden/core/version.h"

namespace cobden {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& problem, const std::string& remedy) {
  throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                   .value = "",
                   .problem = problem,
                   .expected = "",
                   .remedy = remedy});
}

std::string slurp(const fs::path& path) {
  require_may_read(path);
  if (fs::is_directory(path)) fail(path, "is a folder", "give a file");
  std::ifstream in(path, std::ios::binary);
  if (!in)
    fail(path, std::string("cannot be opened: ") + std::strerror(errno),
         "check the path and its permissions");
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

std::string decompress_xz(const fs::path& path, const std::string& packed) {
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&stream, UINT64_MAX, LZMA_CONCATENATED) != LZMA_OK) throw std::bad_alloc();
  std::string out;
  std::array<char, 1 << 16> chunk;
  stream.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
  stream.avail_in = packed.size();
  lzma_ret status = LZMA_OK;
  while (status == LZMA_OK) {
    stream.next_out = reinterpret_cast<std::uint8_t*>(chunk.data());
    stream.avail_out = chunk.size();
    status = lzma_code(&stream, LZMA_FINISH);
    out.append(chunk.data(), chunk.size() - stream.avail_out);
  }
  lzma_end(&stream);
  if (status != LZMA_STREAM_END)
    fail(path, "is not a complete xz file", "fetch it again: it may have been cut short");
  return out;
}

std::string decompress_gz(const fs::path& path) {
  require_may_read(path);
  gzFile in = gzopen(path.c_str(), "rb");
  if (!in) fail(path, "cannot be opened", "check the path and its permissions");
  std::string out;
  std::array<char, 1 << 16> chunk;
  int got = 0;
  while ((got = gzread(in, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0)
    out.append(chunk.data(), static_cast<std::size_t>(got));
  const int status = gzclose_r(in);
  if (got < 0 || status != Z_OK)
    fail(path, "is not a complete gzip file", "fetch it again: it may have been cut short");
  return out;
}

}  // namespace

std::string read_file(const fs::path& path) {
  if (path.extension() == ".xz") return decompress_xz(path, slurp(path));
  if (path.extension() == ".gz") return decompress_gz(path);
  return slurp(path);
}

std::string xz_compressed(std::string_view bytes) {
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  std::size_t length = 0;
  const lzma_ret status = lzma_easy_buffer_encode(
      9 | LZMA_PRESET_EXTREME, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()),
      bytes.size(), reinterpret_cast<std::uint8_t*>(out.data()), &length, out.size());
  if (status == LZMA_MEM_ERROR) throw std::bad_alloc();
  invariant(status == LZMA_OK, "bytes can be compressed");
  out.resize(length);
  return out;
}

void write_file_with(const fs::path& path, const std::function<void(const fs::path&)>& writer) {
  const fs::path temporary = path.string() + ".part" + std::to_string(::getpid());
  try {
    writer(temporary);
    fs::rename(temporary, path);
  } catch (const fs::filesystem_error& e) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    fail(path, std::string("cannot be written: ") + e.code().message(),
         "check that the folder exists and is writable");
  } catch (...) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw;
  }
}

void write_file(const fs::path& path, std::string_view content) {
  std::string packed;
  if (path.extension() == ".xz") content = packed = xz_compressed(content);
  write_file_with(path, [&](const fs::path& temporary) {
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) throw fs::filesystem_error("open", path, std::error_code(errno, std::generic_category()));
    for (std::string_view rest = content; !rest.empty();) {
      const ssize_t n = ::write(fd, rest.data(), rest.size());
      if (n < 0) {
        const int reason = errno;
        ::close(fd);
        throw fs::filesystem_error("write", path, std::error_code(reason, std::generic_category()));
      }
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
    const bool synced = ::fsync(fd) == 0 || errno == EINVAL;
    const int reason = errno;
    if (::close(fd) != 0 || !synced)
      throw fs::filesystem_error("flush", path, std::error_code(reason, std::generic_category()));
  });
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned length = 0;
  invariant(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) == 1 &&
                length == 32,
            "SHA-256 is available");
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char b : digest) text += {kHex[b >> 4], kHex[b & 15]};
  return text;
}

std::string sha256_of_file(const fs::path& path) { return sha256_hex(slurp(path)); }

namespace {
/// Of the program that holds this library; empty = none.
fs::path& share_folder() {
  static fs::path folder;
  return folder;
}
}  // namespace

void set_share_folder(const fs::path& folder) { share_folder() = folder; }

std::vector<fs::path> data_search_path() {
  std::vector<fs::path> folders;
  if (const char* extra = std::getenv("COBDEN_DATA"))
    for (const auto& folder : split(extra, ':'))
      if (!folder.empty()) folders.emplace_back(folder);
  // Beside an installed program: PREFIX/bin/cobden and PREFIX/share/cobden/{data,scenarios}.
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path share = program.parent_path().parent_path() / "share" / "cobden";
  for (const fs::path& root : {share_folder(), share, fs::path(source_folder())})
    for (const char* name : {"data", "scenarios"})
      if (!root.empty() && fs::is_directory(root / name, ignored)) folders.push_back(root / name);
  return folders;
}

std::optional<fs::path> find_on_search_path(const fs::path& name) {
  for (const auto& folder : data_search_path()) {
    if (is_readable_file(folder / name)) return folder / name;
  }
  return std::nullopt;
}

std::vector<fs::path> files_on_search_path(const fs::path& subfolder, const std::string& extension) {
  std::vector<fs::path> files;
  const auto known = [&](const fs::path& file) {
    return std::any_of(files.begin(), files.end(), [&](const auto& f) { return f.stem() == file.stem(); });
  };
  for (const auto& folder : data_search_path()) {
    std::error_code ignored;
    for (const auto& item : fs::directory_iterator(folder / subfolder, ignored))
      if (item.path().extension() == extension && !known(item.path())) files.push_back(item.path());
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.stem() < b.stem(); });
  return files;
}

}  // namespace cobden

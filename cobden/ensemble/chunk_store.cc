#include "cobden/ensemble/chunk_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>

#include "cobden/core/file.h"

namespace cobden::ensemble {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "files of draws are little-endian");

// A frame: magic, length of the payload, payload, its SHA-256 in hexadecimal. The payload: fingerprint,
// chunk, records, outcomes; then the records.
constexpr std::string_view kMagic = "COBDRAW1";
/// What the kernel has is safe from the end of the program; a power cut may take this much.
constexpr std::chrono::seconds kBetweenFlushes{5};
constexpr std::size_t kHash = 64, kHead = kMagic.size() + sizeof(std::uint64_t);

template <class T>
void put(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Takes values off the front of a payload; `good` turns false where it ends early.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : left_(bytes) {}
  template <class T>
  T take() {
    T value{};
    const auto text = take_text(sizeof value);
    if (good) std::memcpy(&value, text.data(), sizeof value);
    return value;
  }
  std::string_view take_text(std::size_t size) {
    if (size > left_.size()) {
      good = false;
      return {};
    }
    const auto text = left_.substr(0, size);
    left_.remove_prefix(size);
    return text;
  }
  bool good = true;

 private:
  std::string_view left_;
};

struct Frame {
  std::string fingerprint;
  std::size_t chunk = 0;
  std::vector<Record> records;
};

std::string payload_of(const std::string& fingerprint, std::size_t chunk, const std::vector<Record>& records,
                       std::size_t outcomes) {
  std::string bytes = fingerprint;
  put<std::uint64_t>(bytes, chunk);
  put<std::uint64_t>(bytes, records.size());
  put<std::uint64_t>(bytes, outcomes);
  for (const auto& r : records) {
    put<std::uint8_t>(bytes, r.solved ? 1 : 0);
    put<std::int32_t>(bytes, r.iterations);
    put<double>(bytes, r.residual);
    put<std::uint32_t>(bytes, static_cast<std::uint32_t>(r.reason.size()));
    bytes += r.reason;
    for (const double x : r.figures) put<double>(bytes, x);
  }
  return bytes;
}

std::optional<Frame> parse_payload(std::string_view payload) {
  Taker taker(payload);
  Frame frame;
  frame.fingerprint = taker.take_text(kHash);
  frame.chunk = taker.take<std::uint64_t>();
  const auto records = taker.take<std::uint64_t>(), outcomes = taker.take<std::uint64_t>();
  for (std::uint64_t i = 0; taker.good && i < records; ++i) {
    Record r;
    r.solved = taker.take<std::uint8_t>() != 0;
    r.iterations = taker.take<std::int32_t>();
    r.residual = taker.take<double>();
    r.reason = taker.take_text(taker.take<std::uint32_t>());
    for (std::uint64_t k = 0; taker.good && k < outcomes; ++k) r.figures.push_back(taker.take<double>());
    frame.records.push_back(std::move(r));
  }
  if (!taker.good) return std::nullopt;
  return frame;
}

/// Calls `act` for the whole frames from the start of a file; returns the bytes they take.
template <class Act>
std::size_t whole_frames(std::string_view bytes, const Act& act) {
  std::size_t at = 0;
  while (bytes.size() - at >= kHead + kHash && bytes.substr(at, kMagic.size()) == kMagic) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data() + at + kMagic.size(), sizeof length);
    if (length > bytes.size() - at - kHead - kHash) break;
    const auto payload = bytes.substr(at + kHead, length);
    if (sha256_hex(payload) != bytes.substr(at + kHead + length, kHash)) break;
    const auto frame = parse_payload(payload);
    if (!frame) break;
    act(*frame);
    at += kHead + length + kHash;
  }
  return at;
}

std::vector<fs::path> files_of_draws(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& item : fs::directory_iterator(folder, ignored))
    if (item.path().extension() == ".draws") files.push_back(item.path());
  std::ranges::sort(files);
  return files;
}

[[noreturn]] void cannot_write(const fs::path& path) {
  throw UserError({.place = {.file = path.string(), .line = {}, .column = "--out"},
                   .value = "",
                   .problem = std::string("cannot be written: ") + std::strerror(errno),
                   .expected = "",
                   .remedy = "is the disk full? finished draws before this one are kept: --resume"});
}

/// Appends all bytes; with `flush` waits until they are on the disk.
void append(const fs::path& path, std::string_view bytes, bool flush) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) cannot_write(path);
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      ::close(file);
      cannot_write(path);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  const bool safe = !flush || ::fsync(file) == 0;
  if (::close(file) != 0 || !safe) cannot_write(path);
}

}  // namespace

ChunkStore::ChunkStore(fs::path folder, std::string fingerprint, std::size_t outcomes, int rank)
    : folder_(std::move(folder)), fingerprint_(std::move(fingerprint)), outcomes_(outcomes), rank_(rank) {
  invariant(fingerprint_.size() == kHash, "a fingerprint is a SHA-256");
  std::error_code failure;
  fs::create_directories(folder_, failure);
  if (failure)
    throw UserError({.place = {.file = folder_.string(), .line = {}, .column = "--out"},
                     .value = "",
                     .problem = "the folder cannot be made: " + failure.message(),
                     .expected = "",
                     .remedy = "check the path and its permissions"});
}

fs::path ChunkStore::own_file() const { return folder_ / fmt::format("rank-{:05}.draws", rank_); }

bool ChunkStore::any() const { return !files_of_draws(folder_).empty(); }

Chunks ChunkStore::load() const {
  Chunks chunks;
  for (const auto& file : files_of_draws(folder_))
    whole_frames(read_file(file), [&](const Frame& frame) {
      if (frame.fingerprint != fingerprint_)
        throw UserError({.place = {.file = file.string(), .line = {}, .column = "--resume"},
                         .value = "",
                         .problem =
                             "holds draws of another question (scenario, data, seed, inputs, outcomes or "
                             "program differ)",
                         .expected = "",
                         .remedy = "choose another --out, or remove the folder " + folder_.string()});
      chunks[frame.chunk] = frame.records;
    });
  return chunks;
}

void ChunkStore::save(std::size_t chunk, const std::vector<Record>& records) {
  const auto path = own_file();
  if (!opened_ && fs::exists(path)) {
    const std::string bytes = read_file(path);
    const std::size_t whole = whole_frames(bytes, [](const Frame&) {});
    std::error_code failure;
    if (whole < bytes.size()) fs::resize_file(path, whole, failure);
    if (failure) cannot_write(path);
  }
  opened_ = true;
  const std::string payload = payload_of(fingerprint_, chunk, records, outcomes_);
  std::string frame(kMagic);
  put<std::uint64_t>(frame, payload.size());
  const auto now = std::chrono::steady_clock::now();
  const bool flush = now - flushed_ > kBetweenFlushes;
  append(path, frame + payload + sha256_hex(payload), flush);
  if (flush) flushed_ = now;
}

void ChunkStore::flush() const {
  if (opened_) append(own_file(), "", true);
}

void ChunkStore::write_index(std::size_t chunk_size) const {
  flush();
  std::string files;
  for (const auto& file : files_of_draws(folder_)) {
    std::vector<std::size_t> chunks;
    whole_frames(read_file(file), [&](const Frame& frame) { chunks.push_back(frame.chunk); });
    files += fmt::format("{}    {{\"file\": \"{}\", \"chunks\": [{}]}}", files.empty() ? "" : ",\n",
                         file.filename().string(), fmt::join(chunks, ", "));
  }
  write_file(
      folder_ / "index.json",
      fmt::format("{{\n  \"schema\": {{\"name\": \"cobden.ensemble.chunks\", \"version\": 1}},\n  "
                  "\"fingerprint\": \"{}\",\n  \"evaluations_per_chunk\": {},\n  \"files\": [\n{}\n  ]\n}}\n",
                  fingerprint_, chunk_size, files));
}

}  // namespace cobden::ensemble

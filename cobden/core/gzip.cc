#include "cobden/core/gzip.h"

#include <zlib.h>

#include <array>
#include <new>

#include "cobden/core/error.h"

namespace cobden {
namespace {

constexpr int kGzipFormat = 15 + 16;  // the largest window, with gzip's header
constexpr int kLevel = 6;

std::array<char, 1 << 16>& chunk() {
  thread_local std::array<char, 1 << 16> bytes;
  return bytes;
}

Bytef* input_of(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
}

}  // namespace

std::string gzip_compressed(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipFormat, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out;
  auto& piece = chunk();
  std::size_t read = 0;
  int status = Z_OK;
  while (status != Z_STREAM_END) {
    const std::string_view next = bytes.substr(read, 1 << 20);
    stream.next_in = input_of(next), stream.avail_in = static_cast<uInt>(next.size());
    read += next.size();
    do {
      stream.next_out = reinterpret_cast<Bytef*>(piece.data()),
      stream.avail_out = static_cast<uInt>(piece.size());
      status = deflate(&stream, read == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
      out.append(piece.data(), piece.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return out;
}

std::string gzip_expanded(std::string_view packed, std::size_t most) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipFormat) != Z_OK) throw std::bad_alloc();
  stream.next_in = input_of(packed), stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  auto& piece = chunk();
  int status = Z_OK;
  while (status == Z_OK && out.size() <= most) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data()),
    stream.avail_out = static_cast<uInt>(piece.size());
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (out.size() > most) throw UserError("compressed bytes expand to more than is allowed");
  if (status != Z_STREAM_END) throw UserError("compressed bytes are cut short or damaged");
  return out;
}

}  // namespace cobden

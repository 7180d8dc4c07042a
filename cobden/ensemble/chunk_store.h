#pragma once
// Finished draws on disk. Draws are done in chunks of a fixed size; a chunk is appended whole, with its
// length before it and the SHA-256 of its bytes behind it, so that whatever kills the program
// leaves whole chunks and at most one torn tail, which is recognised and done again. Each process
// (rank) appends to a file of its own: no locks, and a folder may be continued by any number of processes.
// A chunk carries the fingerprint of its question: another question is never continued by mistake.
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cobden/ensemble/draw_solver.h"

namespace cobden::ensemble {

using Chunks = std::map<std::size_t, std::vector<Record>>;

class ChunkStore {
 public:
  /// `folder` is made if it is not there. `outcomes` figures in every record.
  ChunkStore(std::filesystem::path folder, std::string fingerprint, std::size_t outcomes, int rank = 0);
  /// All whole chunks of all ranks. UserError: chunks of another question, a folder that cannot be read.
  Chunks load() const;
  /// True if the folder holds any file of draws.
  bool any() const;
  /// Appends a chunk to this rank's file; every few seconds it is flushed to the disk too, since a flush
  /// takes longer than many a chunk. The first call takes a torn tail off the file.
  void save(std::size_t chunk, const std::vector<Record>& records);
  /// Waits until this rank's chunks are on the disk.
  void flush() const;
  /// Flushes. Which chunk stands in which file, as JSON, for readers of the folder: index.json.
  void write_index(std::size_t chunk_size) const;
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path own_file() const;
  std::filesystem::path folder_;
  std::string fingerprint_;
  std::size_t outcomes_;
  int rank_;
  bool opened_ = false;
  std::chrono::steady_clock::time_point flushed_{};
};

}  // namespace cobden::ensemble

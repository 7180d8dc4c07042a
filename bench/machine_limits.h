#pragma once
// What this machine can do at best, measured in the run that quotes it: the floor under the time of one sweep
// is reading its arrays once plus its exponentials and logarithms (the roofline idea of Williams, Waterman
// and Patterson, 2009, CACM 52(4)).
#include <cstddef>

namespace cobden::bench {

struct VectorThroughput {
  double exp_ns = 0, log_ns = 0;  ///< of one element, arrays in the first-level cache [ns]
};
VectorThroughput measure_vector_throughput();

/// Speed of reading `bytes` bytes once per pass, again and again, in dot products [GB/s]: bandwidth of the
/// cache that holds them, or of DRAM.
double measure_read_bandwidth(std::size_t bytes);

}  // namespace cobden::bench

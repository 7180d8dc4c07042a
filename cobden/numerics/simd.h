#pragma once
// Four-lane vectors in GCC's vector extension, for kernel files only. `COBDEN_CLONES` compiles a function for
// two instruction sets and picks one when the program starts. Four lanes, not eight: g++ 12 lowers vectors
// wider than the hardware's through memory, which costs a factor of ten.
#include <cstddef>
#include <cstdint>

#pragma GCC diagnostic ignored "-Wpsabi"  // vector types never cross a library boundary

namespace cobden::numerics {

typedef double Lanes __attribute__((vector_size(32)));
typedef std::int64_t LanesInt __attribute__((vector_size(32)));
inline constexpr std::size_t kWidth = 4;  ///< divides kLanes, the padding of every array

typedef double LanesInMemory __attribute__((vector_size(32), aligned(8), may_alias));

inline __attribute__((always_inline)) Lanes load(const double* p) {
  return *reinterpret_cast<const LanesInMemory*>(p);
}
inline __attribute__((always_inline)) void store(double* p, Lanes v) {
  *reinterpret_cast<LanesInMemory*>(p) = v;
}
/// Fixed-order sum of the lanes.
inline __attribute__((always_inline)) double sum(Lanes v) { return (v[0] + v[2]) + (v[1] + v[3]); }

}  // namespace cobden::numerics

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__x86_64__)
#define COBDEN_CLONES  // sanitizers run before the dispatcher can
#else
#define COBDEN_CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
#endif

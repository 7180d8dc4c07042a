#pragma once
// Eight-lane vectors in GCC's vector extension, for kernel files only. `COBDEN_CLONES` compiles a function for three
// instruction sets and picks one when the program starts.
#include <cstdint>
#include <cstring>

namespace cobden::numerics {

typedef double Lanes __attribute__((vector_size(64)));
typedef std::int64_t LanesInt __attribute__((vector_size(64)));

inline Lanes load(const double* p) {
  Lanes v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
inline void store(double* p, Lanes v) { std::memcpy(p, &v, sizeof v); }
/// Fixed-order pairwise sum of the lanes.
inline double sum(Lanes v) { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }

}  // namespace cobden::numerics

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__x86_64__)
#define COBDEN_CLONES  // sanitizers run before the dispatcher can
#else
#define COBDEN_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif

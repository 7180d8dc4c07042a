#pragma once
// Eight doubles side by side, for kernel files that work on eight systems at once: one vector where the
// machine has 512-bit registers, a pair of four-lane vectors elsewhere (g++ 12 lowers vectors wider than the
// hardware's through memory). A kernel is a template on the type; COBDEN_EIGHT_KERNEL makes the two compiled
// forms of it and calls the one that fits the machine.
#include "cobden/numerics/simd.h"

namespace cobden::numerics {

inline constexpr std::size_t kEight = 8;
#define COBDEN_INLINE inline __attribute__((always_inline))

struct Pair {
  static constexpr std::size_t kRows = 2;  ///< rows of a matrix that a kernel holds in registers
  Lanes low = {}, high = {};
};
COBDEN_INLINE Pair operator+(Pair a, Pair b) { return {a.low + b.low, a.high + b.high}; }
COBDEN_INLINE Pair operator*(double a, Pair b) { return {a * b.low, a * b.high}; }
COBDEN_INLINE Pair operator*(Pair a, Pair b) { return {a.low * b.low, a.high * b.high}; }
COBDEN_INLINE void load_eight(const double* p, Pair& v) { v = {load(p), load(p + kWidth)}; }
COBDEN_INLINE void store_eight(double* p, Pair v) { store(p, v.low), store(p + kWidth, v.high); }

typedef double WideVector __attribute__((vector_size(64)));
typedef double WideInMemory __attribute__((vector_size(64), aligned(8), may_alias));
struct Wide {
  static constexpr std::size_t kRows = 4;
  WideVector all = {};
};
COBDEN_INLINE Wide operator+(Wide a, Wide b) { return {a.all + b.all}; }
COBDEN_INLINE Wide operator*(double a, Wide b) { return {a * b.all}; }
COBDEN_INLINE Wide operator*(Wide a, Wide b) { return {a.all * b.all}; }
COBDEN_INLINE void load_eight(const double* p, Wide& v) { v.all = *reinterpret_cast<const WideInMemory*>(p); }
COBDEN_INLINE void store_eight(double* p, Wide v) { *reinterpret_cast<WideInMemory*>(p) = v.all; }

template <class V>
COBDEN_INLINE V eight_at(const double* p) {
  V v;
  load_eight(p, v);
  return v;
}

/// Whether the machine has the 512-bit registers of x86-64-v4.
bool has_wide_registers();

}  // namespace cobden::numerics

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__x86_64__)
#define COBDEN_EIGHT_KERNEL(name, parameters, arguments) \
  void name parameters { name##_of<::cobden::numerics::Pair> arguments; }
#else
#define COBDEN_EIGHT_KERNEL(name, parameters, arguments)                                          \
  __attribute__((target("arch=x86-64-v4,prefer-vector-width=512"))) void name##_wide parameters { \
    name##_of<::cobden::numerics::Wide> arguments;                                                \
  }                                                                                               \
  COBDEN_CLONES void name##_pair parameters { name##_of<::cobden::numerics::Pair> arguments; }    \
  void name parameters {                                                                          \
    static const bool wide = ::cobden::numerics::has_wide_registers();                            \
    if (wide) return name##_wide arguments;                                                       \
    name##_pair arguments;                                                                        \
  }
#endif

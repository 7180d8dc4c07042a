#pragma once
// Vector kernels shared by the solvers: exp, log, dot products and updates over contiguous doubles. Compiled
// for AVX2 and baseline x86-64 and dispatched at run time; the order of summation is fixed, so results do not
// depend on the number of threads. exp: Cody-Waite reduction and a degree-13 polynomial; log: exponent split
// and an atanh series (Muller, "Elementary Functions", 3rd ed., ch. 11). Both are within 2 units in the last
// place of the correctly rounded value over the ranges stated.
#include <cstddef>
#include <new>
#include <span>
#include <vector>

namespace cobden::numerics {

/// Lengths are padded to a multiple of this, so that kernels have no remainder loop.
inline constexpr std::size_t kLanes = 8;
constexpr std::size_t padded(std::size_t n) { return (n + kLanes - 1) / kLanes * kLanes; }

/// 64-byte aligned storage for std::vector.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <class U>
  explicit AlignedAllocator(const AlignedAllocator<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{64})); }
  void deallocate(T* p, std::size_t) { ::operator delete (p, std::align_val_t{64}); }
  bool operator==(const AlignedAllocator&) const { return true; }
};
using AlignedVector = std::vector<double, AlignedAllocator<double>>;

/// out[i] = exp(in[i]); arguments are clamped to [-700, 700]. n must be a multiple of kLanes; in == out is
/// allowed.
void exp_array(const double* in, double* out, std::size_t n);
/// out[i] = ln(in[i]) for normal positive in[i]; other values give a finite meaningless number. n multiple of
/// kLanes.
void log_array(const double* in, double* out, std::size_t n);
/// sum_i a[i] b[i], n a multiple of kLanes.
double dot(const double* a, const double* b, std::size_t n);
/// y[i] += f x[i], n a multiple of kLanes.
void axpy(double f, const double* x, double* y, std::size_t n);
/// max_i |a[i] - b[i]|, NaN if a difference is not finite; n a multiple of kLanes.
double max_abs_difference(const double* a, const double* b, std::size_t n);

}  // namespace cobden::numerics

#pragma once
// Dense arrays over named axes, last axis contiguous. Plain value types: copying copies.
#include <cstddef>
#include <span>
#include <vector>

#include "cobden/core/axis.h"

namespace cobden {

/// One value per position of axis I.
template <class I>
class Array1 {
 public:
  Array1() = default;
  explicit Array1(std::size_t n, double fill = 0.0) : v_(n, fill) {}
  explicit Array1(std::vector<double> v) : v_(std::move(v)) {}
  double& operator[](I i) { return v_[static_cast<std::size_t>(i.value)]; }
  double operator[](I i) const { return v_[static_cast<std::size_t>(i.value)]; }
  std::size_t size() const { return v_.size(); }
  bool empty() const { return v_.empty(); }
  std::span<double> flat() { return v_; }
  std::span<const double> flat() const { return v_; }
  bool operator==(const Array1&) const = default;

 private:
  std::vector<double> v_;
};

/// A matrix [I][J]; `row(i)` is contiguous over J.
template <class I, class J>
class Array2 {
 public:
  Array2() = default;
  Array2(std::size_t ni, std::size_t nj, double fill = 0.0) : ni_(ni), nj_(nj), v_(ni * nj, fill) {}
  double& operator()(I i, J j) { return v_[at(i, j)]; }
  double operator()(I i, J j) const { return v_[at(i, j)]; }
  std::span<double> row(I i) { return {v_.data() + static_cast<std::size_t>(i.value) * nj_, nj_}; }
  std::span<const double> row(I i) const {
    return {v_.data() + static_cast<std::size_t>(i.value) * nj_, nj_};
  }
  std::size_t rows() const { return ni_; }
  std::size_t columns() const { return nj_; }
  bool empty() const { return v_.empty(); }
  std::span<double> flat() { return v_; }
  std::span<const double> flat() const { return v_; }
  bool operator==(const Array2&) const = default;

 private:
  std::size_t at(I i, J j) const {
    return static_cast<std::size_t>(i.value) * nj_ + static_cast<std::size_t>(j.value);
  }
  std::size_t ni_ = 0, nj_ = 0;
  std::vector<double> v_;
};

/// A cube [I][J][K]; `row(i, j)` is contiguous over K.
template <class I, class J, class K>
class Array3 {
 public:
  Array3() = default;
  Array3(std::size_t ni, std::size_t nj, std::size_t nk, double fill = 0.0)
      : ni_(ni), nj_(nj), nk_(nk), v_(ni * nj * nk, fill) {}
  double& operator()(I i, J j, K k) { return v_[at(i, j, k)]; }
  double operator()(I i, J j, K k) const { return v_[at(i, j, k)]; }
  std::span<double> row(I i, J j) { return {v_.data() + at(i, j, K(0)), nk_}; }
  std::span<const double> row(I i, J j) const { return {v_.data() + at(i, j, K(0)), nk_}; }
  std::size_t size1() const { return ni_; }
  std::size_t size2() const { return nj_; }
  std::size_t size3() const { return nk_; }
  bool empty() const { return v_.empty(); }
  std::span<double> flat() { return v_; }
  std::span<const double> flat() const { return v_; }
  bool operator==(const Array3&) const = default;

 private:
  std::size_t at(I i, J j, K k) const {
    return (static_cast<std::size_t>(i.value) * nj_ + static_cast<std::size_t>(j.value)) * nk_ +
           static_cast<std::size_t>(k.value);
  }
  std::size_t ni_ = 0, nj_ = 0, nk_ = 0;
  std::vector<double> v_;
};

using ByCountry = Array1<Country>;
using BySector = Array1<Sector>;
/// [sector][country]
using SectorCountry = Array2<Sector, Country>;
/// [sector][importer][exporter], exporter contiguous: the layout of every bilateral quantity.
using TradeCube = Array3<Sector, Country, Country>;
/// [input sector][using sector][country], country contiguous.
using InputOutputCube = Array3<Sector, Sector, Country>;

}  // namespace cobden

#include <cstdio>

int main() {
  std::puts("cobden");
  return 0;
}

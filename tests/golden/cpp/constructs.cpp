/// @file
/// Every construct of C++ that the scanner lists.
#pragma once
#include <vector>
#include "shop/item.h"

namespace shop::stock {

namespace detail {
inline namespace v2 {
int helper(int n);
}  // namespace v2
}  // namespace detail

namespace {
constexpr int kLimit = 16;
}

/// What can be sold.
template <typename T>
concept Sellable = requires(T t) { t.price(); };

class Visitor;

/// An article.
/// Has a price.
class SHOP_API Item : public Base<int>, private virtual detail::Named {
  Q_OBJECT
 public:
  using price_type = double;
  enum class State : unsigned char { New, Sold = 3 };

  explicit Item(int id, std::string name = "none, yet") : id_(id), name_{std::move(name)} {}
  Item(const Item&) = delete;
  ~Item() override = default;

  [[nodiscard]] virtual double price() const noexcept = 0;
  static Item* make(int id) { return nullptr; }
  template <class Range>
  auto all(const Range& range) const -> decltype(range.begin());
  bool operator==(const Item& other) const { return id_ == other.id_; }
  double operator()(int count) const;
  explicit operator bool() const { return true; }
  friend void swap(Item& a, Item& b) noexcept { std::swap(a.id_, b.id_); }

  static constexpr int kMost = 3;

 protected:
  struct Part {
    int width{0}, height = 2;
  };

 private:
  int id_;            ///< its number
  std::string name_;  // as customers know it
  std::vector<std::pair<int, Part>> parts_;
};

double Item::operator()(int count) const {
  auto each = [this](int n) { return n * price(); };
  return each(count);
}

template <typename T, int N = 4>
struct Box {
  T content[N];
  void add(T value);
};

template <>
struct Box<bool, 1> : Box<char> {
  void add(bool value);
};

template <typename T, int N>
void Box<T, N>::add(T value) {
  content[0] = value;
}

template <typename T>
using Boxes = std::vector<Box<T>>;

template class Box<int>;

extern "C" {
int shop_open(const char* path);
}

std::ostream& operator<<(std::ostream& out, const Item& item) {
  return out << R"({"id": ")" << ')';
}

}  // namespace shop::stock

namespace fs = std::filesystem;
static Registry registry("items", 1'000);

TEST(ItemTest, HasPrice) {
  EXPECT_EQ(1, 1);
}

TEST_CASE("two items differ", "[item]") {}

TORCH_LIBRARY(shop, m) {
  m.def("sell(Tensor item) -> Tensor");
}

PYBIND11_MODULE(_shop, m) {
  m.def("open", &shop_open, "Opens it.");
}

int main() {
  return 0;
}

/*
 * Types that show every construct of Thrift.
 */

namespace py shop.types
namespace * shop
include "common.thrift"
cpp_include "<vector>"

typedef i64 OrderId
typedef map<string, list<i32>> Index (cpp.type = "x")

const i32 LIMIT = 10
const map<string, string> NAMES = {
  "a": "b", "c": "d"
}

/** What may happen. */
enum State {
  UNKNOWN = 0, // not known
  PAID = 1;
  GONE
}

# An order.
struct Order {
  1: required OrderId id,
  2: optional list<string> lines = ["a", "b"];
  3: map<string, i32> counts (cpp.ref = "true")
  4: State state = State.UNKNOWN  // where it is
  string unnumbered
}

union Payment
{
  1: string card
  2: bool cash
}

exception NotFound {
  1: string message
} (message = "message")

// Sells things.
service Shop extends common.Base {
  // Places an order.
  OrderId place(1: Order order, 2: i32 count = 1) throws (1: NotFound missing),
  oneway void forget(1: OrderId id)
  list<Order> all(
    1: i32 limit, // how many
    2: string after
  )
    throws (1: NotFound missing);
}

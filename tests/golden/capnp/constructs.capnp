@0xdbb9ad1f14bf0b36;
# Structures that show every construct of a schema.

using Cxx = import "/capnp/c++.capnp";
using import "common.capnp".Base;
using Id = UInt64;
$Cxx.namespace("shop");

const limit :UInt32 = 10;
# How many.

annotation text @0xf8a1bedf44c89f00 (field, struct) :Text;

struct Order(Item) @0x9eb32e19f86ee174 {
  # An order.

  id @0 :Id;
  # Its number.
  name @1 :Text = "a { b;";
  lines @2 :List(Line);

  payment :union {
    card @3 :Text;
    cash @4 :Void;
  }

  union {
    open @5 :Void;
    closed @6 :Void;
  }

  place :group {
    x @7 :Float64;
  }

  struct Line {
    article @0 :Text;
  }
}

enum State {
  unknown @0;
  paid @1;  # all of it
}

interface Shop extends(Base, Other) {
  place @0 (order :Order, count :UInt32 = 1) -> (id :Id);
  # Places an order.
  close @1 ();
}

//! Shows every construct of Zig that declares something.

const std = @import("std");
const shapes = @import("shapes/mod.zig");
const Allocator = std.mem.Allocator;
const c = @cImport({
    @cInclude("stdio.h");
});
pub usingnamespace @import("other.zig");

/// Half a turn.
pub const half: f64 = 1.57;
var counter: usize = 0;
threadlocal var local: i32 = 1;
extern var errno: c_int;

/// What can go wrong.
pub const Error = error{ NotFound, Broken };

/// A colour.
pub const Colour = enum(u8) {
    /// Like blood.
    red = 1,
    green,
    _,

    pub fn isWarm(self: Colour) bool {
        return self == .red;
    }
};

/// A circle.
pub const Circle = struct {
    /// In metres.
    radius: f64 = 0,
    name: []const u8,
    comptime size: usize = 1,

    pub const pi = 3.14;
    const Self = @This();

    /// Makes one.
    pub fn init(radius: f64) Circle {
        const inner = 1;
        return .{ .radius = radius, .name = "" };
    }

    test "inside" {}
};

pub const Value = union(enum) { int: i64, none };
const Packed = packed struct { a: u1 };
const Handle = opaque {
    fn close() void {}
};

/// A list of anything.
pub fn List(comptime T: type) type {
    return struct {
        items: []T,
        pub fn push(self: *@This(), item: T) !void {
            _ = self;
            _ = item;
        }
    };
}

pub inline fn add(a: i32, b: i32) i32 {
    return a + b;
}
export fn exported(x: c_int) callconv(.C) c_int {
    return x;
}
extern "c" fn printf(format: [*:0]const u8, ...) c_int;

pub fn main() !void {
    std.debug.print("hi", .{});
}

test "adds numbers" {
    try std.testing.expect(add(1, 2) == 3);
}
test add {}
test {
    _ = shapes;
}
comptime {
    _ = Circle;
}

"""Rules for kites.

Load what you need.
"""

load("@rules_cc//cc:defs.bzl", "cc_library", binary = "cc_binary")
load(":wind.bzl", "gust")

workspace(name = "kites")
module(name = "kite", version = "1.0")
bazel_dep(name = "rules_go", version = "0.50.1", dev_dependency = True)

http_archive(
    name = "air",
    urls = ["https://example.org/air.zip"],
)

git_repository(name = "sky", remote = "https://example.org/sky", tag = "v2")

# Everything that flies.
cc_library(
    name = "wing",
    srcs = ["wing.cc", "spar.cc"] + glob(["gen/*.cc"]),
    hdrs = ["wing.h"],
    deps = [
        ":tail",
        "//air:flow",  # not //this:one
        "@sky//:clouds",
    ] + select({
        "//conditions:default": ["//air:calm"],
    }),
    visibility = ["//visibility:public"],
)

cc_test(
    name = "wing_test",
    srcs = ["wing_test.cc"],
    deps = [":wing"],
)

[genrule(name = "gen_%s" % n, cmd = "echo") for n in ["a", "b"]]

for size in [1, 2]:
    cc_library(name = "tail" + str(size))

COLOURS = ["red", "blue"]
_DEFAULT = "red"
lengths = {"a": 1}

KiteInfo = provider(doc = "What a kite tells others.", fields = ["tail"])

def _kite_impl(ctx):
    out = ctx.actions.declare_file("x")
    return [KiteInfo(tail = out)]

kite = rule(
    implementation = _kite_impl,
    doc = "Builds a kite.",
    attrs = {"tail": attr.label(default = ":tail")},
)

# How long it is.
def length(kite, unit = "m", *, exact = False, **rest):
    return struct(name = "not_a_target")

def make_kites(name, colours = COLOURS):
    """Declares a kite and what it needs.

    Args:
      name: what it is called
    """
    native.filegroup(name = "cloth", srcs = ["cloth.txt"])
    local = 1
    if colours:
        cc_library(name = name + "_dyed")

// Shaders of a small renderer.
#include <metal_stdlib>
#include "shared.h"
using namespace metal;

#define TILE 16

constant float kScale = 2.0;
constant bool has_light [[function_constant(0)]];

struct VertexIn {
  float3 position [[attribute(0)]];
  float2 uv [[attribute(1)]];
};

struct Fragment {
  float4 position [[position]];
};

enum class Mode : uint { Plain, Lit = 4 };

/// Moves the vertices.
vertex Fragment transform(VertexIn in [[stage_in]],
                          constant float4x4& view [[buffer(1)]]) {
  return {view * float4(in.position, 1)};
}

fragment half4 shade(Fragment in [[stage_in]], texture2d<half> image [[texture(0)]]) {
  return half4(1);
}

template <typename T>
kernel void add(device const T* a [[buffer(0)]], device T* out [[buffer(1)]],
                uint i [[thread_position_in_grid]]) {
  out[i] = a[i];
}

template [[host_name("add_float")]] kernel void add<float>(
    device const float* a [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]);

static inline float square(float x) { return x * x; }

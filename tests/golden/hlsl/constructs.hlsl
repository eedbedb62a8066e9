// A shader that shows every construct of HLSL.
#include "shared.hlsli"
#define GROUP 8

cbuffer Camera : register(b0) {
    float4x4 view;
    float3 eye : packoffset(c4);
};

struct Vertex {
    float3 position : POSITION;
    float2 uv[2] : TEXCOORD0;
};

Texture2D<float4> albedo : register(t0);
RWStructuredBuffer<Vertex> output : register(u0);
SamplerState linearSampler;
static const float PI = 3.14;

// Shades one point.
float4 shade(Vertex v, float k = 1.0) : SV_TARGET {
    return albedo.Sample(linearSampler, v.uv[0]);
}

[numthreads(GROUP, GROUP, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    output[id.x].position = 0;
}

#version 450 core
// A shader that shows every construct of GLSL.
#include "common.h"
#include <lib/math.glsl>
#define PRECISION ${PRECISION}
#define SQUARE(x) \
  ((x) * (x))

layout(std430) buffer;

/* The image that is written. */
layout(set = 0, binding = 0, rgba8ui) uniform PRECISION restrict writeonly uimage3D uOutput;
layout(set = 0, binding = 1) uniform sampler3D uInput;  // what is read
layout(set = 0, binding = 2) uniform PRECISION restrict Block {
  ivec4 size;
  // How many.
  float weights[4];
}
uBlock;
layout(local_size_x_id = 0) in;
layout(location = 0) in vec3 position;
out vec4 colour;
uniform float scale = 1.0;

const int LIMIT = 4;
const float TABLE[2] = float[](1.0, 2.0);

struct Light {
  vec3 place, direction;
  float power;
};

$if HAS_BIAS:
  vec4 bias(const vec4 v);

float area(vec2 a, inout vec2 b);

/* Computes the length. */
float length2(const vec3 v,
              const float k) {
  if (k > 0.0) { return dot(v, v); }
  for (int i = 0; i < LIMIT; ++i) { float inner = 1.0; }
  return 0.0;
}

void main() {
  ivec3 pos = ivec3(gl_GlobalInvocationID);
  imageStore(uOutput, pos, uvec4(1));
}

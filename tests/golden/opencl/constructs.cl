// Kernels for any device.
#pragma OPENCL EXTENSION cl_khr_fp16 : enable
#include "types.h"

#define LOCAL 64

typedef struct {
  float4 position;
  int id;
} particle_t;

enum { KIND_NONE, KIND_SOLID = 3 };

__constant sampler_t sampler = CLK_FILTER_NEAREST;
constant float gravity = 9.81f;

/* Moves the particles. */
__kernel void __attribute__((reqd_work_group_size(LOCAL, 1, 1)))
move(__global particle_t *particles, const float dt, __local float *scratch)
{
  size_t i = get_global_id(0);
  particles[i].position.y -= gravity * dt;
}

kernel void clear(global int *out, read_only image2d_t image) { out[0] = 0; }

inline float square(float x) { return x * x; }

// The same for other processors.
#include "hip/hip_runtime.h"

constexpr int kThreads = 64;

/// Fills a vector.
__global__ void fill(float* out, float value, int n) {
  int i = hipBlockIdx_x * hipBlockDim_x + hipThreadIdx_x;
  if (i < n) out[i] = value;
}

template <class F>
__global__ __launch_bounds__(kThreads) void each(F f) { f(); }

__host__ __device__ inline int ceil_div(int a, int b) { return (a + b - 1) / b; }

hipError_t run(float* out, int n) {
  hipLaunchKernelGGL(fill, dim3(ceil_div(n, kThreads)), dim3(kThreads), 0, 0, out, 1.0f, n);
  return hipGetLastError();
}

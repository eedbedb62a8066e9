// Kernels that add vectors.
#include <cuda_runtime.h>
#include "vector.cuh"

#define THREADS 256
#define CHECK(call) do { cudaError_t e = (call); } while (0)

namespace vectors {

__constant__ float weights[16];
__device__ int counter = 0;
static __shared__ float not_at_file_scope_normally[32];

struct __align__(16) Point {
  float x, y;
  __host__ __device__ float length() const { return x * x + y * y; }
  __device__ Point& operator+=(const Point& other);
};

/// Adds two vectors.
template <typename T, int N = 4>
__global__ void __launch_bounds__(THREADS, 2)
add(const T* __restrict__ a, const T* __restrict__ b, T* out, int n) {
  extern __shared__ T buffer[];
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) out[i] = a[i] + b[i];
}

template __global__ void add<float, 4>(const float*, const float*, float*, int);

__device__ __forceinline__ float warp_sum(float v) {
  return __shfl_down_sync(0xffffffff, v, 16);
}

extern "C" __global__ void scale(float* a, float by) { a[0] *= by; }

/* Starts the kernel. */
void launch(const float* a, const float* b, float* out, int n, cudaStream_t stream) {
  add<float><<<(n + THREADS - 1) / THREADS, THREADS, 0, stream>>>(a, b, out, n);
  auto f = [] __device__ (float x) { return x; };
}

} // namespace vectors

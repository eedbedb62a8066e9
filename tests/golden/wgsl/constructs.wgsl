// A shader that shows every construct of WGSL.
alias Vec = vec3<f32>;

struct Light {
  @location(0) place: vec3<f32>,
  @size(16) power: f32, // how bright
}

@group(0) @binding(1) var<storage, read_write> items: array<Light>;
@group(0) @binding(2) var image: texture_2d<f32>;
@id(1) override scale: f32 = 1.0;
const limit = 4u;

/* Adds two. */
fn add(a: f32, b: f32) -> f32 {
  let inner = a + b;
  return inner;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  items[0].power = add(1.0, 2.0);
}

// Squared gradient norm, second pass: stats = norm, clip coefficient, 1 if the update must be skipped.
// A single invocation: PARTS is small, and the order of the sum is fixed.
@compute @workgroup_size(1)
fn main() {
  var sums = vec4f();
  for (var i = 0u; i < PARTS / 4u; i++) { sums += partials[i]; }
  conclude((sums.x + sums.y) + (sums.z + sums.w));
}

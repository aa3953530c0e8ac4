// Log-probability of a given token, entropy and log-sum-exp of softmax(logits / temperature), per row.
// In front of this text stand fixedSum.wgsl and the build's piece (LANES = 4 reads vec4s); behind it what walks a row,
// one lane (logitsForwardLane.wgsl) or a workgroup (logitsForwardGroup.wgsl). Sums are without rounding, so all of them
// find the same bits, and a row's result cannot depend on its neighbours.
// Knows nothing of masks: rows that do not count get a coefficient of 0 in the backward pass.

struct Sizes { rows: u32 }
struct Step { temperature: f32 }

override VOCAB: u32;
override LD: u32;

@group(0) @binding(0) var<storage, read> logits: array<V>;
@group(0) @binding(1) var<storage, read> targets: array<u32>;
@group(0) @binding(2) var<storage, read_write> logp: array<f32>;
@group(0) @binding(3) var<storage, read_write> entropy: array<f32>;
@group(0) @binding(4) var<storage, read_write> lse: array<f32>;
@group(0) @binding(5) var<uniform> step: Step;
@group(0) @binding(6) var<uniform> sizes: Sizes;

// A piece adds up to at most LANES, so fewer make a block.
const PIECES = BLOCK / LANES;

fn pieces() -> u32 { return (VOCAB + LANES - 1u) / LANES; }

// Columns past the vocabulary weigh nothing.
fn piece(row: u32, i: u32) -> V {
  let z = logits[row * (LD / LANES) + i];
  if (VOCAB % LANES == 0u) { return z; }
  return select(V(-3.0e38), z, below(VOCAB, i * LANES));
}

// Bits without the sign: from 0x7f800000 on no finite number.
fn size_bits(z: V) -> U { return bitcast<U>(z) & U(0x7fffffffu); }

// Sums of weights e^x and of e^x * -x, with x = (logit - top) / temperature <= 0, over every STRIDE-th piece from
// `begin` to before `end`. The numbers of one piece are added in f32, pieces without rounding.
fn sums_of(row: u32, begin: u32, end: u32, top: f32) -> vec4u {
  let scale = scale_of();
  var sums = vec4u(0u);
  for (var first = begin; first < end; first += PIECES * STRIDE) {
    var mass = vec2f(0.0);
    var moment = vec2f(0.0);
    for (var i = first; i < min(first + PIECES * STRIDE, end); i += STRIDE) {
      let x = max((piece(row, i) - top) * scale, V(-200.0));
      let w = exp(x);
      mass += halves_of(total(w));
      moment += halves_of(total(w * -x));
    }
    sums = added(sums, vec4u(from_halves(mass), from_halves(moment)));
  }
  return sums;
}

fn added(a: vec4u, b: vec4u) -> vec4u { return vec4u(plus(a.xy, b.xy), plus(a.zw, b.zw)); }

fn scale_of() -> f32 { return 1.0 / step.temperature; }

fn finish(row: u32, top: f32, finite: bool, sums: vec4u) {
  let scale = scale_of();
  let spread = ln(sums.xy);
  let target_id = min(targets[row], VOCAB - 1u);
  let z = component(logits[row * (LD / LANES) + target_id / LANES], target_id % LANES);
  logp[row] = told((z - top) * scale - spread, finite);
  entropy[row] = told(spread + float(sums.zw) / float(sums.xy), finite);
  lse[row] = told(top * scale + spread, finite);
}

// NaN in place of what was found among numbers that are not finite: integers would hide them.
fn told(x: f32, finite: bool) -> f32 {
  return bitcast<f32>(select(0x7fc00000u, bitcast<u32>(x), finite));
}

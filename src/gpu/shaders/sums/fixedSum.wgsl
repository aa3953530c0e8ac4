// Sums of many small numbers without rounding: fixed point of 64 bits in units of 2^-40. Integers add up to the same
// in any order, so one lane and a whole workgroup find the same bits, and more terms never weigh less. A sum in f32
// would lose every term below half a unit in its last place: of 50,000 tokens, a tail of 0.3 %.
// Terms lie in [0, 1] (and an ulp), so 2^24 - 1 of them fit. What a term has below 2^-40 is cut off.
// A term's upper and lower 20 bits are first added as f32, which holds BLOCK of them exactly: converting is dear.

// Low word, high word.
alias Fixed = vec2u;

const BLOCK = 16u;

// A term in [0, 1] as whole numbers of 2^-20 and of 2^-40.
fn halves_of(x: f32) -> vec2f {
  let scaled = x * 0x1p20;
  let upper = floor(scaled);
  return vec2f(upper, floor((scaled - upper) * 0x1p20));
}

// The sum of at most BLOCK terms' halves.
fn from_halves(sum: vec2f) -> Fixed {
  let upper = u32(sum.x);
  return plus(Fixed(upper << 20u, upper >> 12u), Fixed(u32(sum.y), 0u));
}

fn plus(a: Fixed, b: Fixed) -> Fixed {
  let low = a.x + b.x;
  return Fixed(low, a.y + b.y + u32(low < b.x));
}

// a - b, where a >= b.
fn minus(a: Fixed, b: Fixed) -> Fixed {
  return Fixed(a.x - b.x, a.y - b.y - u32(a.x < b.x));
}

fn reaches(a: Fixed, b: Fixed) -> bool {
  return a.y > b.y || (a.y == b.y && a.x >= b.x);
}

fn float(a: Fixed) -> f32 {
  return f32(a.y) * 0x1p-8 + f32(a.x) * 0x1p-40;
}

// ln a. Between 1 and 2 by its series about 1: the language may err by 2^-21 there, and what is over 1 is all that
// tells a certain token from a nearly certain one.
fn ln(a: Fixed) -> f32 {
  if (a.y < 256u || a.y >= 512u) { return log(float(a)); }
  let over = float(Fixed(a.x, a.y - 256u));
  let s = over / (2.0 + over);
  let q = s * s;
  return 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q / 13.0))))));
}

// a * share / 2^64, cut off: a part of a, below it.
fn part_of(a: Fixed, share: vec2u) -> Fixed {
  let low = wide_product(a.x, share.x);
  let left = wide_product(a.x, share.y);
  let right = wide_product(a.y, share.x);
  let middle = plus(plus(left, Fixed(right.x, 0u)), Fixed(low.y, 0u));
  return plus(plus(wide_product(a.y, share.y), Fixed(right.y, 0u)), Fixed(middle.y, 0u));
}

// All 64 bits of a * b.
fn wide_product(a: u32, b: u32) -> vec2u {
  let al = a & 0xffffu;
  let ah = a >> 16u;
  let bl = b & 0xffffu;
  let bh = b >> 16u;
  let low = al * bl;
  let cross = ah * bl + (low >> 16u); // at most (2^16 - 1)^2 + 2^16 - 1, which fits
  let other = al * bh + (cross & 0xffffu);
  return vec2u((other << 16u) | (low & 0xffffu), ah * bh + (cross >> 16u) + (other >> 16u));
}

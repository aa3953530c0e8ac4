// A ranked answer as preference losses read it, in front of their texts. Filler has no tokens.
struct Answer {
  drift: f32, // sum over its tokens of log pi - log pi_ref
  logp: f32, // sum over its tokens of log pi
  tokens: f32,
  tier: f32, // 0 is best, the same number is tied; below 0 it only fills its group
  weight: f32, // how much its group counts
}

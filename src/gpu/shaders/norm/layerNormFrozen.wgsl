// A layer normalisation whose parameters are frozen has nothing else to do.
fn others(at: u32) {}

// What the epilogues of a product know of its bias. Loaded once for all rows of a tile: a load costs software
// adapters more than the product of a whole row with it. Without a bias another operand is bound in its place.
@group(0) @binding(4) var<storage, read> bias: array<Element>;

fn biasAt(column: u32) -> Element { return select(Element(), bias[column], shape.hasBias != 0u); }

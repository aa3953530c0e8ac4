/** SHA-256 of weights as a GPU holds them, tensor by tensor, so that it never holds more than one beside them. */
import { Sha256 } from '../../files/bytes/sha256.ts';
import type { Gpu } from '../../gpu/device.ts';
import { run } from '../../gpu/queue.ts';
import type { Tensor } from '../../gpu/tensor.ts';

/** What has weights by their names. */
export interface Named {
  readonly layout: {
    readonly entries: readonly { readonly name: string; readonly shape: readonly number[] }[];
  };
  view(name: string): Tensor;
}

/** Hexadecimal digits that change with any bit, name or shape of them. */
export async function weightsDigest(gpu: Gpu, weights: Named): Promise<string> {
  const hash = new Sha256();
  for (const { name, shape } of weights.layout.entries) {
    hash.update(new TextEncoder().encode(`${name} ${shape.join('x')}\n`));
    const [values] = await run(gpu, [], [weights.view(name)]);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.hex();
}

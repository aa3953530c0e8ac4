import { expect, it } from 'vitest';
import { Gpu } from '../../../src/gpu/device.ts';
import { DECODE } from '../../../src/gpu/kernels/decode/decodeVariants.ts';
import { NORM } from '../../../src/gpu/kernels/norm/normVariants.ts';
import { chooseKernels, KERNEL_FAMILIES } from '../../../src/gpu/tuning/families.ts';
import { changedFamilies, kernelFingerprints } from '../../../src/gpu/tuning/fingerprints.ts';
import { PROBES } from '../../../src/gpu/tuning/probes.ts';
import { testGpu } from '../harness.ts';

/** The test's device as another that was just opened. */
async function anew(): Promise<Gpu> {
  const gpu = await testGpu();
  return new Gpu(gpu.device, gpu.adapter);
}

it('asks every family something', () => {
  expect([...PROBES.keys()].sort()).toEqual(KERNEL_FAMILIES.map(({ name }) => name).sort());
});

it('is the same each time on one device, and different from family to family', async () => {
  const [first, second] = [await kernelFingerprints(await anew()), await kernelFingerprints(await anew())];
  expect(second).toEqual(first);
  const prints = Object.values(first);
  expect(prints).toHaveLength(KERNEL_FAMILIES.length);
  for (const print of prints) expect(print).toMatch(/^[0-9a-f]{16}$/);
  expect(new Set(prints).size).toBe(prints.length);
});

it('finds a family that adds in another order, and lets variants of one order be', async () => {
  const gpu = await anew();
  const before = await kernelFingerprints(gpu);
  const by = async (name: string, variant: string) => {
    const usual = KERNEL_FAMILIES.find((family) => family.name === name)!.chosen(gpu);
    chooseKernels(gpu, { [name]: variant });
    const changed = changedFamilies(before, await kernelFingerprints(gpu));
    chooseKernels(gpu, { [name]: usual });
    return changed;
  };
  const other = (name: string) => {
    const family = KERNEL_FAMILIES.find((each) => each.name === name)!;
    return family.variants.find((variant) => variant !== family.chosen(gpu))!;
  };
  // A GPU's tokens compute their norms themselves where norms are a workgroup's, and are told with them.
  const alongWithNorm = DECODE.chosen(gpu) === 'fused' && NORM.chosen(gpu) === 'group' ? ['decode'] : [];
  for (const name of ['norm', 'sums', 'attention'])
    expect(await by(name, other(name)), name).toEqual(name === 'norm' ? [name, ...alongWithNorm] : [name]);
  for (const name of ['gradNorm', 'logits', 'decode', 'training'])
    expect(await by(name, other(name)), name).toEqual([]);
  expect(await kernelFingerprints(gpu)).toEqual(before);
});

it('leaves nothing on the device', async () => {
  const gpu = await anew();
  const made: { readonly label: string; freed: boolean }[] = [];
  const create = gpu.device.createBuffer.bind(gpu.device);
  gpu.device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const entry = { label: buffer.label, freed: false };
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      entry.freed = true;
      destroy();
    };
    made.push(entry);
    return buffer;
  };
  try {
    await kernelFingerprints(gpu);
  } finally {
    gpu.device.createBuffer = create;
  }
  const probes = made.filter(({ label }) => label.startsWith('probe/'));
  expect(probes.length).toBeGreaterThan(20);
  expect(probes.filter(({ freed }) => !freed)).toEqual([]);
  expect(made.filter(({ freed, label }) => !freed && /^(?:adamw|logits|sample)$/.test(label))).toEqual([]);
});

it('says nothing of a family that one side does not know', () => {
  expect(changedFamilies({ matmul: 'a', gone: 'b' }, { matmul: 'a', fresh: 'c' })).toEqual([]);
  expect(changedFamilies({ matmul: 'a', norm: 'b' }, { matmul: 'x', norm: 'b' })).toEqual(['matmul']);
});

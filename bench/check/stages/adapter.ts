/** What the adapter says of itself. Knows WebGPU; knows no engine. */
import { spawnSync } from 'node:child_process';
import { cpus, release } from 'node:os';
import { summarise } from '../../../src/gpu/device.ts';
import type { StageContext } from '../context.ts';

/** @throws Error when there is no adapter */
export async function adapterStage({ save }: StageContext<'adapter'>): Promise<void> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('There is no WebGPU adapter.');
  const { info, limits, features } = adapter;
  const { vendor, architecture, device, description, subgroupMinSize, subgroupMaxSize } = info;
  const numbers: Record<string, number> = {};
  // Limits are accessors of the prototype.
  for (const name of Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(limits)))) {
    const value: unknown = Reflect.get(limits, name);
    if (typeof value === 'number') numbers[name] = value;
  }
  const [{ model } = { model: 'unknown processor' }] = cpus();
  save({
    vendor,
    architecture,
    device,
    description,
    software: summarise(info).software,
    features: [...features].toSorted(),
    limits: numbers,
    subgroups: subgroupMinSize ? { smallest: subgroupMinSize, largest: subgroupMaxSize } : null,
    driver: driverText(),
    node: process.version,
    machine: `${cpus().length} x ${model.trim()}, ${process.platform} ${release()}`,
  });
}

/** What NVIDIA's tool says; other drivers name their version in the adapter's description. */
function driverText(): string {
  const query = [
    '--query-gpu=name,driver_version,memory.total,clocks.max.sm,power.limit',
    '--format=csv,noheader',
  ];
  const asked = spawnSync('nvidia-smi', query, { encoding: 'utf8', timeout: 10_000 });
  return asked.status === 0 ? asked.stdout.trim() : '';
}

/**
 * What Nudge's engine was measured to take on devices, and what a run would take there by that. Numbers are those of
 * bench/results, which a test compares. Pure.
 */
import type { Part } from '../../rl/runs/partTime.ts';

/** Milliseconds that a model of so many weights took. */
interface Point {
  readonly parameters: number;
  readonly milliseconds: number;
  /** Tokens of it: trained on in one step, or sampled by each of `rows`. */
  readonly tokens: number;
}

export interface MeasuredDevice {
  readonly id: 'h100' | 'h200' | 'swiftshader';
  readonly name: string;
  /** Folder or file of bench/results. */
  readonly source: string;
  /** Training steps: forward, backward, AdamW. */
  readonly training: readonly Point[];
  /** Sampling; of `rows` answers at once. */
  readonly sampling: readonly (Point & { readonly rows: number })[];
}

export const DEVICES: readonly MeasuredDevice[] = [
  {
    id: 'h100',
    name: 'NVIDIA H100',
    source: 'nvidia-h100.gpu-check',
    training: [
      { parameters: 167_680, tokens: 256, milliseconds: 0.996 },
      { parameters: 932_608, tokens: 512, milliseconds: 1.88 },
      { parameters: 2_878_464, tokens: 512, milliseconds: 3.37 },
      { parameters: 123_751_680, tokens: 1024, milliseconds: 52.8 },
    ],
    sampling: [
      { parameters: 2_890_752, rows: 32, tokens: 60, milliseconds: 24.5 },
      { parameters: 134_515_008, rows: 32, tokens: 60, milliseconds: 256 },
    ],
  },
  {
    id: 'h200',
    name: 'NVIDIA H200',
    source: 'nvidia-h200.gpu-check',
    training: [
      { parameters: 167_680, tokens: 256, milliseconds: 1.33 },
      { parameters: 932_608, tokens: 512, milliseconds: 1.9 },
      { parameters: 2_878_464, tokens: 512, milliseconds: 3.19 },
      { parameters: 123_751_680, tokens: 1024, milliseconds: 42 },
    ],
    sampling: [
      { parameters: 2_890_752, rows: 32, tokens: 60, milliseconds: 23.9 },
      { parameters: 134_515_008, rows: 32, tokens: 60, milliseconds: 255 },
    ],
  },
  {
    id: 'swiftshader',
    name: 'SwiftShader, 2 cores',
    source: 'google-swiftshader.json',
    training: [
      { parameters: 167_680, tokens: 256, milliseconds: 30.5 },
      { parameters: 932_608, tokens: 512, milliseconds: 280 },
      { parameters: 2_878_464, tokens: 512, milliseconds: 858 },
    ],
    sampling: [{ parameters: 167_680, rows: 8, tokens: 24, milliseconds: 29.8 }],
  },
];

/** An iteration's work: tokens of prompts and answers that are read, steps of sampling, times the update goes over them. */
export interface IterationWork {
  readonly parameters: number;
  readonly tokens: number;
  readonly samplingSteps: number;
  readonly rows: number;
  readonly epochs: number;
}

/** Of a training step, what a forward pass alone takes: two operations of six. A guess for a device. */
const FORWARD = 1 / 3;

/**
 * Milliseconds of an iteration's parts on a measured device: an update as its training steps a token, interpolated by size
 * (power law between neighbours), readings a third of that, sampling by its steps. Parts that were never measured apart
 * there, so a guess; `beyond` says that the model lies outside the sizes measured.
 */
export function iterationOn(
  device: MeasuredDevice,
  work: IterationWork,
): { readonly parts: Readonly<Record<Part, number>>; readonly beyond: boolean } {
  const perToken = at(
    device.training.map((point) => [point.parameters, point.milliseconds / point.tokens]),
    work.parameters,
  );
  const perStep = at(
    device.sampling.map((point) => [
      point.parameters,
      // A device that computes row after row takes as much longer as there are more; a GPU hardly.
      (point.milliseconds / point.tokens) *
        (device.id === 'swiftshader' ? work.rows / point.rows : Math.max(1, work.rows / point.rows)),
    ]),
    work.parameters,
    device.sampling.length === 1
      ? perToken / (device.training[0].milliseconds / device.training[0].tokens)
      : 1,
  );
  const forward = FORWARD * perToken * work.tokens;
  const sizes = device.training.map(({ parameters }) => parameters);
  return {
    parts: {
      sample: perStep * work.samplingSteps,
      score: forward,
      reference: forward,
      value: forward,
      reward: 0,
      update: perToken * work.tokens * work.epochs,
    },
    beyond: work.parameters < Math.min(...sizes) || work.parameters > Math.max(...sizes),
  };
}

/**
 * y at x by a power law through the two nearest points, in order of x; beyond the last, in proportion to x from it.
 * @param scale what a single point is multiplied with
 */
function at(points: readonly (readonly [x: number, y: number])[], x: number, scale = 1): number {
  const [first] = points;
  const last = points[points.length - 1];
  if (points.length === 1) return first[1] * scale;
  if (x <= first[0]) return first[1];
  if (x >= last[0]) return (last[1] * x) / last[0];
  const after = points.findIndex(([px]) => px >= x);
  const [[x0, y0], [x1, y1]] = [points[after - 1], points[after]];
  const slope = Math.log(y1 / y0) / Math.log(x1 / x0);
  return y0 * (x / x0) ** slope;
}

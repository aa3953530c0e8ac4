/** The panel that says where a step's time goes, in English. Part of en.ts. */
import { plural } from '../../text/format.ts';

export const enTime = {
  title: 'Where the time goes',
  lead: 'Times one PPO step on a copy of the model. Your run stays as it is; training waits for it.',
  measuring: 'Measuring…',
  choice: (variant: string, how: string, times: string) =>
    `Matrix products are computed by ${variant}, ${how}${times ? ` (${times})` : ''}.`,
  /** Families by the variant they have in common. */
  others: (choices: string) => `Other kernels: ${choices}.`,
  chosen: (families: string, variant: string) => `${families} by ${variant}`,
  how: {
    measured: 'the fastest here',
    unopposed: 'the usual choice for this adapter, there was no time to try another',
    usual: 'the usual choice for this adapter, not compared with others yet',
    remembered: 'as on this adapter before',
    run: 'as your saved run was',
  },
  step: (responses: number, tokens: number, dispatches: number, milliseconds: string) =>
    `A step over ${plural(responses, 'response')} (${tokens} tokens) takes ${milliseconds} ms in ${plural(dispatches, 'dispatch', 'dispatches')}.`,
  limits: (gflops: string, gigabytes: string) =>
    `At most this adapter does ${gflops} GFLOP/s and copies ${gigabytes} GB/s.`,
  table: 'Kernels of a PPO step, slowest first',
  columns: {
    kernel: 'Kernel',
    dispatches: 'Dispatches',
    milliseconds: 'ms',
    time: 'Of the time',
    rate: 'GFLOP/s',
    share: 'Of the adapter’s limit',
  },
  bound: {
    arithmetic: (share: string) => `${share} arithmetic`,
    memory: (share: string) => `${share} memory`,
  },
  note: 'Kernels are timed one by one, which is slower than the step as a whole. Memory counts what a kernel binds once, so cached data can pass 100 %.',
  noTimestamps:
    'This device cannot time single kernels (no timestamp-query), so only the whole step is measured.',
};

export type TimeWords = typeof enTime;

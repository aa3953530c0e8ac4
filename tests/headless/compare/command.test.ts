/** The command around a contest, where no device is opened: help, and what cannot be obeyed. */
import { expect, it } from 'vitest';
import { lookAfter, runCompare } from '../../../src/headless/compare/command.ts';

async function compare(...args: string[]) {
  const [printed, errors]: [string[], string[]] = [[], []];
  const code = await runCompare(args, {
    openDevice: () => Promise.reject(new Error('A device was opened.')),
    chooseKernels: async () => '',
    print: (line) => printed.push(line),
    printError: (line) => errors.push(line),
  });
  return { code, printed: printed.join('\n'), errors: errors.join('\n') };
}

it('says how it is used', async () => {
  expect(await compare('--help')).toMatchObject({
    code: 0,
    printed: expect.stringContaining('--tune-labeler'),
  });
});

it('ends with 2 and says why, before a device is opened', async () => {
  expect(await compare('--methods', 'none')).toMatchObject({
    code: 2,
    errors: expect.stringContaining('"none"'),
  });
  expect(await compare('--nonsense')).toMatchObject({ code: 2, errors: expect.stringContaining('--help') });
});

it('reads rankings of people before a device is opened', async () => {
  expect(await compare('--rankings-file', 'no/such.jsonl')).toMatchObject({
    code: 2,
    errors: expect.stringContaining('no/such.jsonl'),
  });
});

it('looks evenly, the last time at the end', () => {
  expect([...lookAfter({ iterations: 20, looks: 3 })]).toEqual([7, 13, 20]);
  expect([...lookAfter({ iterations: 2, looks: 1 })]).toEqual([2]);
});

/**
 * Stands for `vitest` where GPU tests run in plain Node: its runner and its assertions, without its server. The
 * bundle puts this module in the place of that name. Knows no test.
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  ChaiStyleAssertions,
  chai,
  customMatchers,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';

export {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  it,
  onTestFinished,
  test,
} from '@vitest/runner';

for (const plugin of [JestExtend, JestChaiExpect, ChaiStyleAssertions, JestAsymmetricMatchers])
  chai.use(plugin);

type Matchers = Record<string, (...args: unknown[]) => unknown>;
interface Polling {
  readonly interval?: number;
  readonly timeout?: number;
}

const assertion = (value: unknown, message?: string) => chai.expect(value, message) as unknown as Matchers;

export const expect = Object.assign(assertion, chai.expect, asymmetricMatchers(), {
  /** Asserts of what `read` gives until it holds or time is up. */
  poll(read: () => unknown, { interval = 50, timeout = 1000 }: Polling = {}): Matchers {
    const ask = (path: readonly string[], args: unknown[]) => untilHolds(read, path, args, interval, timeout);
    const chain = (path: readonly string[]): Matchers =>
      new Proxy<Matchers>(
        {},
        {
          get: (_, name: string) =>
            name === 'not' ? chain([...path, name]) : (...args: unknown[]) => ask([...path, name], args),
        },
      );
    return chain([]);
  },
});

setState(
  { assertionCalls: 0, isExpectingAssertions: false, isExpectingAssertionsError: null },
  expect as never,
);
(expect as unknown as { extend: (matchers: object) => void }).extend = (matchers) =>
  (chai.expect as unknown as { extend: (to: unknown, matchers: object) => void }).extend(expect, matchers);
(expect as unknown as { extend: (matchers: object) => void }).extend(customMatchers);

function asymmetricMatchers(): object {
  return (
    (globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT as unknown as symbol] ?? {}
  );
}

async function untilHolds(
  read: () => unknown,
  path: readonly string[],
  args: unknown[],
  interval: number,
  timeout: number,
): Promise<void> {
  const end = performance.now() + timeout;
  for (;;) {
    const last = performance.now() > end;
    try {
      let target: unknown = assertion(await read());
      for (const name of path.slice(0, -1)) target = (target as Record<string, unknown>)[name];
      await (target as Matchers)[path.at(-1)!](...args);
      return;
    } catch (error) {
      if (last) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

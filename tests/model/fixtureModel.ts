/** Fixture models on the test device, and fixture batches as packed sequences. */
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { parseModelConfig } from '../../src/files/config/modelConfig.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { loadFamily } from '../../src/model/family.ts';
import { ParameterLayout, type Head } from '../../src/model/layout.ts';
import { Parameters } from '../../src/model/parameters.ts';
import type { Sequence } from '../../src/model/sequences.ts';
import type { FixtureConfig, ModelFixture } from '../fixtures/load.ts';
import { testGpu } from '../gpu/harness.ts';

export { openGpu, type Gpu };

export function modelConfig(config: FixtureConfig): ModelConfig {
  return parseModelConfig(config);
}

/** The fixture's weights on the test device, with heads from `extra`. */
export async function fixtureParameters(
  fixture: ModelFixture,
  heads: readonly Head[],
  extra: ReadonlyMap<string, Float32Array> = new Map(),
): Promise<Parameters> {
  const gpu = await testGpu();
  await loadFamily(modelConfig(fixture.config).family);
  const parameters = new Parameters(gpu, new ParameterLayout(modelConfig(fixture.config), heads), 'fixture');
  parameters.load(new Map([...fixture.weights, ...extra]));
  return parameters;
}

/** Right-padded ids [batch, length] as prompt + response. */
export function fixtureSequences(
  tokens: Int32Array,
  promptLengths: ArrayLike<number>,
  lengths: ArrayLike<number>,
  length: number,
): Sequence[] {
  return Array.from(lengths, (total, row) => {
    const ids = [...tokens.subarray(row * length, row * length + total)];
    return { prompt: ids.slice(0, promptLengths[row]), response: ids.slice(promptLengths[row]) };
  });
}

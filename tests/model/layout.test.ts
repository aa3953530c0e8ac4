import { describe, expect, it } from 'vitest';
import { elementCount } from '../../src/gpu/tensor.ts';
import { PARAMETER_ALIGNMENT, ParameterLayout } from '../../src/model/layout.ts';
import { MODEL_FIXTURES, loadModelFixture } from '../fixtures/load.ts';
import { modelConfig } from './fixtureModel.ts';
import { TINY_CONFIG } from './tinyModel.ts';

const llama = {
  ...TINY_CONFIG,
  family: 'llama',
  kvHeads: 1,
  headDim: 6,
  ffn: 21,
  ropeTheta: 1e4,
  tied: false,
} as const;

describe('ParameterLayout', () => {
  it.each(MODEL_FIXTURES)('has the names and sizes of a Hugging Face file: %s', async (name) => {
    const { config, weights } = await loadModelFixture(name);
    const { entries } = new ParameterLayout(modelConfig(config));
    expect(entries.map((entry) => entry.name).toSorted()).toEqual([...weights.keys()].toSorted());
    for (const entry of entries) expect(elementCount(entry.shape)).toBe(weights.get(entry.name)!.length);
  });

  it('places parameters one after the other, each where a binding may begin', () => {
    const { entries, count } = new ParameterLayout(TINY_CONFIG, ['value', 'score']);
    let end = 0;
    for (const { offset, shape } of entries) {
      expect(offset % PARAMETER_ALIGNMENT).toBe(0);
      expect(offset).toBeGreaterThanOrEqual(end);
      expect(offset - end).toBeLessThan(PARAMETER_ALIGNMENT);
      end = offset + elementCount(shape);
    }
    expect(count).toBeGreaterThanOrEqual(end);
    expect(count % PARAMETER_ALIGNMENT).toBe(0);
  });

  it('has adapters in place of the model where it is asked for them', () => {
    const adapters = { rank: 3, alpha: 6, targets: 'all' } as const;
    const layout = new ParameterLayout({ ...llama, qkvBias: true, qkNorm: true }, ['score'], adapters);
    const last = layout.entries.at(-1)!;
    expect(last.name).toBe('score.weight');
    const ofLayers = layout.entries.slice(0, -1);
    expect(ofLayers.every(({ decay, offset }) => decay && offset % PARAMETER_ALIGNMENT === 0)).toBe(true);
    expect(layout.entry('layers.0.self_attn.k_proj.lora_A').shape).toEqual([3, TINY_CONFIG.dim]);
    expect(layout.entry('layers.0.self_attn.k_proj.lora_B').shape).toEqual([6, 3]);
    expect(layout.entry('layers.0.mlp.down_proj.lora_A').shape).toEqual([3, 21]);
    expect(ofLayers).toHaveLength(2 * 7 * llama.layers);
    expect(layout.has('layers.0.self_attn.k_proj.weight')).toBe(false);
    // Every model of adapters lies alike but for its head.
    const gpt2 = new ParameterLayout(TINY_CONFIG, [], { ...adapters, targets: 'mlp' });
    expect(gpt2.entries.map(({ name, shape }) => [name, ...shape])).toEqual([
      ['h.0.mlp.c_fc.lora_A', 3, 16],
      ['h.0.mlp.c_fc.lora_B', 64, 3],
      ['h.0.mlp.c_proj.lora_A', 3, 64],
      ['h.0.mlp.c_proj.lora_B', 16, 3],
    ]);
  });

  it('keeps together what is read as one', () => {
    const { units, entries } = new ParameterLayout({ ...llama, qkvBias: true, qkNorm: true });
    const names = units.map(({ name }) => name);
    expect(names).toContain('layers.0.self_attn.qkv_proj.weight');
    expect(names).not.toContain('layers.0.self_attn.q_proj.weight');
    const total = (list: typeof entries) => list.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    expect(total(units)).toBe(total(entries));
  });

  it('puts heads last, so that trunks of all models lie alike', () => {
    const plain = new ParameterLayout(TINY_CONFIG);
    for (const heads of [['value'], ['score']] as const) {
      const { entries } = new ParameterLayout(TINY_CONFIG, heads);
      expect(entries.slice(0, plain.entries.length)).toEqual(plain.entries);
    }
  });

  it('counts trainable numbers without padding', () => {
    const { vocab, positions, dim, layers } = TINY_CONFIG;
    const trunk = (vocab + positions) * dim + layers * (12 * dim * dim + 13 * dim) + 2 * dim;
    expect(new ParameterLayout(TINY_CONFIG).parameters).toBe(trunk);
    expect(new ParameterLayout(TINY_CONFIG, ['value']).parameters).toBe(trunk + dim + 1);
  });

  it('decays matrices and embeddings, not biases, norms or heads', () => {
    const layout = new ParameterLayout(TINY_CONFIG, ['value']);
    const blocks = layout.decayBlocks();
    const decayed = layout.entries.filter(({ offset }) => blocks[offset / PARAMETER_ALIGNMENT] === 1);
    expect(decayed.map(({ name }) => name)).toEqual([
      'wte.weight',
      'wpe.weight',
      'h.0.attn.c_attn.weight',
      'h.0.attn.c_proj.weight',
      'h.0.mlp.c_fc.weight',
      'h.0.mlp.c_proj.weight',
    ]);
  });

  it('knows no other names', () => {
    expect(() => new ParameterLayout(TINY_CONFIG).entry('value.weight')).toThrow(RangeError);
  });
});

describe('parameters that are read as one', () => {
  it('lie end to end under a name of their own', () => {
    const layout = new ParameterLayout({ ...llama, qkvBias: true, qkNorm: true });
    const at = (name: string) => layout.entry(`layers.0.${name}`);
    const wholes = [
      ['self_attn.qkv_proj.weight', ['q_proj.weight', 'k_proj.weight', 'v_proj.weight'], [24, 16]],
      ['self_attn.qkv_proj.bias', ['q_proj.bias', 'k_proj.bias', 'v_proj.bias'], [24]],
      ['self_attn.qk_norm.weight', ['q_norm.weight', 'k_norm.weight'], [12]],
      ['mlp.gate_up_proj.weight', ['gate_proj.weight', 'up_proj.weight'], [42, 16]],
    ] as const;
    for (const [name, parts, shape] of wholes) {
      const whole = at(name);
      expect(whole.shape).toEqual(shape);
      expect(whole.offset % PARAMETER_ALIGNMENT).toBe(0);
      let end = whole.offset;
      for (const part of parts) {
        const { offset, shape: own } = at(`${name.split('.')[0]}.${part}`);
        expect(offset).toBe(end);
        end += elementCount(own);
      }
      expect(end).toBe(whole.offset + elementCount(whole.shape));
    }
  });

  it('are listed one by one, as files have them', () => {
    const { entries } = new ParameterLayout({ ...llama, qkvBias: false, qkNorm: false });
    const names = entries.map(({ name }) => name);
    expect(names).toHaveLength(1 + 9 + 2);
    expect(names.some((name) => /qkv_proj|gate_up/.test(name))).toBe(false);
  });

  it('decay as wholes do', () => {
    const layout = new ParameterLayout({ ...llama, qkvBias: true, qkNorm: true });
    const blocks = layout.decayBlocks();
    for (const { offset, shape, decay } of layout.entries) {
      const last = offset + elementCount(shape) - 1;
      for (const element of [offset, last]) {
        expect(blocks[Math.floor(element / PARAMETER_ALIGNMENT)]).toBe(Number(decay));
      }
    }
  });
});

describe('pieces', () => {
  const layout = new ParameterLayout({ ...TINY_CONFIG, layers: 2 }, ['value']);

  it('are one where everything fits', () => {
    expect(layout.pieces(layout.count)).toEqual([{ first: 0, count: layout.count }]);
  });

  it('hold whole parameters and follow one another', () => {
    const most = 2000;
    const pieces = layout.pieces(most);
    expect(pieces.length).toBeGreaterThan(2);
    let end = 0;
    for (const { first, count } of pieces) {
      expect(first).toBe(end);
      expect(count).toBeLessThanOrEqual(most);
      expect(layout.entries.some(({ offset }) => offset === first)).toBe(true);
      end = first + count;
    }
    expect(end).toBe(layout.count);
  });

  it('do not part what is read as one', () => {
    const fused = new ParameterLayout({ ...llama, layers: 3, qkvBias: true, qkNorm: true });
    const pieces = fused.pieces(1200);
    expect(pieces.length).toBeGreaterThan(3);
    for (const { first } of pieces) {
      const entry = fused.entries.find(({ offset }) => offset === first)!;
      expect(entry.name).not.toMatch(/k_proj|v_proj|k_norm|up_proj/);
    }
  });

  it('name the parameter that is too large', () => {
    expect(() => layout.pieces(100)).toThrow(/wte\.weight has \d+ numbers/);
  });
});

/** Sound inputs that are made rather than read: a small Llama, its tokenizer, templates, prompts, a log. */
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import { defaultSettings } from '../../src/rl/algorithms/settings.ts';
import type { Inspection } from '../../src/rl/runs/inspection.ts';

const LETTERS = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index));

export const LLAMA_CONFIG = JSON.stringify({
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_size: 8,
  intermediate_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  max_position_embeddings: 64,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  hidden_act: 'silu',
  tie_word_embeddings: true,
  vocab_size: 272,
  bos_token_id: 1,
  eos_token_id: 2,
});

/** SentencePiece's BPE with bytes to fall back on, as Llama 2's. */
export function smallTokenizer(): { readonly tokenizerJson: object; readonly tokenizerConfig: object } {
  const special = ['<unk>', '<s>', '</s>'];
  const bytes = Array.from({ length: 256 }, (_, b) => `<0x${b.toString(16).toUpperCase().padStart(2, '0')}>`);
  const tokens = [...special, ...bytes, '▁', 't', 'h', 'e', 'th', 'the', '▁the'];
  const added = (content: string, id: number) => ({ id, content, special: true, normalized: false });
  return {
    tokenizerJson: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: special.map(added),
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'Prepend', prepend: '▁' },
          { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
        ],
      },
      pre_tokenizer: null,
      post_processor: null,
      decoder: {
        type: 'Sequence',
        decoders: [
          { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
          { type: 'ByteFallback' },
          { type: 'Fuse' },
          { type: 'Strip', content: ' ', start: 1, stop: 0 },
        ],
      },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: '<unk>',
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: true,
        byte_fallback: true,
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        merges: ['t h', 'th e', '▁ the'],
      },
    },
    tokenizerConfig: {
      tokenizer_class: 'LlamaTokenizer',
      add_bos_token: true,
      bos_token: '<s>',
      eos_token: '</s>',
      unk_token: '<unk>',
      model_max_length: 64,
      chat_template: CHAT_TEMPLATES[0],
    },
  };
}

export const CHAT_TEMPLATES = [
  "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] }}{% endfor %}",
  "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'system' %}{{ m['content'] | trim }}{% elif loop.first %}{{ raise_exception('no system') }}{% else %}[{{ m.content }}]{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}",
  "{%- set n = namespace(i=0) -%}{%- for i in range(3) -%}{%- set n.i = n.i + i -%}{%- endfor -%}{{ n.i }}{{ strftime_now('%d %b %Y') }}",
] as const;

export const PROMPT_FILES: readonly (readonly [name: string, content: string])[] = [
  ['prompts.txt', 'Once upon a time\nTell me a \\n joke\n'],
  ['prompts.jsonl', '{"prompt":"a"}\n{"messages":[{"role":"user","content":"b"}]}\n'],
  ['prompts.json', '[{"prompt":"a"},"b"]'],
  ['prompts.csv', 'id,prompt\n1,"a, b"\n2,c\n'],
];

/** Two iterations token by token: of a method that gives each token its credit, and of one that learns from whole answers. */
export function inspections(): readonly Inspection[] {
  const numbers = [-1.5, -0.25];
  const answer = {
    prompt: 'Once\n',
    text: 'a 🦊',
    finished: true,
    tokens: ['a', ' 🦊'],
    score: 0.5,
    spread: null,
    earned: 0.5,
    logpAfter: numbers,
    attribution: { start: 0.1, parts: [0.3, 0.1] },
  };
  const none = { answers: [], total: 0, credit: null, updated: true };
  const settings = defaultSettings(false, 'grpo');
  const clip = { term: 'token', low: 0.2, high: 0.28, cap: 0, positive: 1, negative: 1.05 } as const;
  const loss = {
    ...clip,
    normaliser: 'token',
    most: 32,
    beta: 0.04,
    estimator: 'k3',
    corrected: false,
  } as const;
  const columns = { logp: numbers, logpRef: numbers, values: numbers, advantages: numbers, returns: numbers };
  const pulled = { logp: numbers, logpRef: numbers, advantages: numbers, pulls: numbers };
  const whitening = { mean: 0.5, sd: 2 };
  const credit = {
    beta: 0.05,
    estimator: 'k1',
    gamma: 1,
    lambda: 0.95,
    clip: 0.2,
    dualClip: 0,
    importanceCap: 2,
  } as const;
  return [
    {
      ...none,
      iteration: 1,
      total: 4,
      answers: [{ ...answer, columns }],
      credit: { ...credit, whitenedRewards: null, whitenedAdvantages: whitening },
    },
    {
      ...none,
      iteration: 2,
      total: 1,
      answers: [{ ...answer, columns: null, pulled, sampled: numbers }],
      whole: { earned: [0.5], kl: [0.25], lengths: [2], loss, settings },
    },
  ];
}

/** Rankings with ties, a skip, something unusable, and an undo. */
export function rankingLog(): readonly PreferenceEvent[] {
  const answers = LETTERS.slice(0, 4).map((text, index) => ({
    text: `${text} 🦊`,
    tokens: [index, 20, 30],
    finished: index > 0,
    iteration: index,
  }));
  const base = { at: 1_700_000_000_000, prompt: 'Once\n', answers, rater: 'person' as const, leadTime: 1500 };
  return [
    { ...base, type: 'ranking', id: 'a', tiers: [[0], [1, 2], [3]] },
    { ...base, type: 'ranking', id: 'b', tiers: [[3], [1]] },
    { ...base, type: 'unusable', id: 'c' },
    { ...base, type: 'skip', id: 'd' },
    { type: 'undo', id: 'e', at: base.at, target: 'b' },
  ];
}

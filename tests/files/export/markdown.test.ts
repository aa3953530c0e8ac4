import { describe, expect, it } from 'vitest';
import { markdownText, pythonString } from '../../../src/files/export/markdown.ts';
import { modelCard } from '../../../src/files/export/modelCard.ts';
import { parseModelConfig } from '../../../src/files/config/modelConfig.ts';

const HOSTILE = [
  'a](https://evil.example) <img src=x onerror=alert(1)>',
  '```\nimport os\n```',
  '# Heading\n\n- list',
  '---\nlicense: other\n---',
  '<script>alert(1)</script>',
  '**bold** _under_ ~~gone~~ |table| ![image](x) &lt; $x$ @user https://x.example www.x.example',
  '\u202egnp.exe\u2028next',
  'x'.repeat(5_000),
];

describe('names in Markdown', () => {
  it.each(HOSTILE)('%j are one line of text', (name) => {
    const text = markdownText(name);
    expect(text).not.toMatch(/[\n\r\u2028\u2029\u202e]/);
    expect(text.replaceAll(/\\./g, '')).not.toMatch(/[`*_[\]<>#|!~&$@:]/);
    expect(text).not.toMatch(/^[-=]|www\.x/);
    expect(text.length).toBeLessThan(450);
  });

  it.each(['HuggingFaceTB/SmolLM2-135M', 'blurbs-tiny', 'gpt2', '餐厅 模型'])('%s stays as it is', (name) => {
    expect(markdownText(name)).toBe(name);
  });

  it.each(HOSTILE)('%j as Python is the same text, and ends no block', (name) => {
    expect(JSON.parse(pythonString(name))).toBe(name);
    expect(pythonString(name)).toMatch(/^[^`<>\n\u007f-\uffff]*$/);
  });

  it.each(HOSTILE)('a card of %j has its own head, heading and blocks only', (base) => {
    const config = parseModelConfig({
      model_type: 'gpt2',
      vocab_size: 400,
      n_positions: 64,
      n_embd: 16,
      n_layer: 1,
      n_head: 2,
      eos_token_id: 0,
    });
    const card = modelCard({
      title: base,
      config,
      task: 'causal',
      parameters: 1,
      type: 'F32',
      base,
      offset: 0,
      padded: true,
    });
    expect(card.match(/^---$/gm)).toHaveLength(2);
    expect(card.match(/^```/gm)).toHaveLength(2);
    expect(card.match(/^# /gm)).toHaveLength(1);
    expect(card).not.toMatch(/(?<!\\)<(?:img|script)/);
  });
});

import { describe, expect, it } from 'vitest';
import { PLAIN_CHAT_TEMPLATE, prepareTokenizer } from '../../src/cluster/tokenizerFiles.ts';
import { tokenizerFiles } from '../../src/files/export/tokenizerFiles.ts';

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes?: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;

function files(config: object, more: Record<string, unknown> = {}): Map<string, Uint8Array> {
  const tokenizer = {
    added_tokens: [
      { id: 0, content: '</s>', special: true },
      { id: 3, content: '<pad>', special: true },
    ],
    model: { vocab: { '</s>': 0, a: 1, '<pad>': 3 } },
  };
  const entries = Object.entries({ 'tokenizer.json': tokenizer, 'tokenizer_config.json': config, ...more });
  return new Map(entries.map(([name, value]) => [name, encode(value)]));
}

const END = { eos: 0, vocab: 4 };

describe('prepareTokenizer', () => {
  it('adds a plain chat template, a padding token of its own and padding on the left', () => {
    const {
      files: made,
      pad,
      ownTemplate,
    } = prepareTokenizer(
      files(
        { eos_token: '</s>', pad_token: '</s>', padding_side: 'right' },
        { 'special_tokens_map.json': { eos_token: '</s>' } },
      ),
      END,
    );
    expect(decode(made.get('tokenizer_config.json'))).toEqual({
      eos_token: '</s>',
      pad_token: '<pad>',
      padding_side: 'left',
      chat_template: PLAIN_CHAT_TEMPLATE,
    });
    expect(decode(made.get('special_tokens_map.json'))).toEqual({ eos_token: '</s>', pad_token: '<pad>' });
    expect({ pad, ownTemplate }).toEqual({ pad: 3, ownTemplate: false });
  });

  it("keeps a model's own template, in its config or in a file", () => {
    const own = { eos_token: '</s>', chat_template: '{{ messages[0].content }}!' };
    const kept = prepareTokenizer(files(own), END);
    expect(kept.ownTemplate).toBe(true);
    expect(decode(kept.files.get('tokenizer_config.json')).chat_template).toBe(own.chat_template);
    const inFile = files({ eos_token: '</s>' });
    inFile.set('chat_template.jinja', encode('x'));
    const other = prepareTokenizer(inFile, END);
    expect(other.ownTemplate).toBe(true);
    expect(decode(other.files.get('tokenizer_config.json')).chat_template).toBeUndefined();
  });

  it('says which file is missing', () => {
    const broken = files({ eos_token: '</s>' });
    broken.delete('tokenizer.json');
    expect(() => prepareTokenizer(broken, END)).toThrow('no tokenizer.json');
  });

  it('leaves chat templates in a folder of their own as they are, and adds none to them', () => {
    const template = 'additional_chat_templates/tool_use.jinja';
    const given = files({ eos_token: '</s>' }, { [template]: 'tools', 'other/tool_use.jinja': 'x' });
    const kept = tokenizerFiles(given, {});
    expect([...kept.keys()]).toEqual(['tokenizer.json', 'tokenizer_config.json', template]);
    const { files: made, ownTemplate } = prepareTokenizer(kept, END);
    expect(ownTemplate).toBe(true);
    expect(decode(made.get('tokenizer_config.json'))).not.toHaveProperty('chat_template');
    expect(made.get(template)).toEqual(given.get(template));
  });
});

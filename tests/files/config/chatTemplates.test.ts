import { describe, expect, it } from 'vitest';
import { findTemplates, templateTokens } from '../../../src/files/config/chatTemplates.ts';

const named = (...names: string[]) => names.map((name) => ({ name, template: `of ${name}` }));

describe('the chat template of a folder', () => {
  it.each<[string, unknown, string | null, unknown, string | null]>([
    ['a file of its own, before all others', 'inside', 'jinja', { chat_template: 'old' }, 'jinja'],
    ['inside tokenizer_config.json', 'inside', null, { chat_template: 'old' }, 'inside'],
    ['chat_template.json, where there is no other', undefined, null, { chat_template: 'old' }, 'old'],
    ['of a list, the one called default', named('tool_use', 'default', 'rag'), null, null, 'of default'],
    ['of a list without it, one that needs no tools', named('tool_use', 'plain'), null, null, 'of plain'],
    ['the only one there is', named('tool_use'), null, null, 'of tool_use'],
    ['of an object, the one called default', { rag: 'r', default: 'd' }, null, null, 'd'],
    ['none in an empty list', [], null, null, null],
    ['none where it is no text', 42, null, 'x', null],
    ['none in a list of something else', [{ name: 1 }], null, { chat_template: null }, null],
    ['none in an empty text', '', '', null, null],
  ])('is %s', (_, held, jinja, legacy, source) => {
    expect(findTemplates({ chat_template: held }, jinja, legacy).at(0)?.source ?? null).toBe(source);
  });

  it('is one of several, each once, the usual one first', () => {
    const names = (...given: string[]) =>
      findTemplates({ chat_template: named(...given) }).map(({ name }) => name);
    expect(names('tool_use', 'rag', 'default')).toEqual(['default', 'tool_use', 'rag']);
    expect(names('tool_use', 'plain', 'other')).toEqual(['plain', 'tool_use', 'other']);
    expect(names('tool_use', 'rag')).toEqual(['tool_use', 'rag']);
    expect(names('a', 'b', 'a')).toEqual(['a', 'b']);
    expect(findTemplates({ chat_template: named('a') }, 'jinja')).toEqual([
      { name: 'default', source: 'jinja' },
    ]);
  });

  it('stands beside those in files by their names, which count more', () => {
    const more = [
      { name: 'tool_use', source: 'tools' },
      { name: 'rag', source: 'file' },
    ];
    const names = (held: unknown, jinja: string | null = null) =>
      findTemplates({ chat_template: held }, jinja, null, more).map(
        ({ name, source }) => `${name}: ${source}`,
      );
    expect(names('inside')).toEqual(['default: inside', 'tool_use: tools', 'rag: file']);
    expect(names(named('rag', 'default'))).toEqual(['default: of default', 'rag: file', 'tool_use: tools']);
    expect(names(named('other'), 'jinja')).toEqual(['default: jinja', 'tool_use: tools', 'rag: file']);
    expect(names(undefined)).toEqual(['tool_use: tools', 'rag: file']);
  });

  it('has the special tokens that are set', () => {
    expect(
      templateTokens({
        bos_token: '<s>',
        eos_token: { content: '</s>' },
        unk_token: null,
        add_bos_token: true,
        additional_special_tokens: ['<x>', { content: '<y>' }, 3],
        model_max_length: 5,
      }),
    ).toEqual({ bos_token: '<s>', eos_token: '</s>', additional_special_tokens: ['<x>', '<y>'] });
  });
});

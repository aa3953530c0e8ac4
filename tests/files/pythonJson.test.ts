import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/files/folder/folderFiles.ts';
import { parsePythonJson } from '../../src/files/pythonJson.ts';

describe('JSON as Python writes it', () => {
  it.each([
    ['{"time_step_limit": [0.0, Infinity]}', { time_step_limit: [0, null] }],
    ['[NaN, -Infinity, Infinity]', [null, null, null]],
    ['{"NaN": "Infinity", "a": "\\" NaN"}', { NaN: 'Infinity', a: '" NaN' }],
    ['{"a": 1}', { a: 1 }],
  ])('%s', (text, value) => {
    expect(parsePythonJson(text)).toEqual(value);
    expect(parseJson('config.json', new TextEncoder().encode(text))).toEqual(value);
  });

  it.each(['{NaN: 1', 'Infinite', 'NaN NaN', '{"a": -}'])('%s is none', (text) => {
    expect(() => parsePythonJson(text)).toThrow(SyntaxError);
  });
});

import { expect, test } from 'vitest';
import { addressProblem, parseAddress } from '../../../src/files/hub/typedAddress.ts';

test.each([
  ['owner/name', '', { kind: 'hub', id: 'owner/name' }],
  ['  owner/my.model-2_b ', '', { kind: 'hub', id: 'owner/my.model-2_b' }],
  ['owner/name@v1.0', '', { kind: 'hub', id: 'owner/name', revision: 'v1.0' }],
  ['owner/name', 'refs/pr/3', { kind: 'hub', id: 'owner/name', revision: 'refs/pr/3' }],
  ['owner/name', 'main', { kind: 'hub', id: 'owner/name' }],
  ['https://huggingface.co/owner/name', '', { kind: 'hub', id: 'owner/name' }],
  ['https://huggingface.co/owner/name/tree/v2', '', { kind: 'hub', id: 'owner/name', revision: 'v2' }],
  ['https://models.example/tiny/', '', { kind: 'url', url: 'https://models.example/tiny/' }],
  ['http://localhost:8000/tiny', 'v1', { kind: 'url', url: 'http://localhost:8000/tiny' }],
])('%s %s', (text, revision, address) => {
  expect(parseAddress(text, revision)).toEqual(address);
});

test.each([
  '',
  'name',
  'a/b/c',
  'owner/na me',
  'owner/name@a@b',
  '../name',
  'https://',
  'ftp://x/y',
  'owner/..',
])('%j names nothing', (text) => expect(parseAddress(text)).toBe(null));

const model = { kind: 'hub', id: 'owner/name' };

test.each<[string, object]>([
  ['owner/name/', model],
  [' owner / name ', model],
  ['"owner/name"', model],
  ['owner/name at v1.0', { ...model, revision: 'v1.0' }],
  ['huggingface.co/owner/name', model],
  ['hf.co/owner/name', model],
  ['HuggingFace.co/owner/name', model],
  ['www.huggingface.co/owner/name/', model],
  ['https://hf.co/owner/name', model],
  ['http://huggingface.co/owner/name', model],
  ['https://huggingface.co/owner/name/', model],
  ['https://huggingface.co/owner/name?library=transformers#how-to-use', model],
  ['https://huggingface.co/owner/name.git', model],
  ['git clone https://huggingface.co/owner/name', model],
  ['git lfs clone https://huggingface.co/owner/name my-folder', model],
  ['git clone --depth 1 -b v2 https://huggingface.co/owner/name', { ...model, revision: 'v2' }],
  ['git clone git@hf.co:owner/name', model],
  ['git@hf.co:owner/name.git', model],
  ['hf download owner/name --revision v2', { ...model, revision: 'v2' }],
  ['huggingface-cli download owner/name config.json', model],
  ['AutoModel.from_pretrained("owner/name")', model],
  ['hf://owner/name@v2', { ...model, revision: 'v2' }],
  ['https://huggingface.co/owner/name/tree/main', model],
  ['https://huggingface.co/owner/name/tree/main/', model],
  ['https://huggingface.co/owner/name/blob/main/config.json', model],
  ['https://huggingface.co/owner/name/resolve/main/model.safetensors?download=true', model],
  ['https://huggingface.co/owner/name/raw/v2/config.json', { ...model, revision: 'v2' }],
  ['https://huggingface.co/owner/name/commit/0123abcd', { ...model, revision: '0123abcd' }],
  ['https://huggingface.co/owner/name/commits/main', model],
  ['https://huggingface.co/owner/name/discussions/3', model],
  ['https://huggingface.co/owner/name/tree/refs%2Fpr%2F3', { ...model, revision: 'refs/pr/3' }],
  ['https://huggingface.co/owner/name/tree/refs/pr/3', { ...model, revision: 'refs/pr/3' }],
  ['https://huggingface.co/owner/name/blob/my%2Fbranch/config.json', { ...model, revision: 'my/branch' }],
  ['https://huggingface.co/api/models/owner/name', model],
  ['owner/name/tree/v2', { ...model, revision: 'v2' }],
  ['gpt2', { kind: 'hub', id: 'openai-community/gpt2' }],
  ['https://huggingface.co/gpt2', { kind: 'hub', id: 'openai-community/gpt2' }],
  ['https://huggingface.co/distilgpt2/tree/main', { kind: 'hub', id: 'distilbert/distilgpt2' }],
  [
    'https://huggingface.co/owner/name/tree/main/checkpoints/last',
    { kind: 'url', url: 'https://huggingface.co/owner/name/resolve/main/checkpoints/last' },
  ],
  [
    'https://huggingface.co/owner/name/blob/v2/sub/config.json',
    { kind: 'url', url: 'https://huggingface.co/owner/name/resolve/v2/sub' },
  ],
  ['https://models.example/tiny/config.json', { kind: 'url', url: 'https://models.example/tiny/' }],
  ['https://models.example/tiny/#top', { kind: 'url', url: 'https://models.example/tiny/' }],
])('%s is understood', (text, address) => {
  expect(parseAddress(text)).toEqual(address);
  expect(addressProblem(text)).toBe(null);
});

test.each([
  ['https://huggingface.co/datasets/owner/name', 'dataset'],
  ['datasets/owner/name', 'dataset'],
  ['https://huggingface.co/spaces/owner/name', 'space'],
  ['https://huggingface.co/docs/transformers/index', 'page'],
  ['https://huggingface.co/models', 'page'],
  ['https://huggingface.co/papers/2001.08361', 'page'],
  ['name', 'short'],
  ['https://huggingface.co/owner', 'short'],
  ['owner/name@../../c', 'revision'],
  ['owner/name@a..b', 'revision'],
  ['owner/name@-x', 'revision'],
  ['https://huggingface.co/owner/name/tree/..%2F..%2Fc', 'revision'],
])('%s is explained: %s', (text, problem) => {
  expect(parseAddress(text)).toBe(null);
  expect(addressProblem(text)).toBe(problem);
});

test.each(['../../c', 'a//b', 'a/', '/a', 'a b', '..', 'x/../y'])('%j is no revision', (revision) => {
  expect(parseAddress('owner/name', revision)).toBe(null);
  expect(addressProblem('owner/name', revision)).toBe('revision');
});

test('half a character names nothing, wherever it stands', () => {
  for (const text of [
    'owner/na\ud83e',
    'https://huggingface.co/o/n/resolve/a%2Fb/c\ud83e',
    'https://a.b/\udd8a',
  ])
    expect(parseAddress(text, 'v1')).toBe(null);
  expect(parseAddress('owner/name', '\ud83e')).toBe(null);
});

import { expect, test } from 'vitest';
import { parseAddress } from '../../../src/ui/ownModels/address.ts';

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

import { expect, it } from 'vitest';
import { baseOf } from '../../../src/files/hub/address.ts';

it.each([
  [{ kind: 'hub', id: 'owner/name' }, { id: 'owner/name' }],
  [{ kind: 'hub', id: 'owner/name', revision: 'main' }, { id: 'owner/name' }],
  [
    { kind: 'hub', id: 'owner/name', revision: '93efa2f' },
    { id: 'owner/name', revision: '93efa2f' },
  ],
  [{ kind: 'hub', id: 'owner/name', host: 'http://other.test' }, { id: 'owner/name' }],
  [{ kind: 'url', url: 'http://other.test/model' }, { id: 'my label' }],
  [{ kind: 'files' }, { id: 'my label' }],
  [null, { id: 'my label' }],
] as const)('a base that came from %j is named %j', (source, base) => {
  expect(baseOf(source, 'my label')).toEqual(base);
});

import { describe, expect, it } from 'vitest';
import { dialogWords } from '../../../../src/ui/words/dialogs.ts';
import {
  missingWebGpu,
  ownBrowser,
  secureAddresses,
  type WindowLike,
} from '../../../../src/ui/app/state/webGpu.ts';

const asking = (requestAdapter: () => Promise<unknown>): WindowLike => ({
  isSecureContext: true,
  navigator: { gpu: { requestAdapter } as unknown as GPU },
});

describe('missingWebGpu', () => {
  it('tells no secure address from no WebGPU, and no WebGPU from no adapter', async () => {
    expect(await missingWebGpu({ isSecureContext: false, navigator: {} })).toBe('insecure');
    expect(await missingWebGpu({ isSecureContext: true, navigator: {} })).toBe('api');
    expect(await missingWebGpu(asking(() => Promise.resolve(null)))).toBe('adapter');
    expect(await missingWebGpu(asking(() => Promise.reject(new Error('blocked'))))).toBe('adapter');
    expect(await missingWebGpu(asking(() => Promise.resolve({})))).toBeNull();
  });
});

describe('ownBrowser', () => {
  const X11 = 'Mozilla/5.0 (X11; Linux x86_64';
  it.each([
    ['firefoxLinux', `${X11}; rv:153.0) Gecko/20100101 Firefox/153.0`],
    ['firefoxLinux', 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
    ['firefox', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0'],
    ['firefox', 'Mozilla/5.0 (Android 15; Mobile; rv:141.0) Gecko/141.0 Firefox/141.0'],
    ['chromeLinux', `${X11}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36`],
    ['chrome', 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36'],
    ['chrome', 'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36'],
    ['chrome', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/110.0.0.0 Safari/537.36 Edg/110.0.0.0'],
    ['safari', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1.15'],
    [
      'safari',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) CriOS/140.0.7339.39 Mobile/15E148 Safari/604.1',
    ],
    [
      'safari',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) FxiOS/141.0 Mobile/15E148 Safari/605.1.15',
    ],
  ])('%s: %s', (kind, userAgent) => {
    expect(ownBrowser(userAgent)).toBe(kind);
  });
});

it('Firefox on Linux is told of both preferences, whichever is missing, in both languages', () => {
  for (const language of ['en', 'zh'] as const) {
    const { api, adapter } = dialogWords(language).unsupported.browsers.firefoxLinux;
    for (const steps of [api, adapter]) {
      expect(steps).toContain('dom.webgpu.enabled');
      expect(steps).toContain('gfx.webgpu.ignore-blocklist');
    }
    expect(api).not.toBe(adapter);
  }
});

it('no language tells of other preferences and switches than the other', () => {
  const named = (text: string) =>
    text.match(/--[a-z-=A-Z]+|\w+\.webgpu\.[\w-]+|\w+:\/\/\w+|about:\w+|\b\d{2,3}\b/g) ?? [];
  const [english, chinese] = [dialogWords('en').unsupported, dialogWords('zh').unsupported];
  for (const [kind, { api, adapter }] of Object.entries(english.browsers)) {
    const other = chinese.browsers[kind as keyof typeof chinese.browsers];
    expect(named(other.api).toSorted(), kind).toEqual(named(api).toSorted());
    expect(named(other.adapter).toSorted(), kind).toEqual(named(adapter).toSorted());
  }
});

it('secure addresses keep port and path', () => {
  const where = { host: '192.168.1.5:8000', port: '8000', pathname: '/nudge/' };
  expect(secureAddresses(where)).toEqual(['https://192.168.1.5:8000/nudge/', 'http://localhost:8000/nudge/']);
  expect(secureAddresses({ host: 'example.org', port: '', pathname: '/' })[1]).toBe('http://localhost/');
});

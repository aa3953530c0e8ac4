import { describe, expect, it } from 'vitest';
import { driverCandidates, pickDriver } from '../../scripts/vulkan.mjs';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LOADER = '/usr/lib/chromium/libvulkan.so.1';

const MACHINE = {
  env: {},
  platform: 'linux',
  chromium: '/usr/bin/chromium',
  systemDrivers: ['/usr/share/vulkan/icd.d/nvidia_icd.json'],
  systemLoader: true,
  exists: (path: string) => path === SWIFTSHADER || path === LOADER,
};

const gpu = { vendor: 'nvidia', architecture: 'hopper', description: 'a GPU', software: false };
const llvmpipe = { vendor: 'mesa', architecture: 'llvmpipe', description: 'llvmpipe', software: true };
const swiftShader = { vendor: 'google', architecture: 'swiftshader', description: '', software: true };
const nothing = { adapter: null, message: 'no adapter' };

describe('driverCandidates', () => {
  it("tries the system's drivers, then Chromium's SwiftShader", () => {
    expect(driverCandidates(MACHINE)).toMatchObject([
      { env: {}, software: false },
      { env: { VK_ICD_FILENAMES: SWIFTSHADER }, software: true },
    ]);
  });

  it("looks beside Chromium first, as in Playwright's folder", () => {
    const beside = '/opt/browsers/vk_swiftshader_icd.json';
    const [candidate] = driverCandidates({
      ...MACHINE,
      systemDrivers: [],
      chromium: '/opt/browsers/chrome',
      exists: (path) => path === beside || path === SWIFTSHADER,
    });
    expect(candidate.env.VK_ICD_FILENAMES).toBe(beside);
  });

  it("borrows Chromium's loader where the system has none, keeping library folders already set", () => {
    const candidates = driverCandidates({
      ...MACHINE,
      systemLoader: false,
      env: { LD_LIBRARY_PATH: '/opt/cuda' },
    });
    for (const { env } of candidates) expect(env.LD_LIBRARY_PATH).toBe('/usr/lib/chromium:/opt/cuda');
  });

  it('obeys VK_ICD_FILENAMES and VK_DRIVER_FILES alone, but not when they are empty', () => {
    const asked = driverCandidates({ ...MACHINE, env: { VK_ICD_FILENAMES: '/my/icd.json' } });
    expect(asked).toEqual([{ name: 'VK_ICD_FILENAMES=/my/icd.json', env: {}, software: true }]);
    expect(driverCandidates({ ...MACHINE, env: { VK_DRIVER_FILES: '' } })).toHaveLength(2);
  });

  it('leaves other systems to their own graphics interface', () => {
    expect(driverCandidates({ ...MACHINE, platform: 'darwin' })).toMatchObject([{ env: {} }]);
  });
});

describe('pickDriver', () => {
  const candidates = driverCandidates(MACHINE);

  it('prefers a GPU', () => {
    expect(pickDriver(candidates, () => ({ adapter: gpu, message: '' }))).toEqual({
      candidate: candidates[0],
      adapter: gpu,
    });
  });

  it("passes over the system's software driver for SwiftShader", () => {
    const picked = pickDriver(candidates, ({ software }) => ({
      adapter: software ? swiftShader : llvmpipe,
      message: '',
    }));
    expect(picked.candidate).toBe(candidates[1]);
  });

  it("takes the system's software driver when there is nothing else", () => {
    const picked = pickDriver(candidates, ({ software }) =>
      software ? nothing : { adapter: llvmpipe, message: '' },
    );
    expect(picked.adapter).toBe(llvmpipe);
  });

  it('fails naming all that was tried and what to do', () => {
    const attempt = () => pickDriver(candidates, () => nothing);
    expect(attempt).toThrow(/nvidia_icd\.json\): no adapter/);
    expect(attempt).toThrow(SWIFTSHADER);
    expect(attempt).toThrow(/set VK_ICD_FILENAMES/);
    expect(() => pickDriver([], () => nothing)).toThrow(/no driver was found/);
  });
});

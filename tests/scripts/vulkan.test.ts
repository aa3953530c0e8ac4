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

  it('tries a driver again with libraries that were brought along, which do not hide its own at first', () => {
    const LIBRARIES = '/bundle/lib';
    const [own, again, swiftShader] = driverCandidates({ ...MACHINE, libraries: LIBRARIES });
    expect(own.env).toEqual({});
    expect(again.env).toEqual({ LD_LIBRARY_PATH: LIBRARIES });
    expect(swiftShader.env.LD_LIBRARY_PATH).toBeUndefined();
    const asked = driverCandidates({
      ...MACHINE,
      env: { VK_DRIVER_FILES: '/my.json' },
      libraries: LIBRARIES,
    });
    expect(asked.map(({ env }) => env.LD_LIBRARY_PATH)).toEqual([undefined, LIBRARIES]);
  });

  it('takes the loader that was brought along where the system has none', () => {
    const brought = driverCandidates({
      ...MACHINE,
      systemLoader: false,
      libraries: '/bundle/lib',
      exists: (path) => path === '/bundle/lib/libvulkan.so.1' || path === LOADER,
    });
    expect(brought).toHaveLength(1);
    expect(brought[0].env.LD_LIBRARY_PATH).toBe('/bundle/lib');
  });

  it('tries drivers without a description file behind those that have one', () => {
    const candidates = driverCandidates({ ...MACHINE, described: ['/out/libGLX_nvidia.so.0.json'] });
    expect(candidates.map(({ env, software }) => ({ file: env.VK_DRIVER_FILES, software }))).toEqual([
      { file: undefined, software: false },
      { file: '/out/libGLX_nvidia.so.0.json', software: false },
      { file: undefined, software: true },
    ]);
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

/** What to do where WebGPU is missing, in English: by what is missing, and by browser. Comes with its panel. */

/** Two ways to be without: the browser offers no WebGPU, or WebGPU offers no adapter. */
export interface BrowserSteps {
  readonly name: string;
  readonly api: string;
  readonly adapter: string;
}

export const enUnsupported = {
  api: {
    title: 'This browser has no WebGPU yet',
    lead: 'Training runs on your GPU through WebGPU. Here is how to turn it on; until then, explore the recorded run.',
  },
  adapter: {
    title: 'This browser’s WebGPU finds no GPU',
    lead: 'WebGPU is there, but it was given no adapter: the graphics driver is missing, too old, or not trusted by the browser. Here is what helps; until then, explore the recorded run.',
  },
  workers: {
    title: 'This browser has no WebGPU in workers',
    lead: 'Pages get WebGPU here, but the workers in which training runs do not. A newer version gives it to both; until then, explore the recorded run.',
  },
  insecure: {
    title: 'WebGPU needs a secure address',
    lead: 'Browsers offer WebGPU to pages from https and from this computer only, and this page came by plain http from another one. Until it is opened safely, explore the recorded run.',
    steps: (secure: string, local: string) =>
      `Open it as ${secure} where the server has a certificate. On the computer that serves it, open ${local} instead.`,
  },
  browsers: {
    chrome: {
      name: 'Chrome and Edge',
      api: 'Version 113 or later has it on Windows, macOS and ChromeOS, 121 on Android: update, then open this page again.',
      adapter:
        'Check that “Use graphics acceleration when available” is on under Settings → System, update the graphics driver and restart. chrome://gpu names what is switched off, and why.',
    },
    chromeLinux: {
      name: 'Chrome on Linux',
      api: 'Update to a current version, then start it with --enable-unsafe-webgpu --enable-features=Vulkan.',
      adapter:
        'Start it with --enable-unsafe-webgpu --enable-features=Vulkan, or set “Unsafe WebGPU Support” and “Vulkan” to Enabled in chrome://flags, then restart. A Vulkan driver must be installed (on Debian and Ubuntu, mesa-vulkan-drivers).',
    },
    firefox: {
      name: 'Firefox',
      api: 'Version 141 has it on Windows, 145 on Apple silicon: update, or set dom.webgpu.enabled to true in about:config and restart. On Android, use Chrome.',
      adapter:
        'Update the graphics driver. If it still finds none, set gfx.webgpu.ignore-blocklist to true in about:config and restart. about:support names the driver that Firefox sees.',
    },
    firefoxLinux: {
      name: 'Firefox on Linux',
      api: 'In about:config, set both dom.webgpu.enabled and gfx.webgpu.ignore-blocklist to true, then restart: with the first alone, WebGPU is there but finds no GPU. A Vulkan driver must be installed (on Debian and Ubuntu, mesa-vulkan-drivers).',
      adapter:
        'dom.webgpu.enabled is on already; set gfx.webgpu.ignore-blocklist to true in about:config as well, then restart. A Vulkan driver must be installed (on Debian and Ubuntu, mesa-vulkan-drivers).',
    },
    safari: {
      name: 'Safari',
      api: 'Safari 26 has it on macOS, iOS and iPadOS. In Safari 18, turn on Settings → Advanced → Show features for web developers, then Develop → Feature Flags → WebGPU.',
      adapter:
        'Install the latest update of macOS, iOS or iPadOS, turn Lockdown Mode off for this page, and open it again.',
    },
  } satisfies Record<string, BrowserSteps>,
  yours: 'Your browser',
};

export type UnsupportedWords = typeof enUnsupported;

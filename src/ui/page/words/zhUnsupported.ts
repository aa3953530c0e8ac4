/** What to do where WebGPU is missing, in Chinese. */
import type { UnsupportedWords } from './enUnsupported.ts';

export const zhUnsupported: UnsupportedWords = {
  api: {
    title: '此浏览器还不能使用 WebGPU',
    lead: '训练通过 WebGPU 在你的 GPU 上进行。下面是开启的方法；在此之前，可以先看录像。',
  },
  adapter: {
    title: '此浏览器的 WebGPU 找不到 GPU',
    lead: 'WebGPU 已经可用，但没有得到图形适配器：驱动缺失、太旧，或不被浏览器信任。下面是解决的方法；在此之前，可以先看录像。',
  },
  workers: {
    title: '此浏览器的 Worker 里没有 WebGPU',
    lead: '这里的网页可以使用 WebGPU，但进行训练的 Worker 不可以。更新的版本两者都支持；在此之前，可以先看录像。',
  },
  insecure: {
    title: 'WebGPU 需要安全的地址',
    lead: '浏览器只向通过 https 打开或来自本机的网页提供 WebGPU，而此页是通过普通 http 从另一台电脑打开的。在换成安全的地址之前，可以先看录像。',
    steps: (secure, local) => `如果服务器有证书，请打开 ${secure}。在提供此页的那台电脑上，请打开 ${local}。`,
  },
  browsers: {
    chrome: {
      name: 'Chrome 和 Edge',
      api: 'Windows、macOS 和 ChromeOS 需要 113 或更新版本，Android 需要 121：请更新后重新打开此页。',
      adapter:
        '请确认“设置 → 系统”里的“使用图形加速功能”已打开，更新显卡驱动，然后重启。chrome://gpu 会说明哪些功能被关闭以及原因。',
    },
    chromeLinux: {
      name: 'Linux 上的 Chrome',
      api: '请更新到当前版本，然后用 --enable-unsafe-webgpu --enable-features=Vulkan 启动。',
      adapter:
        '用 --enable-unsafe-webgpu --enable-features=Vulkan 启动，或在 chrome://flags 里把“Unsafe WebGPU Support”和“Vulkan”设为 Enabled，然后重启。还需要装有 Vulkan 驱动（Debian 和 Ubuntu 上是 mesa-vulkan-drivers）。',
    },
    firefox: {
      name: 'Firefox',
      api: 'Windows 需要 141，Apple 芯片的 Mac 需要 145：请更新，或在 about:config 里把 dom.webgpu.enabled 设为 true 后重启。Android 上请用 Chrome。',
      adapter:
        '请更新显卡驱动。如果仍找不到，在 about:config 里把 gfx.webgpu.ignore-blocklist 设为 true，然后重启。about:support 会显示 Firefox 看到的驱动。',
    },
    firefoxLinux: {
      name: 'Linux 上的 Firefox',
      api: '在 about:config 里把 dom.webgpu.enabled 和 gfx.webgpu.ignore-blocklist 都设为 true，然后重启：只设前一个，WebGPU 虽在，却找不到 GPU。还需要装有 Vulkan 驱动（Debian 和 Ubuntu 上是 mesa-vulkan-drivers）。',
      adapter:
        'dom.webgpu.enabled 已打开；请在 about:config 里把 gfx.webgpu.ignore-blocklist 也设为 true，然后重启。还需要装有 Vulkan 驱动（Debian 和 Ubuntu 上是 mesa-vulkan-drivers）。',
    },
    safari: {
      name: 'Safari',
      api: 'macOS、iOS 和 iPadOS 上的 Safari 26 已支持。Safari 18 请打开“设置 → 高级 → 显示网页开发者功能”，再打开“开发 → 功能标志 → WebGPU”。',
      adapter: '请安装最新的 macOS、iOS 或 iPadOS 更新，对此页关闭“锁定模式”，然后重新打开。',
    },
  },
  yours: '你的浏览器',
};

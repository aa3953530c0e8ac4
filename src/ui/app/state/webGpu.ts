/** Whether this browser has WebGPU, and what is missing where it has not. Knows browsers by name; knows no advice. */

/**
 * What is missing: a secure address, without which browsers offer no WebGPU; WebGPU itself; an adapter; WebGPU in
 * workers.
 */
export type MissingWebGpu = 'insecure' | 'api' | 'adapter' | 'workers';

/** Browsers that need advice of their own. */
export type BrowserKind = 'chrome' | 'chromeLinux' | 'firefox' | 'firefoxLinux' | 'safari';

/** What of a window decides. */
export interface WindowLike {
  readonly isSecureContext: boolean;
  readonly navigator: { readonly gpu?: Pick<GPU, 'requestAdapter'> };
}

/** What this page is without, or null where WebGPU gives an adapter, a software one included. Asks no worker. */
export async function missingWebGpu({
  isSecureContext,
  navigator,
}: WindowLike): Promise<Exclude<MissingWebGpu, 'workers'> | null> {
  const { gpu } = navigator;
  if (!gpu) return isSecureContext ? 'api' : 'insecure';
  return (await gpu.requestAdapter().catch(() => null)) === null ? 'adapter' : null;
}

/** Those of iOS name themselves otherwise and are Safari within. */
export function ownBrowser(userAgent: string): BrowserKind {
  const linux = /Linux(?!.*Android)/.test(userAgent);
  if (/Firefox\//.test(userAgent)) return linux ? 'firefoxLinux' : 'firefox';
  if (/Chrome\//.test(userAgent)) return linux ? 'chromeLinux' : 'chrome';
  return /Safari\//.test(userAgent) ? 'safari' : 'chrome';
}

/** The same page by https, and on the computer that serves it. */
export function secureAddresses({
  host,
  port,
  pathname,
}: Pick<Location, 'host' | 'port' | 'pathname'>): [secure: string, local: string] {
  return [`https://${host}${pathname}`, `http://localhost${port ? `:${port}` : ''}${pathname}`];
}

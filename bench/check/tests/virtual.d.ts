/** Made by scripts/checkBundle.mjs when the bundle is. */
declare module 'virtual:gpu-tests' {
  /** Loads each file of GPU tests that runs outside a browser, by its path in the repository. */
  export const TEST_FILES: Readonly<Record<string, () => Promise<unknown>>>;
  /** Files that need what only a browser has: its file system, its caches, its workers. */
  export const BROWSER_ONLY: readonly string[];
}

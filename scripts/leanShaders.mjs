/**
 * Shaders as they are shipped: without comments and indentation, which are half of what a first visit would load of
 * them. Lines marked `//@` stay: code is put in their place. Knows WGSL's line comments only.
 */
import { readFile } from 'node:fs/promises';

/**
 * @param {string} wgsl
 * @returns {string}
 */
export function leanShader(wgsl) {
  return wgsl
    .split('\n')
    .map((line) => line.trim())
    .map((line) => (line.startsWith('//@') ? line : line.replace(/\s*\/\/.*$/, '')))
    .filter((line) => line !== '')
    .join('\n')
    .concat('\n');
}

/**
 * A plugin for Vite's builds; tests and the development server see shaders as they are written.
 * @returns {import('vite').Plugin}
 */
export function leanShaders() {
  return {
    name: 'lean-shaders',
    apply: 'build',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.wgsl?raw')) return null;
      const wgsl = await readFile(id.slice(0, -'?raw'.length), 'utf8');
      return `export default ${JSON.stringify(leanShader(wgsl))};`;
    },
  };
}

/**
 * What methods say of themselves, as a worker gets it: without the sentences that only people read. A worker trains and
 * draws nothing, and what a metric is defined as is a good part of what a first visit would load of a declaration.
 * Knows how declarations are written: a string behind `definition:` or `formula:`.
 */

/** Whatever else stands in these files stays. */
const DECLARATIONS = /\/src\/rl\/(?:[\w/]*\/)?(?:\w*[mM]etrics|\w*[fF]ields|ensemble)\.ts$/;

const SENTENCE = /\b(definition|formula):\s*'(?:[^'\\\n]|\\.)*'/g;

/**
 * @param {string} code
 * @returns {string}
 */
export function leanDeclaration(code) {
  return code.replace(SENTENCE, "$1: ''");
}

/**
 * @param {string} id
 * @returns {boolean}
 */
export function isDeclaration(id) {
  return DECLARATIONS.test(id);
}

/**
 * A plugin for Vite's builds of workers; pages, tests and the development server have declarations as they are written.
 * @returns {import('vite').Plugin}
 */
export function leanDeclarations() {
  return {
    name: 'lean-declarations',
    apply: 'build',
    enforce: 'pre',
    transform: (code, id) => (isDeclaration(id) ? { code: leanDeclaration(code), map: null } : null),
  };
}

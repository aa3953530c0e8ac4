/**
 * The content security policy of the built page: scripts and styles come from beside it and nowhere else, none stand in
 * the HTML. The page brings it in a `meta` element, which workers do not see; `npm start` sends it as a header, which
 * they do. Knows the directives and why each is there; a server may send a stricter one (README, "On a server").
 */

/** @type {Readonly<Record<string, string>>} */
const DIRECTIVES = {
  'default-src': "'self'",
  // WebAssembly, which computes classifiers. No `eval`.
  'script-src': "'self' 'wasm-unsafe-eval'",
  // Models and classifiers come from whatever address a person types.
  'connect-src': "'self' http: https:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** As a header or a `meta` element has it. */
export const CONTENT_POLICY = Object.entries(DIRECTIVES)
  .map(([name, sources]) => `${name} ${sources}`)
  .join('; ');

/**
 * A plugin for Vite's builds. The development server puts scripts and styles into the page as they change, so it has
 * no policy.
 * @returns {import('vite').Plugin}
 */
export function contentPolicy() {
  return {
    name: 'content-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_POLICY },
        // Before the first script: it binds only what comes after it.
        injectTo: 'head-prepend',
      },
    ],
  };
}

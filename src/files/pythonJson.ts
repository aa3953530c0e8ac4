/** JSON as Python writes it, which has three words more than JSON. Knows nothing of what is in it. */

/** A string, passed over as it is, or a word that JSON has not. */
const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * The value of a JSON text; NaN and infinities, which Python writes for numbers that are missing, are null.
 * @throws {SyntaxError} when it is no JSON even so
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return JSON.parse(text.replace(STRING_OR_WORD, (found) => (found.startsWith('"') ? found : 'null')));
  }
}

/** A command line that cannot be obeyed. The message is for the person who typed it. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

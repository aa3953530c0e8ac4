/** A whole number on a command line. */
import { OptionsError } from './optionsError.ts';

/** @throws OptionsError naming the option, with what it takes */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least || value > most)
    throw new OptionsError(`${option} takes a whole number from ${least} to ${most}, not "${text}".`);
  return value;
}

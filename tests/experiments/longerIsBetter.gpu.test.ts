/** Not measured yet with the settings that it has now. */
import { it } from 'vitest';

it.todo('longerIsBetter keeps its promises on three seeds');

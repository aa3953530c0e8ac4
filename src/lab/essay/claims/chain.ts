/** That copy is written by a chain of thoughts, from the topic to whom it suits. */
import { unmeasured } from '../claim.ts';

export const chain = unmeasured({ bench: 'chain' });

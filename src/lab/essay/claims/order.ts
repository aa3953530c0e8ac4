/** That a model learns the procedure from interactions that are shuffled, with unrelated ones between. */
import { unmeasured } from '../claim.ts';

export const order = unmeasured({ bench: 'order' });

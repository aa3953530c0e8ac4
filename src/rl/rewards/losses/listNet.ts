/**
 * ListNet's top-one loss (Cao et al. 2007, eq. 5): of a group, the cross entropy of two softmaxes over its answers,
 *
 *   −Σ_i softmax(y)_i · log softmax(s)_i
 *
 * y is an answer's relevance, the number of tiers it stands above the worst. Tied answers have one share, so their scores
 * are drawn to each other; a group in which everything is tied teaches nothing all the same. Answers that were not ranked
 * are in neither softmax.
 */
import { groupLoss } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import code from '../../../gpu/shaders/listwise/listNet.wgsl?raw';
import relevances from '../../../gpu/shaders/listwise/relevances.wgsl?raw';

export const LIST_NET = groupLoss('listNet', `${relevances}\n${code}`);

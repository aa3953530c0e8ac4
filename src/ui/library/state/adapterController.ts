/**
 * A model that was dropped, and above all an adapter on its way onto its base: the base is looked for among the models at hand, or asked for; what
 * does not fit is refused with why, and the adapter waits for another. Must not know React or what is in the files.
 */
import type { AdapterBase } from '../../../files/folder/adapterFolder.ts';
import { isNotAlone } from '../../../files/folder/notAlone.ts';
import type { RemoteAddress } from '../../../files/hub/address.ts';
import type { ModelsApi } from '../../../workers/modelsProtocol.ts';
import type { EmbeddedModel, ModelChoice } from '../../../workers/protocol.ts';
import { basesOf } from '../choice/adapters.ts';
import { EMBEDDED } from '../choice/choice.ts';
import type { DroppedModel } from '../choice/dropped.ts';
import { isAdapter, isReward, named } from '../choice/modelFiles.ts';
import type { ModelsStore } from './modelsStore.ts';
import { messageOf, type TrainerLink } from '../../app/state/trainerLink.ts';
import type { UiStore } from '../../app/state/uiStore.ts';
import type { RunStore } from '../../runs/state/runStore.ts';

export { isNotAlone } from '../../../files/folder/notAlone.ts';

export interface AdapterWays {
  readonly api: ModelsApi;
  readonly models: ModelsStore;
  readonly run: RunStore;
  readonly ui: UiStore;
  readonly link: TrainerLink;
}

/**
 * Takes a model's files as they were dropped: an adapter's to their base, a base's to the adapter that waits for it or came
 * with it, a reward model's to the run that is open, others to be stored or opened.
 * @throws what the worker refuses, with why
 */
export async function offerModel(ways: AdapterWays, dropped: DroppedModel): Promise<void> {
  const { models } = ways;
  const { files, label, adapter, reward, ...beside } = await named(dropped);
  if (reward) rewardsBeside.set(files, reward);
  if (adapter) {
    await hold(ways, await named(adapter));
    await putOnBase(ways, { kind: 'files', files, label });
  } else if (await isReward(files))
    await (await import('./rewardController.ts')).takeReward(ways, { files, label });
  else if (isAdapter(files)) await offerAdapter(ways, { files, label });
  else if (models.getState().adapter) await putOnBase(ways, { kind: 'files', files, label });
  else models.setState({ offered: { files, label, ...beside }, chosen: null, error: null });
}

/** The reward models of bundles, by the files of the policy that each lay beside. */
const rewardsBeside = new WeakMap<readonly File[], DroppedModel>();

/** Has the run of a bundle's policy, which was opened just now, take the bundle's reward model; what is wrong with it is said. */
export async function takeRewardBeside(ways: AdapterWays, policy: readonly File[]): Promise<void> {
  const reward = rewardsBeside.get(policy);
  if (!reward || !ways.run.getState().session) return;
  try {
    await (await import('./rewardController.ts')).takeReward(ways, reward);
  } catch (error) {
    ways.ui.setState({ notice: { kind: 'error', text: messageOf(error) } });
  }
}

/**
 * Takes what lies at an address and was refused: an adapter and a reward model are fetched, and taken as if they were dropped.
 * @throws the refusal itself, of anything else
 */
export async function takeRefused(
  ways: AdapterWays,
  address: RemoteAddress,
  refusal: unknown,
): Promise<void> {
  if (!isNotAlone(refusal)) throw refusal;
  await offerModel(ways, await ways.api.fetchFiles(address));
}

/**
 * Takes an adapter's files: shows it on its base where that is found, or has it wait for one.
 * @throws what the worker refuses, with why
 */
async function offerAdapter(ways: AdapterWays, dropped: DroppedModel): Promise<void> {
  const { api, models, run } = ways;
  const { base, revision } = await hold(ways, dropped);
  const stored = await api.list();
  models.setState({ models: stored });
  const whole = stored.filter(({ complete }) => complete);
  const candidates: ModelChoice[] = [
    resolved(run.getState().model, run),
    ...EMBEDDED.flatMap((name) => (name === 'auto' ? [] : [{ kind: 'embedded', name } as const])),
    ...whole.map(({ id }) => ({ kind: 'stored', id }) as const),
  ];
  let refused: unknown = null;
  for (const candidate of basesOf({ base, revision }, candidates, stored)) {
    try {
      await putOnBase(ways, candidate);
      return;
    } catch (error) {
      refused ??= error;
    }
  }
  if (refused !== null) throw refused;
}

/**
 * Has an adapter wait for its base.
 * @returns what it names as its base
 * @throws for one that can be opened on none
 */
async function hold({ api, models }: AdapterWays, dropped: DroppedModel): Promise<AdapterBase> {
  models.setState({ adapter: null, offered: null, chosen: null });
  const { base, revision } = await api.adapterBase(dropped.files);
  models.setState({ adapter: { ...dropped, base, revision } });
  return { base, revision };
}

/**
 * Puts the adapter that waits on a model.
 * @throws where it does not fit, with why; it waits on then
 */
export async function putOnBase({ api, models, run }: AdapterWays, base: ModelChoice): Promise<void> {
  const { adapter } = models.getState();
  if (!adapter) return;
  const { files, label } = adapter;
  const choice = { kind: 'adapter', files, label, base: resolved(base, run) } as const;
  await api.fitAdapter(choice);
  // Another one may have been dropped, or this one put away, meanwhile.
  if (models.getState().adapter === adapter) models.setState({ chosen: choice, error: null });
}

/** Which model "fits this computer" means is known once it runs: an adapter fits one of them. */
function resolved(choice: ModelChoice, run: RunStore): ModelChoice {
  if (choice.kind !== 'embedded' || choice.name !== 'auto') return choice;
  const running = run.getState().session?.model;
  const name = EMBEDDED.find((embedded): embedded is EmbeddedModel => embedded === running);
  return name ? { kind: 'embedded', name } : choice;
}

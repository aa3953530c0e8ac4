/** A session in the test's own thread: the tiny model as its folder, storage in memory, events in a list. */
import { MemoryStorage, type CheckpointStorage } from '../../src/files/bytes/storage.ts';
import { Session, type SessionEnvironment } from '../../src/workers/session.ts';
import type { OpenRequest, SessionInfo, TrainerEvent } from '../../src/workers/protocol.ts';
import { lentGpu } from '../gpu/lentDevice.ts';
import { tinyFolder } from '../model/tinyModel.ts';
import { TINY_SETTINGS } from '../rl/tinyRun.ts';

export interface SessionOptions {
  readonly request?: Partial<OpenRequest>;
  readonly environment?: Partial<SessionEnvironment>;
  readonly storage?: CheckpointStorage;
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** Needed where the device is destroyed. */
  readonly ownDevice?: boolean;
}

type EventOf<Type extends TrainerEvent['type']> = Extract<TrainerEvent, { type: Type }>;

interface Marker {
  readonly type: 'marker';
  readonly id: number;
}

/** What the page has been told. */
export class Told {
  readonly events: TrainerEvent[] = [];
  readonly #channel = new MessageChannel();
  #wake = (): void => undefined;
  #markers = 0;
  #markersSeen = 0;

  constructor() {
    this.#channel.port1.onmessage = ({ data }: MessageEvent<TrainerEvent | Marker>) => {
      if (data.type === 'marker') this.#markersSeen = data.id;
      else this.events.push(data);
      this.#wake();
    };
  }

  get port(): MessagePort {
    return this.#channel.port2;
  }

  of<Type extends TrainerEvent['type']>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  /** The first event of `type` from place `since` on that `matches`. The test's time limit is the only one. */
  async next<Type extends TrainerEvent['type']>(
    type: Type,
    matches: (event: EventOf<Type>) => boolean = () => true,
    since = 0,
  ): Promise<EventOf<Type>> {
    for (;;) {
      const found = this.events
        .slice(since)
        .find((event): event is EventOf<Type> => event.type === type && matches(event as EventOf<Type>));
      if (found) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Resolves when everything told so far has arrived. */
  async settled(): Promise<void> {
    const marker: Marker = { type: 'marker', id: ++this.#markers };
    // The line keeps its order.
    this.#channel.port2.postMessage(marker, []);
    while (this.#markersSeen < marker.id) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

export interface OpenedSession {
  readonly session: Session;
  readonly info: SessionInfo;
  readonly told: Told;
  readonly device: GPUDevice;
}

let shared: Promise<GPUDevice> | undefined;

/**
 * WebGPU whose device the test can get at. Sessions share one device, so that shaders are compiled once; a test
 * that ends its device asks for its own.
 */
export function watchedGpu(ownDevice: boolean): { gpu: GPU; device: () => Promise<GPUDevice> } {
  let opened: Promise<GPUDevice> | undefined;
  const gpu = {
    requestAdapter: async () => {
      const adapter = (await (ownDevice ? navigator.gpu : lentGpu()).requestAdapter())!;
      const { info, limits, features } = adapter;
      const requestDevice = (descriptor: GPUDeviceDescriptor) => {
        opened = ownDevice
          ? adapter.requestDevice(descriptor)
          : // At default limits, as kernels and models are tested: what those compiled is found again.
            (shared ??= adapter.requestDevice({ ...descriptor, requiredLimits: {} }));
        return opened;
      };
      return { info, limits, features, requestDevice };
    },
  };
  return { gpu: gpu as unknown as GPU, device: () => opened! };
}

const choices = new MemoryStorage();

/** A session that is not open yet, and what opens it. */
export function prepareSession(options: SessionOptions = {}) {
  const { storage = new MemoryStorage(), files = tinyFolder() } = options;
  const { gpu, device } = watchedGpu(options.ownDevice ?? false);
  const session = new Session({
    gpu,
    readFile: (url) => {
      const bytes = files.get(url.replace('models/blurbs-tiny/', ''));
      return Promise.resolve(
        bytes ? new Response(bytes as Uint8Array<ArrayBuffer>) : new Response(null, { status: 404 }),
      );
    },
    openStorage: () => Promise.resolve(storage),
    // Shared, so that one session measures for all.
    openChoices: () => Promise.resolve(choices),
    ...options.environment,
  });
  const told = new Told();
  const request: OpenRequest = {
    model: 'blurbs-tiny',
    modelRoot: 'models/',
    settings: TINY_SETTINGS,
    preferences: [],
    resume: true,
    ...options.request,
  };
  return { session, told, device, open: () => session.open(request, told.port) };
}

export async function openSession(options: SessionOptions = {}): Promise<OpenedSession> {
  const { session, told, device, open } = prepareSession(options);
  const info = await open();
  return { session, told, info, device: await device() };
}

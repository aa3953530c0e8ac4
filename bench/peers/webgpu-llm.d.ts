/** What bench/peers/webgpuLlm.ts uses of webgpu-llm 0.1.0, as its code has it: its own types name methods that it lacks. */
declare module 'webgpu-llm/llm' {
  export class LLMEngine {
    /** @throws Error when the adapter lacks something */
    init(): Promise<this>;
  }

  export class Model {
    constructor(engine: LLMEngine, config: Readonly<Record<string, number | string>>);
    allocate(): void;
    allocActivations(): void;
    allocBackward(): void;
    /**
     * @param documents of each place, where its document begins
     * @returns mean cross-entropy of the window
     */
    forwardLoss(tokens: Uint32Array, targets: Uint32Array, documents: Uint32Array): Promise<number>;
    backward(tokens: Uint32Array): Promise<void>;
    step(settings: Readonly<Record<string, number>>): Promise<void>;
  }
}

/**
 * Compiles kernels and keeps the results. A kernel is WGSL text plus the kinds of its bindings;
 * a model's shape comes in as `override` constants, so one text makes several pipelines; what changes from batch to batch never
 * does (sizesBlock in uniforms.ts), or every number of rows would compile anew. Knows no dispatch.
 */
import { GpuValidationError } from './errors.ts';

/** `read`: var<storage, read>; `readWrite`: var<storage, read_write>; `uniform`: var<uniform>. */
export type BindingKind = 'read' | 'readWrite' | 'uniform';

/** One compute entry point. Binding i of group 0 is `bindings[i]`. */
export interface Kernel {
  readonly name: string;
  readonly code: string;
  readonly entryPoint?: string;
  readonly bindings: readonly BindingKind[];
}

export type Constants = Readonly<Record<string, number>>;

const BUFFER_TYPES: Record<BindingKind, GPUBufferBindingType> = {
  read: 'read-only-storage',
  readWrite: 'storage',
  uniform: 'uniform',
};

export class PipelineCache {
  #modules = new Map<string, GPUShaderModule>();
  #layouts = new Map<string, { group: GPUBindGroupLayout; pipeline: GPUPipelineLayout }>();
  #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  /** A number for each text, so that a pipeline is told by its text and not by what somebody called it. */
  #texts = new Map<string, number>();
  #ready = 0;
  /** Told the pipelines ready and asked for, whenever one is asked for or ready: compiling takes seconds. */
  onProgress: ((ready: number, asked: number) => void) | null = null;

  constructor(private readonly device: GPUDevice) {}

  /** Pipelines compiled so far: tests assert that a replayed step adds none. */
  get size(): number {
    return this.#pipelines.size;
  }

  /** The bind group layout shared by all kernels with these binding kinds. */
  groupLayout(bindings: readonly BindingKind[]): GPUBindGroupLayout {
    return this.#layout(bindings).group;
  }

  /**
   * The pipeline for a kernel specialised to `constants`, compiled once. Kernels of one name may have several texts, and one
   * text several names: it is compiled once under the first.
   * @throws GpuValidationError with the compiler's message and the kernel's name.
   */
  get(kernel: Kernel, constants: Constants): Promise<GPUComputePipeline> {
    const text = this.#numberOf(kernel.code);
    const key = `${text}/${kernel.entryPoint ?? ''}/${kernel.bindings.join()}/${JSON.stringify(constants)}`;
    let pipeline = this.#pipelines.get(key);
    if (!pipeline) {
      pipeline = this.#compile(kernel, constants);
      this.#pipelines.set(key, pipeline);
      this.onProgress?.(this.#ready, this.size);
    }
    return pipeline;
  }

  #numberOf(code: string): number {
    const known = this.#texts.get(code) ?? this.#texts.size;
    this.#texts.set(code, known);
    return known;
  }

  async #compile(kernel: Kernel, constants: Constants): Promise<GPUComputePipeline> {
    const module = this.#module(kernel);
    try {
      const pipeline = await this.device.createComputePipelineAsync({
        label: kernel.name,
        layout: this.#layout(kernel.bindings).pipeline,
        compute: { module, entryPoint: kernel.entryPoint ?? 'main', constants },
      });
      this.#ready += 1;
      this.onProgress?.(this.#ready, this.size);
      return pipeline;
    } catch (cause) {
      const messages = (await module.getCompilationInfo()).messages
        .map((message) => `  line ${message.lineNum}: ${message.message}`)
        .join('\n');
      throw new GpuValidationError(
        `Kernel ${kernel.name} with ${JSON.stringify(constants)} does not compile: ${String(cause)}\n${messages}`,
        { cause },
      );
    }
  }

  #module(kernel: Kernel): GPUShaderModule {
    let module = this.#modules.get(kernel.code);
    if (!module) {
      module = this.device.createShaderModule({ label: kernel.name, code: kernel.code });
      this.#modules.set(kernel.code, module);
    }
    return module;
  }

  #layout(bindings: readonly BindingKind[]) {
    const key = bindings.join();
    let layout = this.#layouts.get(key);
    if (!layout) {
      const group = this.device.createBindGroupLayout({
        label: key,
        entries: bindings.map((kind, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: BUFFER_TYPES[kind] },
        })),
      });
      layout = {
        group,
        pipeline: this.device.createPipelineLayout({ label: key, bindGroupLayouts: [group] }),
      };
      this.#layouts.set(key, layout);
    }
    return layout;
  }
}

/** 对不是排序的文件的说明：它是什么，该放到哪里。需要时才加载。 */
import type { ImportWords } from './enImports.ts';

export const zhImports: ImportWords = {
  run: (name, iterations) =>
    `${name} 是 ${iterations} 轮训练的录制，正在下方播放。其中的排序不会并入你的排序。`,
  kinds: {
    metrics: '它是某次训练的曲线表格。曲线由训练本身绘制，没有可导入的内容。',
    prompts: '它里面是提示，不是排序。请打开一个模型，把它们作为提示交给它。',
    bundle: '它属于集群用的打包文件。能导回来的是其中 data 文件夹里的文件和模型。',
    zip: '它是压缩包，里面没有模型，也没有排序。',
    gguf: '它是 GGUF 格式的权重，这里读不了。请找同一模型的 safetensors 版本。',
    pickle: '它是 PyTorch 的 pickle 权重，这里读不了。请把模型存成 safetensors。',
    pointer: '它只是 Git LFS 的指针，不是文件本身。请用 git lfs pull 取回，或从模型页面下载。',
    image: '它是一张图片。',
    empty: '它是空文件。',
    text: '它不是排序文件：排序文件每行是一个 JSON 对象。',
    other: '它不是这里认识的文件。',
  },
  nothing: (name, known) => (known > 0 ? `${name} 中的 ${known} 条都已经在这里了。` : `${name} 里没有排序。`),
};

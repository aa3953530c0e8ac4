/** Taking a trained model along, and going on elsewhere, in Chinese; the type demands the keys of enExport.ts. */
import type { ExportWords } from './enExport.ts';

export const zhExport: ExportWords = {
  title: '导出模型',
  lead: 'Hugging Face 格式的文件夹：transformers（适配器用 peft）可以直接加载。',
  what: '内容',
  kinds: {
    policy: '当前的模型',
    adapter: '仅适配器（PEFT）',
    reference: '训练前的模型',
    reward: '奖励模型',
  },
  kindHelp: {
    policy: '如有适配器，会合并进权重。',
    adapter: '体积小；用 peft 加载到原始模型之上。',
    reference: '没有经过任何训练。',
    reward: '打分与本页相同；可用 AutoModelForSequenceClassification 加载。',
  },
  dtype: '数值格式',
  dtypes: { F32: 'F32，精确', F16: 'F16，体积减半', BF16: 'BF16，体积减半' },
  rounds:
    '每个权重都会舍入：训练带来的小改动可能丢失。丢失多少会测量出来，写在这里和模型卡片里。F32 全部保留。',
  lost: (share, adapters) =>
    `舍入丢失了训练改动的 ${share}。${adapters ? 'F32 或单独的适配器会全部保留。' : 'F32 会全部保留。'}`,
  shard: '单个文件上限',
  shards: { one: '一个文件', mebibytes: (size) => `${size} MiB` },
  folder: '保存到文件夹…',
  zip: '保存为 zip 文件',
  noFolder: '此浏览器不能写入文件夹；zip 最多 4 GiB。',
  writing: '正在写入',
  measuring: '正在测量舍入的损失',
  measured: (share) => `正在测量舍入的损失：${share}`,
  written: (bytes, total) => `${bytes} / ${total}`,
  done: (files, bytes, iteration) => `${files} 个文件，${bytes}，第 ${iteration} 轮的权重。`,
  doneZip: (name) => `${name} 已保存到下载目录：`,
  doneFolder: (name) => `${name} 已写入：`,
  cancelled: '已取消。写好的文件会留下。',
  failed: '导出中断了。',
  cluster: {
    title: '到集群上继续',
    lead: '一个包里有继续训练所需的一切，并为三种训练框架各附一个启动脚本，你的设置已换算成它们的单位。',
    parts: [
      '策略模型、参考模型和（拟合后的）奖励模型，含分词器和对话模板',
      '提示、优劣对、完整排序、单条反馈',
      '运行设置，以及各框架计量方式的不同',
      '脚本：TRL（accelerate/DeepSpeed）、OpenRLHF（Ray）、verl（Ray），固定在检查过的版本',
    ],
    back: '在那里得到的结果是一个模型文件夹：可以用“模型”带回来。',
  },
};

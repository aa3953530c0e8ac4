/** What the page says of classifiers from a hub, in Chinese. */
import type { enClassifier } from './enClassifier.ts';

export const zhClassifier: typeof enClassifier = {
  option: '来自 Hub 的分类器…',
  title: '由分类器排序',
  lead: 'Hugging Face Hub 上任何带 ONNX 权重的文本分类模型都可以排序：它越确信一段短评带有你选择的标签，这段短评就越好。模型只下载一次，在此浏览器里用处理器运行；语言模型写的内容不会发送到任何地方。',
  id: '分类器',
  idHelp: '所有者/名称',
  more: '版本与服务器',
  revision: '版本',
  revisionHelp: '分支、标签或提交。留空：main。',
  host: '服务器',
  hostHelp: '另一个 Hub 的地址。留空：huggingface.co。',
  load: '加载',
  loading: '正在加载…',
  notReady: '训练器还没有准备好。请先关闭此窗口，等它加载完再试。',
  label: '什么算好',
  labelHelp: '短评按这个标签的对数几率排序。',
  ready: (id, file) => `${id} 已加载（${file}），现在由它排序。`,
  loaded: (id, label) => `现在由 ${id} 按标签 ${label} 排序。`,
  change: '分类器…',
  none: '还没有加载分类器，所以它还不能排序。',
  choose: '选择分类器…',
};

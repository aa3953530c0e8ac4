/**
 * What workers and readers of files tell, in Chinese, by their English texts with {} for values. A test compares the ids with the
 * sources. How a model's files are broken in detail stays English, as the names of fields in them are; what was kept and what to do
 * is here.
 */
import { zhToldOfFiles } from './zhToldOfFiles.ts';

type Sentences = Readonly<Record<string, string>>;

/** Of the run: its rankings, fits and iterations. */
const run: Sentences = {
  'There is not enough to learn from yet: at least {} rankings are needed. Rank a few prompts first.':
    '可供学习的还不够：至少需要 {0} 次排序。请先给几个提示排序。',
  'There is not enough to learn from: the method needs at least {} rankings. Rank a few more prompts, or let a simulated labeler do it.':
    '可供学习的还不够：这种方法至少需要 {0} 次排序。请再排几个提示，或让模拟的评价者来排。',
  'The reward model needs at least {} rankings and has {}. Rank a few more prompts, or let a simulated labeler do it.':
    '奖励模型至少需要 {0} 次排序，现在有 {1} 次。请再排几个提示，或让模拟的评价者来排。',
  'The reward model met {} that is not a finite number and stopped learning. All rankings and the policy are kept; the reward model will be fitted anew. Lower the reward learning rate, then press Play.':
    '奖励模型遇到了不是有限数的{0}，已停止学习。所有排序和策略都保留着；奖励模型会重新拟合。请调低奖励模型的学习率，再按“播放”。',
  'No ranking to learn from puts one answer above another: all of them are ties. Nothing is lost. Rank a prompt with an order, then press Play.':
    '可供学习的排序里没有一个分出高下：全是并列。什么都没有丢失。请排一个有先后的提示，再按“播放”。',
  'a gradient': '梯度',
  'a score': '分数',
  'The reward model gave a score that is not a finite number.': '奖励模型给出了不是有限数的分数。',
  'The KL to the reference is not a finite number.': '与参考模型的 KL 不是有限数。',
  'An answer has {} tokens with its prompt; there is room for {}.':
    '一个回答连同提示共有 {0} 个词元；只容得下 {1} 个。',
  'A ranker with numbers that are not finite.': '一个排序器里有不是有限数的数。',
  'A step of the policy met a gradient that is not a finite number.':
    '策略的一步更新遇到了不是有限数的梯度。',
  'A step of the policy made a weight too large to compute with.': '策略的一步更新使某个权重大得无法计算。',
  '{} Training has stopped; the policy is as it was after the last good iteration, and every ranking is kept. Lower the learning rate or reset, then press Play.':
    '{0}训练已停止；策略停在最后一轮正常的状态，所有排序都保留着。请调低学习率或重置，再按“播放”。',
  'The model gave a logit that is not a finite number, so nothing can be sampled from it. Every ranking is kept. Reset the run, or restart from the last checkpoint.':
    '模型给出了不是有限数的 logit，无法从中采样。所有排序都保留着。请重置训练，或从最近的检查点重新开始。',
  'No prompt leaves room for an answer: the shortest has {} tokens, and {} are left for one beside the longest answer. Every ranking is kept. Shorten the prompts or the longest answer, or let the context be longer.':
    '没有一个提示给回答留下了位置：最短的有 {0} 个词元，而除去最长的回答只剩 {1} 个。所有排序都保留着。请缩短提示或最长回答，或放长上下文。',
  '“{}” ({} tokens){} will be passed over: {} tokens are left for a prompt beside the longest answer.':
    '“{0}”（{1} 个词元）{2} 将被跳过：除去最长的回答，留给提示的只有 {3} 个词元。',
  'The rater has nothing to look for: no {} set. Every ranking is kept and nothing was ranked now. Set "{}" in the settings ({}), or choose another rater.':
    '评价者不知道要找什么：还没有设定（{0}）。所有排序都保留着，这次什么也没有排。请在设置里填写“{1}”（{2}），或另选评价者。',
  'The rater "{}" saw no difference between the answers to {} prompts in a row, so there was nothing to rank. Nothing is lost. Let it look for something that some answers have and others have not, raise the temperature, or choose another rater.':
    '评价者“{0}”在接连 {1} 个提示的回答之间看不出差别，没有什么可排。什么也没有丢。请让它找有的回答有、有的没有的东西，或调高温度，或另选评价者。',
  'This run trains every weight and has no adapters.': '这次训练更新全部权重，没有适配器。',
  'This run trains every weight and has no adapter to export.': '这次训练更新全部权重，没有适配器可导出。',
  '{} takes no step: there is nothing to time.': '{0} 不做更新：没有可计时的东西。',
  'The {} stage was stopped.': '{0} 阶段已停止。',
  'The reward model {} does not fit {}, which is open: {}.': '奖励模型 {0} 与打开着的 {1} 不相配：{2}。',
  '{} learns without a reward model and has no use for {}.': '{0} 不用奖励模型，用不上 {1}。',
  'Nothing was loaded from it; the run goes on as it was.': '没有从中载入任何东西；训练照旧继续。',
  'Open {}, and drop the reward model there.': '请打开 {0}，再把奖励模型拖到那里。',
  'Open the model with a method that scores answers, then give it again.':
    '请用一种给回答打分的方法打开模型，再给一次。',
  'There is no reward model to export yet: it is fitted once a few prompts are ranked. Nothing was written.':
    '还没有奖励模型可导出：排过几个提示之后才会拟合。什么也没有写出。',
  '{} learns without a reward model: there is none to export.': '{0} 不用奖励模型：没有可导出的。',
  'An export is under way already.': '已有一个导出正在进行。',
  'The session is not open yet.': '会话还没有打开。',
  'The trainer could not start.': '训练器无法启动。',
};

/** Of the GPU and the browser. */
const machine: Sentences = {
  'The GPU was lost ({}: {}). Every ranking and the last saved checkpoint are kept. Restart from the last checkpoint to go on.':
    'GPU 丢失了（{0}：{1}）。所有排序和最近保存的检查点都保留着。请从最近的检查点重新开始。',
  'The GPU was lost ({}: {}). Rankings and the last saved checkpoint are kept; reload, or restart from the last checkpoint, to go on from there.':
    'GPU 丢失了（{0}：{1}）。排序和最近保存的检查点都保留着；请刷新页面，或从最近的检查点重新开始。',
  'The GPU ran out of memory ({}). Every ranking and the last saved checkpoint are kept. Choose a smaller model, batch or context, or adapters, and restart from the last checkpoint.':
    'GPU 显存用完了（{0}）。所有排序和最近保存的检查点都保留着。请选更小的模型、批量或上下文，或改用适配器，再从最近的检查点重新开始。',
  'This page ran out of memory ({}). Every ranking and the last saved checkpoint are kept. Close other tabs or choose a smaller model or batch, and restart from the last checkpoint.':
    '这个页面的内存用完了（{0}）。所有排序和最近保存的检查点都保留着。请关闭别的标签页，或选更小的模型或批量，再从最近的检查点重新开始。',
  "{} [{}] is {} bytes, more than the {} of this GPU's largest buffer. Choose a smaller batch, micro-batch or model.":
    '{0} [{1}] 有 {2} 字节，超过这块 GPU 最大缓冲区的 {3} 字节。请选更小的批量、微批量或模型。',
  "{} is {} bytes, more than this GPU's largest buffer. Choose a smaller model.":
    '{0} 有 {1} 字节，超过这块 GPU 的最大缓冲区。请选更小的模型。',
  "Parameter {} has {} numbers, and this GPU's largest buffer holds {}. Choose a smaller model.":
    '参数 {0} 有 {1} 个数，而这块 GPU 的最大缓冲区只装 {2} 个。请选更小的模型。',
  '{}: {} [{}] is {} bytes, more than the {} that this GPU binds at once. Choose a smaller batch, micro-batch or model.':
    '{0}：{1} [{2}] 有 {3} 字节，超过这块 GPU 一次能绑定的 {4} 字节。请选更小的批量、微批量或模型。',
  'This environment has no WebGPU (navigator.gpu is missing).': '这里没有 WebGPU（缺少 navigator.gpu）。',
  'WebGPU is present but no GPU adapter was found: the driver may be blocked or missing.':
    '有 WebGPU，但没有找到 GPU 适配器：驱动可能被屏蔽或缺失。',
  'No matrix product gives right results on this GPU (tried {}). Update its driver, or choose another GPU.':
    '在这块 GPU 上没有一种矩阵乘法算得对（试过 {0}）。请更新驱动，或换一块 GPU。',
  'This device cannot time kernels (no timestamp-query).': '这个设备不能给内核计时（没有 timestamp-query）。',
  '"{}" holds {}, which half precision (F16) cannot hold.': '“{0}”里有 {1}，半精度（F16）存不下。',
  'No run was started; rankings and saved runs are as they were.':
    '没有开始训练；排序和保存的训练都原样未动。',
  'Choose F32 for the frozen weights and open the model again.': '请为冻结的权重选 F32，再打开模型。',
  'This page has no private file system.': '这个页面没有私有文件系统。',
};

/** Of what is saved and stored. */
const saved: Sentences = {
  'This browser gives the page no storage for checkpoints.': '这个浏览器不给页面存检查点的地方。',
  'The run goes on in memory.': '训练在内存里继续。',
  'Leave private browsing or allow site data to keep runs across reloads.':
    '请退出无痕浏览或允许网站数据，刷新后才能保留训练。',
  'No byte of {} was taken.': '{0} 一个字节也没有写下。',
  '"{}" holds {} at element {}, so it was not saved.': '“{0}”的第 {2} 个元素是 {1}，所以没有保存。',
  'The last good checkpoint is kept.': '最近一个正常的检查点保留着。',
  'Go back to that checkpoint or reset the run, and lower the learning rate.':
    '请回到那个检查点或重置训练，并调低学习率。',
  'its file {} is gone.': '它的文件 {0} 不见了。',
  'its file {} has {} of {} bytes.': '它的文件 {0} 只有 {2} 字节中的 {1} 字节。',
  'its file {} is damaged.': '它的文件 {0} 损坏了。',
  'The saved runs in this browser were written by a newer version of this page.':
    '这个浏览器里保存的训练是由更新版本的页面写下的。',
  'They are kept as they are; the run goes on in memory.': '它们原样保留；训练在内存里继续。',
  'Reload the page to get the newer version.': '请刷新页面以得到新版本。',
  'The last save did not finish.': '上一次保存没有完成。',
  'The checkpoint of iteration {} is kept.': '第 {0} 轮的检查点保留着。',
  'The storage has no room for this checkpoint.': '存储空间放不下这个检查点。',
  'Delete runs or free space, then save again.': '请删除一些训练或腾出空间，再保存。',
  'Try again, or reload the page.': '请再试一次，或刷新页面。',
  'Another tab went on with this run and saved it at iteration {}.':
    '另一个标签页接着做了这次训练，并在第 {0} 轮保存。',
  'That checkpoint is kept, and the run here goes on in memory only.':
    '那个检查点保留着，这里的训练只在内存里继续。',
  'Reload this page to go on from there.': '请刷新页面，从那里继续。',
  'The run continues from iteration {}.': '训练从第 {0} 轮继续。',
  'No usable checkpoint is left, so the run starts anew.': '没有可用的检查点了，训练重新开始。',
  'The run knew {} more judgements than this browser holds now; it goes on with those that are here.':
    '这次训练学过的判断比浏览器里现有的多 {0} 个；它用现有的继续。',
  'The run was trained on prompts written by another chat template or system prompt, or none; it goes on with those written now.':
    '这次训练用的提示是由别的对话模板或系统提示写的（或没有用）；它用现在写的继续。',
  'it was saved by a newer version of this page, and was left where it is.':
    '它由更新版本的页面保存，原样留在那里。',
  'it was made with another model layout (tensor "{}") and was left where it is.':
    '它用的是另一种模型结构（张量“{0}”），原样留在那里。',
  'it was made with other weights of the base model, and was left where it is.':
    '它用的是基础模型的另一套权重，原样留在那里。',
  'Saved runs of this model that were made otherwise were left where they are: {}. Choose those settings to go on with one of them.':
    '这个模型用别的设置做的训练原样留在那里：{0}。选回那些设置即可继续其中一个。',
  'The GPU computes otherwise than when this run was saved ({}): its driver or the browser has changed. The run went on from exactly what was saved; from there on its numbers are no longer those, to the last digit, that it would have had before.':
    'GPU 的计算和保存这次训练时不同了（{0}）：驱动或浏览器变了。训练从保存的状态原样继续；从那里起，数字不再和以前逐位相同。',
  "This browser's storage has no room for {}.": '这个浏览器的存储放不下 {0}。',
  'The run and its checkpoints are as they were.': '训练和检查点都原样未动。',
  'Export to a folder, export in F16, or delete stored models.':
    '请导出到文件夹、用 F16 导出，或删除存着的模型。',
  'The export has {} GiB; a zip holds at most 4.': '导出有 {0} GiB；一个 zip 最多装 4 GiB。',
  'Nothing was written.': '什么也没有写出。',
  'Export to a folder, or in F16.': '请导出到文件夹，或用 F16。',
  'There was no room for {}.': '放不下 {0}。',
  'The files before it were written.': '它之前的文件已写出。',
  'Make room and export again, or export in F16.': '请腾出空间再导出，或用 F16 导出。',
};

/** Of models that are fetched, stored and opened: what was kept, and what to do. */
const models: Sentences = {
  '{} could not be read: {}.': '{0} 无法读取：{1}。',
  'Nothing was loaded from it.': '没有从中载入任何东西。',
  'Nothing was loaded from it, and nothing was closed.': '没有从中载入任何东西，打开着的也没有关闭。',
  'Nothing was loaded.': '没有载入任何东西。',
  'Nothing was opened.': '没有打开任何东西。',
  'Nothing was changed.': '什么也没有改变。',
  'Nothing was stored.': '什么也没有存下。',
  'Nothing was taken from it.': '没有从中取用任何东西。',
  'Nothing was written to it.': '什么也没有写给它。',
  'Nothing of it may be used.': '其中什么也不能用。',
  'Check the address or the file and try again.': '请检查地址或文件，再试一次。',
  'Run "git lfs install" and "git lfs pull" in the folder, or download the model by its name, and open it again.':
    '请在文件夹里运行“git lfs install”和“git lfs pull”，或按名称下载模型，再打开。',
  '{} has the SHA-256 {}; expected was {}.': '{0} 的 SHA-256 是 {1}，应为 {2}。',
  'Fetch it again; if this happens twice, the file at its source has changed or is damaged.':
    '请重新获取；如果再次这样，源头的文件变了或坏了。',
  'The zip cannot be read: {}.': '无法读取这个 zip：{0}。',
  'Fetch it again, or unpack it and drop the folder.': '请重新获取，或解压后拖入文件夹。',
  'Fetch or export it again.': '请重新获取或导出。',
  'Use a GPT-2, Llama, Qwen2 or Qwen3 model in Hugging Face layout (config.json, tokenizer.json, tokenizer_config.json, model.safetensors or its shards with their index).':
    '请用 Hugging Face 格式的 GPT-2、Llama、Qwen2 或 Qwen3 模型（config.json、tokenizer.json、tokenizer_config.json、model.safetensors 或其分片与索引）。',
  'Use a model with a tokenizer.json of BPE, WordPiece, WordLevel or Unigram, and a tokenizer_config.json that names its end token.':
    '请用带 BPE、WordPiece、WordLevel 或 Unigram 的 tokenizer.json、且 tokenizer_config.json 指明结束词元的模型。',
  'Use words of its vocabulary, or a model whose tokenizer has an unknown token.':
    '请用它词表里的词，或分词器有“未知”词元的模型。',
  'Use a shorter text, or the tokenizer.json of the model that this one was made from.':
    '请用更短的文字，或用它的原模型的 tokenizer.json。',
  'Use one that was exported here, or one for sequence classification with one label.':
    '请用从这里导出的，或只有一个标签的序列分类模型。',
  'Use another version of it, or another model.': '请用它的别的版本，或别的模型。',
  'Drop its folder ({} and {}) on the page: it opens on the model that it was trained on.':
    '请把它的文件夹（{0} 和 {1}）拖到页面上：它会在训练它的模型上打开。',
  'Merge it into its base with peft (merge_and_unload, then save_pretrained) and open that folder.':
    '请用 peft 把它并入基础模型（merge_and_unload，再 save_pretrained），然后打开那个文件夹。',
  'Open it on the model that it was trained on, {}.': '请在训练它的模型 {0} 上打开。',
  'Open the model that it was trained for, then drop this folder on the page: it becomes the reward model of that run (headless: --reward FOLDER).':
    '请先打开它所属的模型，再把这个文件夹拖到页面上：它会成为那次训练的奖励模型（命令行：--reward FOLDER）。',
  'The file was not finished.': '文件没有写完。',
  'Write this model in F32.': '请用 F32 写这个模型。',
  '"{}" is not the id of a model (owner/name).': '“{0}”不是模型的名称（所有者/名称）。',
  'The revision is empty; leave it out or name a branch, tag or commit.':
    '版本是空的；请不写，或写出分支、标签或提交。',
  '{} is not the name of a branch, a tag or a commit.': '{0} 不是分支、标签或提交的名称。',
  '"{}" is not a web address.': '“{0}”不是网址。',
  'There is no {} at {}: no such model, or none in this layout.':
    '{1} 没有 {0}：没有这个模型，或不是这种格式。',
  'The model folder has no {}.': '模型文件夹里没有 {0}。',
  'The model folder has no {} and no {}.': '模型文件夹里没有 {0}，也没有 {1}。',
  '{} is no longer there.': '{0} 已经不在了。',
  '{} has {} bytes now; it had {} when its header was read.': '{0} 现在有 {1} 字节；读文件头时有 {2} 字节。',
  '{} changed at its source while it was copied.': '{0} 在复制时源头变了。',
  'It was deleted; the other files of the model stay.': '它已删除；模型的其他文件留着。',
  'Start it again; if this happens twice, the file at its source is damaged.':
    '请重新开始；如果再次这样，源头的文件坏了。',
  'Nothing of the model is kept.': '这个模型什么也没有留下。',
  '{} of {} are stored and stay.': '{1} 中的 {0} 已存下并保留。',
  'Start it again when the source can be read: it goes on from there.': '等源头可读时再开始：会从那里继续。',
  "There is no room left in this browser's storage for {}.": '这个浏览器的存储里没有地方放 {0} 了。',
  '{} could not be stored: {}.': '{0} 无法存下：{1}。',
  'Delete another stored model or free disk space, then start it again: it goes on from there.':
    '请删除别的存着的模型或腾出磁盘空间，再开始：会从那里继续。',
  'Start it again: it goes on from there. If another tab stores the same model, wait for it.':
    '请再开始：会从那里继续。如果另一个标签页正在存同一个模型，请等它完成。',
  '{} needs {} of storage, and this browser has {} left for this page.':
    '{0} 需要 {1} 存储，而浏览器给这个页面只剩 {2}。',
  'The {} of it that are here stay, and so does every stored model.':
    '其中已有的 {0} 留着，所有存着的模型也都留着。',
  'Nothing of it was stored; every stored model is kept.': '它什么也没有存下；所有存着的模型都留着。',
  'Free disk space, or open the model from its address or folder without storing it.':
    '请腾出磁盘空间，或不存储、直接从地址或文件夹打开模型。',
  'Delete {}, for example {}, and try again.': '请删除 {0}（例如 {1}），再试一次。',
  'a stored model': '一个存着的模型',
  'stored models and free disk space': '存着的模型并腾出磁盘空间',
  'The quota is used up.': '配额用完了。',
  'The stored model {} is not complete.': '存着的模型 {0} 不完整。',
  'The model is not in this browser’s storage any more.': '这个模型已不在浏览器的存储里。',
  'What is here of it stays ({} of {} bytes).': '已有的部分留着（{1} 字节中的 {0} 字节）。',
  'Start its download again: it goes on from there.': '请重新开始下载：会从那里继续。',
  'Delete it and download it again.': '请删除它，重新下载。',
  'It was not deleted.': '它没有被删除。',
  '{} is being downloaded or loaded elsewhere, perhaps in another tab.':
    '{0} 正在别处下载或载入，也许在另一个标签页。',
  'Wait until that has ended, or pause it there, and try again.': '请等它结束，或在那里暂停，再试一次。',
  '{} of the stored model {} is not what was stored.': '存着的模型 {1} 的 {0} 已不是存下时的样子。',
  'Start its download again, which replaces what was changed, or delete it.':
    '请重新开始下载，会替换改变了的部分；或删除它。',
  'This browser gives the page no storage for models.': '这个浏览器不给页面存模型的地方。',
  'Leave private browsing or allow site data; models can still be opened from a folder or an address.':
    '请退出无痕浏览或允许网站数据；仍可从文件夹或地址打开模型。',
  'There is no storage for models here.': '这里没有存模型的地方。',
  'There is no {} at {}.': '{1} 没有 {0}。',
  '{} has {} bytes: download it and drop its folder.': '{0} 有 {1} 字节：请下载它，再拖入它的文件夹。',
  'The worker that keeps models could not start. Reload the page.':
    '保管模型的工作线程无法启动。请刷新页面。',
  "The model's tokenizer has no token for {}, and none that stands for unknown words.":
    '模型的分词器没有 {0} 的词元，也没有代表未知词的词元。',
  'part of the text': '部分文字',
  "The model's tokenizer takes too long for {}: it was stopped. Its pattern {} tries too many ways to part the text.":
    '模型的分词器处理 {0} 太久，已停止。它的模式 {1} 尝试的切分方式太多。',
};

/** Of prompts and chat templates. */
const prompts: Sentences = {
  'Prompt {} is empty, and the model has no start token that its text could begin with.':
    '第 {0} 个提示是空的，而模型没有可以开头的起始词元。',
  'Write something there, or leave that prompt out.': '请在那里写点什么，或去掉那个提示。',
  'The model has no chat template called {}.': '模型没有叫 {0} 的对话模板。',
  'Choose one that it has: {}.': '请选它有的：{0}。',
  'Change the prompt or the system prompt, or switch the chat template off.':
    '请改提示或系统提示，或关掉对话模板。',
  '{} is too large to be read as prompts.': '{0} 太大，不能作为提示读取。',
  'There are no prompts in {}.': '{0} 里没有提示。',
  '{} is not JSON. Nothing was taken from the file.': '{0} 不是 JSON。没有从文件中取用任何东西。',
  '{} is not a list of prompts.': '{0} 不是一列提示。',
  '{} has no text “prompt” and no list “messages”: {}. Nothing was taken from the file.':
    '{0} 没有文字“prompt”，也没有列表“messages”：{1}。没有从文件中取用任何东西。',
  '{} has a conversation in which nobody asks. Nothing was taken from the file.':
    '{0} 里有一段没有人提问的对话。没有从文件中取用任何东西。',
  '{} has a message without a role and a text: {}. Nothing was taken from the file.':
    '{0} 里有一条没有角色和文字的消息：{1}。没有从文件中取用任何东西。',
  '{} is no table that can be read: {}{}.': '{0} 不是能读的表格：{1}{2}。',
  '{} has no column “prompt”. Its columns are: {}.': '{0} 没有“prompt”列。它的列是：{1}。',
};

/** Of classifiers that rank, of patterns, and of facts. */
const raters: Sentences = {
  'The rater is a classifier from a hub, and none is loaded. Every ranking is kept and nothing was ranked now. Load one under "Who ranks", or choose another rater.':
    '评价者是来自模型库的分类器，但还没有载入。所有排序都保留着，这次什么也没有排。请在“谁来排序”里载入一个，或另选评价者。',
  'The classifier gave a number that is not finite.': '分类器给出了不是有限的数。',
  'The classifier gave {} numbers, none of them {}.': '分类器给出了 {0} 个数，没有第 {1} 个。',
  'Classifiers cannot be loaded here. Nothing has changed. Choose another rater.':
    '这里不能载入分类器。什么也没有改变。请另选评价者。',
  '{} has no label "{}". The rater is as it was. Its labels are {}{}.':
    '{0} 没有标签“{1}”。评价者照旧。它的标签有 {2}{3}。',
  'The classifier is not loaded yet.': '分类器还没有载入。',
  'The classifier\'s worker stopped ({}). Rankings are kept. Load the classifier again under "Who ranks".':
    '分类器的工作线程停了（{0}）。排序都保留着。请在“谁来排序”里重新载入。',
  'its script could not be loaded': '无法载入它的脚本',
  'The classifier was closed. Rankings are kept. Load one under "Who ranks".':
    '分类器已关闭。排序都保留着。请在“谁来排序”里载入一个。',
  'The classifier {} failed ({}). Rankings made so far are kept. Load it again under "Who ranks".':
    '分类器 {0} 出错了（{1}）。已做的排序都保留着。请在“谁来排序”里重新载入。',
  'This browser has no WebAssembly. Choose another rater.': '这个浏览器没有 WebAssembly。请另选评价者。',
  'Look for the same model under onnx-community or Xenova, or export it with optimum.':
    '请在 onnx-community 或 Xenova 下找同一个模型，或用 optimum 导出。',
  'Choose another classifier, or another rater.': '请另选分类器，或另选评价者。',
  'Check the connection and load it again.': '请检查网络，再载入一次。',
  'The rater is as it was.': '评价者照旧。',
  'The classifier could not be loaded. {} The rater is as it was. Check the name and the connection, then try again.':
    '分类器无法载入。{0}评价者照旧。请检查名称和网络，再试一次。',
  'A pattern has at most {} characters; this has {}.': '模式最多 {0} 个字符；这个有 {1} 个。',
  '{} cannot be used here: such a pattern could take for ever.': '这里不能用 {0}：这样的模式可能永远算不完。',
  'This pattern is too large written out: repeat less often, or fewer things.':
    '这个模式展开后太大：请少重复几次，或少重复一些内容。',
  'There are no facts yet.': '还没有信息。',
  '"{}" is not of the form "key: value".': '“{0}”不是“键: 值”的形式。',
  '"{}" is not a fact this model knows; use {}.': '“{0}”不是这个模型认识的信息；请用 {1}。',
  '"{}" is given twice.': '“{0}”给了两次。',
  '"{}" has no value.': '“{0}”没有值。',
  'A prompt needs a name, as in "name: The Eagle".': '提示要有名称，例如“name: The Eagle”。',
};

export const zhTold: Sentences = {
  ...run,
  ...machine,
  ...saved,
  ...models,
  ...prompts,
  ...raters,
  ...zhToldOfFiles,
};

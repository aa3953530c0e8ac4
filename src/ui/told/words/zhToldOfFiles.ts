/**
 * What is told of files of rankings, runs, receipts and assignments, and of what goes on beside the run, in Chinese by the English
 * texts; see zhTold.ts.
 */
export const zhToldOfFiles: Readonly<Record<string, string>> = {
  'Nothing was taken over.': '什么也没有接收。',
  'The {} other lines were read.': '其余 {0} 行已读入。',
  'So are {} more.': '还有 {0} 行也是。',
  'The assignment is not whole: it is no JSON. Nothing was changed; get the file once more.':
    '作业文件不完整：它不是 JSON。什么也没有改变；请重新取得文件。',
  'The assignment was written by a newer version of this page. Reload to get that.':
    '作业由更新版本的页面写成。请刷新以得到新版本。',
  'The assignment cannot be used: {} {}. Nothing was changed.': '这份作业不能用：{0} {1}。什么也没有改变。',
  'This run took judgements back, or does not hold all of its rankings: it cannot be trained again from its record. The record itself can be saved as a file.':
    '这次训练撤回过判断，或没有全部排序：不能按记录重新训练。记录本身可以存成文件。',
  'This record does not hold every iteration from the first on, so there is nothing to compare with. The record itself can be saved as a file.':
    '这份记录没有从第一轮起的每一轮，没有可比的。记录本身可以存成文件。',
  'This file is no receipt of a run.': '这个文件不是训练的收据。',
  'The receipt has version {}; this reads version {}.': '收据是第 {0} 版；这里读第 {1} 版。',
  'The run has version {}; this reads version {}.': '这次训练是第 {0} 版；这里读第 {1} 版。',
  'The recorded run is not JSON, or was cut off.': '录制的训练不是 JSON，或被截断了。',
  'This file is no recorded run.': '这个文件不是录制的训练。',
  'The recorded run has version {}; this reads versions {}.': '录制的训练是第 {0} 版；这里读第 {1} 版。',
  'There is a setting of an unknown name, type or size.': '有一项设置的名称、类型或大小不认识。',
  "The reward model's {} is not the bag of tokens that scored beside it: {}":
    '奖励模型的 {0} 不是与它一同计分的词元袋：{1}',
  'Export the reward model again, or delete {} to take the model alone.':
    '请重新导出奖励模型，或删除 {0}，只取模型本身。',
  'A weight for each token.': '每个词元各有一个权重。',
  'A list has not a number for each token.': '有一个列表没有为每个词元各给一个数。',
  'A list has not a number for each answer.': '有一个列表没有为每个回答各给一个数。',
  'There are not as many answers as it says.': '回答的个数与文件所说的不符。',
  '{} was stopped.': '{0}已停止。',
  '{} ended early. {} Nothing of your run was touched; run it again.':
    '{0}提前结束。{1}你的训练没有受影响；请再运行一次。',
  'The experiment': '小实验',
  'The page does not bring {}. Nothing was trained.': '页面没有带 {0}。没有训练任何东西。',
  'It began with a reward model of its own: npm run headless -- --replay FILE --reward FOLDER takes that. Nothing was trained.':
    '它从自己的奖励模型开始：请用 npm run headless -- --replay FILE --reward FOLDER。没有训练任何东西。',
  'It was trained on other prompts than those that come with the page: npm run headless -- --replay FILE --prompts FILE takes them. Nothing was trained.':
    '它用的提示不是页面自带的：请用 npm run headless -- --replay FILE --prompts FILE。没有训练任何东西。',
  'The lab was closed.': '实验室已关闭。',
  "The lab's worker stopped ({}). Rankings and runs are as they were. Start the bench again.":
    '实验室的工作线程停了（{0}）。排序和训练都原样未动。请重新开始。',
  'This model was closed. Begin the training again.': '这个模型已关闭。请重新开始训练。',
  'No model is open in the lab. Open one first.': '实验室里没有打开的模型。请先打开一个。',
};

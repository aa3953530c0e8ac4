/** What the page says was to be reached is what the command that recorded it says. */
import { expect, it } from 'vitest';
import ape from '../../docs/lab/ape.json';
import bandit from '../../docs/lab/bandit.json';
import chain from '../../docs/lab/chain.json';
import cost from '../../docs/lab/cost.json';
import implicit from '../../docs/lab/implicit.json';
import procedure from '../../docs/lab/procedure.json';
import tuning from '../../docs/lab/procedure-tuning.json';
import tools from '../../docs/lab/tools.json';
import order from '../../docs/lab/order.json';
import { enApe } from '../../src/lab/ape/panel/enApe.ts';
import { zhApe } from '../../src/lab/ape/panel/zhApe.ts';
import { enBandit } from '../../src/lab/bandit/panel/enBandit.ts';
import { zhBandit } from '../../src/lab/bandit/panel/zhBandit.ts';
import { enChain } from '../../src/lab/chain/panel/enChain.ts';
import { zhChain } from '../../src/lab/chain/panel/zhChain.ts';
import { enCost } from '../../src/lab/cost/panel/enCost.ts';
import { zhCost } from '../../src/lab/cost/panel/zhCost.ts';
import { enImplicit } from '../../src/lab/implicit/panel/enImplicit.ts';
import { zhImplicit } from '../../src/lab/implicit/panel/zhImplicit.ts';
import { enProcedure } from '../../src/lab/procedure/panel/enProcedure.ts';
import { enTuning } from '../../src/lab/procedure/panel/tuning/enTuning.ts';
import { zhTuning } from '../../src/lab/procedure/panel/tuning/zhTuning.ts';
import { zhProcedure } from '../../src/lab/procedure/panel/zhProcedure.ts';
import { enTools } from '../../src/lab/tools/panel/enTools.ts';
import { zhTools } from '../../src/lab/tools/panel/zhTools.ts';
import { enOrder } from '../../src/lab/order/panel/enOrder.ts';
import { zhOrder } from '../../src/lab/order/panel/zhOrder.ts';

it.each([
  [ape, enApe, zhApe],
  [bandit, enBandit, zhBandit],
  [chain, enChain, zhChain],
  [cost, enCost, zhCost],
  [implicit, enImplicit, zhImplicit],
  [procedure, enProcedure, zhProcedure],
  [tuning, enTuning, zhTuning],
  [tools, enTools, zhTools],
  [order, enOrder, zhOrder],
])('a goal is the same on the page, in each language', (record, en, zh) => {
  expect(en.recorded.goal).toBe(record.goal);
  // The shares that are asked for do not depend on the language.
  const numbers = (text: string) =>
    text
      .match(/\d+(?= ?%)/g)
      ?.map(Number)
      .sort() ?? [];
  expect(numbers(zh.recorded.goal)).toEqual(numbers(record.goal));
});

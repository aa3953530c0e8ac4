/**
 * What is told by a title can be reached without hovering: it stands on what takes the focus, or inside of it, where hints.ts
 * shows it. A new one on anything else is found here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What takes the focus, or hands it on to what does; and components that are one of them. */
const TAKES = /^(?:a|button|input|label|select|summary|textarea|ActionButton)$/;

/** Titles inside what takes the focus, and those that are written beside them: where, and why. */
const KNOWN: Readonly<Record<string, string>> = {
  'src/ui/inspect/SamplesPanel.tsx': 'in the button that opens the sample',
  'src/ui/watch/Suspects.tsx': 'in an item that takes the focus',
  'src/ui/experiments/LawFigure.tsx': 'in an item that takes the focus',
  'src/lab/chain/panel/RankList.tsx': 'in an item that takes the focus',
  'src/ui/inspect/TokenText.tsx': 'in the table below, and token by token inside',
  'src/ui/library/FitPanel.tsx': 'in the list below the bar',
  'src/ui/rank/AnswerCard.tsx': 'while an answer is written, as its words show',
};

interface Tag {
  readonly name: string;
  readonly attributes: string;
}

/** Opening tags of a file of JSX: braces inside, and arrows in them, belong to the tag. */
function tagsOf(text: string): readonly Tag[] {
  const tags: Tag[] = [];
  for (const { index, 0: start, 1: name } of text.matchAll(/<([A-Za-z][\w.]*)(?=[\s/>])/g)) {
    let depth = 0;
    let end = index + start.length;
    for (; end < text.length; end++) {
      if (text[end] === '{') depth++;
      else if (text[end] === '}') depth--;
      else if (text[end] === '>' && depth === 0) break;
    }
    tags.push({ name, attributes: text.slice(index + start.length, end) });
  }
  return tags;
}

/** An attribute of its own, not one inside a brace. */
function has({ attributes }: Tag, name: string): boolean {
  let plain = attributes;
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/\{[^{}]*\}/g, '_');
  }
  return new RegExp(`(?:^|\\s)${name}=`).test(plain);
}

/** Those whose title only a pointer finds. Components hand it on where they are ModelText; others mean a heading by it. */
const hidden = (text: string): readonly string[] =>
  tagsOf(text)
    .filter((tag) => has(tag, 'title') && (/^[a-z]/.test(tag.name) || tag.name === 'ModelText'))
    .filter((tag) => !TAKES.test(tag.name) && !has(tag, 'tabIndex'))
    .map(({ name }) => name);

test('every title stands where the focus can come', () => {
  const found = new Map<string, readonly string[]>();
  for (const folder of ['src/ui', 'src/lab']) {
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.tsx')) continue;
      const names = hidden(readFileSync(`${folder}/${path}`, 'utf8'));
      if (names.length > 0) found.set(`${folder}/${path}`, names);
    }
  }
  expect([...found.keys()].toSorted()).toEqual(Object.keys(KNOWN).toSorted());
});

test('sees one on a paragraph, and none inside a brace', () => {
  expect(hidden('<p className={x} title={a > b ? c : d}>text</p>')).toEqual(['p']);
  expect(hidden('<p onClick={() => open({ title: 1 })}><b title="x" tabIndex={0} /></p>')).toEqual([]);
  expect(hidden('<Part title={words.link} /><button title="x" />')).toEqual([]);
});

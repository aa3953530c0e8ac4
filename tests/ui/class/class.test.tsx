/** A class without a server: thirty people's files put together, and one person's work from the assignment to what is handed in. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { writeAssignment } from '../../../src/preferences/class/assignment.ts';
import { gather } from '../../../src/preferences/class/gather.ts';
import { activeRankings } from '../../../src/preferences/log.ts';
import { NAMES, makeSets, thirtyFiles } from '../../preferences/class/students.ts';
import { memoryPreferenceDb } from '../../../src/ui/storage/preferenceDb.ts';
import { memoryStorage } from '../memoryStorage.ts';
import { mount, unmount } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const SETS = makeSets(12);
const dialog = () => page.getByRole('dialog', { name: 'A class' });

/** As a drop of files from a folder of them: browsers give no paths for those of a script. */
function dropFiles(target: Element): void {
  const dataTransfer = new DataTransfer();
  for (const { path, text } of thirtyFiles(SETS))
    dataTransfer.items.add(new File([text], path.replace(/^class\/(.*)\/preferences/, '$1-preferences')));
  target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

test('thirty files at once: who is who, how far they agree, what they dispute, and all of it in one log', async () => {
  const { app, downloads, trainer } = await mount();
  await userEvent.keyboard('k');
  await expect.element(dialog()).toBeVisible();
  dropFiles(dialog().getByText('Drop files, folders or zips here').element());
  const rows = dialog().getByRole('group', { name: 'Person by person' }).getByRole('row');
  await expect.element(rows).toHaveLength(NAMES.length + 1);
  await expect
    .element(dialog())
    .toHaveTextContent(/30 people, 439 rankings of 17 sets of answers; 12 sets ranked/);
  // The torn one is named, and what could be read of it counts.
  await expect
    .element(dialog())
    .toHaveTextContent(/刘洋\.jsonl Its end is missing \(line 15\)\. The 14 other lines/);
  await expect
    .element(dialog())
    .toHaveTextContent(/Krippendorff’s α, ordinal0\.\d\d 95 %: 0\.\d\d to 0\.\d\d/);
  await expect.element(dialog()).toHaveTextContent(/Kendall’s W0\.\d\d/);
  const first = dialog().getByRole('article').first();
  await expect.element(first.getByRole('row')).toHaveLength(5);
  await first.getByText('How each ranked').click();
  await expect.element(first.getByRole('listitem').first()).toHaveTextContent(/^张伟 [A-D]( [›=] [A-D]){3}$/);
  expect(await violations()).toEqual([]);

  await dialog().getByRole('button', { name: 'All rankings (CSV)' }).click();
  expect(downloads.at(-1)?.text.split('\r\n')).toHaveLength(1 + 439 * 4 + 1);
  await dialog().getByRole('button', { name: 'One of all' }).click();
  await expect.element(dialog().getByText('The rankings are in your log.')).toBeVisible();
  const log = activeRankings(app.preferences.store.getState().events);
  expect(log).toHaveLength(439);
  expect(new Set(log.map(({ by }) => by))).toEqual(new Set(NAMES));
  await expect.poll(() => trainer.log.length).toBe(439);
});

test('an assignment’s answers are ranked, a reload goes on, and what is handed in short is read by the lecturer’s page', async () => {
  const assignment = writeAssignment({
    id: 'week-1',
    title: { en: 'Week one', zh: '第一周' },
    text: { en: '', zh: '' },
    settings: 'seed=3&v=2',
    sets: SETS.slice(0, 4).map(({ prompt, answers }) => ({
      prompt,
      answers: answers.map((answer) => ({ ...answer, tokens: [...answer.tokens] })),
    })),
    repeats: 2,
    tasks: [
      { do: 'rank', count: 6 },
      { do: 'experiment', id: 'noisyRater' },
    ],
  });
  const [storage, db] = [memoryStorage(), memoryPreferenceDb()];
  const options = { storage, openDb: () => Promise.resolve(db) };
  const first = await mount(options);
  await first.app.files.import(new File([assignment], 'week-1.json'));
  const panel = page.getByRole('region', { name: 'Week one' });
  await expect.element(panel).toHaveTextContent('0 of 2 tasks done');
  await expect.poll(() => first.app.run.getState().settings.seed).toBe(3);
  const rank = async (done: number) => {
    await userEvent.keyboard('2134{Enter}');
    await expect
      .element(page.getByRole('progressbar', { name: `${done} of 12 rankings` }))
      .toBeInTheDocument();
  };
  for (let done = 1; done <= 3; done++) await rank(done);
  await expect.element(panel).toHaveTextContent('3 of 6');

  const { app, downloads } = await mount(options);
  await expect.element(panel).toHaveTextContent('3 of 6');
  for (let done = 4; done <= 6; done++) await rank(done);
  await expect.element(panel).toHaveTextContent('1 of 2 tasks done');
  const { work, files } = await app.classroom.load();
  const given = activeRankings(work.events);
  // Every set, and two of them again in another order.
  expect(new Set(given.map(({ prompt }) => prompt)).size).toBe(4);
  const again = given.filter(({ prompt }, at) => given.findIndex((one) => one.prompt === prompt) !== at);
  expect(again).toHaveLength(2);
  for (const { prompt, answers } of again) {
    const before = given.find((one) => one.prompt === prompt);
    expect(answers.map(({ text }) => text)).not.toEqual(before?.answers.map(({ text }) => text));
  }
  // Then the model writes, as ever.
  await expect.poll(() => app.ranking.getState().current?.prompt).not.toMatch(/The Mill \d/);

  await userEvent.keyboard('d');
  const handIn = page.getByRole('dialog', { name: 'Hand in' });
  await handIn.getByRole('textbox', { name: 'Your name' }).fill('王芳');
  await expect.element(handIn.getByRole('img', { name: 'QR code 1 of 1' })).toBeVisible();
  const link = handIn.getByRole('textbox', { name: 'Link' }).element() as HTMLInputElement;
  expect(files.addLinks(`王芳: ${link.value} .`)).toBe(1);
  const [rater] = files.store.getState().raters;
  expect(rater).toMatchObject({ name: '王芳', tasks: { done: 1, of: 2 } });
  expect(rater.events.map(({ id }) => id)).toEqual(given.map(({ id }) => id));
  await handIn.getByRole('button', { name: 'Save the file' }).click();
  const { name, text } = downloads[0];
  expect(name).toBe('王芳.hand-in.jsonl');
  expect(gather([{ path: name, text }]).raters).toMatchObject([{ name: '王芳', events: given }]);
});

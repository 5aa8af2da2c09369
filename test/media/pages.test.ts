/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openPage, skipReason, startBrowser } from './open-page.ts';
import { themes } from './themes.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const uri = 'file:///data/incoming/night/cam-1/0002.jpg';
const [dark] = themes;
assert.ok(dark !== undefined);
const options = { skip: skipReason, timeout: 30_000 };
let browser: Browser;

before(async () => {
  if (skipReason === false) browser = await startBrowser();
});
after(async () => {
  await browser?.close();
});

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(root: Document): Promise<{ violations: Violation[] }> };
    };
    interface Violation {
      id: string;
      nodes: { html: string; failureSummary: string }[];
    }
    const found = await axe.run(document);
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary}`,
    );
  });
}

/** What the page asked of its host, by name. */
function asked<T>(page: Page, name: string): Promise<T[]> {
  return page.evaluate((wanted) => {
    const { stub } = window as unknown as { stub: { log: { ask: string; params: never }[] } };
    return stub.log.filter(({ ask }) => ask === wanted).map(({ params }) => params);
  }, name);
}

for (const theme of themes) {
  test(`axe finds nothing to mend in either page in ${theme.name}`, options, async () => {
    const gallery = await openPage(browser, 'gallery', theme, { total: 60, ordinary: 20 });
    await gallery.page.waitForSelector('.tile img');
    await gallery.page.keyboard.press('ArrowRight');
    await gallery.page.waitForSelector('.side-pane .neighbour img');
    assert.deepEqual(await violations(gallery.page), []);
    assert.deepEqual(gallery.complaints, []);
    await gallery.page.close();
    const inspector = await openPage(browser, 'inspector', theme, { total: 30, ordinary: 9, uri });
    await inspector.page.waitForSelector('.neighbour img');
    assert.deepEqual(await violations(inspector.page), []);
    assert.deepEqual(inspector.complaints, []);
    await inspector.page.close();
  });
}

const states = [
  { name: 'no detector', stub: { total: 0, ordinary: 0, hasDetector: false }, say: 'no detector' },
  { name: 'nothing scored', stub: { total: 0, ordinary: 0 }, say: 'Nothing is scored yet' },
  { name: 'all ordinary', stub: { total: 30, ordinary: 30 }, say: 'All 30 images look ordinary' },
  {
    name: 'a failed store',
    stub: { total: 30, ordinary: 3, isFailing: true },
    say: 'cannot be read',
  },
] as const;
for (const { name, stub, say } of states) {
  test(`with ${name} the gallery says so and offers what to do`, options, async () => {
    const { page } = await openPage(browser, 'gallery', dark, stub);
    const message = page.locator('.state-message', { hasText: say });
    await message.waitFor();
    assert.ok((await message.locator('button').count()) > 0);
    assert.deepEqual(await violations(page), []);
    await page.close();
  });
}

test(
  'while a run goes on a thin bar says how far it is, and Cancel is asked once',
  options,
  async () => {
    const running = { done: 1200, total: 2140 };
    const { page } = await openPage(browser, 'gallery', dark, {
      total: 1200,
      ordinary: 1100,
      running,
    });
    await page.getByText('1,200 of 2,140 scored').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuenow'), '56');
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await asked(page, 'cancel')).length, 1);
    await page.close();
  },
);

test('a cancelled run is said to be one, and goes on by one click', options, async () => {
  const stub = { total: 1200, ordinary: 1100, isPartial: true };
  const { page } = await openPage(browser, 'gallery', dark, stub);
  await page.getByText('1,200 images scored so far').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  const [run] = await asked<{ command: string; uris: string[] }>(page, 'run');
  assert.deepEqual(run, { command: 'score', uris: ['file:///data/incoming'] });
  await page.close();
});

test('one result is one tile, and what was kept is shown again', options, async () => {
  const one = await openPage(browser, 'gallery', dark, { total: 1, ordinary: 0 });
  await one.page.waitForSelector('.tile img');
  assert.equal(await one.page.locator('.tile').count(), 1);
  await one.page.close();
  const kept = { grades: ['ordinary'], tilePx: 200, hasPane: false, sort: 'nonsense' };
  const again = await openPage(browser, 'gallery', dark, { total: 50, ordinary: 30, kept });
  await again.page.waitForSelector('.tile img');
  const chip = again.page.getByRole('button', { name: 'Ordinary' });
  assert.equal(await chip.getAttribute('aria-pressed'), 'true');
  assert.equal(await again.page.locator('.side-pane').isVisible(), false);
  await again.page.close();
});

test('100,000 results are a bounded number of elements, at the end too', options, async () => {
  const { page } = await openPage(browser, 'gallery', dark, { total: 100_000, ordinary: 1000 });
  await page.waitForSelector('.tile img');
  const count = (): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length);
  assert.ok((await count()) < 1500, `${await count()} elements`);
  await page.keyboard.press('End');
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '98999');
  await page.waitForSelector('.tile:focus img');
  assert.ok((await count()) < 1500, `${await count()} elements`);
  await page.close();
});

test('by keyboard alone: move, select, quarantine, undo, filter, inspect', options, async () => {
  const { page } = await openPage(browser, 'gallery', dark, { total: 200, ordinary: 100 });
  await page.waitForSelector('.tile img');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.waitForFunction(() => document.body.textContent?.includes('2 of 100 selected'));
  await page.keyboard.press('q');
  await page.waitForFunction(() => document.querySelectorAll('.tile .ribbon').length === 2);
  const [act] = await asked<{ kind: string; uris: string[] }>(page, 'act');
  assert.equal(act?.kind, 'quarantine');
  assert.equal(act?.uris.length, 2);
  await page.keyboard.press('u');
  await page.waitForFunction(() => document.querySelectorAll('.tile .ribbon').length === 0);
  await page.keyboard.press('n');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(50);
  const runs = await asked<{ command: string }>(page, 'run');
  assert.deepEqual(
    runs.map(({ command }) => command),
    ['inspect'],
  );
  await page.keyboard.press('/');
  await page.keyboard.type('nothing');
  await page.getByText('No image passes the filter.').waitFor();
  await page.close();
});

test('Delete moves on to the next image', options, async () => {
  const { page } = await openPage(browser, 'gallery', dark, { total: 40, ordinary: 10 });
  await page.waitForSelector('.tile img');
  await page.locator('.tile[data-index="3"]').click();
  await page.keyboard.press('Delete');
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '4');
  const [act] = await asked<{ kind: string; uris: string[] }>(page, 'act');
  assert.equal(act?.kind, 'trash');
  assert.match(act?.uris[0] ?? '', /0003\.jpg$/);
  await page.close();
});

test('the focus stays on its image when others leave the list before it', options, async () => {
  const stub = { total: 40, ordinary: 10, leaving: 1 };
  const { page } = await openPage(browser, 'gallery', dark, stub);
  await page.waitForSelector('.tile img');
  await page.locator('.tile[data-index="3"]').click();
  await page.keyboard.press('Delete');
  await page.waitForTimeout(900);
  const focused = page.locator('.tile:focus');
  assert.equal(await focused.getAttribute('data-index'), '3');
  assert.match((await focused.textContent()) ?? '', /0004\.jpg/);
  await page.close();
});

test('the threshold follows the mouse and the keys, and is set when let go', options, async () => {
  const { page } = await openPage(browser, 'gallery', dark, { total: 2000, ordinary: 1900 });
  const line = page.getByRole('slider', { name: 'Threshold' });
  await page.getByText('expected by chance').waitFor();
  const box = await line.boundingBox();
  assert.ok(box !== null);
  const y = box.y + 50;
  await page.mouse.move(box.x + 8, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, y, { steps: 5 });
  await page.mouse.up();
  await page.waitForTimeout(100);
  const dragged = await asked<{ p: number; isFinal: boolean }>(page, 'threshold');
  assert.ok(dragged.some(({ isFinal, p }) => isFinal && p < 0.05));
  await page.keyboard.press('t');
  const before = await line.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowLeft');
  assert.notEqual(await line.getAttribute('aria-valuetext'), before);
  await page.waitForTimeout(600);
  const finals = (await asked<{ isFinal: boolean }>(page, 'threshold')).filter((a) => a.isFinal);
  assert.equal(finals.length, 2);
  await page.close();
});

test('dragging beside the line chooses the images of that stretch', options, async () => {
  const { page } = await openPage(browser, 'gallery', dark, { total: 2000, ordinary: 1900 });
  await page.waitForSelector('.tile img');
  await page.getByText('expected by chance').waitFor();
  const box = await page.locator('.histogram').boundingBox();
  assert.ok(box !== null);
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await page.getByText('12 of 12 selected').waitFor();
  await page.close();
});

test('every request settles, and what was shown is kept', options, async () => {
  const { page } = await openPage(browser, 'gallery', dark, { total: 300, ordinary: 100 });
  await page.waitForSelector('.tile img');
  await page.getByRole('button', { name: 'Group by folder' }).click();
  await page.waitForSelector('.group-header');
  await page.waitForTimeout(600);
  const state = await page.evaluate(
    () => (window as unknown as { stub: { state: { pending: number; kept: unknown } } }).stub.state,
  );
  assert.equal(state.pending, 0);
  assert.equal((state.kept as { isGrouped: boolean }).isGrouped, true);
  await page.close();
});

test('the inspector walks, zooms, shows the heat map and acts by key', options, async () => {
  const { page } = await openPage(browser, 'inspector', dark, { total: 30, ordinary: 9, uri });
  await page.waitForSelector('.neighbour img');
  await page.keyboard.press('h');
  await page.locator('canvas.heat:not([hidden])').waitFor();
  await page.keyboard.press('1');
  await page.getByText('100 %').waitFor();
  await page.keyboard.press('n');
  await page.locator('h1', { hasText: '0003.jpg' }).waitFor();
  await page.keyboard.press('f');
  await page.locator('h1', { hasText: '0004.jpg' }).waitFor();
  const [act] = await asked<{ kind: string }>(page, 'act');
  assert.equal(act?.kind, 'fine');
  await page.close();
});

test('a narrow page loses nothing to the side', options, async () => {
  for (const name of ['gallery', 'inspector'] as const) {
    const size = { width: 360, height: 700 };
    const { page } = await openPage(browser, name, dark, { total: 60, ordinary: 20, uri }, size);
    await page.waitForSelector(name === 'gallery' ? '.tile img' : '.neighbour img');
    const width = await page.evaluate(() => document.body.scrollWidth);
    assert.ok(width <= 360, `${name} is ${width} px wide`);
    await page.close();
  }
});

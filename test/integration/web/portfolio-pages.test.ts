/** The portfolio's pages in a real browser: filters in the address, comparison, exports, and the longest texts. */
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Download, Page } from 'playwright-core';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import {
  type ApiCall,
  type DashboardService,
  startDashboardService,
} from '../../../testing/browser/dashboard-service.ts';
import { findLayoutProblems } from '../../../testing/browser/layout-problems.ts';
import { buildMe } from '../../../testing/browser/me-answer.ts';
import {
  createPortfolioAnswers,
  FORMULA_SEGMENT,
  LONG_SEGMENT,
  REFRESHED_AT,
} from '../../../testing/browser/portfolio-answers.ts';
import { addSession, DESKTOP, Visitor } from '../../../testing/browser/visitor.ts';
import { portfolioTexts } from '../../../web/src/texts/portfolio/portfolio.ts';
import { scoreBandTexts } from '../../../web/src/texts/portfolio/score-bands.ts';
import { segmentTexts } from '../../../web/src/texts/portfolio/segments.ts';
import { sharedTexts } from '../../../web/src/texts/shared.ts';

const calls: ApiCall[] = [];
let service: DashboardService;
let browser: Browser;

beforeAll(async () => {
  const answer = createPortfolioAnswers(calls);
  service = await startDashboardService((call) =>
    call.path === '/v1/me' ? { body: buildMe(['analyst', 'approver']) } : answer(call),
  );
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  service?.stop();
});

async function openWindow(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: DESKTOP, ...options });
  const session = { accessToken: 'a', refreshToken: 'r', name: `${'w'.repeat(120)}@example.com` };
  await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
  const visitor = new Visitor(await context.newPage(), service.url);
  return { visitor, page: visitor.page, close: () => context.close() };
}

const FILTER = 'from=2005-07&to=2005-09&decision=refer&band=C';
/** Between the margins of print.css. */
const A4_LANDSCAPE_PIXELS = 1030;
/** The elements that reach beyond the right edge of the paper. */
const FIND_WIDE_ELEMENTS = `[...document.querySelectorAll('body *')].filter((element) => {
  const { right, width } = element.getBoundingClientRect();
  return width > 1 && right > document.documentElement.clientWidth + 1 && !element.closest('.unseen');
}).map(({ tagName, className, textContent }) => [tagName, className, textContent.slice(0, 30)].join(' '))`;
/** The sum of layout shifts that counts as none: the button Refresh changes its word. Browsers call 0.1 good. */
const MAX_LAYOUT_SHIFT = 0.001;
const PATHS = [
  ...[
    '/',
    `/?${FILTER}`,
    '/distribution',
    '/score-bands',
    '/score-bands?from=2005-09',
    '/segments',
    `/trends?${FILTER}`,
  ],
  `/segments?${new URLSearchParams({ within: `purpose:${LONG_SEGMENT}` })}`,
];

test('nothing is cut off, overflows or is inaccessible with the longest texts, at any width, in both themes', async () => {
  const { visitor, close } = await openWindow();
  const problems: Record<string, unknown[]> = {};
  for (const path of PATHS) {
    await visitor.open(path);
    expect(await visitor.page.getByRole('alert').count()).toBe(0);
    const found = await findLayoutProblems(visitor);
    if (found.length > 0) problems[path.slice(0, 60)] = found;
  }
  expect(problems).toEqual({});
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('a filter stands in the address, reaches the API, and goes along to the other pages', async () => {
  const { visitor, page, close } = await openWindow();
  await visitor.open('/trends?days=30');
  await page.getByLabel('From month').selectOption('2005-07');
  await page.getByLabel('To month').selectOption('2005-09');
  await page.getByLabel('Current decision').selectOption('refer');
  await visitor.waitUntilLoaded();
  expect(visitor.getPath()).toBe('/trends?days=30&from=2005-07&to=2005-09&decision=refer');
  expect(calls.at(-1)).toMatchObject({ query: { days: '30', from: '2005-07', to: '2005-09', decision: 'refer' } });
  await page.locator('nav').getByRole('link', { name: 'Score bands' }).click();
  await visitor.waitUntilLoaded();
  expect(visitor.getPath()).toBe('/score-bands?from=2005-07&to=2005-09&decision=refer');
  expect(calls.at(-1)?.query).toEqual({ from: '2005-07', to: '2005-09', decision: 'refer' });
  await page.locator('nav').getByRole('link', { name: 'Segments' }).click();
  await visitor.waitUntilLoaded();
  await page.locator('tbody a').first().click();
  await visitor.waitUntilLoaded();
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
    ...{ from: '2005-07', to: '2005-09', decision: 'refer', within: 'purpose:Home improvement' },
  });
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await visitor.waitUntilLoaded();
  expect(visitor.getPath()).toBe('/segments');
  await close();
});

test('with a period each tile has its difference to the period before', async () => {
  const { visitor, page, close } = await openWindow();
  await visitor.open('/distribution?from=2005-07&to=2005-09');
  expect(await page.locator('main').innerText()).toContain('Apr 2005 to Jun 2005');
  const tile = page.locator('.tile').filter({ has: page.getByText(portfolioTexts.applications, { exact: true }) });
  expect(await tile.locator('.change').innerText()).toBe('+120 against 2,410');
  await visitor.open('/distribution');
  expect(await page.locator('.change').count()).toBe(0);
  await close();
});

test('an amount of money stays in one line of its tile', async () => {
  const { visitor, page, close } = await openWindow({ viewport: { width: 1440, height: 900 } });
  await visitor.open('/');
  expect(await visitor.readTile(portfolioTexts.exposure)).toMatch(/1\.02bn$/);
  const lines = await page.evaluate<number[]>(`[...document.querySelectorAll('.tile .value')].map((value) => {
    const range = document.createRange();
    range.selectNodeContents(value);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  })`);
  expect(new Set(lines)).toEqual(new Set([1]));
  await close();
});

test('cut-offs are drawn where their scores are', async () => {
  const { visitor, page, close } = await openWindow();
  await visitor.open('/distribution');
  const positions = await page.evaluate<number[]>(`(() => {
    const chart = document.querySelector('.picture svg');
    const grid = chart.querySelector('.recharts-cartesian-grid').getBoundingClientRect();
    const marks = [...chart.querySelectorAll('.chart-mark line')].map((line) => line.getBoundingClientRect().left);
    return marks.map((left) => (left - grid.left) / grid.width);
  })()`);
  expect(positions.map((share) => Math.round(300 + 550 * share))).toEqual([601, 527]);
  await close();
});

test('below the minimum the page of score bands shows counts, says what is needed, and draws nothing', async () => {
  const { visitor, page, close } = await openWindow();
  await visitor.open('/score-bands?from=2005-09');
  expect(await page.locator('.notice').innerText()).toContain('20 and 20 are needed');
  expect(await visitor.readTile(scoreBandTexts.ks)).toBe('–');
  expect(await page.locator('figure').count()).toBe(0);
  const [row] = await visitor.readTable(scoreBandTexts.table);
  expect(row?.slice(0, 5)).toEqual(['300 to 325', '10', '0.4\u00a0%', '1', '9']);
  expect(row?.at(-1)).toBe('–');
  await close();
});

describe('exports', () => {
  const readText = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8');
  async function downloadBy(page: Page, name: string): Promise<Download> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name, exact: true }).click(),
    ]);
    return download;
  }

  test('a table becomes CSV with exact values, its address and its time, and runs nothing in a spreadsheet', async () => {
    const { visitor, page, close } = await openWindow();
    await visitor.open('/segments?decision=refer');
    const caption = segmentTexts.table('Purpose');
    const download = await downloadBy(page, sharedTexts.exports.download(caption, 'CSV'));
    expect(download.suggestedFilename()).toMatch(/^segments-by-purpose-\d{4}-\d\d-\d\d\.csv$/);
    const [header, first, , third] = (await readText(download)).split('\n');
    expect(header).toMatch(/^Purpose,Applications,Mean PD,.*,Address,Figures as of \(UTC\)$/);
    expect(first).toMatch(/^Home improvement,1234567,0\.1,900,0\.11,0\.08,0\.03 to 0\.13,as_predicted,/);
    expect(first).toContain(`${service.url}/segments?decision=refer,${REFRESHED_AT}`);
    expect(third?.startsWith(`"'${FORMULA_SEGMENT.replaceAll('"', '""')}"`)).toBe(true);
    await close();
  });

  test('a picture becomes SVG and PNG with title, axes, legend, address and time, in light colours', async () => {
    const { visitor, page, close } = await openWindow({ colorScheme: 'dark' });
    await visitor.open('/distribution?band=C');
    const [svg, png] = ['SVG', 'PNG'].map((format) => sharedTexts.exports.download('Applications by score', format));
    const text = await readText(await downloadBy(page, svg ?? ''));
    for (const part of ['Score distribution: Applications by score', 'Score (points)', 'Approved', 'Refer up to 601']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('/distribution?band=C');
    expect(text).toContain('figures as of 29 Nov 2026, 20:58 UTC');
    expect(text).toContain('rgb(28, 93, 153)'); // the light theme's blue of approved applications
    expect(text).not.toContain('var(--');
    const picture = readFileSync(await (await downloadBy(page, png ?? '')).path());
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect(picture.length).toBeGreaterThan(10_000);
    expect(visitor.complaints).toEqual([]);
    await close();
  });

  test('a printed page has its figures and its address, and no controls', async () => {
    const { visitor, page, close } = await openWindow();
    await visitor.open('/segments?decision=refer');
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.side', '.filters', '.tools', '.exports', '.as-table']) {
      expect(await page.locator(hidden).first().isVisible()).toBe(false);
    }
    expect(await page.locator('.printed-origin').innerText()).toContain('/segments?decision=refer');
    await page.setViewportSize({ width: A4_LANDSCAPE_PIXELS, height: 700 });
    expect(await page.evaluate<string[]>(FIND_WIDE_ELEMENTS)).toEqual([]);
    await close();
  });

  test('a picture stays on the paper, also one that was wider on the screen', async () => {
    const { visitor, page, close } = await openWindow({ viewport: { width: 1440, height: 900 } });
    await visitor.open('/distribution');
    // Printing does not draw charts anew, so neither may the test: the style alone must shrink them.
    await page.evaluate(`window.ResizeObserver = undefined;
      document.querySelectorAll('.picture').forEach((picture) => picture.replaceWith(picture.cloneNode(true)))`);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: A4_LANDSCAPE_PIXELS, height: 700 });
    expect(await page.evaluate<string[]>(FIND_WIDE_ELEMENTS)).toEqual([]);
    const widths = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.picture svg')].map((chart) => chart.getBoundingClientRect().width)`,
    );
    expect(Math.min(...widths)).toBeGreaterThan(400);
    await close();
  });
});

test('nothing moves while a page loads', async () => {
  const { visitor, page, close } = await openWindow();
  await page.addInitScript(`window.shifts = [];
    new PerformanceObserver((list) => { for (const { value, sources } of list.getEntries())
      window.shifts.push([value, ...sources.map(({ node }) => node?.className ?? node?.nodeName)]); }
    ).observe({ type: 'layout-shift', buffered: true });`);
  for (const path of ['/', '/distribution', '/score-bands', '/segments', '/trends']) {
    await visitor.open(path);
    const shifts = await page.evaluate<[number, ...string[]][]>('window.shifts');
    const isStill = shifts.reduce((sum, [value]) => sum + value, 0) < MAX_LAYOUT_SHIFT;
    expect({ path, shifts: isStill ? [] : shifts }).toEqual({ path, shifts: [] });
  }
  await close();
});

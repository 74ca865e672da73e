/** The pages about models, drift and alarms in a real browser, with the longest names, three hundred features and too few outcomes. */
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import { type DashboardService, startDashboardService } from '../../../testing/browser/dashboard-service.ts';
import { findLayoutProblems } from '../../../testing/browser/layout-problems.ts';
import {
  CHALLENGER,
  CHAMPION,
  createModelAnswers,
  ENOUGH_DAY,
  FEW_DAY,
  type ModelState,
  REJECTED,
  REPORT_URL,
} from '../../../testing/browser/model-answers.ts';
import { addSession, DESKTOP, Visitor } from '../../../testing/browser/visitor.ts';
import { alarmsTexts } from '../../../web/src/texts/models/alarms.ts';
import { driftTexts } from '../../../web/src/texts/models/drift.ts';
import { featuresTexts } from '../../../web/src/texts/models/features.ts';
import { comparisonTexts, livePerformanceTexts } from '../../../web/src/texts/models/live-performance.ts';
import { modelTexts } from '../../../web/src/texts/models/models.ts';
import { performanceTexts } from '../../../web/src/texts/models/performance.ts';
import { sharedTexts } from '../../../web/src/texts/shared.ts';

let state: ModelState;
let service: DashboardService;
let browser: Browser;

beforeAll(async () => {
  service = await startDashboardService(createModelAnswers(() => state));
  browser = await launchChromium();
});
beforeEach(() => {
  state = 'full';
});
afterAll(async () => {
  await browser?.close();
  service?.stop();
});

async function openWindow() {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: DESKTOP });
  const session = { accessToken: 'a', refreshToken: 'r', name: 'a@example.com' };
  await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
  const visitor = new Visitor(await context.newPage(), service.url);
  return { visitor, page: visitor.page, close: () => context.close() };
}

const PAGES: [ModelState, string][] = [
  ...['/performance', `/performance?model_version=${CHALLENGER}`, '/features', '/drift', '/models', '/alarms'].map(
    (path): [ModelState, string] => ['full', path],
  ),
  ...[`/models/${CHAMPION}`, `/drift?as_of=${FEW_DAY}`].map((path): [ModelState, string] => ['full', path]),
  ...['/performance', '/drift', `/models/${CHAMPION}`].map((path): [ModelState, string] => ['few', path]),
];

test('nothing is cut off, overflows or is inaccessible, in all widths and both themes', async () => {
  const { visitor, close } = await openWindow();
  const problems: unknown[] = [];
  for (const [shown, path] of PAGES) {
    state = shown;
    await visitor.open(path);
    const found = await findLayoutProblems(visitor);
    if (found.length > 0) problems.push({ shown, path, found });
  }
  expect(problems).toEqual([]);
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('an unknown version and an unmeasured day say so by name, in addresses of any form', async () => {
  const { visitor, page, close } = await openWindow();
  for (const path of ['/performance?version=nonsense', '/performance?model_version=nonsense', '/models/nonsense']) {
    await visitor.open(path);
    expect(await visitor.readTitle()).toBe(sharedTexts.notFound(performanceTexts.what));
    expect(await page.getByRole('alert').innerText()).toContain('nonsense');
    expect(await page.getByText(performanceTexts.noChampion).count()).toBe(0);
  }
  await visitor.open('/drift?as_of=1999-01-01');
  expect(await visitor.readTitle()).toBe(sharedTexts.notFound(driftTexts.unknownDay));
  await close();
});

test('each AUC names its data, the times of a score are shown, and versions are compared on the same applications only', async () => {
  const { visitor, page, close } = await openWindow();
  await visitor.open('/performance');
  expect(await visitor.readTile('AUC on its own holdout')).toBe('0.7914');
  expect(await visitor.readTile('AUC since promotion')).toBe('0.7893');
  expect(await page.getByRole('heading', { name: 'On its own holdout (4,795 applications)' }).count()).toBe(1);
  expect(await page.locator('main').innerText()).toContain('0.016 ms (median), 0.017 ms (99th percentile)');
  expect(await page.getByText('Outside the 95 % interval: A: predicted 2.6 %, observed 5.5 %.').count()).toBe(1);
  expect(await visitor.readTable(comparisonTexts.caption)).toEqual([
    ['AUC (more is better)', '0.7893', '0.7961', '+0.0068', '−0.0012 to +0.0148', 'no difference proven'],
    ['Brier score (less is better)', '0.1340', '0.1329', '−0.0011', '−0.0091 to +0.0069', 'no difference proven'],
  ]);
  expect(await page.getByText(comparisonTexts.advice.undecided).count()).toBe(1);
  await page.getByLabel(performanceTexts.version).selectOption(REJECTED);
  await visitor.waitUntilLoaded();
  expect(visitor.getPath()).toBe(`/performance?model_version=${REJECTED}`);
  await page.getByRole('heading', { name: livePerformanceTexts.noOutcome }).waitFor();
  expect(await page.getByText(comparisonTexts.title).count()).toBe(0);
  await close();
});

test('below the minimum nothing is judged, coloured or shown large', async () => {
  const { visitor, page, close } = await openWindow();
  state = 'few';
  await visitor.open('/performance');
  const text = await page.locator('main').innerText();
  expect(text).toContain('Known so far: 1 default and 2 other outcomes.');
  expect(text).toContain('from 100 defaults and 100 other outcomes on');
  expect(await page.getByText('AUC since promotion').count()).toBe(0);
  expect(text).toContain(comparisonTexts.verdicts.insufficient);
  await visitor.open('/drift');
  expect(await page.locator('.state').innerText()).toContain('3 of the 500 that are needed');
  expect(await page.locator('.tile, .value, .badge.good, .badge.bad, figure').count()).toBe(0);
  await close();
});

test('drift opens on the newest day that has enough applications, and any day can be chosen', async () => {
  const { visitor, page, close } = await openWindow();
  await visitor.open('/drift');
  expect(await page.getByRole('combobox', { name: driftTexts.day }).inputValue()).toBe(ENOUGH_DAY);
  expect(await visitor.readTile(driftTexts.measuredRows)).toBe('6,027');
  await visitor.follow('Months past due on the newest statement');
  await page.getByRole('combobox', { name: driftTexts.day }).selectOption(FEW_DAY);
  await visitor.waitUntilLoaded();
  expect(visitor.getPath()).toBe(`/drift?feature=months_past_due_1&as_of=${FEW_DAY}`);
  await visitor.follow('Show 1 Oct 2005, the newest day with enough applications');
  expect(await visitor.readTile(driftTexts.measuredRows)).toBe('6,027');
  await close();
});

test('a chosen feature shows how its values move the risk, in its unit, with unknown values apart', async () => {
  const { visitor, page, close } = await openWindow();
  await visitor.open('/features');
  const label = 'Months past due on the newest statement';
  const effects = await visitor.readTable(featuresTexts.effectsCaption(label));
  expect(effects.map(([value, rows, effect]) => [value, rows, effect])).toEqual([
    ...[
      ['up to 0', '50', '−0.281'],
      ['1', '50', '−0.100'],
    ],
    ...[
      ['2 and more', '50', '+0.564'],
      ['Unknown', '12', '+0.031'],
    ],
  ]);
  expect(await page.getByRole('columnheader', { name: 'Value (months)' }).count()).toBe(1);
  expect((await visitor.readTable(featuresTexts.caption))[0]?.slice(0, 2)).toEqual([label, 'risk rises']);
  expect(await visitor.readTable(featuresTexts.caption)).toHaveLength(20);
  await page.getByRole('button', { name: 'Show all 300 features' }).click();
  expect(await visitor.readTable(featuresTexts.caption)).toHaveLength(300);
  await visitor.open('/drift');
  expect((await visitor.readTable(driftTexts.caption))[0]?.[0]).toBe('Predicted PD');
  await page.getByRole('button', { name: driftTexts.showAll(300) }).click();
  expect((await page.getByRole('combobox', { name: driftTexts.day }).boundingBox())?.width).toBe(320);
  await close();
});

test('a gate beyond its bound is not called passed, and the documents open', async () => {
  const { visitor, page, close } = await openWindow();
  await visitor.open(`/models/${CHAMPION}`);
  const fairness = (await visitor.readTable(modelTexts.gates)).find(([name]) => name === 'Fairness');
  expect(fairness?.[1]).toContain('Beyond the bound, not significant');
  expect(fairness?.[2]).toContain('0.684 (0.580 to 0.820)');
  expect(await page.getByText('1 of 3 gates passed.').count()).toBe(1);
  const report = page.getByRole('link', { name: modelTexts.validationReport });
  expect(await report.getAttribute('href')).toBe(REPORT_URL);
  expect(await page.getByText('default on the next payment').count()).toBe(1);
  state = 'few';
  await visitor.open(`/models/${CHAMPION}`);
  expect(await page.getByText(modelTexts.noTarget).count()).toBe(1);
  await close();
});

test('an alarm links to its runbook section, and says why it has no data', async () => {
  const { visitor, page, close } = await openWindow();
  await visitor.open('/alarms');
  expect(await visitor.readTile(alarmsTexts.active)).toBe('1');
  const link = page.getByRole('link', { name: alarmsTexts.runbookOf('API server errors') });
  expect(await link.getAttribute('href')).toBe('https://example.com/runbook#api-server-errors');
  expect((await visitor.readTable(alarmsTexts.caption)).at(-1)?.[1]).toContain('no request:');
  state = 'none';
  await visitor.open('/alarms');
  await page.getByRole('heading', { name: alarmsTexts.none }).waitFor();
  await close();
});

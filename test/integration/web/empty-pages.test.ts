/** Before the first run every page says what creates its data, in a real browser. */
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import { type DashboardService, startDashboardService } from '../../../testing/browser/dashboard-service.ts';
import { EMPTY_REPORTS } from '../../../testing/browser/empty-reports.ts';
import { addSession, DESKTOP, Visitor } from '../../../testing/browser/visitor.ts';

const LISTS = [
  'cases',
  ...['runs', 'models', 'policies', 'assignments', 'simulations', 'experiments', 'requests', 'audit-events', 'people'],
  ...['webhooks', 'events'],
];

const NO_DECISION = { decided: 0, median_hours: null, p90_hours: null, late: 0, overturned: 0, overturn_rate: null };
const NO_FIGURES = {
  ...{ from: '2026-09-02', to: '2026-12-01', unfinished: 0, overdue: 0, by_reviewer: [], by_kind: [], by_reason: [] },
  all: { ...NO_DECISION, agreed: 0, agreement_rate: null },
};

let service: DashboardService;
let browser: Browser;

beforeAll(async () => {
  service = await startDashboardService(({ path }) => {
    const [, , list = '', name = ''] = path.split('/');
    if (list === 'reports') return EMPTY_REPORTS[name] && { body: EMPTY_REPORTS[name] };
    if (list === 'privacy-requests') return { body: { requests: [], next_before: null } };
    if (list === 'case-figures') return { body: NO_FIGURES };
    const field = list === 'audit-events' ? 'events' : list;
    return LISTS.includes(list) ? { body: { [field]: [], next_before: null } } : undefined;
  });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  service?.stop();
});

const TITLES: Record<string, string> = {
  ...{ '/': 'No scores yet', '/distribution': 'No scores yet', '/segments': 'No scores yet' },
  ...{ '/trends': 'No scores yet', '/score-bands': 'No scores yet', '/applications': 'No scores yet' },
  ...{ '/drift': 'Nothing has been measured yet', '/runs': 'No run yet' },
  ...{ '/features': 'There is no champion yet', '/models': 'No model is registered yet' },
  ...{ '/alarms': 'There are no alarms', '/policies': 'There is no policy yet', '/simulations': 'No simulation yet' },
  ...{
    '/experiments': 'No experiment yet',
    '/requests': 'No request matches',
    '/audit': 'No event matches',
    '/privacy': 'No request matches',
    '/events': 'No event matches',
  },
  ...{ '/people': 'Nobody may sign in yet', '/cases': 'Nothing waits for a person' },
  '/case-figures': 'No decision in this period',
};

test('every page says what creates its data', async () => {
  const context = await browser.newContext({ viewport: DESKTOP });
  const session = { accessToken: 'a', refreshToken: 'r', name: 'jo' };
  await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
  const visitor = new Visitor(await context.newPage(), service.url);
  const shown: Record<string, string> = {};
  for (const path of Object.keys(TITLES)) {
    await visitor.open(path);
    shown[path] = await visitor.page.locator('.state h2').first().innerText();
  }
  expect(shown).toEqual(TITLES);
  expect(visitor.complaints).toEqual([]);
  await context.close();
});

/** The page for applicants in Chromium: what it shows, sends and refuses, without a sign-in and without the dashboard. */
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import {
  type ApiCall,
  type DashboardService,
  startDashboardService,
} from '../../../testing/browser/dashboard-service.ts';
import { findLayoutProblems } from '../../../testing/browser/layout-problems.ts';
import { DESKTOP, Visitor } from '../../../testing/browser/visitor.ts';
import { CONTEST_LANGUAGES } from '../../../web/src/texts/contest/contest-languages.ts';

const TOKEN = `${'a'.repeat(27)}.${'b'.repeat(43)}`;
const { en, de } = CONTEST_LANGUAGES;
const PROBLEMS: Record<string, [number, string]> = {
  expired: [409, 'contest-link-expired'],
  unknown: [404, 'contest-link-invalid'],
  submitted: [409, 'contest-submitted'],
};

let service: DashboardService;
let browser: Browser;
let sent: ApiCall[];
let contest: Record<string, unknown>;

/** Answers like the API of one contest; other tokens are those of PROBLEMS. */
function answer(call: ApiCall) {
  sent.push(call);
  const [status, kind] = PROBLEMS[String(call.body.token)] ?? [];
  if (status)
    return { status, body: { type: `urn:risk:problem:${kind}`, title: 'x', status, detail: 'x', errors: [] } };
  if (call.path === '/v1/contests/submit')
    contest = { ...contest, state: 'received', submitted_at: '2026-11-30T08:00:00Z' };
  if (call.path === '/v1/contests/attachments') {
    const file = { attachment_id: String(sent.length), name: String(call.body.name).replace('.pdf', ''), reason: null };
    contest = { ...contest, attachments: [{ ...file, state: 'accepted' }], may_attach: 3 };
    const upload = { url: `${service.url}/upload`, headers: { 'content-type': 'application/pdf' }, expires_at: '' };
    return { body: { attachment_id: file.attachment_id, upload } };
  }
  return { body: contest };
}

beforeAll(async () => {
  service = await startDashboardService(answer);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  service?.stop();
});
beforeEach(() => {
  sent = [];
  contest = {
    ...{ state: 'open', decision: 'decline', decided_at: '2026-11-20T08:00:00Z', expires_at: '2027-02-20T08:00:00Z' },
    ...{ reasons: ['Income is low for the amount', 'Several enquiries of other lenders'], language: 'en' },
    ...{ submitted_at: null, attachments: [], may_attach: 4, max_bytes: 1_000_000 },
    media_types: ['application/pdf', 'image/png'],
  };
});

async function openContest(token: string, locale = 'en-GB') {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: DESKTOP, locale });
  await context.route('**/upload', (route) => route.fulfill({ status: 200 }));
  const visitor = new Visitor(await context.newPage(), service.url);
  const { page } = visitor;
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await visitor.open(`/contest#${token}`);
  await page.getByText(/Loading|geladen/).waitFor({ state: 'detached' });
  return { visitor, page, requests, close: () => context.close() };
}
const choose = (page: Page, name: string, size = 20) =>
  page.getByLabel(en.chooseFiles).setInputFiles({ name, mimeType: 'application/pdf', buffer: Buffer.alloc(size, 'x') });

test('an applicant sees the decision, states what is wrong, attaches a document and is told that it was received', async () => {
  const { visitor, page, requests, close } = await openContest(TOKEN);
  expect(await visitor.readTitle()).toBe(en.title);
  expect(await page.getByRole('main').innerText()).toMatch(/20 November 2026[\s\S]*Declined[\s\S]*Several enquiries/);
  expect(await findLayoutProblems(visitor)).toEqual([]);

  await page.getByRole('button', { name: en.send }).click();
  expect(await page.getByRole('alert').innerText()).toBe(en.nothingSaid);
  expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');

  await page.getByRole('button', { name: en.addCorrection }).click();
  await page.getByLabel(en.correctionField).fill('Income');
  await page.getByLabel(en.correctionValue).fill('2,400');
  await page.getByLabel(en.statement).fill('My income is higher.');
  await page.getByLabel(en.human).check();
  await choose(page, 'pay.exe');
  await page.getByText(en.fileTypeUnknown('pay.exe')).waitFor();
  await choose(page, 'big.pdf', 1_000_001);
  await page.getByText(en.fileTooLarge('big.pdf')).waitFor();
  await choose(page, 'pay.pdf');
  await page.getByText(`pay: ${en.fileStates.accepted}`).waitFor();
  await page.getByRole('button', { name: en.send }).click();
  await page.getByText(en.receivedTitle).waitFor();
  await page.getByRole('button', { name: en.send }).waitFor({ state: 'detached' });
  expect(await findLayoutProblems(visitor)).toEqual([]);

  expect(sent.find(({ path }) => path.endsWith('submit'))?.body).toEqual({
    ...{ token: TOKEN, statement: 'My income is higher.', wants_human: true },
    corrections: [{ field: 'Income', value: '2,400' }],
  });
  expect(sent.find(({ path }) => path.endsWith('attachments'))?.body).toEqual({
    ...{ token: TOKEN, name: 'pay.pdf', media_type: 'application/pdf', bytes: 20 },
  });
  // The token is in no address, nobody is signed in, and nothing of the dashboard is loaded.
  expect(requests.filter((url) => new URL(url).href.replace(/#.*/, '').includes(TOKEN))).toEqual([]);
  expect(sent.map(({ token }) => token).join('')).toBe('');
  expect(requests.filter((url) => /config\.json|\/v1\/(?!contests)/.test(url))).toEqual([]);
  const scripts = requests.flatMap((url) => /\/assets\/([a-z-]+)-[^/]+\.js$/.exec(url)?.[1] ?? []);
  expect(scripts.toSorted()).toEqual(['contest', 'files', 'react', 'rolldown-runtime']);
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('a link that is expired, unknown or of a lost service says what to do, in the language of the reader', async () => {
  for (const [token, [, kind]] of Object.entries(PROBLEMS)) {
    const { page, close } = await openContest(token, 'de-AT');
    const alert = await page.getByRole('alert').innerText();
    expect([token, alert]).toEqual([token, de.problems[kind as keyof typeof de.problems]]);
    expect(await page.getByRole('form').count()).toBe(0);
    await close();
  }
  const { visitor, page, close } = await openContest(TOKEN, 'de-AT');
  // The notice is English; the reader chooses, and the reasons stay as they are.
  await page.getByLabel(en.language).selectOption('de');
  await page.getByRole('heading', { name: de.title }).waitFor();
  expect(await page.evaluate('document.documentElement.lang')).toBe('de');
  expect(await page.locator('ol').getAttribute('lang')).toBe('en');
  await page.route('**/v1/contests/**', (route) => route.abort());
  await page.reload();
  await page.getByText(de.problems.unavailable).waitFor();
  await page.unroute('**/v1/contests/**');
  await page.getByRole('button', { name: de.retry }).click();
  await page.getByRole('form').waitFor();
  expect(visitor.complaints).toEqual([]);
  await close();
});

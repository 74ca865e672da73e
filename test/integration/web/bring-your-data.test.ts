/** The page "Bring your data" in a real browser: by keyboard, on a phone, after a broken line, with a large file. */
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Role } from '../../../lambdas/prediction-api/contract/roles.ts';
import { findAccessibilityProblems } from '../../../testing/browser/accessibility-problems.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import { type ImportService, startImportService } from '../../../testing/browser/import-service.ts';
import { buildMe } from '../../../testing/browser/me-answer.ts';
import { addSession, LOOKS, Visitor } from '../../../testing/browser/visitor.ts';

const MEBIBYTE = 1024 ** 2;
const LARGE_BYTES = 200 * MEBIBYTE;

let service: ImportService;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'risk-web-'));
  await writeFile(join(folder, 'loans.csv'), 'loan_id;sum\nL-1;1.000,00\n');
  const large = await open(join(folder, 'large.csv'), 'w');
  await large.truncate(LARGE_BYTES);
  await large.close();
  service = await startImportService();
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => service.reset());

async function openPage(options: BrowserContextOptions = {}, roles: Role[] = ['analyst']) {
  const context = await browser.newContext(options);
  await context.route('**/v1/me', (route) => route.fulfill({ json: buildMe(roles) }));
  const session = { accessToken: 'a', refreshToken: 'r', name: 'jo' };
  await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
  const visitor = new Visitor(await context.newPage(), service.url);
  await visitor.open('/imports');
  return { visitor, page: visitor.page, close: () => context.close() };
}

/** Goes on by Tab alone until the focus is on the control with this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const describeFocus = `(() => { const a = document.activeElement;
    return (a.getAttribute('aria-label') ?? a.labels?.[0]?.textContent ?? a.textContent ?? '').trim(); })()`;
  for (let steps = 0; steps < 60; steps += 1) {
    const focused = await page.evaluate<string>(describeFocus);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${name}`);
}
const press = async (page: Page, name: string | RegExp) => {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
};
/** Chooses in the focused select by typing, as people do. */
const choose = async (page: Page, name: string | RegExp, text: string) => {
  await tabTo(page, name);
  await page.keyboard.type(text, { delay: 5 });
};
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
const focusedText = (page: Page) => page.evaluate<string>('document.activeElement.textContent');

test.each(LOOKS)(
  'by keyboard alone from a file to the portfolio, without an accessibility problem, $name',
  async ({ colorScheme, viewport }) => {
    const { visitor, page, close } = await openPage({ colorScheme, viewport, reducedMotion: 'reduce' });
    const problems: unknown[] = [];
    const look = async (step: string) => {
      problems.push(...(await findAccessibilityProblems(page)).map((problem) => ({ step, ...problem })));
      const overflow = await visitor.measureOverflow();
      if (overflow > 0) problems.push({ step, overflow });
    };
    await look('start');
    await page.getByLabel('Files').focus();
    await page.getByLabel('Files').setInputFiles(join(folder, 'loans.csv'));
    await press(page, 'Upload');

    await heading(page, 'What we found in your files');
    expect(await focusedText(page)).toBe('What we found in your files');
    await look('proposed');
    expect(await page.getByRole('button', { name: 'Check every row' }).isDisabled()).toBe(true);
    const [first] = await visitor.readTable('Columns of your files');
    expect([first?.[0], first?.[5]]).toEqual(['sum', expect.stringContaining('Unsure')]);
    await choose(page, /day of the application/, 'Ano');
    await tabTo(page, /^Your answer: Which column/);
    await page.keyboard.type('opened');
    await page.keyboard.press('Shift+Tab'); // back, to a choice after all
    await page.keyboard.type('iss', { delay: 5 });
    await choose(page, 'sum becomes', 'Amou');
    await press(page, 'Apply changes');

    await heading(page, 'Reading your files');
    await heading(page, 'What we found in your files');
    expect(await focusedText(page)).toBe('What we found in your files');
    expect(service.calls.find(({ step }) => step === 'answers')?.body).toMatchObject({
      answers: { applied_at: 'issued' },
      columns: [{ column: 'sum', use: { as: 'field', fields: [{ field: 'loan_applications.amount' }] } }],
    });
    await press(page, /^Withdraw the answer/);
    await press(page, 'Apply changes');
    await page.getByRole('heading', { name: 'Please answer' }).waitFor();
    await choose(page, /day of the application/, 'iss');
    await press(page, 'Apply changes');
    await page.getByRole('heading', { name: 'Your answers' }).waitFor();
    await press(page, 'Check every row');
    await heading(page, 'Result of the check');
    expect(await focusedText(page)).toBe('Result of the check');
    await look('checked');
    expect(await visitor.readTable('Rejected rows by line')).toEqual([
      ['17', 'loans.csv', 'loan_id', 'it is empty'],
      ['400', 'loans.csv', '–', 'it has 5 fields instead of 4'],
    ]);
    await press(page, 'Deliver and score');
    await heading(page, 'Your data are delivered');
    expect(await focusedText(page)).toBe('Your data are delivered');
    await page.getByText('All days are published.').waitFor();
    await look('delivered');
    await press(page, 'See the portfolio');
    await page.waitForURL(`${service.url}/`);
    expect(problems).toEqual([]);
    expect(visitor.complaints).toEqual([]);
    await close();
  },
  120_000,
);

test('a large file is sent from the disk: the browser never holds it', async () => {
  const { visitor, page, close } = await openPage();
  await page.getByLabel('Files').setInputFiles(join(folder, 'large.csv'));
  const before = await measureBrowserBytes();
  let most = 0;
  const measure = setInterval(async () => {
    most = Math.max(most, await measureBrowserBytes().catch(() => 0));
  }, 50);
  await page.getByRole('button', { name: 'Upload' }).click();
  await heading(page, 'What we found in your files');
  clearInterval(measure);
  expect(service.receivedBytes()).toBe(LARGE_BYTES);
  expect(visitor.complaints).toEqual([]);
  // Three parts of 16 MiB are on their way at once, in two processes; garbage that nobody has collected yet comes to it.
  expect((most - before) / MEBIBYTE).toBeLessThan(180);
  await close();
}, 60_000);

/** Memory of all processes of the browser that no other process shares. */
async function measureBrowserBytes(): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = await Promise.all(
    processInfo.map(async ({ id }) => {
      const rollup = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
      return [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, kib]) => sum + 1024 * Number(kib), 0);
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

test('a refused part is sent again, and a reload goes on with the parts that are missing', async () => {
  const { visitor, page, close } = await openPage();
  service.partFailures.push(500, 503);
  await page.getByLabel('Files').setInputFiles(join(folder, 'large.csv'));
  await page.getByRole('button', { name: 'Upload' }).click();
  await page.getByText(/MiB of 200.0 MiB/).waitFor();
  while (service.receivedBytes() < 64 * MEBIBYTE) await page.waitForTimeout(20);
  service.holdsParts = true;
  await page.reload();
  await page.getByText('Missing: large.csv').waitFor();
  service.holdsParts = false;
  const arrived = service.receivedBytes();
  expect(arrived).toBeGreaterThanOrEqual(64 * MEBIBYTE);
  await page.getByLabel('The same files').setInputFiles(join(folder, 'loans.csv'));
  await page.getByText('Missing: large.csv').waitFor(); // another file is not taken for it
  await page.getByLabel('The same files').setInputFiles(join(folder, 'large.csv'));
  await heading(page, 'What we found in your files');
  expect(service.receivedBytes()).toBe(LARGE_BYTES);
  expect(visitor.complaints).toEqual([]);
  await close();
}, 60_000);

test('addresses that expire on a slow line are replaced without a word', async () => {
  const { visitor, page, close } = await openPage();
  await page.getByLabel('Files').setInputFiles(join(folder, 'large.csv'));
  await page.getByRole('button', { name: 'Upload' }).click();
  while (service.receivedBytes() < 64 * MEBIBYTE) await page.waitForTimeout(20);
  service.partFailures.push(403);
  await heading(page, 'What we found in your files');
  expect(service.receivedBytes()).toBe(LARGE_BYTES);
  expect(visitor.complaints).toEqual([]);
  await close();
}, 60_000);

test('files that nobody can read are refused in one line, and the way leads on', async () => {
  const { page, close } = await openPage();
  service.refusal = { name: 'NotATable', detail: 'loans.csv is a picture. Export the table as CSV.' };
  await page.getByLabel('Files').setInputFiles(join(folder, 'loans.csv'));
  await page.getByRole('button', { name: 'Upload' }).click();
  await heading(page, 'These files cannot be read');
  expect(await page.getByRole('alert').innerText()).toBe('loans.csv is a picture. Export the table as CSV.');
  await page.getByRole('link', { name: 'Bring another file' }).click();
  await heading(page, 'Choose your files');
  await close();
});

test('an empty file is refused before it is sent; a person without the role sees why nothing is there', async () => {
  await writeFile(join(folder, 'empty.csv'), '');
  const importer = await openPage();
  await importer.page.getByLabel('Files').setInputFiles(join(folder, 'empty.csv'));
  expect(await importer.page.getByRole('alert').innerText()).toContain('empty.csv is empty');
  expect(await importer.page.getByRole('button', { name: 'Upload' }).isDisabled()).toBe(true);
  await importer.close();
  const underwriter = await openPage({}, ['underwriter']);
  expect(await underwriter.visitor.readTitle()).toBe('This page needs another role');
  expect(await underwriter.page.locator('.state').innerText()).toContain('Your role, Underwriter, does not open it.');
  expect(await underwriter.page.getByLabel('Files').count()).toBe(0);
  await underwriter.close();
});

/** The page "Bring your data" in a real browser: by keyboard, on a phone, after a broken line, with a large file. */
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Role } from '../../../lambdas/prediction-api/contract/roles.ts';
import { findAccessibilityProblems } from '../../../testing/browser/accessibility-problems.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import { type ImportService, PART_BYTES, startImportService } from '../../../testing/browser/import-service.ts';
import { addSession, LOOKS, Visitor } from '../../../testing/browser/visitor.ts';

const MEBIBYTE = 1024 ** 2;
/** Far more than a browser needs for anything else on the page. */
const LARGE_BYTES = 128 * MEBIBYTE;
const PARTS = 12;
const ALL_PARTS = Array.from({ length: PARTS }, (_, index) => index + 1);

let service: ImportService;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'risk-web-'));
  await writeFile(join(folder, 'loans.csv'), 'loan_id;sum\nL-1;1.000,00\n');
  await writeEmptyFile('large.csv', LARGE_BYTES);
  await writeEmptyFile('parts.csv', PARTS * PART_BYTES);
  service = await startImportService();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  service.reset();
});

/** Bytes that nobody has written take no room on the disk. */
async function writeEmptyFile(name: string, bytes: number): Promise<void> {
  await writeFile(join(folder, name), '');
  await truncate(join(folder, name), bytes);
}

/** Opens the page without an interception of requests, with which the browser copies every body that it sends. */
async function openPage(options: BrowserContextOptions = {}, roles: Role[] = ['analyst']) {
  service.roles = roles;
  const context = await browser.newContext(options);
  const session = { accessToken: 'a', refreshToken: 'r', name: 'jo' };
  await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
  const visitor = new Visitor(await context.newPage(), service.url);
  await visitor.open('/imports');
  return { visitor, page: visitor.page };
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
    const { visitor, page } = await openPage({ colorScheme, viewport, reducedMotion: 'reduce' });
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
  },
);

test('a large file is sent from the disk: the browser never holds it', async () => {
  const { visitor, page } = await openPage();
  await page.getByLabel('Files').setInputFiles(join(folder, 'large.csv'));
  const readGrowth = await followPeakMemory();
  await page.getByRole('button', { name: 'Upload' }).click();
  await heading(page, 'What we found in your files');
  const grown = await readGrowth();
  expect(service.receivedBytes()).toBe(LARGE_BYTES);
  expect(visitor.complaints).toEqual([]);
  // Some 20 MiB here: buffers of three parts, and garbage that nobody has collected yet.
  expect(grown / MEBIBYTE).toBeLessThan(LARGE_BYTES / MEBIBYTE / 2);
});

/**
 * Makes the kernel note anew the most memory that each process of the browser holds at once.
 * @returns a function that reads by how much the sum has grown since
 */
async function followPeakMemory(): Promise<() => Promise<number>> {
  const before = new Map<number, number>();
  for (const id of await listBrowserProcesses()) {
    await writeFile(`/proc/${id}/clear_refs`, '5');
    before.set(id, await readPeakBytes(id));
  }
  return async () => {
    const ids = await listBrowserProcesses();
    const grown = await Promise.all(ids.map(async (id) => (await readPeakBytes(id)) - (before.get(id) ?? 0)));
    return grown.reduce((sum, bytes) => sum + bytes, 0);
  };
}

async function listBrowserProcesses(): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.map(({ id }) => id);
}

async function readPeakBytes(id: number): Promise<number> {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${id}/status`, 'utf8')) ?? [];
  return 1024 * Number(kib);
}

test('a refused part is sent again, and a reload goes on with the parts that are missing', async () => {
  const { visitor, page } = await openPage();
  service.partFailures.push(500, 503);
  service.holdPartsAfter(4);
  await page.getByLabel('Files').setInputFiles(join(folder, 'parts.csv'));
  await page.getByRole('button', { name: 'Upload' }).click();
  await page.getByText('4.0 MiB of 12.0 MiB').waitFor();
  expect(service.partFailures).toEqual([]);
  await page.reload();
  await page.getByText('Missing: parts.csv').waitFor();
  service.releaseParts();
  await page.getByLabel('The same files').setInputFiles(join(folder, 'loans.csv'));
  await page.getByText('Missing: parts.csv').waitFor(); // another file is not taken for it
  await page.getByLabel('The same files').setInputFiles(join(folder, 'parts.csv'));
  await heading(page, 'What we found in your files');
  expect(service.takenParts.toSorted((one, other) => one - other)).toEqual(ALL_PARTS);
  expect(service.receivedBytes()).toBe(PARTS * PART_BYTES);
  expect(visitor.complaints).toEqual([]);
});

test('addresses that expire on a slow line are replaced without a word', async () => {
  const { visitor, page } = await openPage();
  service.partFailures.push(...Array.from({ length: 4 }, () => undefined), 403);
  await page.getByLabel('Files').setInputFiles(join(folder, 'parts.csv'));
  await page.getByRole('button', { name: 'Upload' }).click();
  await heading(page, 'What we found in your files');
  expect(service.partFailures).toEqual([]);
  expect(service.receivedBytes()).toBe(PARTS * PART_BYTES);
  expect(visitor.complaints).toEqual([]);
});

test('files that nobody can read are refused in one line, and the way leads on', async () => {
  const { page } = await openPage();
  service.refusal = { name: 'NotATable', detail: 'loans.csv is a picture. Export the table as CSV.' };
  await page.getByLabel('Files').setInputFiles(join(folder, 'loans.csv'));
  await page.getByRole('button', { name: 'Upload' }).click();
  await heading(page, 'These files cannot be read');
  expect(await page.getByRole('alert').innerText()).toBe('loans.csv is a picture. Export the table as CSV.');
  await page.getByRole('link', { name: 'Bring another file' }).click();
  await heading(page, 'Choose your files');
});

test('an empty file is refused before it is sent; a person without the role sees why nothing is there', async () => {
  await writeFile(join(folder, 'empty.csv'), '');
  const importer = await openPage();
  await importer.page.getByLabel('Files').setInputFiles(join(folder, 'empty.csv'));
  expect(await importer.page.getByRole('alert').innerText()).toContain('empty.csv is empty');
  expect(await importer.page.getByRole('button', { name: 'Upload' }).isDisabled()).toBe(true);
  const underwriter = await openPage({}, ['underwriter']);
  expect(await underwriter.visitor.readTitle()).toBe('This page needs another role');
  expect(await underwriter.page.locator('.state').innerText()).toContain('Your role, Underwriter, does not open it.');
  expect(await underwriter.page.getByLabel('Files').count()).toBe(0);
});

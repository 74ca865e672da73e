/** The pages of policies and requests in a real browser: what one person drafts and proposes, another approves. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import { type DashboardService, startDashboardService } from '../../../testing/browser/dashboard-service.ts';
import { NEW_SECRET } from '../../../testing/browser/event-answers.ts';
import { EXPERIMENT_ID } from '../../../testing/browser/experiment-answers.ts';
import {
  createGovernanceAnswers,
  LONG_VERSION,
  REQUEST_IDS,
  TOKENS,
} from '../../../testing/browser/governance-answers.ts';
import { findLayoutProblems } from '../../../testing/browser/layout-problems.ts';
import { SIMULATION_IDS } from '../../../testing/browser/simulation-answers.ts';
import { addSession, DESKTOP, Visitor } from '../../../testing/browser/visitor.ts';

let service: DashboardService;
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
beforeEach(async () => {
  service = await startDashboardService(createGovernanceAnswers());
});
afterEach(() => service?.stop());
afterAll(() => browser?.close());

type PersonName = keyof typeof TOKENS;

async function openWindow(person: PersonName, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: DESKTOP, ...options });
  const session = { accessToken: TOKENS[person], refreshToken: 'r', name: `${person}@example.com` };
  await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
  const visitor = new Visitor(await context.newPage(), service.url);
  return { visitor, page: visitor.page, close: () => context.close() };
}

const PATHS = [
  ...['/policies', `/policies/${LONG_VERSION}`, `/policies/${LONG_VERSION}/compare`, `/policies/${LONG_VERSION}/edit`],
  ...['/policies/no-such-policy', '/simulations', `/simulations/${SIMULATION_IDS.done}`],
  ...[`/simulations/${SIMULATION_IDS.failed}`, '/requests', `/requests/${REQUEST_IDS.emergency}`],
  ...['/experiments', `/experiments/${EXPERIMENT_ID}`, '/events', '/audit', '/people'],
];

test('nothing is cut off, overflows or is inaccessible with the longest texts, at any width, in both themes', async () => {
  const { visitor, page, close } = await openWindow('everyone');
  const problems: Record<string, unknown[]> = {};
  for (const path of PATHS) {
    await visitor.open(path);
    await page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })");
    const found = await findLayoutProblems(visitor);
    if (found.length > 0) problems[path.slice(0, 60)] = found;
  }
  expect(problems).toEqual({});
  expect(visitor.complaints).toEqual([]);
  await close();
});

const WHY = 'Half of the referred loans of band C were repaid.';

test('one person drafts and proposes a policy, and another approves it', async () => {
  const analyst = await openWindow('analyst');
  await startDraft(analyst.visitor);
  await editDraft(analyst.visitor);
  await compareDraft(analyst.visitor);
  const { page } = analyst;
  await analyst.visitor.open('/policies/small-loans');
  await page.getByLabel('Why, in words that an auditor can read').fill(WHY);
  await page.getByRole('button', { name: 'Propose', exact: true }).click();
  await page.getByText('It waits for the approval of another person.').waitFor();
  await page.getByRole('link', { name: 'Open the request' }).click();
  await page.getByRole('button', { name: 'Withdraw' }).waitFor();
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  const path = analyst.visitor.getPath();
  await approve(path);
  await analyst.visitor.open('/policies');
  const [, line] = await analyst.visitor.readTable('Policies that decide now');
  expect(line?.slice(0, 2)).toEqual(['All others', 'small-loans']);
  expect(analyst.visitor.complaints).toEqual([]);
  await analyst.close();
});

async function startDraft({ page }: Visitor): Promise<void> {
  await page.goto(`${service.url}/policies`);
  await page.getByText('Start a new draft').click();
  await page.getByLabel('Name of the new version').fill('small-loans');
  await page.getByLabel('Start from').selectOption('2026-11-23');
  await page.getByRole('button', { name: 'Create the draft' }).click();
  await page.waitForURL(`${service.url}/policies/small-loans/edit`);
}

async function editDraft(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await page.getByLabel('Approve below a probability of default of (%)').fill('12.5');
  await page.getByText('Rules (1)').click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const rule = page.getByRole('group', { name: 'Rule 2', exact: true });
  await rule.getByLabel('Feature', { exact: true }).fill('no_such_feature');
  await rule.getByLabel('Bound').fill('7');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByRole('link', { name: /rules\[1\]\.name/ }).click();
  expect(await page.evaluate('document.activeElement.id')).toBe('field-rules[1].name');
  await rule.getByLabel('Reason').fill('There are many debts.');
  await rule.getByLabel('Name').fill('many_debts');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('there is no feature no_such_feature').first().waitFor();
  await page
    .getByRole('group', { name: 'Rule many_debts', exact: true })
    .getByLabel('Feature', { exact: true })
    .fill('open_accounts');
  await page.getByText('Golden cases', { exact: true }).click();
  await page.getByRole('button', { name: 'Add a golden case' }).click();
  const golden = page.getByRole('group', { name: 'Golden case 1', exact: true });
  await golden.getByRole('button', { name: 'Add a feature' }).click();
  await golden.getByLabel('Feature', { exact: true }).fill('amount');
  await golden.getByLabel('Value', { exact: true }).fill('1000');
  await golden.getByLabel('Decision').selectOption('approve');
  await golden.getByLabel('Name').fill('a small loan');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('Saved as revision 4. No problem found; 1 golden case as agreed.').waitFor();
  expect(await visitor.readTable('Golden cases and their results')).toEqual([['a small loan', 'As agreed', '']]);
}

async function compareDraft(visitor: Visitor): Promise<void> {
  await visitor.open('/policies/small-loans/compare?with=2026-11-23');
  const text = (await visitor.page.locator('main').innerText()).replaceAll('\u00a0', ' ');
  expect(text).toContain('Always: approve below 15 %, decline from 30 %, refer to a person in between.');
  expect(text).toContain('Always: approve below 12.5 %, decline from 30 %, refer to a person in between.');
  expect(text).toContain(
    'many_debts: refer to a person where open accounts is below 7. Reason: “There are many debts.”',
  );
  expect(text).not.toContain('under_age');
}

async function approve(path: string): Promise<void> {
  const approver = await openWindow('approver', { colorScheme: 'dark' });
  const { page, visitor } = approver;
  await visitor.open('/requests');
  const [row] = await visitor.readTable('Requests that wait for you');
  expect(row?.[0]).toBe('Policy: small-loans');
  await page.getByRole('link', { name: 'Policy: small-loans' }).first().click();
  await page.waitForURL(service.url + path);
  await page.getByText(/Always: approve below 12.5.%/).waitFor();
  await page.getByLabel('Why, in words that an auditor can read').fill('The simulation shows a smaller loss.');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('You can do nothing with it now').waitFor();
  expect(await focusLabel(page)).toBe('What happened');
  expect(await page.locator('main').innerText()).toContain('Ada Approver');
  expect(visitor.complaints).toEqual([]);
  await approver.close();
}

/** Milliseconds from a move of the slider to the picture with its figures. They depend on bins, not on applications. */
const MEASURE_SLIDER = `(async () => {
  const slider = document.querySelector('input[type=range]');
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  const durations = [];
  for (let step = 0; step < 8; step += 1) {
    const started = performance.now();
    set.call(slider, String(60 + 5 * step));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    durations.push(performance.now() - started);
  }
  return durations;
})()`;

test('a simulation is started, waited for, and its cut-offs are moved by the keyboard', async () => {
  const { visitor, page, close } = await openWindow('analyst');
  await visitor.open(`/simulations?policy=${LONG_VERSION}`);
  await page.getByLabel('From').fill('2026-10-01');
  await page.getByLabel('To', { exact: true }).fill('2026-10-31');
  await page.getByRole('button', { name: 'Simulate', exact: true }).click();
  await page.getByText('The simulation runs.').waitFor();
  await page.getByRole('heading', { name: 'Try other cut-offs' }).waitFor();
  expect(await focusLabel(page)).toBe('Simulation');
  const text = await page.locator('main').innerText();
  expect(text).toMatch(/Swapped in: the outcomes of \d+ of these \d+ are unknown, so their default rate is between/);
  const figures = page.getByRole('region', { name: 'Figures with these cut-offs' });
  const before = await figures.innerText();
  const slider = page.getByRole('slider', { name: 'Approve below a probability of default of' });
  expect(await slider.getAttribute('aria-valuetext')).toBe('10\u00a0%');
  const approved = (await visitor.readTable('Figures now and simulated'))[0]?.[2];
  expect(before).toContain(approved);
  await slider.press('End');
  expect(await slider.getAttribute('aria-valuetext')).toBe('100\u00a0%');
  expect(await figures.innerText()).not.toBe(before);
  expect(Math.min(...(await page.evaluate<number[]>(MEASURE_SLIDER)))).toBeLessThan(200);
  await page.getByRole('button', { name: 'Back to the cut-offs of the policy' }).click();
  expect(await figures.innerText()).toBe(before);
  expect(visitor.complaints).toEqual([]);
  await close();
});

const focusLabel = (page: Page) => page.evaluate("document.activeElement.getAttribute('aria-label')");

test('one person rolls back in an emergency, and another reviews it', async () => {
  const approver = await openWindow('approver');
  await approver.visitor.open('/policies');
  await approver.page.getByText('Roll back in an emergency').click();
  await approver.page.getByLabel('Why, in words that an auditor can read').fill('It declines all applications.');
  await approver.page.getByRole('button', { name: 'Roll back now' }).click();
  await approver.page.getByText('One person rolled this back in an emergency').waitFor();
  expect(await approver.page.locator('main').innerText()).toContain('Review waits');
  await approver.close();
  const other = await openWindow('approver');
  await other.visitor.open(`/requests/${REQUEST_IDS.emergency}`);
  await other.page.getByLabel('Why, in words that an auditor can read').fill('The rollback was right.');
  await other.page.getByRole('button', { name: 'Store the review' }).click();
  await other.page.getByText('Reviewed', { exact: true }).waitFor();
  expect(await other.page.locator('main').innerText()).not.toContain('Review waits');
  await other.close();
  const analyst = await openWindow('analyst');
  await analyst.visitor.open('/policies');
  expect(await analyst.page.getByText('Roll back in an emergency').count()).toBe(0);
  await analyst.close();
});

test('what somebody else changed meanwhile is not overwritten, and broken JSON is not taken over', async () => {
  const { visitor, page, close } = await openWindow('analyst');
  await visitor.open(`/policies/${LONG_VERSION}/edit`);
  const other = await openWindow('approver');
  await other.visitor.open(`/policies/${LONG_VERSION}/edit`);
  await other.page.getByRole('button', { name: 'Save and check' }).click();
  await other.page.getByText(/Saved as revision 2/).waitFor();
  await page.getByRole('radio', { name: 'JSON' }).check();
  await page.getByLabel('The policy as JSON').fill('{ "version": ');
  expect(await page.locator('#json-problem').innerText()).toBe('It is not JSON.');
  expect(await page.getByRole('button', { name: 'Save and check' }).isDisabled()).toBe(true);
  await page.getByLabel('The policy as JSON').fill('{ "format": 2 }');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('Somebody has changed it.').waitFor();
  await other.close();
  await close();
});

test('a policy goes out as a spreadsheet and comes back as a draft; what is no policy is refused', async () => {
  const { visitor, page, close } = await openWindow('analyst');
  await visitor.open('/policies/2026-11-23');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as a spreadsheet' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('2026-11-23.xlsx');
  const buffer = await readFile(await download.path());
  await visitor.open('/policies');
  await page.getByText('Start a new draft').click();
  await page.getByLabel('Name of the new version').fill('copied');
  await page.getByLabel('Start from').selectOption('a file');
  const choose = (name: string, content: Buffer) =>
    page.getByLabel(/Policy as JSON/).setInputFiles({ name, mimeType: 'application/octet-stream', buffer: content });
  await choose('list.json', Buffer.from('[1]'));
  await page.getByText('It is JSON, but not a policy').waitFor();
  expect(await page.getByRole('button', { name: 'Create the draft' }).isDisabled()).toBe(true);
  await choose('policy.xlsx', buffer);
  await page.getByRole('button', { name: 'Create the draft' }).click();
  await page.waitForURL(`${service.url}/policies/copied/edit`);
  await visitor.open('/policies/copied/compare?with=2026-11-23');
  await page.getByText('Both say the same.').waitFor();
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('audit events are filtered, and all that match are exported', async () => {
  const { visitor, page, close } = await openWindow('auditor');
  await visitor.open('/audit');
  expect(await visitor.readTable('Audit events, newest first')).toHaveLength(100);
  await page.getByRole('combobox', { name: 'What', exact: true }).selectOption('policy');
  await page.getByRole('button', { name: 'Filter' }).click();
  await visitor.waitUntilLoaded();
  expect(visitor.getPath()).toBe('/audit?action=policy');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download all that match as CSV' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).split('\n').filter((line) => /^2026-/.test(line));
  expect(lines).toHaveLength(116);
  expect(lines.filter((line) => !line.includes(',policy.'))).toEqual([]);
  await visitor.follow('Older events');
  expect(await visitor.readTable('Audit events, newest first')).toHaveLength(16);
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('an administrator adds a webhook, sees its secret once, and sends a given-up event again', async () => {
  const { visitor, page, close } = await openWindow('administrator');
  await visitor.open('/events');
  expect(await page.locator('main').innerText()).toContain('3 newer events are not numbered yet');
  expect(await visitor.readTable('Events, newest first')).toHaveLength(2);
  await page.getByText('Add a webhook').click();
  await page.getByLabel('Name', { exact: true }).first().fill('loan system');
  await page.getByLabel('Address (https)').first().fill('https://lender.example/events');
  await page.getByRole('button', { name: 'Add the webhook' }).click();
  await page.getByText(NEW_SECRET).waitFor();
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByText(NEW_SECRET).waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /loan system/ }).waitFor();
  await page.getByText('Change loan system').click();
  await page.getByRole('button', { name: 'Send test' }).click();
  await page.getByText('A test event is on its way.').waitFor();
  await page.getByText('webhook.test').waitFor();
  await page.getByRole('button', { name: 'Send again: decision.made, number 2' }).click();
  await page
    .getByText(/: given up$/)
    .first()
    .waitFor({ state: 'detached' });
  // The content is for auditors.
  expect(await page.getByRole('columnheader', { name: 'Content' }).count()).toBe(0);
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('an administrator proposes other roles for a person', async () => {
  const { visitor, page, close } = await openWindow('administrator');
  await visitor.open('/people');
  expect(await page.locator('main').innerText()).toContain('has without an approval: Approver');
  await page.getByText('Propose other roles for a person').click();
  await page.getByRole('combobox', { name: 'Person', exact: true }).selectOption('a-1');
  expect(await page.getByLabel('Approver').isChecked()).toBe(true);
  await page.getByLabel('Approver').uncheck();
  await page.getByLabel('Why, in words that an auditor can read').fill('Nobody approved this role.');
  await page.getByRole('button', { name: 'Propose', exact: true }).click();
  await page.getByRole('heading', { name: 'Role of a person a-1' }).waitFor();
  expect(JSON.parse(await page.locator('pre.content').innerText())).toEqual({ roles: ['analyst'] });
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('an experiment is stopped with a reason', async () => {
  const { visitor, page, close } = await openWindow('analyst');
  await visitor.open(`/experiments/${EXPERIMENT_ID}`);
  expect(await page.locator('main').innerText()).toContain('Not as the shares say');
  await page.getByText('Stop the experiment or an arm').click();
  await page.getByLabel('Why, in words that an auditor can read').fill('It approves too few.');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByText('It approves too few.', { exact: true }).waitFor();
  await page.getByText('Stop the experiment or an arm').waitFor({ state: 'detached' });
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('who may not change policies reads them, and sees who may', async () => {
  const { visitor, page, close } = await openWindow('auditor');
  await visitor.open(`/policies/${LONG_VERSION}`);
  expect(await page.locator('main').innerText()).toContain('Only people with the role analyst or approver');
  expect(await page.getByRole('link', { name: 'Edit the draft' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Propose', exact: true }).count()).toBe(0);
  await visitor.open('/policies');
  expect(await page.getByText('Start a new draft').count()).toBe(0);
  await visitor.open(`/requests/${REQUEST_IDS.promotion}`);
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await close();
});

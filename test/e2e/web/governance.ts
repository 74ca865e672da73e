/** A policy on the local cloud: one person drafts, simulates and proposes it, another approves it and rolls it back. */
import { describe, expect, test } from '@jest/globals';
import { type SignInCredentials, signInAt, Visitor } from '../../../testing/browser/visitor.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

const VERSION = 'stricter-cut-off';
const WHY = 'Loans just below the present cut-off lose money.';
const REASON_LABEL = 'Why, in words that an auditor can read';

export function describeGovernance(getHarness: () => DashboardHarness): void {
  describe('a policy', () => {
    test('is drafted, simulated and proposed by one person, approved by another, and rolled back', async () => {
      const { expected, visitor: analyst, users } = getHarness();
      await draftPolicy(analyst);
      await simulatePolicy(analyst);
      await analyst.open(`/policies/${VERSION}`);
      await analyst.page.getByLabel(REASON_LABEL).fill(WHY);
      await analyst.page.getByRole('button', { name: 'Propose', exact: true }).click();
      await analyst.page.getByText('It waits for the approval of another person.').waitFor();
      await analyst.page.getByRole('link', { name: 'Open the request' }).click();
      await analyst.page.getByRole('button', { name: 'Withdraw' }).waitFor();
      expect(await analyst.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);

      const approver = await signIn(getHarness(), users.approver);
      await approver.open(analyst.getPath());
      await approver.page.getByText(/approve below 14.%/).waitFor();
      await approver.page.getByLabel(REASON_LABEL).fill('The simulation shows a smaller loss.');
      await approver.page.getByRole('button', { name: 'Approve' }).click();
      await approver.page.getByText('You can do nothing with it now').waitFor();
      expect(await readDefault(getHarness())).toBe(VERSION);
      const [request] = await expected.query<{ proposed_by: string; decided_by: string }>(
        `select proposed_by, decided_by from governance.requests where subject = '${VERSION}' and state = 'applied'`,
      );
      expect(request?.proposed_by).not.toBe(request?.decided_by);

      await approver.open('/policies');
      await approver.page.getByText('Roll back in an emergency').click();
      await approver.page.getByLabel(REASON_LABEL).fill('The test is over.');
      await approver.page.getByRole('button', { name: 'Roll back now' }).click();
      await approver.page.getByText('One person rolled this back in an emergency').waitFor();
      expect(await readDefault(getHarness())).toBe('2026-11-23');
      expect(approver.complaints).toEqual([]);
      await approver.page.context().close();
    }, 180_000);
  });
}

async function signIn({ browser, url }: DashboardHarness, person: SignInCredentials): Promise<Visitor> {
  const context = await browser.newContext();
  const visitor = new Visitor(await context.newPage(), url);
  await signInAt(visitor.page, `${url}/policies`, person);
  return visitor;
}

async function draftPolicy(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await visitor.open('/policies');
  await page.getByText('Start a new draft').click();
  await page.getByLabel('Name of the new version').fill(VERSION);
  await page.getByLabel('Start from').selectOption('2026-11-23');
  await page.getByRole('button', { name: 'Create the draft' }).click();
  await page.getByLabel('Approve below a probability of default of (%)').fill('14');
  await page.getByText('Golden cases', { exact: true }).click();
  await page.getByRole('button', { name: 'Add a golden case' }).click();
  const golden = page.getByRole('group', { name: 'Golden case 1', exact: true });
  await golden.getByRole('button', { name: 'Add a feature' }).click();
  await golden.getByLabel('Feature', { exact: true }).fill('amount');
  await golden.getByLabel('Value', { exact: true }).fill('1000');
  await golden.getByLabel('Name').fill('a small loan');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('Saved as revision 2. No problem found; 1 golden case as agreed.').waitFor();
}

async function simulatePolicy(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await visitor.open(`/simulations?policy=${VERSION}`);
  await page.getByRole('button', { name: 'Simulate', exact: true }).click();
  await page.getByRole('heading', { name: 'Try other cut-offs' }).waitFor({ timeout: 90_000 });
  expect(await page.locator('main').innerText()).toContain('Swapped in and out');
}

/** The version that decides where no segment is met. */
async function readDefault({ expected }: DashboardHarness): Promise<string | undefined> {
  const [row] = await expected.query<{ version: string }>(
    "select policies.find_serving(now()) ->> 'default_version' as version",
  );
  return row?.version;
}

/** A reviewer overrides a decision in the browser, and ends the override. Analysts have no form for it. */
import { describe, expect, test } from '@jest/globals';
import { signInAt, Visitor } from '../../../testing/browser/visitor.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

const REASON = 'The employer confirmed the income by telephone.';

export function describeOverride(getHarness: () => DashboardHarness): void {
  describe('an override', () => {
    test('is open to reviewers only, needs a reason, and replaces the decision', async () => {
      const { browser, url, users, expected, visitor: analyst, refreshReports } = getHarness();
      const [stored] = await expected.query<{ prediction_id: string }>(
        `select prediction_id from predictions.risk_scores s where decision = 'decline' and application_id is not null
           and not exists (select from predictions.overrides o where o.prediction_id = s.prediction_id) limit 1`,
      );
      const path = `/applications/${stored?.prediction_id}`;
      await analyst.open(path);
      expect(await analyst.page.getByRole('heading', { name: 'Override decision' }).count()).toBe(0);

      const context = await browser.newContext();
      const reviewer = new Visitor(await context.newPage(), url);
      await signInAt(reviewer.page, url + path, users.reviewer);
      await reviewer.waitUntilLoaded();
      const button = reviewer.page.getByRole('button', { name: 'Override decision' });
      await reviewer.page.getByLabel('Refer').check();
      await reviewer.page.getByRole('textbox', { name: /Reason/ }).fill('short');
      expect(await button.isDisabled()).toBe(true);
      await reviewer.page.getByRole('textbox', { name: /Reason/ }).fill(REASON);
      await button.click();
      await reviewer.page.getByText('Your decision is stored').waitFor();
      await reviewer.page.getByRole('heading', { name: 'Overridden by a reviewer' }).waitFor();
      expect(await reviewer.readTile('Decision')).toBe('Refer');

      const overrides = await expected.query(
        'select decision, reason from predictions.overrides where prediction_id = $1',
        [stored?.prediction_id],
      );
      expect(overrides).toEqual([{ decision: 'refer', reason: REASON }]);
      const before = await expected.readDecisions();
      await refreshReports();
      await analyst.open('/');
      expect((await analyst.readTable('Decisions that hold')).find(([decision]) => decision === 'Refer')?.[1]).toBe(
        String(before.find(({ decision }) => decision === 'refer')?.applications.toLocaleString('en-GB')),
      );

      await reviewer.page.getByText('End this override').click();
      await reviewer.page.locator('details').getByRole('textbox').fill('The employer withdrew the confirmation.');
      await reviewer.page.getByRole('button', { name: 'End override' }).click();
      await reviewer.page.getByRole('heading', { name: 'Past overrides' }).waitFor();
      expect(await reviewer.readTile('Decision')).toBe('Decline');
      expect(reviewer.complaints).toEqual([]);
      await context.close();
      await refreshReports();
    }, 60_000);
  });
}

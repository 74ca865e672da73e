/** An underwriter overrides a decision in the browser, and ends the override. Analysts have no form for it. */
import { describe, expect, test } from '@jest/globals';
import { signInAt, Visitor } from '../../../testing/browser/visitor.ts';
import { formatCount } from '../../../web/src/format/numbers.ts';
import { formatCode } from '../../../web/src/texts/codes.ts';
import { overviewTexts } from '../../../web/src/texts/portfolio/overview.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

const REASON = 'The employer confirmed the income by telephone.';

export function describeOverride(getHarness: () => DashboardHarness): void {
  describe('an override', () => {
    test('is open to underwriters only, needs a reason, and replaces the decision', async () => {
      const { browser, url, users, expected, visitor: analyst } = getHarness();
      const [stored] = await expected.query<{ prediction_id: string; application_id: string; customer_id: string }>(
        `select prediction_id, application_id, customer_id from predictions.risk_scores s
         where decision = 'decline' and application_id is not null
           and not exists (select from predictions.overrides o where o.prediction_id = s.prediction_id)
           and not exists (
             select from predictions.risk_scores newer
             where newer.application_id = s.application_id and newer.scored_at > s.scored_at
           )
         order by pd desc, prediction_id limit 1`,
      );
      const path = `/applications/${stored?.prediction_id}`;
      await analyst.open(path);
      expect(await analyst.page.getByRole('heading', { name: 'Override decision' }).count()).toBe(0);

      const context = await browser.newContext();
      const underwriter = new Visitor(await context.newPage(), url);
      await signInAt(underwriter.page, url + path, users.underwriter);
      await underwriter.waitUntilLoaded();
      const button = underwriter.page.getByRole('button', { name: 'Override decision' });
      await underwriter.page.getByLabel('Refer').check();
      await underwriter.page.getByRole('textbox', { name: /Reason/ }).fill('short');
      expect(await button.isDisabled()).toBe(true);
      await underwriter.page.getByRole('textbox', { name: /Reason/ }).fill(REASON);
      await button.click();
      await underwriter.page.getByText('Your decision is stored').waitFor();
      await underwriter.page.getByRole('heading', { name: 'Overridden by an underwriter' }).waitFor();
      expect(await underwriter.readTile('Decision')).toBe('Refer');
      const held = underwriter.page.getByRole('region', { name: 'Overrides of this application' });
      expect(await held.innerText()).toContain(`${users.underwriter.email}, `);
      expect(await underwriter.page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
        'Overrides of this application',
      );

      const overrides = await expected.query(
        'select decision, reason from predictions.overrides where prediction_id = $1',
        [stored?.prediction_id],
      );
      expect(overrides).toEqual([{ decision: 'refer', reason: REASON }]);
      await expectAgreement(getHarness(), stored, 'Refer');

      await underwriter.page.getByText('End this override').click();
      await underwriter.page.locator('details').getByRole('textbox').fill('The employer withdrew the confirmation.');
      await underwriter.page.getByRole('button', { name: 'End override' }).click();
      await underwriter.page.getByRole('heading', { name: 'Past overrides' }).waitFor();
      expect(await underwriter.readTile('Decision')).toBe('Decline');
      await expectAgreement(getHarness(), stored, 'Decline');
      expect(underwriter.complaints).toEqual([]);
      await context.close();
    }, 60_000);
  });
}

type Stored = { prediction_id: string; application_id: string; customer_id: string } | undefined;

/** Customer, application, segments and overview show the same decision at once, before any refresh of the reports. */
async function expectAgreement({ visitor, expected }: DashboardHarness, stored: Stored, decision: string) {
  await visitor.open(`/applications/${stored?.prediction_id}`);
  expect(await visitor.readTile('Decision')).toBe(decision);
  await visitor.open(`/applications?customer=${stored?.customer_id}`);
  const scores = await visitor.readTable(`Scores of customer ${stored?.customer_id}`);
  expect(scores.find(([application]) => application === stored?.application_id)?.at(-1)).toBe(decision);
  await visitor.open(`/applications?decision=${decision.toLowerCase()}`);
  const riskiest = await visitor.readTable('The riskiest applications');
  expect(riskiest.find(([application]) => application === stored?.application_id)?.at(-1)).toBe(decision);
  await visitor.open('/');
  const shown = await visitor.readTable(overviewTexts.decisions);
  const decisions = await expected.readDecisions();
  expect(shown.map(([name, applications]) => [name, applications]).sort()).toEqual(
    decisions.map(({ decision: code, applications }) => [formatCode(code), formatCount(applications)]).sort(),
  );
}

/**
 * A person brings a file of their own in the browser, through the real guard, bucket and functions, up to the check. The
 * page alone is tested by test/integration/web/bring-your-data.test.ts.
 */
import { describe, expect, test } from '@jest/globals';
import { DESKTOP } from '../../../testing/browser/visitor.ts';
import { formatLoans, makeLoans } from '../../../testing/onboarding/loans-export.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

export function describeImport(getHarness: () => DashboardHarness): void {
  describe('bringing your data', () => {
    test('uploads a file, proposes its columns and checks every row', async () => {
      const { visitor, context } = await getHarness().openWindow({ viewport: DESKTOP });
      const { page } = visitor;
      await visitor.open('/imports');
      const text = formatLoans([...makeLoans(80, '2005-11-30'), ...makeLoans(80, '2005-12-01', 'L')]);
      const buffer = Buffer.from(text);
      await page.getByLabel('Files').setInputFiles({ name: 'Kredite.csv', mimeType: 'text/csv', buffer });
      await page.getByRole('button', { name: 'Upload' }).click();
      const proposed = page.getByRole('heading', { name: 'What we found in your files' });
      await proposed.waitFor({ timeout: 60_000 });
      const columns = await visitor.readTable('Columns of your files');
      expect(columns.map(([name]) => name).sort()).toEqual(['Antragsdatum', 'Beruf', 'Betrag', 'Nr', 'Status']);
      expect(await page.getByLabel('Betrag becomes').inputValue()).toBe('field:loan_applications.amount');
      for (const question of await page.locator('select[id^=question-]').all()) {
        if ((await question.inputValue()) === '') await question.selectOption({ index: 1 });
      }
      const apply = page.getByRole('button', { name: 'Apply changes' });
      if (await apply.isEnabled()) {
        await apply.click();
        await page.getByRole('heading', { name: 'Reading your files' }).waitFor();
        await proposed.waitFor({ timeout: 60_000 });
      }
      await page.getByRole('button', { name: 'Check every row' }).click();
      await page.getByRole('heading', { name: 'Result of the check' }).waitFor({ timeout: 60_000 });
      expect(await visitor.readTile('Rows read')).toBe('160');
      await page.getByText('Cancel this import').click();
      await page.getByRole('button', { name: 'Cancel and delete the files' }).click();
      await page.getByRole('heading', { name: 'The import is cancelled' }).first().waitFor();
      expect(visitor.complaints).toEqual([]);
      await context.close();
    }, 200_000);
  });
}

/** The report of an import: figures, reasons with lines, nothing that a browser or a spreadsheet would run. */
import type { ImportReport } from '../../../lambdas/onboarding/contract/import-report.ts';
import { formatImportReport, formatRefusedRows } from '../../../lambdas/onboarding/conversion/import-report.ts';

const REPORT: ImportReport = {
  mapping: 'loans',
  files: [{ name: '<b>loans</b>.csv', bytes: 12_345, sha256: 'ab'.repeat(32), rows_in: 1003 }],
  deliveries: [
    { as_of: '2024-05-31', table: 'customers', mode: 'full', rows: 990 },
    { as_of: '2024-05-31', table: 'loan_applications', mode: 'delta', rows: 1000 },
    { as_of: '2024-06-30', table: 'loan_applications', mode: 'delta', rows: 200 },
  ],
  refused: [
    { file: 'loans.csv', line: 17, column: '=amount', reason: 'amount is missing' },
    { file: '=cmd|calc.csv', line: 18, column: null, reason: 'a newer row has the same key' },
  ],
  refused_rows: 2,
  unknown_values: [{ column: 'age', reason: 'does not fit the format', values: 3, first_lines: [4, 9, 12] }],
  outcomes: { good: 600, bad: 200, open: 0, withheld: 200 },
  columns: [
    {
      source: 'loans',
      column: 'amt',
      format: { type: 'number', decimal: ',', thousands: '.', affixes: [' €'], scale: 1 },
      missing: [],
      use: { as: 'field', fields: [{ field: 'loan_applications.amount' }] },
      confidence: 0.97,
      decided_by: 'proposal',
    },
  ],
};

describe('the page', () => {
  const page = formatImportReport(REPORT);

  it('says what came in, went out and was refused, with lines and reasons', () => {
    for (const text of ['1,003', '2,190', '25.0 % of 800 known', 'amount is missing', '<td>17</td>', '4, 9, 12']) {
      expect(page).toContain(text);
    }
    expect(page).toContain('loan_applications: delivered as a delta');
    expect(page).not.toContain('customers: delivered as a delta');
  });

  it('says what each column is, and who decided', () => {
    expect(page).toContain('loan_applications.amount');
    expect(page).toContain('number (decimal comma, groups by &quot;.&quot;, without &quot; €&quot;)');
    expect(page).toContain('97 %');
  });

  it('lets no name become markup', () => {
    expect(page).toContain('&lt;b&gt;loans&lt;/b&gt;.csv');
    expect(page).not.toContain('<b>loans');
  });

  it('has a language, a title, captions and headings for screen readers', () => {
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<title>Import loans 2024-05-31, 2024-06-30</title>');
    expect(page.match(/<table>/g)?.length).toBe(page.match(/<caption>/g)?.length);
    expect(page).not.toMatch(/<th(?! scope|ead)/);
  });

  it('says that nothing needs attention where nothing does', () => {
    const clean = { ...REPORT, refused: [], refused_rows: 0, unknown_values: [] };
    expect(formatImportReport(clean)).toContain('Nothing: every row and every value was delivered.');
  });
});

it('writes refused rows that no spreadsheet runs as a formula', () => {
  expect(formatRefusedRows(REPORT)).toBe(
    "file,line,column,reason\nloans.csv,17,'=amount,amount is missing\n'=cmd|calc.csv,18,,a newer row has the same key\n",
  );
});

/** A small lender's own export as tests drop it into the inbox: semicolons, decimal commas, German dates, one flat table. */
import type { Mapping } from '../../lambdas/onboarding/contract/mapping.ts';

export interface ExportedLoan {
  id: string;
  /** YYYY-MM-DD. */
  day: string;
  amount: number;
  status: 'bezahlt' | 'ausgefallen' | 'offen';
  job: string;
}

export const LOAN_COLUMNS = ['Nr', 'Antragsdatum', 'Betrag', 'Status', 'Beruf'] as const;

/** One file as the lender's program writes it. */
export function formatLoans(loans: readonly ExportedLoan[], columns: readonly string[] = LOAN_COLUMNS): string {
  const lines = loans.map(({ id, day, amount, status, job }) => {
    const amountText = amount
      .toFixed(2)
      .replace('.', ',')
      .replace(/(\d)(?=(\d{3})+,)/g, '$1.');
    return [id, day.split('-').toReversed().join('.'), amountText, status, job].join(';');
  });
  return `${[columns.join(';'), ...lines].join('\r\n')}\r\n`;
}

/** Loans of one day, the last few open. */
export function makeLoans(count: number, day: string, prefix = 'K'): ExportedLoan[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${prefix}${String(i + 1).padStart(4, '0')}`,
    day,
    amount: 1000 + ((i * 7919) % 19_000),
    status: i >= count - 5 ? 'offen' : i % 4 === 0 ? 'ausgefallen' : 'bezahlt',
    job: ['Handwerk', 'Büro', 'Handel'][i % 3] ?? '',
  }));
}

const text = { type: 'text' } as const;
const decided = { missing: [], confidence: 1, decided_by: 'person' } as const;

/** The mapping of the export. */
export function buildLoansMapping(changes: Partial<Mapping> = {}): Mapping {
  return {
    version: 1,
    name: 'loans',
    currency: 'EUR',
    as_of: { from: 'newest', column: 'Antragsdatum' },
    mode: 'full',
    sources: [
      {
        name: 'loans',
        files: ['*.csv'],
        format: {
          ...{ kind: 'delimited', encoding: 'utf-8', delimiter: ';', quote: '"', escape: 'doubled' },
          ...{ header: true, preamble_lines: 0, footer_lines: 0 },
        },
        columns: [
          {
            ...{ column: 'Nr', format: text, ...decided, missing: [] },
            use: {
              as: 'field',
              fields: [
                { field: 'customers.customer_id' },
                { field: 'loan_applications.customer_id' },
                { field: 'loan_applications.application_id' },
              ],
            },
          },
          {
            ...{ column: 'Antragsdatum', ...decided, missing: [] },
            format: { type: 'date', format: 'dd.MM.yyyy', pivot_year: 49 },
            use: { as: 'field', fields: [{ field: 'loan_applications.applied_at' }] },
          },
          {
            ...{ column: 'Betrag', ...decided, missing: [] },
            format: { type: 'number', decimal: ',', thousands: '.', affixes: [], scale: 1 },
            use: { as: 'field', fields: [{ field: 'loan_applications.amount' }] },
          },
          { column: 'Status', format: text, ...decided, missing: [], use: { as: 'target' } },
          {
            ...{ column: 'Beruf', format: text, ...decided, missing: [] },
            use: { as: 'attribute', table: 'loan_applications', name: 'job', type: 'category', use: 'model' },
          },
        ],
        join: null,
      },
    ],
    constants: {},
    target: {
      description: 'the lender says so',
      bad: [{ column: 'Status', is: 'in', values: ['ausgefallen'] }],
      good: [{ column: 'Status', is: 'in', values: ['bezahlt'] }],
      event_date: null,
      performance_months: null,
    },
    backtest: null,
    ...changes,
  };
}

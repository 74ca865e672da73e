/** Texts of restrictions, corrections and the retention on the page about requests of persons. */

export const RESTRICTION_KINDS = { restriction: 'Restriction of processing', objection: 'Objection' } as const;

export const restrictionTexts = {
  title: 'Customers who are not scored',
  note: 'Nothing scores them until the restriction is lifted. Tell the person before you lift it.',
  caption: 'Restrictions of processing that hold',
  none: 'No restriction holds',
  noneWhy: 'Handle a request for restriction or an objection, and the customer appears here.',
  customer: 'Customer',
  hidden: 'not shown',
  kind: 'What',
  since: 'Since',
  madeBy: 'By',
  lift: {
    open: 'Lift a restriction',
    customer: 'Restriction to lift',
    choose: 'Choose a customer',
    option: (customer: string, kind: string) => `${customer}: ${kind}`,
    why: 'Why the customer is scored again',
    button: 'Lift',
    storing: 'Storing…',
  },
} as const;

export const correctionTexts = {
  table: 'Table of the delivery',
  tables: {
    customers: 'Customers',
    loan_applications: 'Applications',
    credit_history: 'Credit history',
    transactions: 'Transactions',
  },
  row: 'Application, transaction, or date of the statement',
  column: 'Column of the delivery, or attributes.name',
  value: 'Right value, as a delivery has it; empty: unknown',
} as const;

export const retentionTexts = {
  title: 'What is deleted when',
  caption: 'The retention schedule, and what the newest run deleted',
  place: 'Place',
  days: 'Kept for',
  daysOf: (days: string) => `${days} days`,
  from: 'Counted from',
  source: 'Because of',
  deleted: 'Deleted last',
  moreIsDue: (rows: string) => `${rows}, more is due`,
  noRun: 'No run yet.',
  newest: (state: string, time: string) => `Newest run: ${state}, ${time}.`,
} as const;

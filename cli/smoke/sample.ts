/** What the smoke test delivers: the German sample, and a raw file of a day after it. */
import { resolve } from 'node:path';
import { type DeliveryFolder, findDeliveries } from '../journey/delivery-folders.ts';
import { CheckFailed } from './smoke-step.ts';

const SAMPLE_FOLDER = resolve(import.meta.dirname, '../../data/german');

/** Of the sample: each customer has one application, and both ids are the number of the row in the source. */
export const SAMPLE_IDS = { predicted: '3', listed: ['4', '5'], uploaded: ['6', '7', '8'], erased: '1000' } as const;

/** A raw file, its mapping, and the delivery that it becomes. */
export const RAW_FILE = {
  name: 'smoke',
  day: '1994-12-01',
  rows: 2,
  text: 'Nr;Datum;Betrag\nR1;01.12.1994;1.250,00\nR2;30.11.1994;900,00\n',
  mapping: `version: 1
name: smoke
currency: DEM
as_of: { from: newest, column: Datum }
sources:
  - name: loans
    files: ['*.csv']
    format: { kind: delimited, encoding: utf-8, delimiter: ';', quote: '"', header: true }
    columns:
      - column: Nr
        format: { type: text }
        use:
          as: field
          fields:
            - { field: customers.customer_id }
            - { field: loan_applications.customer_id }
            - { field: loan_applications.application_id }
      - column: Datum
        format: { type: date, format: dd.MM.yyyy }
        use: { as: field, fields: [{ field: loan_applications.applied_at }] }
      - column: Betrag
        format: { type: number, decimal: ',', thousands: '.' }
        use: { as: field, fields: [{ field: loan_applications.amount }] }
target: null
`,
} as const;

/** Days of everything that the smoke test delivers. */
export const listSmokeDays = async (): Promise<string[]> => [
  ...(await findSampleDeliveries()).map(({ asOf }) => asOf),
  RAW_FILE.day,
];

/** The two deliveries, oldest first. */
export async function findSampleDeliveries(): Promise<[DeliveryFolder, DeliveryFolder]> {
  const [first, second] = await findDeliveries(SAMPLE_FOLDER);
  if (!first || !second) throw new CheckFailed(`${SAMPLE_FOLDER} has fewer than two deliveries`);
  return [first, second];
}

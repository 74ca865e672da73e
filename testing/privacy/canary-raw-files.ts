/**
 * Raw files with the canary person: dropped into the inbox, where one becomes a delivery and one has lost its header, and
 * imported through the API up to the delivery.
 */

import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect } from '@jest/globals';
import type { ColumnMapping, ColumnUse, Mapping } from '../../lambdas/onboarding/contract/mapping.ts';
import { formatMapping } from '../../lambdas/onboarding/conversion/mapping-file.ts';
import { mappingKey } from '../../lambdas/shared/object-keys.ts';
import { type ApiCall, buildLambdaContext, buildPersonClaims, callApi } from '../api/gateway-event.ts';
import { readEveryRole } from '../api/person-roles.ts';
import { CANARY, CANARY_CATEGORY, CANARY_ID } from '../lenders/canary-lender.ts';
import { type DailyHarness, LANDING_BUCKET } from '../workflows/daily-harness.ts';
import { MODEL_BUCKET, REPORT_BUCKET } from '../workflows/lambda-harness.ts';

/** Published by the journey, after the days before it. */
export const INBOX_DAY = '2005-11-10';
/** Customers of the file beside the canary. */
export const INBOX_CUSTOMERS = 10;

const HEADER = 'loan;client;date;sum;income;school;bad;name;ssn;mail;phone;home;note';

/** Each row has the person's values twice, in columns that are sealed and in one that is left out. */
function formatRows(day: string, count: number, canaryAt: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const isCanary = n === canaryAt;
    const ids = isCanary ? ['appl-qx77-raw', CANARY_ID] : [`raw-l${n}`, `raw-c${n}`];
    const person = isCanary
      ? Object.values(CANARY)
      : [`Jo Doe${n}`, `N-${n}`, `jo${n}@doe.example`, `+1 ${n}`, `${n} Rd`];
    return [
      ...ids,
      day,
      1000 + n,
      20_000 + 10 * n,
      isCanary ? CANARY_CATEGORY : 'school',
      ['no', 'no', 'yes', ''][n % 4],
      ...person,
      `call ${person[3]}`,
    ].join(';');
  });
}

interface Traces {
  /** What is sent or shown to people, or logged. */
  errors: string[];
}

/** Imports two files of the inbox as their events do; the mails about the second are traced. */
export async function dropRawFiles(harness: DailyHarness, traces: Traces): Promise<void> {
  setUpFunction();
  const restore = recordMails(traces);
  const { handler } = await import('../../lambdas/onboarding/import-raw-file.lambda.ts');
  const { createObjectStore } = await import('../../lambdas/shared/aws/object-store.ts');
  const { put, ministack } = harness.lambdas;
  await put(MODEL_BUCKET, mappingKey('raw'), formatMapping(buildMapping()));
  const rows = formatRows(INBOX_DAY, INBOX_CUSTOMERS + 1, 0);
  for (const [name, lines, outcome] of [
    ['loans', [HEADER, ...rows], 'delivered'],
    ['headless', rows, 'refused'],
  ] as const) {
    const key = `inbox/raw/${name}.csv`;
    await put(LANDING_BUCKET, key, `${lines.join('\n')}\n`);
    const { etag } = await createObjectStore(ministack.client).head(LANDING_BUCKET, key);
    expect(await handler({ object: { key, etag } }, buildLambdaContext())).toMatchObject({ outcome });
  }
  restore();
}

/** A person's raw file up to its delivery; and one that nobody can read. What the API shows of them is traced. */
export async function importRawFile(harness: DailyHarness, traces: Traces): Promise<void> {
  setUpFunction();
  harness.lambdas.useRole('risk_import');
  const { importsHandler } = await import('../../lambdas/prediction-api/imports.lambda.ts');
  const { handler: work } = await import('../../lambdas/onboarding/import-raw-file.lambda.ts');
  const api = importsHandler(
    readEveryRole,
    // After the delivery it fails: there is no workflow to start here.
    async (task) =>
      void (await work(task, buildLambdaContext()).catch((error) => traces.errors.push(`${error.stack}`))),
  );
  const claims = buildPersonClaims('jo', 'risk/import');
  const post = async (resource: string, more: Partial<ApiCall>) => {
    const answer = await callApi(api, { method: 'POST', resource, claims, ...more });
    if (resource !== '/v1/imports') traces.errors.push(JSON.stringify(answer.body));
    return answer.body;
  };
  for (const file of [[HEADER, ...formatRows('2024-01-10', 120, 60)].join('\n'), `\u0089PNG ${CANARY.full_name}`]) {
    const body = { name: 'canary', files: [{ name: 'loans.csv', size_bytes: Buffer.byteLength(file) }] };
    const made = await post('/v1/imports', { body });
    await fetch(made.uploads[0].parts[0].url, { method: 'PUT', body: file });
    const step = (name: string, more = {}) =>
      post(`/v1/imports/{import_id}/${name}`, { path: { import_id: made.import_id }, ...more });
    const read = await step('complete');
    if (read.state === 'refused') continue;
    const answers = Object.fromEntries(
      read.preview.questions.map(({ id, proposed, choices: [first] }: Question) => [id, proposed ?? first?.answer]),
    );
    await step('answers', { body: { answers } });
    await step('check');
    expect(await step('deliver')).toMatchObject({ state: 'delivered', problem: null });
  }
}

interface Question {
  id: string;
  proposed: string | null;
  choices: { answer: string }[];
}

/** Environment of import-raw-file as it is deployed. */
function setUpFunction(): void {
  Object.assign(process.env, {
    ...{ LANDING_BUCKET, MODEL_BUCKET, REPORT_BUCKET, RAW_FILE_BYTES: String(2 ** 30), NAME_PREFIX: 'risk-test' },
    RUNBOOK: 'docs/runbook.md#raw-file-refused',
    ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:000000000000:risk-test-alerts',
    DAILY_ETL_ARN: 'arn:aws:states:eu-west-1:000000000000:stateMachine:none',
  });
}

/** Traces mails instead of sending them. @returns what ends it */
function recordMails({ errors }: Traces): () => void {
  const { send } = SNSClient.prototype;
  SNSClient.prototype.send = async function record(command: unknown) {
    if (command instanceof PublishCommand) errors.push(JSON.stringify(command.input));
    return {};
  } as never;
  return () => {
    SNSClient.prototype.send = send;
  };
}

function buildMapping(): Mapping {
  const take = (...fields: string[]): ColumnUse =>
    ({ as: 'field', fields: fields.map((field) => ({ field })) }) as ColumnUse;
  const number = {
    type: 'number',
    decimal: '.',
    thousands: null,
    affixes: [],
    scale: 1,
  } satisfies ColumnMapping['format'];
  const uses: Record<string, [use: ColumnUse, format?: ColumnMapping['format']]> = {
    loan: [take('loan_applications.application_id')],
    client: [take('customers.customer_id', 'loan_applications.customer_id')],
    date: [take('loan_applications.applied_at'), { type: 'date', format: 'yyyy-MM-dd', pivot_year: 49 }],
    sum: [take('loan_applications.amount'), number],
    income: [take('customers.annual_income'), number],
    school: [take('customers.education_level')],
    bad: [{ as: 'target' }],
    name: [take('customers.full_name')],
    ssn: [take('customers.national_id')],
    mail: [take('customers.email')],
    phone: [take('customers.phone')],
    home: [take('customers.address')],
    note: [{ as: 'left_out', because: 'free_text' }],
  };
  return {
    ...{ version: 1, name: 'raw', currency: 'TWD', as_of: { from: 'newest', column: 'date' }, mode: 'delta' },
    ...{ constants: {}, backtest: null },
    target: {
      ...{ description: 'the lender says so', event_date: null, performance_months: null },
      bad: [{ column: 'bad', is: 'in', values: ['yes'] }],
      good: [{ column: 'bad', is: 'in', values: ['no'] }],
    },
    sources: [
      {
        ...{ name: 'loans', files: ['*.csv'], join: null },
        format: {
          ...{ kind: 'delimited', encoding: 'utf-8', delimiter: ';', quote: '"', escape: 'doubled' },
          ...{ header: true, preamble_lines: 0, footer_lines: 0 },
        },
        columns: Object.entries(uses).map(([column, [use, format = { type: 'text' }]]) => ({
          ...{ column, use, format, missing: [], confidence: 1, decided_by: 'person' },
        })),
      },
    ],
  } as Mapping;
}

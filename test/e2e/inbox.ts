/** Raw files in the inbox of the local cloud: one becomes a delivery whose day runs, one with a renamed column is refused. */
import { Readable } from 'node:stream';
import { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from '@jest/globals';
import type { EtlOutput } from '../../cli/journey/backfill.ts';
import { runWorkflow } from '../../cli/workflows/run-workflow.ts';
import { formatMapping } from '../../lambdas/onboarding/conversion/mapping-file.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { LANDING_ROOT, manifestKey } from '../../lambdas/shared/object-keys.ts';
import { listenToMails } from '../../testing/aws/alert-listener.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';
import { buildLoansMapping, formatLoans, LOAN_COLUMNS, makeLoans } from '../../testing/onboarding/loans-export.ts';
import { runOperatorCommand, waitForResult } from '../../testing/operator-steps.ts';

/** A day after all days of the journey. */
const DAY = '2006-01-02';

/** Defines the tests. The cloud is read when they run. */
export function describeInbox(getCloud: () => TestCloud, writeFile: (name: string, text: string) => string): void {
  const landing = () => getCloud().parameter('landing/bucket');
  const drop = (name: string, text: string) =>
    getObjectStore().putStream(landing(), `inbox/loans/${name}`, Readable.from([Buffer.from(text)]));
  const listLanded = async () => {
    const keys: string[] = [];
    for await (const { key } of getObjectStore().list(landing(), LANDING_ROOT)) keys.push(key);
    return keys;
  };

  describe('the inbox', () => {
    test('takes a mapping by npm run onboard -- --install', async () => {
      const mapping = writeFile('mapping.yaml', formatMapping(buildLoansMapping({ currency: 'TWD', mode: 'delta' })));
      const args = ['--mapping', mapping, '--install', '--state', getCloud().stateDirectory];
      const { code, output } = await runOperatorCommand('onboard', args);
      expect([code, output]).toEqual([0, expect.stringContaining('mappings/loans.yaml')]);
    }, 60_000);

    test('makes a delivery of a raw file, and the day runs', async () => {
      await drop('november.csv', formatLoans(makeLoans(40, '2006-01-01').concat(makeLoans(1, DAY, 'L'))));
      await waitForResult(async () => (await listLanded()).includes(manifestKey(DAY)) || undefined);
      const { output } = await runWorkflow<EtlOutput>(
        new SFNClient({}),
        getCloud().parameter('workflow/daily-etl-arn'),
        { from: DAY, up_to: DAY },
        () => {},
      );
      expect([output.outcome, output.runs]).toEqual(['published', [expect.objectContaining({ as_of: DAY })]]);
      const { rows } = await getCloud().database.query(
        "select count(*)::int as n from staging.loan_applications where application_id ~ '^[KL]0' and ended_on is null",
      );
      expect(rows).toEqual([{ n: 41 }]);
    }, 180_000);

    test('refuses a file with a renamed column with a mail, and nothing lands', async () => {
      const mails = await listenToMails('risk-local-alerts', 'test-inbox');
      const before = await listLanded();
      const columns = LOAN_COLUMNS.map((name) => (name === 'Betrag' ? 'Summe' : name));
      await drop('december.csv', formatLoans(makeLoans(40, '2005-12-31'), columns));
      const mail = await waitForResult(async () => {
        const next = await mails.next();
        return next?.Subject?.startsWith('Raw file refused') ? next : undefined;
      });
      expect(mail.Subject).toBe('Raw file refused: MappingMismatch (risk-local)');
      expect(mail.Message).toMatch(/december\.csv[\s\S]*Betrag/);
      expect(await listLanded()).toEqual(before);
    }, 60_000);
  });
}

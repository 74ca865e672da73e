/** Step that uploads a raw file as a person of the dashboard does, and waits until it is read. Nothing is delivered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRiskClient, type RiskClient } from '../../../clients/typescript/client.ts';
import { formatPlural } from '../../terminal/format.ts';
import { fetchWhenAwake } from '../api-client.ts';
import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { check, getFact, type SmokeContext, type SmokeStep } from '../smoke-step.ts';
import { signInStep } from './sign-in.ts';

/** The name by which sql/cli/smoke/remove_rows.sql finds the import. */
const NAME = 'smoke';
const TEXT = 'Nr;Datum;Betrag\nR1;01.12.1994;1.250,00\nR2;30.11.1994;900,00\n';
/** A cold start takes seconds. */
const WAIT_SECONDS = 180;
const POLL_MILLISECONDS = 1000;

export const importStep: SmokeStep = {
  name: 'import by a person',
  needs: [signInStep.name],
  removals: [rowsRemoval, objectsRemoval],
  async run(context) {
    const token = async () => getFact(context, 'personToken');
    const person = createRiskClient({ baseUrl: context.parameter('api/url'), token, fetch: fetchWhenAwake });
    const body = { name: NAME, files: [{ name: 'loans.csv', size_bytes: Buffer.byteLength(TEXT) }] };
    const { data: made } = await person.POST('/v1/imports', { body });
    const [part] = made?.uploads?.[0]?.parts ?? [];
    check(made && part, 'the API returned no address for the upload');
    const { status } = await fetch(part.url, { method: 'PUT', body: TEXT });
    check(status === 200, `the upload was answered with ${status}`);
    const params = { path: { import_id: made.import_id } };
    await person.POST('/v1/imports/{import_id}/complete', { params });
    const columns = await waitForColumns(person, params, context);
    await person.POST('/v1/imports/{import_id}/answers', { params, body: { answers: {}, columns: [] } });
    await waitForColumns(person, params, context);
    await person.POST('/v1/imports/{import_id}/cancel', { params });
    return `a file is uploaded by a presigned address, and a use of its ${formatPlural(columns, 'column')} is proposed`;
  },
};

async function waitForColumns(
  person: RiskClient,
  params: { path: { import_id: string } },
  { signal }: SmokeContext,
): Promise<number> {
  const deadline = Date.now() + 1000 * WAIT_SECONDS;
  for (;;) {
    const { data } = await person.GET('/v1/imports/{import_id}', { params });
    if (data?.preview) return data.preview.columns.length;
    const isWaiting = data?.state === 'profiling' && Date.now() < deadline && !signal.aborted;
    check(isWaiting, `the import is ${data?.state}: ${data?.problem?.detail ?? 'it was not read in time'}`);
    await sleep(POLL_MILLISECONDS);
  }
}

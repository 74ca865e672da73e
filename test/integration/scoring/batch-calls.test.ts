/** The API calls of batches: who may make them, what they refuse, and the state of a batch before it is scored. */

import { buildPersonClaims, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import {
  type BatchHarness,
  sendUpload,
  startBatchHarness,
  uploadFile,
} from '../../../testing/workflows/batch-harness.ts';
import { WORK_BUCKET } from '../../../testing/workflows/lambda-harness.ts';

let harness: BatchHarness['harness'];
let batches: BatchHarness;

beforeAll(async () => {
  batches = await startBatchHarness();
  harness = batches.harness;
});
afterAll(() => harness?.stop());

describe('before there is a model', () => {
  test('a batch is refused by name', async () => {
    expect(await batches.scoreFile('application_id\n1\n')).toMatchObject({
      state: 'refused',
      problem: { name: 'no-model' },
    });
  });
});

describe('the calls', () => {
  test('a new batch accepts a file of the announced size and type at a URL that expires', async () => {
    const { status, body } = await batches.call('/v1/batches', {
      method: 'POST',
      body: { size_bytes: 20, content_type: 'application/gzip' },
    });
    expect([status, body.state, body.reasons, body.result]).toEqual([200, 'created', 'all', null]);
    const address = new URL(body.upload.url);
    expect(address.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host;if-none-match');
    expect(address.searchParams.get('X-Amz-Expires')).toBe('900');
    expect([...address.searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
    expect(body.upload.headers).toEqual({
      ...{ 'content-type': 'application/gzip', 'content-length': '20', 'if-none-match': '*' },
    });
    expect(await batches.get(body.batch_id)).toMatchObject({ state: 'created', upload: { method: 'PUT' } });
  });

  test.each([
    [{}],
    [{ size_bytes: 0 }],
    [{ size_bytes: 2 ** 30 + 1 }],
    [{ size_bytes: 1, content_type: 'text/html' }],
    [{ size_bytes: 1, reasons: 'some' }],
    [{ size_bytes: 1, columns: [] }],
  ])('%j is refused with 422', async (body) => {
    expect((await batches.call('/v1/batches', { method: 'POST', body })).status).toBe(422);
  });

  test('invalid JSON, an invalid id, a large body, and a missing scope or token are refused', async () => {
    expect((await batches.call('/v1/batches', { method: 'POST', body: '{' })).status).toBe(400);
    expect((await batches.call('/v1/batches', { method: 'POST', body: `"${'x'.repeat(70_000)}"` })).status).toBe(413);
    expect((await batches.call('/v1/batches/{batch_id}', { path: { batch_id: '1' } })).status).toBe(400);
    expect(
      (await batches.call('/v1/batches', { method: 'POST', body: {}, claims: buildServiceClaims('risk/read') })).status,
    ).toBe(403);
    expect((await batches.call('/v1/batches', { method: 'POST', body: {}, claims: null })).status).toBe(401);
  });

  test('a batch is visible to its maker only, not to another client or another person of the same client', async () => {
    const jo = buildPersonClaims('jo', 'risk/score');
    const { body } = await batches.call('/v1/batches', { method: 'POST', body: { size_bytes: 1 }, claims: jo });
    const path = { batch_id: body.batch_id };
    expect((await batches.call('/v1/batches/{batch_id}', { path, claims: jo })).status).toBe(200);
    for (const claims of [
      buildServiceClaims('risk/score', 'people'),
      buildServiceClaims('risk/score'),
      buildPersonClaims('kim', 'risk/score'),
    ]) {
      const answer = await batches.call('/v1/batches/{batch_id}', { path, claims });
      expect([answer.status, answer.body.type]).toEqual([404, 'urn:risk:problem:unknown-batch']);
      expect((await batches.call('/v1/batches/{batch_id}/start', { method: 'POST', path, claims })).status).toBe(404);
    }
  });

  test('a batch starts once its whole file is uploaded, and a second start changes nothing', async () => {
    const made = await batches.create(4);
    expect((await batches.start(made.batch_id)).body.type).toBe('urn:risk:problem:nothing-uploaded');
    // S3 refuses another size at this URL. A file that got there in another way is refused at the start.
    expect((await sendUpload(made, '12345')).status).toBe(403);
    const other = await batches.create(4);
    await harness.put(WORK_BUCKET, `batches/${other.batch_id}/upload`, '12345');
    expect((await batches.start(other.batch_id)).body.type).toBe('urn:risk:problem:wrong-upload');
    await uploadFile(made, '1234');
    const first = (await batches.start(made.batch_id)).body;
    expect(first).toMatchObject({ state: 'running', upload: null, progress: { rows: null, parts_done: 0 } });
    expect((await batches.start(made.batch_id)).body).toEqual(first);
  });

  test('a batch that did not end in time has failed', async () => {
    const made = await batches.create(4);
    await harness.db.superuser.query(
      `update predictions.batches set state = 'running', started_at = now() - interval '3 hours' where batch_id = $1`,
      [made.batch_id],
    );
    expect(await batches.get(made.batch_id)).toMatchObject({ state: 'failed', problem: { name: 'timed-out' } });
  });

  test('without the database the calls return 503', async () => {
    const { PARAMETER_PREFIX } = process.env;
    process.env.PARAMETER_PREFIX = '/nowhere';
    const { status } = await batches.call('/v1/batches', { method: 'POST', body: { size_bytes: 1 } });
    Object.assign(process.env, { PARAMETER_PREFIX });
    expect(status).toBe(503);
  });
});

/** Steps of the end-to-end tests: run commands, register a second model, send an event. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { getObjectStore } from '../lambdas/shared/aws/object-store.ts';
import { callSigned } from './aws/signed-call.ts';
import type { TestCloud } from './aws/test-cloud.ts';
import { buildTinyModel } from './models/tiny-model.ts';

/** Runs `cli/commands/<name>.ts` and returns its exit code and output. */
export async function runOperatorCommand(name: string, args: string[]): Promise<{ code: number; output: string }> {
  // Jest copies the environment for each test file, so the child must get it explicitly.
  // Where calls are recorded, those of a command have its name.
  const env = {
    ...withoutPorts(process.env),
    ...(process.env.RISK_RECORD_CALLS && { AWS_SESSION_TOKEN: `person/${name}` }),
  };
  const options = { stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'], env };
  const child = spawn(process.execPath, [`cli/commands/${name}.ts`, ...args], options);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => output.push(String(text)));
  const [code] = await once(child, 'close');
  return { code, output: output.join('') };
}

/** A later shell has no variables of the start: the state folder has its ports. */
const withoutPorts = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('RISK_PORT_')));

/**
 * Registers a second model as a training job would.
 * @returns the version of the candidate
 */
export async function registerTinyModel({ database }: Pick<TestCloud, 'database'>): Promise<string> {
  const tiny = await buildTinyModel({ num: { utilisation: { median: 0.4, weight: 3 } }, cat: {}, intercept: -3 });
  const { Buckets = [] } = await new S3Client({ forcePathStyle: true }).send(new ListBucketsCommand({}));
  const bucket = Buckets.find(({ Name }) => Name?.includes('-model'))?.Name ?? '';
  const put = (name: string, body: Buffer) =>
    getObjectStore().putStream(bucket, `jobs/tiny/output/model/${name}`, Readable.from([body]));
  await put('model.onnx', Buffer.from(tiny.onnx));
  await put('manifest.json', tiny.manifestText);
  const { rows } = await database.query('select run_id from analytics.publications limit 1');
  const path = '/2015-03-31/functions/risk-local-register-model/invocations';
  const response = await callSigned(`${process.env.AWS_ENDPOINT_URL}${path}`, {
    ...{ service: 'lambda', method: 'POST' },
    body: JSON.stringify({ job_name: 'tiny', run_id: rows[0].run_id }),
  });
  expect(await response.json()).toMatchObject({ version: tiny.reference.version });
  return tiny.reference.version;
}

/** Sends an event as monitoring does. */
export async function putEvent(bus: string, source: string, detailType: string, detail: object): Promise<void> {
  const entry = { EventBusName: bus, Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
  const response = await callSigned(`${process.env.AWS_ENDPOINT_URL}/`, {
    ...{ service: 'events', method: 'POST', body: JSON.stringify({ Entries: [entry] }) },
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
  });
  expect(await response.json()).toMatchObject({ FailedEntryCount: 0 });
}

/** Calls `read` every half second, for at most 40 seconds, until it returns a value. */
export async function waitForResult<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 80; attempt += 1) {
    const result = await read();
    if (result) return result;
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error('not there after 40 s');
}

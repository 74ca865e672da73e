/** Starts a local cloud for the attacks on its ports, and sends requests exactly as an attacker writes them. */
import { mkdtemp } from 'node:fs/promises';
import { request as sendRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect } from '@jest/globals';
import { type LocalCloud, startLocalCloud } from '../../../cli/local/cloud.ts';
import { resetLocalCloud } from '../../../cli/local/reset.ts';
import { type AccessKey, readCredentials } from '../../../cli/local/settings/credentials.ts';
import {
  buildSdkConfiguration,
  type LocalSettings,
  readLocalSettings,
} from '../../../cli/local/settings/local-settings.ts';
import { chooseFreePorts } from '../../../testing/aws/test-settings.ts';

export const SERVERS = ['aws', 'dataApi', 'jobs', 'rds', 'mlflow', 'dashboard'] as const;
export const BUCKET = 'landing-of-the-victim';
const PARAMETER = '/victim/secret';
export const SECRET = 'only the user knows';

/** A call that reads the secret; it needs no more than this header and body where nothing checks the caller. */
export const READ_SECRET = {
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
  body: JSON.stringify({ Name: PARAMETER }),
};

export interface AttackedCloud {
  settings: LocalSettings;
  cloud: LocalCloud;
  key: AccessKey;
  stop(): Promise<void>;
}

/** Starts the services without stacks, with a landed file and a secret. */
export async function startAttackedCloud(): Promise<AttackedCloud> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'risk-attack-'));
  const settings = readLocalSettings({ stateDirectory, environment: await chooseFreePorts() });
  const cloud = await startLocalCloud(settings);
  const stop = async () => {
    await cloud.stop();
    await resetLocalCloud(settings);
  };
  try {
    await Promise.all([cloud.mlflowReady, cloud.dashboardReady]);
    const s3 = createS3(settings);
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a/customers.csv', Body: 'id\n1\n' }));
    s3.destroy();
    const ssm = new SSMClient(buildSdkConfiguration(settings));
    await ssm.send(new PutParameterCommand({ Name: PARAMETER, Value: SECRET, Type: 'String' }));
    ssm.destroy();
    return { settings, cloud, key: readCredentials(stateDirectory), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const createS3 = (settings: LocalSettings): S3Client =>
  new S3Client({ ...buildSdkConfiguration(settings), forcePathStyle: true });

interface Answer {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}

export interface Call {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends exactly these headers, also Host, which `fetch` does not let a caller choose. */
export function send(port: number, { path = '/', method = 'GET', headers = {}, body }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = sendRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject).end(body);
  });
}

/** Expects a refusal by the guard, for this reason, that no page may read. */
export function expectRefusal({ status, headers, body }: Answer, reason: RegExp): void {
  expect([status, body]).toEqual([403, expect.stringMatching(reason)]);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
}

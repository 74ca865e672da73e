/**
 * Attacker: a web page in the user's browser, a name rebound to this machine, or another user of the machine. Without
 * the key of the state folder, or with a stolen presigned address, each tries to use every port of the local cloud.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { request as sendRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { signIn } from '../../cli/aws/sign-in.ts';
import { getPostgresDirectory, type LocalCloud, startLocalCloud } from '../../cli/local/cloud.ts';
import { fetchSigned } from '../../cli/local/guard/signature.ts';
import { listClusterDirectories } from '../../cli/local/postgres/cluster-directory.ts';
import { ClusterDirectoryForeign } from '../../cli/local/postgres/errors.ts';
import { startPostgres } from '../../cli/local/postgres/postgres.ts';
import { resetLocalCloud } from '../../cli/local/reset.ts';
import { type AccessKey, getCredentialsPath, readCredentials } from '../../cli/local/settings/credentials.ts';
import {
  buildSdkConfiguration,
  buildSdkEnvironment,
  type LocalSettings,
  readLocalSettings,
} from '../../cli/local/settings/local-settings.ts';
import { findFreePort } from '../../cli/local/settings/ports.ts';
import { createStateFolder, StateFolderForeign } from '../../cli/local/settings/state-folder.ts';
import { chooseFreePorts } from '../../testing/aws/test-cloud.ts';
import { callMlflow } from '../../testing/mlflow-call.ts';

const SERVERS = ['aws', 'dataApi', 'jobs', 'mlflow', 'dashboard'] as const;
const BUCKET = 'landing-of-the-victim';
const PARAMETER = '/victim/secret';
const PROOF = join(tmpdir(), `risk-attack-${process.pid}`);

let settings: LocalSettings;
let cloud: LocalCloud;
let s3: S3Client;
let key: AccessKey;

beforeAll(async () => {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'risk-attack-'));
  settings = readLocalSettings({ stateDirectory, environment: await chooseFreePorts() });
  cloud = await startLocalCloud(settings);
  await Promise.all([cloud.mlflowReady, cloud.dashboardReady]);
  key = readCredentials(stateDirectory);
  s3 = new S3Client({ ...buildSdkConfiguration(settings), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a/customers.csv', Body: 'id\n1\n' }));
  const ssm = new SSMClient(buildSdkConfiguration(settings));
  await ssm.send(new PutParameterCommand({ Name: PARAMETER, Value: 'only the user knows', Type: 'String' }));
  ssm.destroy();
}, 120_000);

afterAll(async () => {
  s3?.destroy();
  await cloud?.stop();
  if (settings) await resetLocalCloud(settings);
  await rm(PROOF, { force: true });
}, 60_000);

interface Answer {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}

interface Call {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends exactly these headers, also Host, which `fetch` does not let a caller choose. */
function send(port: number, { path = '/', method = 'GET', headers = {}, body }: Call): Promise<Answer> {
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

function expectRefusal({ status, headers, body }: Answer, reason: RegExp): void {
  expect([status, body]).toEqual([403, expect.stringMatching(reason)]);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
}

const TEXT_FORM = { 'content-type': 'text/plain' };

describe.each(SERVERS)('a foreign web page cannot use the port of %s', (name) => {
  const ask = (call: Call) => send(settings.ports[name], call);
  const own = () => `127.0.0.1:${settings.ports[name]}`;

  test('under a name that was rebound to this machine', async () => {
    for (const host of ['evil.example', `evil.example:${settings.ports[name]}`, '127.0.0.1:1', `127.0.0.1.evil:80`]) {
      expectRefusal(await ask({ headers: { host } }), /Host/);
    }
  });

  test('from its own origin, from a file, or from another port', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1', `http://${own()}.evil.example`]) {
      expectRefusal(await ask({ headers: { host: own(), origin } }), /pages of/);
      expectRefusal(await ask({ method: 'OPTIONS', headers: { host: own(), origin } }), /pages of/);
    }
  });

  test('with a form or plain text, which a browser sends without asking first', async () => {
    const headers = { ...TEXT_FORM, host: own(), origin: 'https://evil.example' };
    expectRefusal(await ask({ method: 'POST', headers, body: '{}' }), /pages of/);
  });
});

const TARGETS = {
  parameter: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
  job: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'SageMaker.CreateTrainingJob' },
};
const READ_PARAMETER = JSON.stringify({ Name: PARAMETER });
const RUN_COMMAND = JSON.stringify({
  TrainingJobName: 'attack',
  AlgorithmSpecification: { ContainerEntrypoint: ['touch', PROOF] },
});

interface AwsCall extends Call {
  port: 'aws' | 'dataApi' | 'jobs';
  service: string;
}

/** One call of each kind; every one of them gives something away, or runs something, when it passes. */
const AWS_CALLS: Record<string, AwsCall> = {
  'list the buckets': { port: 'aws', service: 's3' },
  'read a landed file': { port: 'aws', service: 's3', path: `/${BUCKET}/a/customers.csv` },
  'read a secret parameter': {
    ...{ port: 'aws', service: 'ssm', method: 'POST', body: READ_PARAMETER, headers: TARGETS.parameter },
  },
  'list the functions': { port: 'aws', service: 'lambda', path: '/2015-03-31/functions' },
  'reset everything': { port: 'aws', service: 'execute-api', method: 'POST', path: '/_ministack/reset' },
  'configure the emulator': {
    ...{ port: 'aws', service: 'execute-api', method: 'POST', path: '/_ministack/config', body: '{}' },
  },
  'save its state': { port: 'aws', service: 'execute-api', method: 'POST', path: '/_local/checkpoint' },
  'run a statement': {
    ...{ port: 'dataApi', service: 'rds-data', method: 'POST', path: '/Execute', body: '{}' },
    headers: { 'content-type': 'application/json' },
  },
  'run a command as the user': {
    ...{ port: 'jobs', service: 'sagemaker', method: 'POST', body: RUN_COMMAND, headers: TARGETS.job },
  },
  'start a Spark job': {
    ...{ port: 'jobs', service: 'emr-serverless', method: 'POST', path: '/applications/a/jobruns', body: '{}' },
    headers: { 'content-type': 'application/json' },
  },
};

describe.each(Object.entries(AWS_CALLS))('without the key of the state folder nobody can %s', (_, call) => {
  const address = () => `${settings.urls[call.port]}${call.path ?? ''}`;
  const host = () => ({ host: `127.0.0.1:${settings.ports[call.port]}` });

  test('unsigned', async () => {
    const headers = { ...host(), ...call.headers };
    expectRefusal(await send(settings.ports[call.port], { ...call, headers }), /key|signed/);
    expect(existsSync(PROOF)).toBe(false);
  });

  test("with the emulator's usual key, an account number as a key, or the right name with a guessed secret", async () => {
    for (const accessKeyId of ['test', '000000000000', key.accessKeyId]) {
      const response = await fetchSigned(address(), call, { accessKeyId, secretAccessKey: 'test' });
      expect([response.status, await response.text()]).toEqual([403, expect.stringMatching(/key|signature/)]);
    }
    expect(existsSync(PROOF)).toBe(false);
  });
});

test.each(['dataApi', 'jobs'] as const)(
  'plain text, which a page could send, is refused by %s even if signed',
  async (name) => {
    const request = { service: 'rds-data', method: 'POST', body: '{}', headers: TEXT_FORM };
    expect((await fetchSigned(`${settings.urls[name]}/Execute`, request, key)).status).toBe(415);
  },
);

describe('a request that the key has signed', () => {
  const sign = async (body: string) => {
    let sent: Call = {};
    const capture: typeof fetch = async (_, init) => {
      sent = { ...init, body, headers: init?.headers as Record<string, string> } as Call;
      return new Response();
    };
    const { fetch: original } = globalThis;
    globalThis.fetch = capture;
    await fetchSigned(
      `${settings.urls.aws}/`,
      { service: 'ssm', method: 'POST', body, headers: TARGETS.parameter },
      key,
    ).finally(() => {
      globalThis.fetch = original;
    });
    return { ...sent, headers: { ...sent.headers, host: `127.0.0.1:${settings.ports.aws}` } };
  };

  test('passes, and reads what it asks for', async () => {
    const answer = await send(settings.ports.aws, await sign(READ_PARAMETER));
    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('only the user knows')]);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('is refused after its body, its target, its path, its method or its time was changed', async () => {
    const signed = await sign(READ_PARAMETER);
    const { authorization = '' } = signed.headers as Record<string, string>;
    const changed: Call[] = [
      { ...signed, body: JSON.stringify({ Name: '/other' }) },
      { ...signed, headers: { ...signed.headers, 'x-amz-target': 'AmazonSSM.DescribeParameters' } },
      { ...signed, path: '/other' },
      { ...signed, method: 'PUT' },
      { ...signed, headers: { ...signed.headers, 'x-amz-date': '20260101T000000Z' } },
      {
        ...signed,
        headers: { ...signed.headers, authorization: authorization.replace(/.$/, (c) => (c === '0' ? '1' : '0')) },
      },
      { ...signed, headers: { ...signed.headers, 'x-amz-content-sha256': '0'.repeat(64) } },
    ];
    for (const call of changed) expectRefusal(await send(settings.ports.aws, call), /signature|signed|changed/);
  });
});

describe('a presigned address', () => {
  const presign = (expiresIn: number, command: GetObjectCommand | PutObjectCommand) =>
    getSignedUrl(s3, command, { expiresIn });
  const getFile = () => presign(60, new GetObjectCommand({ Bucket: BUCKET, Key: 'a/customers.csv' }));

  test('opens its object, for reading or for writing', async () => {
    const download = await fetch(await getFile());
    expect([download.status, await download.text()]).toEqual([200, 'id\n1\n']);
    const upload = await presign(60, new PutObjectCommand({ Bucket: BUCKET, Key: 'b.csv' }));
    expect((await fetch(upload, { method: 'PUT', body: 'b' })).status).toBe(200);
  });

  test('opens nothing else: another object, another action, the bucket, or another service', async () => {
    const address = await getFile();
    const { search } = new URL(address);
    const { aws } = settings.urls;
    const calls: [string, RequestInit?][] = [
      [address.replace('customers.csv', 'other.csv')],
      [address, { method: 'DELETE' }],
      [`${aws}/${BUCKET}${search}`],
      [`${aws}/2015-03-31/functions${search}`],
      [address, { headers: TARGETS.parameter }],
      [address.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=600000')],
      [address.replace(/X-Amz-Signature=\w+/, `X-Amz-Signature=${'0'.repeat(64)}`)],
    ];
    const upload = await presign(60, new PutObjectCommand({ Bucket: BUCKET, Key: 'c.csv' }));
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    calls.push([upload, { method: 'PUT', headers: form, body: 'Action=ListQueues' }]);
    calls.push([upload, { method: 'PUT', headers: TARGETS.parameter, body: READ_PARAMETER }]);
    for (const [url, init] of calls) {
      const response = await fetch(url, init);
      expect([url, response.status, await response.text()]).toEqual([url, 403, expect.stringMatching(/Refused/)]);
    }
  });

  test('ends when it expires', async () => {
    const command = new GetObjectCommand({ Bucket: BUCKET, Key: 'a/customers.csv' });
    const address = await getSignedUrl(s3, command, { expiresIn: 60, signingDate: new Date(Date.now() - 61_000) });
    const response = await fetch(address);
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('expired')]);
  });
});

describe('what needs no key', () => {
  test('is health, signing in and the API, and only for pages of the dashboard', async () => {
    const { aws, dashboard } = settings.urls;
    expect((await fetch(`${aws}/_ministack/health`)).status).toBe(200);
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const token = await fetch(`${aws}/oauth2/token`, { method: 'POST', body, headers: { origin: dashboard } });
    expect(token.status).not.toBe(403);
    expect(token.headers.get('access-control-allow-origin')).toBe(dashboard);
    expect((await fetch(`${aws}/restapis/unknown/v1/_user_request_/v1/health`)).status).toBe(404);
  });

  test('cannot be turned into a call of another service', async () => {
    const { aws } = settings.urls;
    const init = { method: 'POST', headers: TARGETS.parameter, body: READ_PARAMETER };
    for (const path of ['/oauth2/token', '/login', '/restapis/a/v1/_user_request_/', '/oauth2/authorize', '/logout']) {
      expect(await (await fetch(aws + path, init)).text()).not.toContain('only the user knows');
    }
    for (const path of ['/_ministack/health/..', '/restapis/a/v1/stages', '/restapis/a/v1/_user_request_x']) {
      expect([path, (await fetch(aws + path, init)).status]).toEqual([path, 403]);
    }
  });
});

describe('other servers', () => {
  test('MLflow needs the password of this start', async () => {
    const path = '/api/2.0/mlflow/experiments/search?max_results=1';
    const address = `${settings.urls.mlflow}${path}`;
    expect((await fetch(address)).status).toBe(401);
    const headers = { authorization: `Basic ${btoa('risk:guessed')}` };
    expect((await fetch(address, { headers })).status).toBe(401);
    Object.assign(process.env, buildSdkEnvironment(settings));
    expect((await callMlflow(path)).status).toBe(200);
  });

  test('PostgreSQL needs a password, and has no socket in a folder of all users', async () => {
    const { hostname: host, username: user, password } = new URL(cloud.postgresUrl);
    for (const guess of ['', 'guessed', undefined]) {
      const client = new pg.Client({ host, port: settings.ports.postgres, user, password: guess, database: 'risk' });
      await expect(client.connect()).rejects.toThrow(/password|SASL/);
    }
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    const client = await cloud.connect();
    const { rows } = await client.query('show unix_socket_directories');
    const rules = await client.query('select distinct auth_method from pg_hba_file_rules');
    await client.end();
    expect([rows, rules.rows]).toEqual([[{ unix_socket_directories: '' }], [{ auth_method: 'scram-sha-256' }]]);
  });

  test('the callback of a sign-in takes no request under another name', async () => {
    const port = await findFreePort();
    const visit = async () => {
      const path = '/callback?code=stolen&state=x';
      expect((await send(port, { path, headers: { host: `evil.example:${port}` } })).status).toBe(403);
      const headers = { host: `localhost:${port}`, origin: 'https://evil.example' };
      expect((await send(port, { path, headers })).status).toBe(403);
    };
    const request = { clientId: 'c', authorizeUrl: 'http://a', tokenUrl: 'http://t', scopes: [], visit };
    const callbackUrl = `http://127.0.0.1:${port}/callback`;
    await expect(signIn({ ...request, callbackUrl, timeoutSeconds: 0.2 })).rejects.toThrow('nobody signed in in time');
  });
});

describe('another user of the machine', () => {
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

  test('can read neither the state folder, nor the key, nor the database', async () => {
    // Root lets the user of the database server pass through the folder, and nobody list it.
    expect([0o700, 0o710]).toContain(await modeOf(settings.stateDirectory));
    expect(await modeOf(getCredentialsPath(settings.stateDirectory))).toBe(0o600);
    const [directory = ''] = listClusterDirectories(getPostgresDirectory(settings)).filter(existsSync);
    expect(await modeOf(directory)).toBe(0o700);
    expect(await modeOf(join(directory, 'password'))).toBe(0o600);
  });

  test('cannot put a folder of theirs in the place of the database or of the state', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'risk-attack-'));
    const link = join(folder, 'postgres');
    await symlink(tmpdir(), link); // as root would otherwise give away
    await expect(startPostgres({ dataDirectory: link, port: await findFreePort() })).rejects.toThrow(
      ClusterDirectoryForeign,
    );
    if (process.getuid?.() === 0) {
      const { chown, mkdir } = await import('node:fs/promises');
      const theirs = join(folder, 'state');
      await mkdir(theirs);
      await chown(theirs, 12_345, 12_345);
      await expect(createStateFolder(theirs)).rejects.toThrow(StateFolderForeign);
    }
    await rm(folder, { recursive: true });
  });
});

test('every start has another key, and the one before is worth nothing', async () => {
  const before = key;
  await cloud.stop();
  cloud = await startLocalCloud(settings);
  const now = readCredentials(settings.stateDirectory);
  expect(now.secretAccessKey).not.toBe(before.secretAccessKey);
  const response = await fetchSigned(`${settings.urls.aws}/`, { service: 's3' }, before);
  expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('another key')]);
  const client = new S3Client({ ...buildSdkConfiguration(settings), forcePathStyle: true });
  expect((await client.send(new ListBucketsCommand({}))).Buckets).toBeDefined();
  client.destroy();
}, 60_000);

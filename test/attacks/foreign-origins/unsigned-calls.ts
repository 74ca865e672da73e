/** Somebody without the key of the state folder calls every API that gives something away or runs something. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fetchSigned } from '../../../cli/local/guard/signature.ts';
import { buildSdkConfiguration } from '../../../cli/local/settings/local-settings.ts';
import { type AttackedCloud, BUCKET, type Call, expectRefusal, READ_SECRET, SECRET, send } from './attacked-cloud.ts';

const PROOF = join(tmpdir(), `risk-attack-${process.pid}`);
const START_JOB = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'SageMaker.CreateTrainingJob' };
const RUN_COMMAND = JSON.stringify({
  TrainingJobName: 'attack',
  AlgorithmSpecification: { ContainerEntrypoint: ['touch', PROOF] },
});

const DELETE_CLUSTER = 'Action=DeleteDBCluster&DBClusterIdentifier=restored&SkipFinalSnapshot=true';

/** As in guard.py. */
const MAX_UNPROVEN_BODY_BYTES = 10 * 1024 ** 2;

interface AwsCall extends Call {
  port: 'aws' | 'dataApi' | 'jobs' | 'rds';
  service: string;
}

/** One call of each kind; every one of them gives something away, or runs something, when it passes. */
const AWS_CALLS: Record<string, AwsCall> = {
  'list the buckets': { port: 'aws', service: 's3' },
  'read a landed file': { port: 'aws', service: 's3', path: `/${BUCKET}/a/customers.csv` },
  'read a secret parameter': {
    ...{ port: 'aws', service: 'ssm', method: 'POST', body: READ_SECRET.body, headers: READ_SECRET.headers },
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
  'delete a database': {
    ...{ port: 'rds', service: 'rds', method: 'POST', body: DELETE_CLUSTER },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  'run a command as the user': {
    ...{ port: 'jobs', service: 'sagemaker', method: 'POST', body: RUN_COMMAND, headers: START_JOB },
  },
  'start a Spark job': {
    ...{ port: 'jobs', service: 'emr-serverless', method: 'POST', path: '/applications/a/jobruns', body: '{}' },
    headers: { 'content-type': 'application/json' },
  },
};

export function describeUnsignedCalls(getCloud: () => AttackedCloud): void {
  afterAll(() => rm(PROOF, { force: true }));

  describe.each(Object.entries(AWS_CALLS))('without the key of the state folder nobody can %s', (_, call) => {
    const address = () => `${getCloud().settings.urls[call.port]}${call.path ?? ''}`;
    const host = () => ({ host: `127.0.0.1:${getCloud().settings.ports[call.port]}` });

    test('unsigned', async () => {
      const headers = { ...host(), ...call.headers };
      expectRefusal(await send(getCloud().settings.ports[call.port], { ...call, headers }), /key|signed/);
      expect(existsSync(PROOF)).toBe(false);
    });

    test("with the emulator's usual key, an account number as a key, or the right name with a guessed secret", async () => {
      for (const accessKeyId of ['test', '000000000000', getCloud().key.accessKeyId]) {
        const response = await fetchSigned(address(), call, { accessKeyId, secretAccessKey: 'test' });
        expect([response.status, await response.text()]).toEqual([403, expect.stringMatching(/key|signature/)]);
      }
      expect(existsSync(PROOF)).toBe(false);
    });
  });

  test.each(['dataApi', 'jobs', 'rds'] as const)(
    'plain text, which a page could send, is refused by %s even if signed',
    async (name) => {
      const headers = { 'content-type': 'text/plain' };
      const request = { service: 'rds-data', method: 'POST', body: '{}', headers };
      expect((await fetchSigned(`${getCloud().settings.urls[name]}/Execute`, request, getCloud().key)).status).toBe(
        415,
      );
    },
  );

  describe('what needs no key', () => {
    test('is health, signing in and the API, and only for pages of the dashboard', async () => {
      const { aws, dashboard } = getCloud().settings.urls;
      expect((await fetch(`${aws}/_ministack/health`)).status).toBe(200);
      const body = new URLSearchParams({ grant_type: 'client_credentials' });
      const token = await fetch(`${aws}/oauth2/token`, { method: 'POST', body, headers: { origin: dashboard } });
      expect(token.status).not.toBe(403);
      expect(token.headers.get('access-control-allow-origin')).toBe(dashboard);
      expect((await fetch(`${aws}/restapis/unknown/v1/_user_request_/v1/health`)).status).toBe(404);
    });

    test.each(['/oauth2/token', '/login', '/oauth2/revoke', '/restapis/a/v1/_user_request_/v1/predict'])(
      'takes at %s no more than API Gateway does, whatever length is announced',
      async (path) => {
        const { aws: port } = getCloud().settings.ports;
        const sendBody = (bytes: number, length: Record<string, string>) =>
          send(port, {
            path,
            method: 'POST',
            headers: { host: `localhost:${port}`, ...length },
            body: 'a'.repeat(bytes),
          });
        for (const length of [{}, { 'transfer-encoding': 'chunked' }, { 'content-length': String(2 ** 30) }]) {
          const { status, body } = await sendBody(MAX_UNPROVEN_BODY_BYTES + 1, length as Record<string, string>);
          expect([length, status, body]).toEqual([length, 413, expect.stringContaining('Refused by the guard')]);
        }
        expect((await sendBody(MAX_UNPROVEN_BODY_BYTES, {})).status).not.toBe(413);
      },
    );

    test('cannot be turned into a call of another service', async () => {
      const { aws } = getCloud().settings.urls;
      const init = { method: 'POST', headers: READ_SECRET.headers, body: READ_SECRET.body };
      for (const path of [
        '/oauth2/token',
        '/login',
        '/restapis/a/v1/_user_request_/',
        '/oauth2/authorize',
        '/logout',
      ]) {
        expect(await (await fetch(aws + path, init)).text()).not.toContain(SECRET);
      }
      for (const path of ['/_ministack/health/..', '/restapis/a/v1/stages', '/restapis/a/v1/_user_request_x']) {
        expect([path, (await fetch(aws + path, init)).status]).toEqual([path, 403]);
      }
    });

    test('gives no token for a refresh token that somebody wrote for the name of a person', async () => {
      const { settings } = getCloud();
      const cognito = new CognitoIdentityProviderClient(buildSdkConfiguration(settings));
      const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'victims' }));
      const pool = { UserPoolId: UserPool?.Id };
      const { UserPoolClient } = await cognito.send(new CreateUserPoolClientCommand({ ...pool, ClientName: 'page' }));
      const { User } = await cognito.send(new AdminCreateUserCommand({ ...pool, Username: 'underwriter@example.com' }));
      cognito.destroy();
      const client_id = UserPoolClient?.ClientId ?? '';
      const sub = User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value;
      const claims = { token_use: 'refresh', iss: `https://cognito/${pool.UserPoolId}`, client_id, sub };
      const [header, payload] = [{ alg: 'none' }, claims].map((part) => btoa(JSON.stringify(part)));
      const body = new URLSearchParams({
        ...{ grant_type: 'refresh_token', client_id, refresh_token: `${header}.${payload}.` },
      });
      const response = await fetch(`${settings.urls.aws}/oauth2/token`, { method: 'POST', body });
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ error: 'invalid_grant' }),
      ]);
    });
  });
}

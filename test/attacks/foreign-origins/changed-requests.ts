/** Somebody changes a request that the key has signed, or turns a presigned address into another call. */
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, test } from '@jest/globals';
import { fetchSigned, signHeaders } from '../../../cli/local/guard/signature.ts';
import { buildSdkConfiguration } from '../../../cli/local/settings/local-settings.ts';
import {
  type AttackedCloud,
  BUCKET,
  type Call,
  createS3,
  expectRefusal,
  READ_SECRET,
  SECRET,
  send as sendExactly,
} from './attacked-cloud.ts';

export function describeChangedRequests(getCloud: () => AttackedCloud): void {
  const send = async (port: 'aws' | 'dataApi', call: Call) => sendExactly(getCloud().settings.ports[port], call);

  /** A call that reads the secret, or one that the Data API refuses because it names no cluster. */
  const sign = async (port: 'aws' | 'dataApi') => {
    const { settings, key } = getCloud();
    const unsigned =
      port === 'aws'
        ? { service: 'ssm', method: 'POST', ...READ_SECRET }
        : { service: 'rds-data', method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    const path = port === 'aws' ? '/' : '/Execute';
    const signed = await signHeaders(settings.urls[port] + path, unsigned, key);
    const headers: Record<string, string> = { ...signed, host: `127.0.0.1:${settings.ports[port]}` };
    return { ...unsigned, path, headers };
  };

  describe('a request that the key has signed', () => {
    test('passes, and no page may read the response', async () => {
      const { status, body, headers } = await send('aws', await sign('aws'));
      expect([status, body]).toEqual([200, expect.stringContaining(SECRET)]);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect((await send('dataApi', await sign('dataApi'))).status).toBe(400);
    });

    test.each(['aws', 'dataApi'] as const)('is refused by %s after any part of it was changed', async (port) => {
      const signed = await sign(port);
      const withHeader = (name: string, value: string): Call => ({
        ...signed,
        headers: { ...signed.headers, [name]: value },
      });
      const { authorization = '' } = signed.headers;
      const changed: Call[] = [
        { ...signed, body: JSON.stringify({ Name: '/other' }) },
        { ...signed, path: '/other' },
        { ...signed, path: `${signed.path}?Action=ListQueues` },
        { ...signed, method: 'PUT' },
        withHeader('x-amz-date', '20260101T000000Z'),
        withHeader('x-amz-content-sha256', '0'.repeat(64)),
        withHeader('content-type', 'application/x-amz-json-1.0'),
        withHeader(
          'authorization',
          authorization.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
        ),
        withHeader('authorization', authorization.replace(/SignedHeaders=[^,]+/, 'SignedHeaders=host')),
      ];
      changed.push(withHeader('x-amz-target', 'AmazonSSM.DescribeParameters'));
      for (const call of changed) expectRefusal(await send(port, call), /signature|signed|changed/);
    });
  });

  describe('a role', () => {
    test('that a holder of the key has assumed, as the CDK does, signs with its own secret only', async () => {
      const { settings } = getCloud();
      const sts = new STSClient(buildSdkConfiguration(settings));
      const RoleArn = 'arn:aws:iam::000000000000:role/deploy';
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'deploy' }));
      sts.destroy();
      const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken } = Credentials ?? {};
      const read = async (secret: string, token = '') => {
        const headers = { ...READ_SECRET.headers, 'x-amz-security-token': token };
        const request = { service: 'ssm', method: 'POST', body: READ_SECRET.body, headers };
        return (await fetchSigned(`${settings.urls.aws}/`, request, { accessKeyId, secretAccessKey: secret })).status;
      };
      expect(await read(secretAccessKey, SessionToken)).toBe(200);
      expect(await read('guessed', SessionToken)).toBe(403);
      expect(await read(secretAccessKey, 'guessed')).toBe(403);
    });
  });

  describe('a presigned address', () => {
    const presign = (command: GetObjectCommand | PutObjectCommand, signingDate = new Date()) =>
      getSignedUrl(createS3(getCloud().settings), command, { expiresIn: 60, signingDate });
    const getFile = () => presign(new GetObjectCommand({ Bucket: BUCKET, Key: 'a/customers.csv' }));

    test('opens its object, for reading or for writing', async () => {
      const download = await fetch(await getFile());
      expect([download.status, await download.text()]).toEqual([200, 'id\n1\n']);
      const upload = await presign(new PutObjectCommand({ Bucket: BUCKET, Key: 'b.csv' }));
      expect((await fetch(upload, { method: 'PUT', body: 'b' })).status).toBe(200);
    });

    test('opens nothing else: another object, another action, the bucket, or another service', async () => {
      const address = await getFile();
      const { search } = new URL(address);
      const { aws } = getCloud().settings.urls;
      const calls: [string, RequestInit?][] = [
        [address.replace('customers.csv', 'other.csv')],
        [address, { method: 'DELETE' }],
        [`${aws}/${BUCKET}${search}`],
        [`${aws}/2015-03-31/functions${search}`],
        [address, { headers: READ_SECRET.headers }],
        [address.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=600000')],
        [address.replace(/X-Amz-Signature=\w+/, `X-Amz-Signature=${'0'.repeat(64)}`)],
      ];
      const upload = await presign(new PutObjectCommand({ Bucket: BUCKET, Key: 'c.csv' }));
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      calls.push([upload, { method: 'PUT', headers: form, body: 'Action=ListQueues' }]);
      calls.push([upload, { method: 'PUT', headers: READ_SECRET.headers, body: READ_SECRET.body }]);
      for (const [url, init] of calls) {
        const response = await fetch(url, init);
        expect([url, response.status, await response.text()]).toEqual([url, 403, expect.stringMatching(/Refused/)]);
      }
    });

    test('takes a part of a file from the dashboard’s page, and from no other page', async () => {
      const { ports, urls } = getCloud().settings;
      const address = new URL(await presign(new PutObjectCommand({ Bucket: BUCKET, Key: 'd.csv' })));
      const path = address.pathname + address.search;
      const ask = (more: Record<string, string>, target = path) =>
        sendExactly(ports.aws, {
          ...{ path: target, method: 'OPTIONS' },
          headers: { host: `127.0.0.1:${ports.aws}`, origin: urls.dashboard, ...more },
        });
      const put = { 'access-control-request-method': 'PUT' };
      const allowed = await ask(put);
      expect([allowed.status, allowed.body]).toEqual([204, '']);
      expect(allowed.headers).toMatchObject({
        'access-control-allow-origin': urls.dashboard,
        'access-control-allow-methods': 'PUT',
      });
      expectRefusal(await ask({ ...put, origin: 'https://evil.example' }), /pages of/);
      expectRefusal(await ask({ 'access-control-request-method': 'DELETE' }), /Refused/);
      expectRefusal(await ask({ ...put, 'access-control-request-headers': 'x-amz-target' }), /Refused/);
      const unsigned = await ask(put, address.pathname);
      expect([unsigned.status, unsigned.headers['access-control-allow-methods']]).toEqual([403, undefined]);
      const sent = await fetch(address, { method: 'PUT', body: 'd', headers: { origin: urls.dashboard } });
      expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([200, urls.dashboard]);
    });

    test('ends when it expires', async () => {
      const command = new GetObjectCommand({ Bucket: BUCKET, Key: 'a/customers.csv' });
      const address = await presign(command, new Date(Date.now() - 61_000));
      const response = await fetch(address);
      expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('expired')]);
    });
  });
}

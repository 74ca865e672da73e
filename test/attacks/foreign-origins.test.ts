/**
 * Attacker: a web page in the user's browser, a name rebound to this machine, or another user of the machine. Without
 * the key of the state folder, or with a stolen presigned address, each tries to use every port of the local cloud.
 */
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startLocalCloud } from '../../cli/local/cloud.ts';
import { fetchSigned } from '../../cli/local/guard/signature.ts';
import { readCredentials } from '../../cli/local/settings/credentials.ts';
import { type AttackedCloud, createS3, startAttackedCloud } from './foreign-origins/attacked-cloud.ts';
import { describeChangedRequests } from './foreign-origins/changed-requests.ts';
import { describeForeignPages } from './foreign-origins/foreign-pages.ts';
import { describeOtherUsers } from './foreign-origins/other-users.ts';
import { describeUnsignedCalls } from './foreign-origins/unsigned-calls.ts';

let attacked: AttackedCloud;

beforeAll(async () => {
  attacked = await startAttackedCloud();
});
afterAll(() => attacked?.stop());

describeForeignPages(() => attacked);
describeUnsignedCalls(() => attacked);
describeChangedRequests(() => attacked);
describeOtherUsers(() => attacked);

test('every start has another key, and the one before is worth nothing', async () => {
  const { settings, key: before } = attacked;
  await attacked.cloud.stop();
  const cloud = await startLocalCloud(settings);
  attacked = { ...attacked, cloud, key: readCredentials(settings.stateDirectory) };
  try {
    expect(attacked.key.secretAccessKey).not.toBe(before.secretAccessKey);
    const response = await fetchSigned(`${settings.urls.aws}/`, { service: 's3' }, before);
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('another key')]);
    const s3 = createS3(settings);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).toBeDefined();
    s3.destroy();
  } finally {
    await cloud.stop();
  }
});

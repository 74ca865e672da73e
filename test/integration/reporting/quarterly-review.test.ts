/** The quarterly review, from its sources to its page, its signature and the watch over it. */
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findEndedQuarter } from '../../../lambdas/reporting/review/quarter.ts';
import { watchReviews } from '../../../lambdas/reporting/review/sign-off.ts';
import { getObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { reviewKey } from '../../../lambdas/shared/object-keys.ts';
import { buildLambdaContext } from '../../../testing/api/gateway-event.ts';
import { registerGeneratedModel } from '../../../testing/lenders/generated-scores.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const BUCKET = 'risk-test-reviews';
const SIGN_OFF_DAYS = 21;
const quarter = findEndedQuarter(new Date());
const signature = {
  quarter: quarter.name,
  signed_by: 'Jo Vos',
  caller: 'arn:aws:iam::1:user/jo',
  note: 'Narrow two roles.',
};

let harness: LambdaHarness;
beforeAll(async () => {
  harness = await startLambdaHarness();
  await harness.ministack.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await registerGeneratedModel(harness.db.superuser);
  const dependencies = {
    checked_on: '2026-11-01',
    behind: 3,
    majors: [{ name: 'left-pad', current: '1.0.0', latest: '2.0.0' }],
  };
  Object.assign(process.env, {
    ...{ REPORT_BUCKET: BUCKET, NAME_PREFIX: 'risk-test', ACCOUNT_ID: '000000000000' },
    DEPENDENCIES: JSON.stringify(dependencies),
  });
  harness.useRole('risk_reporting');
  await putSources();
});
afterAll(() => harness?.stop());

/** A drill in the quarter and one before, and the weekly reports of two Mondays, one of which was made twice. */
async function putSources(): Promise<void> {
  const { put } = harness;
  const day = (offset: number) => new Date(quarter.from.getTime() + offset * 86_400_000);
  const drill = (ended: Date) => JSON.stringify({ ended_at: ended.toISOString(), passed: true, seconds: 812 });
  await put(BUCKET, 'recovery/drill/now.json', drill(day(10)));
  await put(BUCKET, 'recovery/drill/before.json', drill(day(-10)));
  const monday = (8 - day(0).getUTCDay()) % 7;
  const report = (offset: number, time: string) =>
    `portfolio/${day(offset).toISOString().slice(0, 10)}T${time}Z/portfolio-risk-report.csv`;
  const lines = (times: number) =>
    `section,group,item,as_of,metric,value\nalarm,,etl-late,,severity,page\nalarm,,etl-late,,times,${times}\n`;
  await put(BUCKET, report(monday, '07-00-00'), lines(2));
  await put(BUCKET, report(monday, '09-00-00'), lines(2));
  await put(BUCKET, report(monday + 7, '07-00-00'), lines(3));
  await put(BUCKET, report(monday + 8, '07-00-00'), lines(50));
}

const invoke = async (name: string, input: object = {}) => {
  const { handler } = await import(`../../../lambdas/reporting/${name}.lambda.ts`);
  return handler(input, buildLambdaContext());
};
const watch = (daysAfter: number) =>
  watchReviews(getObjectStore(), BUCKET, SIGN_OFF_DAYS, new Date(quarter.to.getTime() + daysAfter * 86_400_000));

test('nothing is missing before the first review', async () => {
  expect(await watch(30)).toEqual({ unsigned: [], is_missing: false });
});

test('a review that was not gathered cannot be signed', async () => {
  await expect(invoke('sign-review', signature)).rejects.toThrow(/No review of .* nothing was signed/);
});

test('the pack holds drills, alarms, models and dependencies of the quarter, and says what gave no answer', async () => {
  const gathered = await invoke('gather-review');
  expect(gathered).toMatchObject({ outcome: 'gathered', quarter: quarter.name });
  const data = await getObjectStore().getJson(BUCKET, reviewKey(quarter.name, 'review.json'));
  expect(data).toMatchObject({
    drills: [{ seconds: 812 }],
    alarms: [{ name: 'etl-late', severity: 'page', times: 5 }],
    models: [{ stage: 'champion', age_days: expect.any(Number) }],
    dependencies: { behind: 3 },
  });
  const page = Buffer.concat(await (await getObjectStore().getStream(BUCKET, gathered.key)).toArray()).toString();
  for (const text of ['Recovery drills', '812', 'etl-late', 'champion', 'left-pad']) expect(page).toContain(text);
  expect(page).not.toContain('<script');
});

test('it rings when nobody signs in time, or the next review is missing', async () => {
  expect(await watch(SIGN_OFF_DAYS - 1)).toMatchObject({ unsigned: [] });
  expect(await watch(SIGN_OFF_DAYS + 1)).toMatchObject({ unsigned: [quarter.name], is_missing: false });
  expect(await watch(95)).toMatchObject({ is_missing: true });
});

test('a signature is written once, ends the waiting, and keeps the review as it is', async () => {
  expect(await invoke('sign-review', signature)).toMatchObject({ ...signature, signed_at: expect.any(String) });
  expect(await watch(SIGN_OFF_DAYS + 1)).toMatchObject({ unsigned: [] });
  await expect(invoke('sign-review', { ...signature, signed_by: 'Kim' })).rejects.toThrow(/is signed already/);
  await expect(invoke('gather-review')).rejects.toThrow(/is signed; it stays/);
  expect(await getObjectStore().getJson(BUCKET, reviewKey(quarter.name, 'signed.json'))).toMatchObject({
    signed_by: 'Jo Vos',
  });
});

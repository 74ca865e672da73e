/** The address of a batch's result says how a browser and caches treat it. */
import { createUrlSigner } from '../../../lambdas/prediction-api/uploads/signed-urls.ts';

test('a result is saved as a file, and no cache keeps it', async () => {
  Object.assign(process.env, {
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', WORK_BUCKET: 'work' },
  });
  const { searchParams } = new URL((await createUrlSigner().signResult('b1')).url);
  expect(searchParams.get('response-cache-control')).toBe('no-store');
  expect(searchParams.get('response-content-disposition')).toBe('attachment; filename="batch-b1.csv.gz"');
  expect(Number(searchParams.get('X-Amz-Expires'))).toBe(900);
});

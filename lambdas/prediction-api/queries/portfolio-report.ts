/** POST /v1/portfolio-reports: has the weekly report's function make a report now, and signs addresses to download it. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { z } from 'zod';
import { requireEnv } from '../../shared/env.ts';
import type { PortfolioReport } from '../contract/schemas/portfolio-reports.ts';
import { Problem } from '../http/problem.ts';

/** Enough to open the page and download the figures. */
const EXPIRY_SECONDS = 900;

/** What lambdas/reporting/portfolio-report.lambda.ts returns. */
const FunctionResult = z.object({
  as_of: z.string().nullable(),
  bucket: z.string(),
  keys: z.object({ html: z.string(), csv: z.string() }),
});

/** Creates the operation with its clients, which live as long as the process. */
export function createReportMaker(): () => Promise<PortfolioReport> {
  const lambda = new LambdaClient({});
  const s3 = new S3Client({});
  return async () => {
    const { as_of, bucket, keys } = await makeReport(lambda);
    const sign = (Key: string, disposition: string) => {
      const command = new GetObjectCommand({
        ...{ Bucket: bucket, Key, ResponseCacheControl: 'no-store' },
        ResponseContentDisposition: `${disposition}; filename="${Key.split('/').at(-1)}"`,
      });
      return getSignedUrl(s3, command, { expiresIn: EXPIRY_SECONDS });
    };
    const expires_at = new Date(Date.now() + EXPIRY_SECONDS * 1000).toISOString();
    const [html_url, csv_url] = await Promise.all([sign(keys.html, 'inline'), sign(keys.csv, 'attachment')]);
    return { as_of, html_url, csv_url, expires_at };
  };
}

/** @throws {Problem} when the report's function fails (503) */
async function makeReport(lambda: LambdaClient): Promise<z.infer<typeof FunctionResult>> {
  const command = new InvokeCommand({
    FunctionName: requireEnv('PORTFOLIO_REPORT_FUNCTION'),
    Payload: JSON.stringify({ announces: false }),
  });
  const { FunctionError, Payload } = await lambda.send(command);
  const result = FunctionResult.safeParse(JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null'));
  if (!FunctionError && result.success) return result.data;
  const detail = 'The portfolio report could not be made at the moment. Try again in a minute.';
  throw new Problem(503, 'report-unavailable', detail, [], { cause: new Error(FunctionError ?? 'unexpected result') });
}

/** Signs URLs of the reports in a model folder, so that a browser opens them from the model bucket. */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { requireEnv } from '../../shared/env.ts';
import { modelKey } from '../../shared/object-keys.ts';

/** Enough to click on a page that was opened before. The URL opens one report, which names no person. */
const EXPIRY_SECONDS = 900;

/** The reports that people read; a page without scripts that loads nothing. */
export type ModelPage = 'validation-report.html' | 'model-card.html';

/** Returns a URL that shows a report in the browser, without a token, until it expires. */
export type SignModelReport = (version: string, page: ModelPage) => Promise<string>;

export function createModelReportSigner(): SignModelReport {
  const s3 = new S3Client({});
  return (version, page) => {
    const command = new GetObjectCommand({
      ...{ Bucket: requireEnv('MODEL_BUCKET'), Key: modelKey(version, page) },
      ResponseContentDisposition: `inline; filename="${version}-${page}"`,
      ResponseContentType: 'text/html; charset=utf-8',
    });
    return getSignedUrl(s3, command, { expiresIn: EXPIRY_SECONDS });
  };
}

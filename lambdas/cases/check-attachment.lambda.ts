/** Checks a file that was uploaded for a case or a contest: an event of S3 calls it for each. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { checkUpload } from './attachments/check-upload.ts';

/** `detail` of the event "Object Created" of S3. */
const ObjectCreated = z.object({ object: z.object({ key: z.string() }) });

let s3: S3Client | undefined;

export const handler = createRiskHandler(
  { name: 'cases/check-attachment', input: ObjectCreated },
  async ({ object }, { metrics }) => {
    s3 ??= new S3Client({});
    const client = s3;
    const bucket = requireEnv('CASE_BUCKET');
    const outcome = await checkUpload(
      {
        ...{ database: getDatabase(), store: getObjectStore(), bucket },
        async remove(Key) {
          await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
        },
      },
      object.key,
    );
    if (outcome === 'refused') metrics.addMetric('AttachmentsRefused', MetricUnit.Count, 1);
    return { outcome };
  },
);

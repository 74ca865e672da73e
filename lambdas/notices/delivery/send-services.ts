/** What sending notices uses in AWS: sealed personal data, the bucket of case files, SES. */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Database } from '../../shared/aws/database.ts';
import { requireEnv } from '../../shared/env.ts';
import { noticeKey } from '../../shared/object-keys.ts';
import { createUnseal, readRecipient } from './recipient.ts';
import { createSender, type SendServices } from './send-emails.ts';

export function createSendServices(database: Database, hasTime: () => boolean): SendServices {
  const s3 = new S3Client({});
  const unseal = createUnseal();
  return {
    database,
    hasTime,
    readRecipient: (customerId) => readRecipient(database, unseal, customerId),
    async readPdf(noticeId) {
      const command = new GetObjectCommand({
        Bucket: requireEnv('CASE_BUCKET'),
        Key: noticeKey(noticeId, 'notice.pdf'),
      });
      const { Body } = await s3.send(command);
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    send: createSender({
      address: requireEnv('NOTICE_SENDER'),
      configurationSet: requireEnv('NOTICE_CONFIGURATION_SET'),
    }),
  };
}

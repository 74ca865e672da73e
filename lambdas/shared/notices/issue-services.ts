/** What issuing a notice uses in AWS: the bucket of case files, contest links, and the configured channel. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createContestLink } from '../contests/contest-links.ts';
import { requireEnv } from '../env.ts';
import type { IssueServices } from './issue-notice.ts';

/** Creates the services of a function that issues notices. */
export function createIssueServices(): Omit<IssueServices, 'database'> {
  const s3 = new S3Client({});
  return {
    channel: requireEnv('NOTICE_CHANNEL') === 'email' ? 'email' : 'event',
    createLink: createContestLink,
    async putFile(key, bytes, mediaType) {
      const Bucket = requireEnv('CASE_BUCKET');
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: bytes, ContentType: mediaType, IfNoneMatch: '*' }));
    },
  };
}

/** The objects of the register of places, by bucket and prefix. */
import type { ObjectPlace } from './places.ts';

const LANDING_END = '`landing_retention_days` after delivery (90 days)';
const WORK_END = '`work_retention_days` after it was written';

export const OBJECT_PLACES: readonly ObjectPlace[] = [
  {
    ...{ bucket: 'landing', prefix: 'landing/', found: 'rows', erased: 'rewritten', expires: LANDING_END },
    holds: 'deliveries, as the lender wrote them',
  },
  {
    ...{ bucket: 'landing', prefix: 'inbox/', found: 'rows', erased: 'rewritten', expires: LANDING_END },
    holds: 'raw files of every day, as the lender exports them',
  },
  {
    ...{ bucket: 'work', prefix: 'imports/', found: 'rows', erased: 'rewritten', expires: '7 days after the upload' },
    holds: 'raw files of an import in the browser',
  },
  {
    ...{ bucket: 'work', prefix: 'runs/', found: 'rows', erased: 'rewritten', expires: WORK_END },
    holds: 'delivered rows on their way into the database, personal data sealed',
  },
  {
    ...{ bucket: 'work', prefix: 'scoring/', found: 'rows', erased: 'rewritten', expires: WORK_END },
    holds: 'features and scores of a night',
  },
  {
    ...{ bucket: 'work', prefix: 'features/', found: 'rows', erased: 'rewritten', expires: WORK_END },
    holds: 'delivered rows and features of a Spark job',
  },
  {
    ...{ bucket: 'work', prefix: 'training/', found: 'rows', erased: 'rewritten', expires: WORK_END },
    holds: 'features and outcomes that a training learned from',
  },
  {
    ...{ bucket: 'work', prefix: 'batches/', found: 'rows', erased: 'rewritten', expires: WORK_END },
    holds: 'uploaded files with their scores',
  },
  {
    ...{ bucket: 'model', prefix: 'jobs/', found: 'opaque', erased: 'expires', expires: WORK_END },
    holds: 'what a training job wrote: no row of a customer since release 1.1',
  },
  {
    // By the ids in cases.attachments.
    ...{ bucket: 'cases', prefix: 'uploads/', found: 'names', erased: 'deleted', expires: 'a day after the upload' },
    holds: 'files of cases that were not checked yet',
  },
  {
    ...{ bucket: 'cases', prefix: 'attachments/', found: 'names', erased: 'deleted', expires: 'with its case' },
    holds: 'files of cases, from the applicant or a person of the lender',
  },
  {
    // By the ids in contests.contests.
    ...{ bucket: 'cases', prefix: 'contests/', found: 'names', erased: 'deleted', expires: 'with its contest' },
    holds: 'what an applicant wrote to contest a decision',
  },
  {
    // By the ids in notices.notices.
    ...{ bucket: 'cases', prefix: 'notices/', found: 'names', erased: 'deleted', expires: '25 months after its issue' },
    holds: 'notices about decisions, as HTML and PDF; they name nobody',
  },
  {
    ...{ bucket: 'cases', prefix: 'access/', found: 'names', erased: 'deleted', expires: '7 days after it was made' },
    holds: 'packages with everything that is stored of a person',
  },
];

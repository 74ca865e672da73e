/** The objects of the register of places, by bucket and prefix. */
import type { ObjectPlace } from './places.ts';

const LANDING_END = '`landing_retention_days` after delivery (90 days)';
const WORK_END = '`work_retention_days` after it was written';

const CASE_END = 'with the case, by the retention schedule';
const OF_APPLICATION = 'in (select jsonb_array_elements_text(cast(:applications as jsonb)))';

/** Another customer can have an application of the same id: it says whose a row is only where no customer is known. */
const ofPerson = (table: string): string =>
  `(${table}.customer_id = :customer_id or ${table}.customer_id is null and ${table}.application ${OF_APPLICATION})`;

const listAttachments = (prefix: string): string => `select '${prefix}' || attachment_id as key from cases.attachments
  left join cases.cases using (case_id) left join contests.contests contest using (contest_id)
  where ${ofPerson('cases')} or ${ofPerson('contest')}`;

export const OBJECT_PLACES: readonly ObjectPlace[] = [
  {
    ...{ bucket: 'landing', prefix: 'landing/', found: 'content', erased: 'rewritten', expires: LANDING_END },
    holds: 'deliveries, as the lender wrote them',
  },
  {
    ...{ bucket: 'landing', prefix: 'inbox/', found: 'content', erased: 'deleted', expires: LANDING_END },
    holds: 'raw files of every day, as the lender exports them',
  },
  {
    ...{ bucket: 'work', prefix: 'imports/', found: 'content', erased: 'deleted', expires: '7 days after the upload' },
    asFolder: true,
    holds: 'raw files of an import in the browser, and what was proposed for them',
  },
  {
    ...{ bucket: 'work', prefix: 'runs/', found: 'content', erased: 'deleted', expires: WORK_END },
    holds: 'delivered rows on their way into the database, personal data sealed',
  },
  {
    ...{ bucket: 'work', prefix: 'scoring/', found: 'content', erased: 'deleted', expires: WORK_END },
    holds: 'features and scores of a night',
  },
  {
    ...{ bucket: 'work', prefix: 'features/', found: 'content', erased: 'deleted', expires: WORK_END },
    holds: 'delivered rows and features of a Spark job',
  },
  {
    ...{ bucket: 'work', prefix: 'training/', found: 'content', erased: 'deleted', expires: WORK_END },
    holds: 'features and outcomes that a training learned from',
  },
  {
    ...{ bucket: 'work', prefix: 'batches/', found: 'content', erased: 'rewritten', expires: WORK_END },
    holds: 'uploaded files with their scores',
  },
  {
    ...{ bucket: 'model', prefix: 'jobs/', found: 'never', erased: 'expires', expires: WORK_END },
    holds: 'what a training job wrote: no row of a customer since release 1.1',
  },
  {
    ...{ bucket: 'cases', prefix: 'uploads/', found: 'key', erased: 'deleted', when: 'always' },
    ...{ expires: 'a day after the upload', keys: listAttachments('uploads/') },
    holds: 'files that a person or an applicant sent, before they are checked',
  },
  {
    ...{ bucket: 'cases', prefix: 'attachments/', found: 'key', erased: 'deleted', when: 'always' },
    ...{ expires: CASE_END, keys: listAttachments('attachments/') },
    holds: 'attachments of cases and contests',
  },
  {
    ...{ bucket: 'cases', prefix: 'contests/', found: 'key', erased: 'deleted', when: 'always', expires: CASE_END },
    keys: `select 'contests/' || contest_id || '/' as key from contests.contests
      where ${ofPerson('contests')}`,
    holds: 'what the applicant wrote when contesting a decision',
  },
  {
    ...{ bucket: 'cases', prefix: 'notices/', found: 'key', erased: 'deleted', when: 'scores' },
    expires: '25 months after its issue',
    keys: `select 'notices/' || notice_id || '/' as key from notices.notices
      where ${ofPerson('notices')}`,
    holds: 'notices about decisions, as HTML and PDF; they name nobody',
  },
  {
    ...{ bucket: 'cases', prefix: 'access/', found: 'key', erased: 'deleted', when: 'always' },
    expires: '7 days after it was made',
    keys: `select 'access/' || request_id || '/' as key from privacy.requests
      where customer_id = :customer_id and kind = 'access'`,
    holds: 'packages with everything that is stored of a person',
  },
];

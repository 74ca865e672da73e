/** The files of a case for the people who decide it: announce one, download one, list them; and the applicant's words. */
import { v7 } from 'uuid';
import { type AttachmentType, cleanFileName } from '../../shared/attachments/media-types.ts';
import { type Database, uuid } from '../../shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { requireEnv } from '../../shared/env.ts';
import { contestWordsKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { AttachmentFiles } from '../contests/attachment-files.ts';
import { readAttachmentLimits, requireAllowedSize } from '../contests/attachment-limits.ts';
import { callContests } from '../contests/contest-refusals.ts';
import { ContestWords } from '../contests/contest-words.ts';
import type { attachmentRoute, attachToCaseRoute } from '../contract/routes/attachments.ts';
import type { AttachmentDownload, AttachmentUpload } from '../contract/schemas/attachments.ts';
import type { Case } from '../contract/schemas/cases.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { OperationInput } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import { callCases } from './case-refusals.ts';

export interface AttachmentDependencies {
  database: () => Database;
  objects: () => Pick<ObjectStore, 'getJson'>;
  files: AttachmentFiles;
}

/** A row of cases.attachments. */
export interface StoredAttachment {
  attachment_id: string;
  name: string;
  media_type: AttachmentType;
  bytes: number;
  state: 'uploaded' | 'accepted' | 'refused';
  reason: string | null;
  attached_by: string | null;
  attached_at: string;
}

const MAX_WORDS_BYTES = 200_000;

/** @throws {Problem} when somebody else holds the case, it has ended, or it has too many or too large files */
export async function attachToCase(
  { database, files }: AttachmentDependencies,
  { params, body, caller }: OperationInput<typeof attachToCaseRoute>,
): Promise<AttachmentUpload> {
  const limits = readAttachmentLimits();
  requireAllowedSize(body, limits);
  const attachment_id = v7();
  const values = {
    ...{ case_id: uuid(params.case_id), attachment_id: uuid(attachment_id), by_person: caller.name },
    ...{ name: cleanFileName(body.name, body.media_type), media_type: body.media_type, bytes: body.bytes },
    max_of_case: limits.of_case,
  };
  const statement = readSqlFile('api/contests/announce_case_attachment.sql');
  await callContests(() => callCases(() => database().query(statement, values)));
  return files.signUpload(attachment_id, body);
}

/** @throws {Problem} when the case has no such file (404), or it was not accepted (409) */
export async function readAttachment(
  { database, files }: AttachmentDependencies,
  { params }: Pick<OperationInput<typeof attachmentRoute>, 'params'>,
): Promise<AttachmentDownload> {
  const attachments = await listAttachments(database(), params.case_id);
  const attachment = attachments.find(({ attachment_id }) => attachment_id === params.attachment_id);
  if (!attachment) {
    throw new Problem(404, 'unknown-attachment', 'The case has no file with this id. Read the case again.');
  }
  if (attachment.state !== 'accepted') {
    throw new Problem(
      409,
      'attachment-not-accepted',
      'The file was not checked yet, or it was refused. Read the case.',
    );
  }
  return files.signDownload(attachment.attachment_id, attachment);
}

/** The files of a case in order of time. */
export const listAttachments = (database: Database, caseId: string): Promise<StoredAttachment[]> =>
  database.query<StoredAttachment>(readSqlFile('api/contests/list_attachments.sql'), { case_id: uuid(caseId) });

interface StoredContest {
  contest_id: string;
  submitted_at: string;
  words_sha256: string;
  wants_human: boolean;
}

/** What the applicant sent, with all contests of a case; null where there is none, or the words were erased. */
export async function readContestOfCase(
  { database, objects }: Pick<AttachmentDependencies, 'database' | 'objects'>,
  caseId: string,
): Promise<Case['contest']> {
  const statement = readSqlFile('api/contests/list_contests_of_case.sql');
  const contests = await database().query<StoredContest>(statement, { case_id: uuid(caseId) });
  const read = await Promise.all(contests.map((contest) => readWords(objects(), contest)));
  const words = read.filter((found) => found !== null);
  const newest = contests.at(-1);
  if (!newest || words.length === 0) return null;
  return {
    statement:
      words
        .map(({ statement }) => statement)
        .filter((statement) => statement !== '')
        .join('\n\n') || null,
    corrections: words.flatMap(({ corrections }) => corrections),
    wants_human: contests.some(({ wants_human }) => wants_human),
    received_at: toIsoTime(newest.submitted_at),
  };
}

async function readWords(objects: Pick<ObjectStore, 'getJson'>, { contest_id, words_sha256 }: StoredContest) {
  try {
    const key = contestWordsKey(contest_id, words_sha256);
    return ContestWords.parse(await objects.getJson(requireEnv('CASE_BUCKET'), key, { maxBytes: MAX_WORDS_BYTES }));
  } catch (error) {
    if (error instanceof ObjectMissing) return null;
    throw error;
  }
}

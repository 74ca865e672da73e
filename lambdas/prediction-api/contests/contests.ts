/** POST /v1/contests/…: what an applicant may do by the link in a notice: see it, attach files, submit it once. */
import { v7 } from 'uuid';
import { ATTACHMENT_TYPE_NAMES, type AttachmentFault, cleanFileName } from '../../shared/attachments/media-types.ts';
import { type SqlParameters, uuid } from '../../shared/aws/database.ts';
import { hashContestToken, InvalidContestToken, readContestToken } from '../../shared/contests/contest-token.ts';
import { requireEnv } from '../../shared/env.ts';
import { contestWordsKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { attachToContestRoute, openContestRoute, submitContestRoute } from '../contract/routes/contests.ts';
import type { AttachmentUpload } from '../contract/schemas/attachments.ts';
import type { ContestView } from '../contract/schemas/contests.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { OperationInput } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import { requireAllowedSize } from './attachment-limits.ts';
import { callContests, createContestRefusal } from './contest-refusals.ts';
import { packWords } from './contest-words.ts';
import type { ContestDependencies } from './dependencies.ts';

interface StoredContest
  extends Pick<
    ContestView,
    'decision' | 'decided_at' | 'reasons' | 'language' | 'expires_at' | 'submitted_at' | 'state'
  > {
  contest_id: string;
  attachments: (Pick<ContestView['attachments'][number], 'attachment_id' | 'name' | 'state'> & {
    reason: AttachmentFault | null;
  })[];
}

/** @throws {Problem} when the token opens no contest (404) or has expired (409) */
export async function openContest(
  dependencies: ContestDependencies,
  { body }: Pick<OperationInput<typeof openContestRoute>, 'body'>,
): Promise<ContestView> {
  return toView(dependencies, await readContest(dependencies, await hashToken(dependencies, body.token)));
}

/** @throws {Problem} when the token opens no contest, it has been answered, or it has too many or too large files */
export async function attachToContest(
  dependencies: ContestDependencies,
  { body }: Pick<OperationInput<typeof attachToContestRoute>, 'body'>,
): Promise<AttachmentUpload> {
  const token_sha256 = await hashToken(dependencies, body.token);
  const limits = dependencies.limits();
  requireAllowedSize(body, limits);
  const attachment_id = v7();
  await query(dependencies, 'announce_attachment', {
    ...{ token_sha256, attachment_id: uuid(attachment_id), name: cleanFileName(body.name, body.media_type) },
    ...{ media_type: body.media_type, bytes: body.bytes, max_of_contest: limits.of_case },
  });
  return dependencies.files.signUpload(attachment_id, body);
}

/**
 * Stores the applicant's words, then opens the case: a case never lacks the words that it is about.
 * @throws {Problem} when the token opens no contest, it was submitted before, or nothing is said
 */
export async function submitContest(
  dependencies: ContestDependencies,
  { body }: Pick<OperationInput<typeof submitContestRoute>, 'body'>,
): Promise<ContestView> {
  const token_sha256 = await hashToken(dependencies, body.token);
  const words = packWords(body);
  if (!words.isAnything) {
    throw new Problem(422, 'contest-empty', 'Nothing is said. Send a statement or a correction, or ask for a person.');
  }
  const { contest_id, submitted_at } = await readContest(dependencies, token_sha256);
  if (submitted_at !== null) throw createContestRefusal('contest-submitted');
  const { bytes, sha256 } = words;
  await dependencies.objects().putOnce(requireEnv('CASE_BUCKET'), contestWordsKey(contest_id, sha256), bytes);
  await query(dependencies, 'submit_contest', {
    ...{ token_sha256, words_sha256: sha256, wants_human: body.wants_human },
  });
  return toView(dependencies, await readContest(dependencies, token_sha256));
}

/** Altered, made up, of another environment: all are one answer, and the database is not asked. */
async function hashToken({ readSecret }: ContestDependencies, token: string): Promise<string> {
  try {
    const { expires_at } = readContestToken(await readSecret(), token);
    if (expires_at.getTime() <= Date.now()) throw createContestRefusal('contest-link-expired');
  } catch (error) {
    throw error instanceof InvalidContestToken ? createContestRefusal('contest-link-invalid') : error;
  }
  return hashContestToken(token);
}

async function readContest(dependencies: ContestDependencies, token_sha256: string): Promise<StoredContest> {
  const [contest] = await query<StoredContest>(dependencies, 'read_contest', { token_sha256 });
  if (!contest) throw createContestRefusal('contest-link-invalid');
  return contest;
}

const query = <Row>({ database }: ContestDependencies, statement: string, values: SqlParameters): Promise<Row[]> =>
  callContests(() => database().query<Row>(readSqlFile(`api/contests/${statement}.sql`), values));

function toView({ limits }: ContestDependencies, { contest_id: _, ...contest }: StoredContest): ContestView {
  const { bytes, of_case } = limits();
  return {
    ...contest,
    decided_at: toIsoTime(contest.decided_at),
    expires_at: toIsoTime(contest.expires_at),
    submitted_at: contest.submitted_at === null ? null : toIsoTime(contest.submitted_at),
    may_attach: contest.state === 'answered' ? 0 : Math.max(0, of_case - contest.attachments.length),
    max_bytes: bytes,
    media_types: ATTACHMENT_TYPE_NAMES,
  };
}

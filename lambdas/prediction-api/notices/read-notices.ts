/** Reads notices: those of an application, one with its files, and who is owed one. */
import { type Database, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { noticeDeliveryRoute, noticeRoute, noticesRoute } from '../contract/routes/notices.ts';
import type { NoticeFiles, NoticeList, OwedNotices } from '../contract/schemas/notices.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { Caller, OperationInput } from '../http/operation.ts';
import { toReader } from '../predictions/stored/reader.ts';
import type { NoticeDependencies } from './dependencies.ts';
import { callNotices, createNoticeRefusal, type StoredNotice, toNotice } from './stored-notice.ts';

type StoredDuty = NonNullable<NoticeList['duty']>;
type StoredOwed = OwedNotices['owed'][number] & { owed: number; overdue: number };

/** Lists the notices of a prediction's application with its clock. Empty where the caller may not read the prediction. */
export async function listNotices(
  { database, readName }: NoticeDependencies,
  { params: { prediction_id }, caller }: OperationInput<typeof noticesRoute>,
): Promise<NoticeList> {
  const values = { prediction_id: uuid(prediction_id), ...toReader(caller) };
  const [rows, [duty]] = await Promise.all([
    database.query<StoredNotice>(readSqlFile('api/notices/list_notices.sql'), values),
    database.query<StoredDuty>(readSqlFile('api/notices/find_duty.sql'), values),
  ]);
  return {
    notices: await Promise.all(rows.map((row) => toNotice(row, readName))),
    duty: duty ? { ...duty, declined_at: toIsoTime(duty.declined_at), due_at: toIsoTime(duty.due_at) } : null,
  };
}

/** Lists the applications that are owed a notice, the most urgent first. */
export async function listOwedNotices({ database }: NoticeDependencies): Promise<OwedNotices> {
  const rows = await database.query<StoredOwed>(readSqlFile('api/notices/list_owed.sql'));
  return {
    owed: rows.map(({ owed: _, overdue: __, declined_at, due_at, ...row }) => ({
      ...row,
      declined_at: toIsoTime(declined_at),
      due_at: toIsoTime(due_at),
    })),
    total: rows[0]?.owed ?? 0,
    overdue: rows[0]?.overdue ?? 0,
  };
}

/** Finds a notice. @throws {Problem} when there is none that the caller may read */
export async function findNotice(database: Database, noticeId: string, caller: Caller): Promise<StoredNotice> {
  const values = { notice_id: uuid(noticeId), ...toReader(caller) };
  const [row] = await database.query<StoredNotice>(readSqlFile('api/notices/find_notice.sql'), values);
  if (!row) throw createNoticeRefusal('unknown-notice');
  return row;
}

/**
 * Reads a notice with its files. A machine of the lender takes over a notice of the channel `event` with it.
 * @throws {Problem} when there is none that the caller may read
 */
export async function readNotice(
  dependencies: NoticeDependencies,
  { params: { notice_id }, caller }: OperationInput<typeof noticeRoute>,
): Promise<NoticeFiles> {
  const { database } = dependencies;
  const found = await findNotice(database, notice_id, caller);
  const isTakenOver = !caller.isPerson && found.channel === 'event' && found.state === 'issued';
  if (isTakenOver) {
    const values = { notice_id: uuid(notice_id), person: caller.name };
    await callNotices(() => database.query(readSqlFile('api/notices/mark_sent.sql'), values));
  }
  return addFiles(dependencies, isTakenOver ? await findNotice(database, notice_id, caller) : found, caller);
}

/**
 * Records that a notice was sent another way, or came back.
 * @throws {Problem} when there is no such notice (404), or when it came back without having been sent (409)
 */
export async function recordDelivery(
  dependencies: NoticeDependencies,
  { params: { notice_id }, body, caller }: OperationInput<typeof noticeDeliveryRoute>,
): Promise<NoticeFiles> {
  const { database } = dependencies;
  await findNotice(database, notice_id, caller);
  const values = { notice_id: uuid(notice_id), person: caller.name };
  await callNotices(() =>
    body.state === 'sent'
      ? database.query(readSqlFile('api/notices/mark_sent.sql'), values)
      : database.query(readSqlFile('api/notices/mark_returned.sql'), { ...values, why: body.why }),
  );
  return addFiles(dependencies, await findNotice(database, notice_id, caller), caller);
}

async function addFiles(
  { readName, signFile }: NoticeDependencies,
  row: StoredNotice,
  caller: Caller,
): Promise<NoticeFiles> {
  // A machine does not need the names of employees.
  const notice = await toNotice(row, caller.isPerson ? readName : async () => null);
  const [html, pdf] = await Promise.all([
    signFile(row.notice_id, 'notice.html'),
    signFile(row.notice_id, 'notice.pdf'),
  ]);
  return { ...notice, html, pdf };
}

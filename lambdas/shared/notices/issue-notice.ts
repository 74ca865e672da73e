/**
 * Issues a notice: composes it, writes its files to the bucket of case files, and stores it as evidence. The row comes last,
 * so a notice that the database has also has its files. Files without a row name no person, and their link opens nothing.
 */
import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { type Database, DatabaseError, json, uuid } from '../aws/database.ts';
import { noticeKey } from '../object-keys.ts';
import { readSqlFile } from '../sql-file.ts';
import { type ComposedNotice, composeNotice } from './compose-notice.ts';
import type { DecidedApplication } from './decided-application.ts';
import { lender } from './lender.ts';
import { listReasonTexts, type NoticeDocument, removeLinks } from './notice-document.ts';
import { NoticeRefused } from './notice-refusals.ts';
import { type NoticeReader, readDecision } from './read-decision.ts';
import { renderHtml } from './render-html.ts';
import type { Language } from './template.ts';
import type { NoticeKind } from './template-kinds.ts';

/** Link by which the applicant contests the decision. */
export interface NoticeLink {
  contest_id: string;
  url: string;
  expires_at: Date;
  token_sha256: string;
}

export interface IssueServices {
  database: Database;
  /** Writes a file of a notice, once. */
  putFile(key: string, bytes: Uint8Array, mediaType: string): Promise<void>;
  createLink(issuedAt: Date): Promise<NoticeLink>;
  channel: 'event' | 'email';
}

export interface NoticeOrder {
  prediction_id: string;
  kind: NoticeKind;
  language: Language;
  /** Who issues: a person's user name, or the worker. */
  issued_by: string;
  reader: NoticeReader;
}

/** SQLSTATE of notices.issue where a template's version has another text than before. */
const TEMPLATE_CHANGED = 'NT001';

/**
 * Shows what a notice would say. Nothing is stored, and its link leads nowhere.
 * @throws {NoticeRefused} when the decision may have no such notice
 */
export async function previewNotice(database: Database, order: NoticeOrder): Promise<NoticeDocument> {
  const decided = await readDecision(database, order.prediction_id, order.kind, order.reader);
  return compose(decided, order, new Date(), null).document;
}

/**
 * Issues a notice and returns its id; of a decision that has one in this kind and language, the id of that one.
 * @throws {NoticeRefused} when the decision may have no such notice
 * @throws {NoticeUnprintable} when the font lacks a character
 * @throws {ContestLinksUnavailable} when the contest link cannot be made
 */
export async function issueNotice(services: IssueServices, order: NoticeOrder): Promise<string> {
  const { database, putFile, createLink } = services;
  const decided = await readDecision(database, order.prediction_id, order.kind, order.reader);
  const earlier = await findIssued(database, decided, order);
  if (earlier) return earlier;
  const notice_id = v7();
  const issuedAt = new Date();
  const link = await createLink(issuedAt);
  const composed = compose(decided, order, issuedAt, link);
  const { renderPdf } = await import('./render-pdf.ts');
  const html = Buffer.from(renderHtml(composed.document));
  const pdf = await renderPdf(composed.document, issuedAt, notice_id);
  await Promise.all([
    putFile(noticeKey(notice_id, 'notice.html'), html, 'text/html; charset=utf-8'),
    putFile(noticeKey(notice_id, 'notice.pdf'), pdf, 'application/pdf'),
  ]);
  return storeNotice(services, order, { notice_id, decided, issuedAt, link, composed, html, pdf });
}

const compose = (
  decided: DecidedApplication,
  { kind, language }: NoticeOrder,
  issuedAt: Date,
  contest: NoticeLink | null,
): ComposedNotice => composeNotice({ decided, kind, language, issuedAt, lender, contest });

async function findIssued(
  database: Database,
  { prediction_id, override }: DecidedApplication,
  { kind, language }: NoticeOrder,
): Promise<string | undefined> {
  const values = { prediction_id: uuid(prediction_id), override_id: override?.override_id ?? null, kind, language };
  const [row] = await database.query<{ notice_id: string }>(readSqlFile('notices/find_issued.sql'), values);
  return row?.notice_id;
}

interface WrittenNotice {
  notice_id: string;
  decided: DecidedApplication;
  issuedAt: Date;
  link: NoticeLink;
  composed: ComposedNotice;
  html: Buffer;
  pdf: Buffer;
}

/** Thrown to end the transaction: another call issued the notice meanwhile. */
class IssuedMeanwhile extends Error {
  readonly noticeId: string;

  constructor(noticeId: string) {
    super('issued meanwhile');
    this.noticeId = noticeId;
  }
}

async function storeNotice(
  { database, channel }: IssueServices,
  { kind, language, issued_by }: NoticeOrder,
  { notice_id, decided, issuedAt, link, composed, html, pdf }: WrittenNotice,
): Promise<string> {
  const { prediction_id, application, customer_id, decision, override } = decided;
  const notice = {
    ...{ notice_id, prediction_id, application, customer_id, decision, kind, language, channel, issued_by },
    override_id: override?.override_id ?? null,
    templates: composed.templates,
    content: removeLinks(composed.document),
    html_sha256: hash(html),
    pdf_sha256: hash(pdf),
    contest_id: link.contest_id,
    issued_at: issuedAt.toISOString(),
  };
  try {
    await database.transaction(async (transaction) => {
      const [stored] = await transaction.query<{ notice_id: string }>(readSqlFile('notices/issue.sql'), {
        notice: json(notice),
      });
      if (stored && stored.notice_id !== notice_id) throw new IssuedMeanwhile(stored.notice_id);
      await transaction.query(readSqlFile('notices/create_contest.sql'), {
        ...{ contest_id: uuid(link.contest_id), notice_id: uuid(notice_id), prediction_id: uuid(prediction_id) },
        ...{ application, customer_id, decision, language, token_sha256: link.token_sha256 },
        decided_at: decided.decided_at.toISOString(),
        reasons: json(listReasonTexts(composed.document)),
        expires_at: link.expires_at.toISOString(),
      });
    });
  } catch (error) {
    if (error instanceof IssuedMeanwhile) return error.noticeId;
    if (error instanceof DatabaseError && error.sqlState === TEMPLATE_CHANGED) {
      throw new NoticeRefused('template-changed', { cause: error });
    }
    throw error;
  }
  return notice_id;
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

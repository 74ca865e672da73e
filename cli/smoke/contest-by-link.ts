/** Contests a decision as an applicant does: by the link in a notice, with a document, until a person has it in a case. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { components } from '../../clients/typescript/api.ts';
import type { RiskClient } from '../../clients/typescript/client.ts';
import { CONTEST_PATH } from '../../lambdas/shared/contests/contest-token.ts';
import { fetchWhenAwake } from './api-client.ts';
import { check } from './smoke-step.ts';

type Schemas = components['schemas'];

/** A cold start takes seconds. */
const WAIT_SECONDS = 90;
const POLL_MILLISECONDS = 1000;
const STATEMENT = 'The income is higher than stated.';
const FILE = '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n';
const ANNOUNCED = { name: 'pay-slip.pdf', media_type: 'application/pdf', bytes: FILE.length } as const;

export interface ContestedByLink {
  /** Signed in with the roles of an underwriter. */
  person: RiskClient;
  dashboardUrl: string;
  prediction_id: string;
}

/**
 * Issues a notice, opens its link, attaches a document, submits, and reads the case as a person, who adds a document too.
 * @returns the case
 * @throws {CheckFailed} when something is not as it should be
 */
export async function contestByLink({ person, dashboardUrl, prediction_id }: ContestedByLink): Promise<string> {
  const token = await issueLink(person, prediction_id);
  const contest = createContestCaller(dashboardUrl, token);
  const opened = await contest<Schemas['ContestView']>('open');
  check(opened.state === 'open', `the link shows a contest that is ${opened.state}`);
  await sendFile(await contest<Schemas['AttachmentUpload']>('attachments', ANNOUNCED));
  await waitUntil('checked', async () => (await contest<Schemas['ContestView']>('open')).attachments[0]?.state);
  const submitted = await contest<Schemas['ContestView']>('submit', { statement: STATEMENT, wants_human: true });
  check(submitted.state === 'received', `the submitted contest is ${submitted.state}`);
  return readCase(person, prediction_id);
}

/** The token behind # of the link in a notice that explains the decision. */
async function issueLink(person: RiskClient, prediction_id: string): Promise<string> {
  const params = { path: { prediction_id } };
  const { data } = await person.POST('/v1/predictions/{prediction_id}/notice', {
    params,
    body: { kind: 'eu', language: 'en', preview: false },
  });
  check(data?.notice, 'no notice was issued');
  const path = { notice_id: data.notice.notice_id };
  const { data: notice } = await person.GET('/v1/notices/{notice_id}', { params: { path } });
  check(notice, 'the notice cannot be read');
  const html = await (await fetch(notice.html.url)).text();
  const [, token] = new RegExp(`${CONTEST_PATH}#([\\w.-]+)`).exec(html) ?? [];
  check(token, 'the notice has no contest link');
  return token;
}

function createContestCaller(dashboardUrl: string, token: string) {
  return async <Answer>(call: string, body: object = {}): Promise<Answer> => {
    const request = new Request(`${dashboardUrl}/v1/contests/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, ...body }),
    });
    const response = await fetchWhenAwake(request);
    check(response.ok, `POST /v1/contests/${call} answered ${response.status}: ${await response.clone().text()}`);
    return (await response.json()) as Answer;
  };
}

async function sendFile({ upload }: Schemas['AttachmentUpload']): Promise<void> {
  const { status } = await fetch(upload.url, { method: 'PUT', body: FILE, headers: upload.headers });
  check(status === 200, `the upload was answered with ${status}`);
}

async function waitUntil(what: string, readState: () => Promise<string | undefined>): Promise<void> {
  const deadline = Date.now() + 1000 * WAIT_SECONDS;
  for (;;) {
    const state = await readState();
    if (state === 'accepted') return;
    check(state === 'uploaded' && Date.now() < deadline, `the document is ${state}, and was not ${what} in time`);
    await sleep(POLL_MILLISECONDS);
  }
}

async function readCase(person: RiskClient, prediction_id: string): Promise<string> {
  const { data: list } = await person.GET('/v1/cases', { params: { query: { kind: 'contest' } } });
  const found = list?.cases.find((candidate) => candidate.prediction_id === prediction_id);
  check(found, 'the contest has no case');
  const { case_id } = found;
  const params = { path: { case_id } };
  const { data: sent } = await person.POST('/v1/cases/{case_id}/attachments', { params, body: { ...ANNOUNCED } });
  check(sent, 'a person cannot attach a file');
  await sendFile(sent);
  const { data: read } = await person.GET('/v1/cases/{case_id}', { params });
  check(read?.contest?.statement === STATEMENT, `the case shows ${JSON.stringify(read?.contest)}`);
  const attachment_id = read.attachments.find(({ by }) => by === null)?.attachment_id ?? '';
  const path = { case_id, attachment_id };
  const { data: file } = await person.GET('/v1/cases/{case_id}/attachments/{attachment_id}', { params: { path } });
  check(
    file && (await (await fetch(file.url)).text()) === FILE,
    'the document of the applicant is not the one that was sent',
  );
  return case_id;
}

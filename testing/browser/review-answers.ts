/**
 * A review queue for the dashboard that several people work on, with the longest texts that the API takes. Who calls
 * stands in the token of the session. Every answer is checked against the contract.
 */
import type { Role } from '../../lambdas/prediction-api/contract/roles.ts';
import {
  AttachmentDownload,
  AttachmentFile,
  AttachmentUpload,
} from '../../lambdas/prediction-api/contract/schemas/attachments.ts';
import {
  Case,
  CaseFigures,
  CaseList,
  ClaimNextAnswer,
  ReasonCodes,
  Reviewers,
} from '../../lambdas/prediction-api/contract/schemas/cases.ts';
import { createCaseAnswers, IDS, LONG_ID } from './case-answers.ts';
import { type Answer, type ApiCall, buildProblem } from './dashboard-service.ts';
import { buildMe } from './me-answer.ts';

const LONG_TEXT = `${'Unbroken'.repeat(40)} ${'words with spaces '.repeat(38)}`.slice(0, 1000);

const uuid = (last: string): string => `01900000-0000-7000-8000-0000000000${last}`;
export const CASE_IDS = { referral: uuid('e1'), large: uuid('e2'), contest: uuid('e3'), decided: uuid('e4') } as const;
const FILE_ID = uuid('f1');

interface ReviewPerson {
  name: string | null;
  id: string;
  roles: readonly Role[];
}

/** People by the access token of their session. */
const REVIEW_PEOPLE: Readonly<Record<string, ReviewPerson>> = {
  rita: { name: 'Rita Reviewer', id: 'u-1', roles: ['underwriter'] },
  omar: { name: 'Omar Underwriter', id: 'u-2', roles: ['underwriter'] },
  ada: { name: 'Ada Approver', id: 'a-2', roles: ['approver'] },
  otto: { name: null, id: `gone-${'w'.repeat(120)}`, roles: ['auditor'] },
};

const findPerson = (token: string): ReviewPerson => REVIEW_PEOPLE[token] ?? { name: null, id: 'nobody', roles: [] };
const namePerson = ({ name, id }: ReviewPerson) => ({ name, id });

const NOW = '2026-12-01T10:00:00.000Z';
const CLAIM_END = '2026-12-01T14:00:00.000Z';

const REASON_CODES = ReasonCodes.parse({
  reason_codes: [
    { code: 'income_proved', text: 'Income is proved by documents', decisions: ['approve'], needs_note: false },
    { code: 'documents_missing', text: 'Documents did not arrive in time', decisions: ['decline'], needs_note: false },
    { code: 'other', text: LONG_TEXT.slice(0, 200), decisions: ['approve', 'decline', 'uphold'], needs_note: true },
  ].map((code) => ({ ...code, kinds: ['referral', 'contest', 'expired_approval', 'suspected_fraud'] })),
}).reason_codes;

const CASE: Case = {
  ...{ case_id: CASE_IDS.referral, kind: 'referral', state: 'open', application: `A-${'W'.repeat(198)}` },
  ...{ customer_id: LONG_ID, prediction_id: IDS.declined, opened_at: '2026-11-29T08:00:00.000Z' },
  ...{ due_at: '2026-12-02T08:00:00.000Z', is_overdue: false, pd: 0.212, score: 571, band: 'C' },
  ...{ exposure: 1_234_567_890, currency: 'TWD', holder: null, held_until: null, needs_second: false },
  ...{ decision: null, decided_by: null, decided_at: null, second_by: null },
  ...{ why: 'The policy referred the application.', withdrawn_why: null, can: [], actions: [], attachments: [] },
  ...{ similar: [], other_cases: [], contest: null },
};

const entry = (number: number, action: Case['actions'][number]['action'], token: string) => ({
  ...{ action_id: uuid(`${10 + number}`), action, actor: token ? namePerson(findPerson(token)) : null, at: NOW },
  ...{ reason_codes: [] as string[], note: null as string | null, attachment_id: null as string | null },
  ...{ decision: null as Case['decision'], assigned_to: null as Case['holder'] },
});

function buildCases(): Case[] {
  const opened = () => [entry(0, 'opened', '')];
  const longest = { ...entry(1, 'noted', 'otto'), note: LONG_TEXT, reason_codes: ['other', 'retired_code'] };
  const similar = [true, false].map((defaulted, index) => ({
    ...{ prediction_id: index ? IDS.approved : IDS.byRule, application_id: `A-${'W'.repeat(198)}` },
    ...{ scored_at: NOW, pd: 0.2, score: 574, band: 'C', decision: 'approve' as const, is_overridden: defaulted },
    ...{ shared_reasons: 3, distance: 0.62, defaulted },
  }));
  const contest = {
    ...{ statement: LONG_TEXT, wants_human: true, received_at: NOW },
    corrections: [{ field: 'annual_income', value: LONG_TEXT.slice(0, 200) }],
  };
  const file = {
    ...{ attachment_id: FILE_ID, name: `${'payslip-'.repeat(24)}.pdf`, media_type: 'application/pdf', bytes: 123_456 },
    ...{ state: 'accepted' as const, reason: null, by: null, at: NOW },
  };
  const refused = { ...file, attachment_id: uuid('f2'), state: 'refused' as const, reason: 'macro' };
  const decided = {
    ...{ case_id: CASE_IDS.decided, application: 'A-8', kind: 'expired_approval' as const, state: 'decided' as const },
    ...{ decision: 'approve' as const, decided_by: namePerson(findPerson('otto')), decided_at: NOW },
    actions: [...opened(), entry(1, 'decided', 'otto')],
  };
  return [
    { ...CASE, due_at: '2026-11-30T08:00:00.000Z', is_overdue: true, actions: opened() },
    { ...CASE, case_id: CASE_IDS.large, application: 'A-7', needs_second: true, actions: opened() },
    {
      ...{ ...CASE, case_id: CASE_IDS.contest, kind: 'contest', contest, similar, attachments: [file, refused] },
      actions: [...opened(), longest],
    },
    { ...CASE, ...decided },
  ];
}

const EMPTY_FIGURES = { decided: 0, median_hours: null, p90_hours: null, late: 0, overturned: 0 };
const NO_RATES = { overturn_rate: null, agreed: 0, agreement_rate: null };
const FIGURES = {
  ...{ decided: 1_234, median_hours: 20, p90_hours: 71, late: 12, overturned: 100, overturn_rate: 0.081 },
  ...{ agreed: 1000, agreement_rate: 0.81 },
};

function readFigures({ from = '2026-09-02', to = '2026-12-01' }: Record<string, string>): CaseFigures {
  const isEmpty = from > '2026-12-01';
  const person = namePerson(findPerson('otto'));
  return {
    ...{ from, to, unfinished: 3, overdue: 1, all: isEmpty ? { ...EMPTY_FIGURES, ...NO_RATES } : FIGURES },
    by_reviewer: isEmpty ? [] : [{ ...FIGURES, reviewer: person }],
    by_kind: isEmpty ? [] : [{ ...FIGURES, kind: 'suspected_fraud' }],
    by_reason: isEmpty ? [] : [{ ...FIGURES, code: 'other', text: LONG_TEXT.slice(0, 200) }],
  };
}

/** The steps that a person may take with a case, as the API has them. */
function listSteps({ state, holder, decided_by }: Case, { id, roles }: ReviewPerson): Case['can'] {
  const isUnderwriter = roles.includes('underwriter');
  const isWorker = isUnderwriter || roles.includes('approver');
  if (state === 'decided' || state === 'withdrawn') return isWorker ? ['note'] : [];
  const note: Case['can'] = isWorker ? ['note', 'attach'] : [];
  const second: Case['can'] = decided_by && decided_by.id !== id && note.length > 0 ? ['confirm', 'return'] : [];
  if (state === 'waiting_for_second') return [...note, ...second];
  const assign: Case['can'] = roles.includes('approver') ? ['assign'] : [];
  if (!isUnderwriter) return [...note, ...assign];
  if (!holder) return [...note, 'claim'];
  return holder.id === id ? [...note, 'claim', 'release', 'decide', 'request-documents'] : note;
}

const STEPS: Record<string, Case['can'][number]> = { notes: 'note' };

/** @param readUrl address of the service, which files are sent to and downloaded from */
export function createReviewAnswers(readUrl: () => string): Answer {
  const cases = buildCases();
  const others = createCaseAnswers();
  return (call) => {
    const [, , list = ''] = call.path.split('/');
    const person = findPerson(call.token);
    if (list === 'me') return { body: { ...buildMe(person.roles, person.name ?? 'nobody'), id: person.id } };
    if (list === 'files') return { body: {} };
    if (list === 'reason-codes') return { body: { reason_codes: REASON_CODES } };
    if (list === 'case-figures') return { body: CaseFigures.parse(readFigures(call.query)) };
    if (list === 'reviewers') return { body: Reviewers.parse({ reviewers: REVIEWERS }) };
    if (call.path.includes('/attachments')) return answerAttachments(cases, call, person, `${readUrl()}/v1/files/1`);
    return list === 'cases' ? answerCases(cases, call, person) : others(call);
  };
}

const REVIEWERS = Object.values(REVIEW_PEOPLE).filter(({ roles }) => !roles.includes('auditor'));

function answerCases(cases: Case[], call: ApiCall, person: ReviewPerson): ReturnType<Answer> {
  const [, , , id = '', step = ''] = call.path.split('/');
  if (id === '') return { body: CaseList.parse({ cases: filterCases(cases, call.query, person), next_after: null }) };
  if (id === 'claim-next') return { body: ClaimNextAnswer.parse({ case_id: claimNext(cases, person) }) };
  const found = cases.find(({ case_id }) => case_id === id);
  if (!found) return undefined;
  if (call.method === 'POST') {
    const taken = STEPS[step] ?? (step as Case['can'][number]);
    if (!listSteps(found, person).includes(taken)) return refuse(found);
    takeStep(found, taken, call.body, person);
  }
  const otherCases = cases.filter(({ case_id }) => case_id !== id).slice(2);
  return { body: Case.parse({ ...found, can: listSteps(found, person), other_cases: otherCases }) };
}

function answerAttachments(cases: Case[], call: ApiCall, person: ReviewPerson, url: string): ReturnType<Answer> {
  const [, , , id = ''] = call.path.split('/');
  const found = cases.find(({ case_id }) => case_id === id);
  if (!found) return undefined;
  if (call.method === 'GET') return { body: AttachmentDownload.parse({ url, expires_at: NOW }) };
  const { name, media_type, bytes } = AttachmentFile.parse(call.body);
  const file = { attachment_id: uuid(`${70 + found.attachments.length}`), name, media_type, bytes, at: NOW };
  found.attachments.push({ ...file, state: 'uploaded', reason: null, by: namePerson(person) });
  const upload = { url, headers: { 'content-type': media_type }, expires_at: NOW };
  return { body: AttachmentUpload.parse({ attachment_id: file.attachment_id, upload }) };
}

/** As the API does: one that waits for documents is left to its holder. */
function claimNext(cases: Case[], person: ReviewPerson): string | null {
  const free = cases.find((one) => one.state === 'open' && !one.holder && listSteps(one, person).includes('claim'));
  if (free) takeStep(free, 'claim', {}, person);
  return free?.case_id ?? null;
}

const refuse = ({ holder }: Case) => ({
  status: 409,
  body: buildProblem(409, holder ? `${holder.name} holds this case.` : 'Claim the case first.'),
});

function filterCases(cases: Case[], query: Record<string, string>, { id }: ReviewPerson): Case[] {
  const { state = 'unfinished', kind, holder, overdue, application } = query;
  const isUnfinished = (one: Case) => one.state !== 'decided' && one.state !== 'withdrawn';
  return cases
    .filter((one) => state === 'all' || (state === 'unfinished' ? isUnfinished(one) : one.state === state))
    .filter((one) => !kind || one.kind === kind)
    .filter((one) => !application || one.application === application)
    .filter((one) => !overdue || String(one.is_overdue) === overdue)
    .filter(
      (one) => !holder || one.holder?.id === (holder === 'me' ? id : holder) || (holder === 'none' && !one.holder),
    );
}

function takeStep(found: Case, step: Case['can'][number], body: ApiCall['body'], person: ReviewPerson): void {
  const actor = namePerson(person);
  const { note = null, reason_codes = [], decision = null, to } = body as Record<string, never>;
  const add = (action: Case['actions'][number]['action'], more: object = {}) =>
    found.actions.push({ ...entry(found.actions.length, action, ''), actor, note, reason_codes, ...more });
  const free = { holder: null, held_until: null };
  const take = (action: Case['actions'][number]['action'], changed: Partial<Case>, more?: object) => {
    Object.assign(found, changed);
    add(action, more);
  };
  if (step === 'claim') take('claimed', { holder: actor, held_until: CLAIM_END });
  if (step === 'release') take('released', free);
  if (step === 'note') add('noted');
  if (step === 'request-documents') take('documents_requested', { state: 'waiting_for_documents' });
  if (step === 'assign') {
    const { name = null } = Object.values(REVIEW_PEOPLE).find(({ id }) => id === to) ?? {};
    const assigned_to = { id: String(to), name };
    take('assigned', { holder: assigned_to, held_until: CLAIM_END }, { assigned_to });
  }
  if (step === 'decide') {
    const state = found.needs_second ? 'waiting_for_second' : 'decided';
    take('decided', { ...free, state, decision, decided_by: actor, decided_at: NOW }, { decision });
  }
  if (step === 'confirm') take('confirmed', { state: 'decided', second_by: actor }, { decision: found.decision });
  if (step === 'return') take('returned', { state: 'open', decided_by: null, decision: null });
}

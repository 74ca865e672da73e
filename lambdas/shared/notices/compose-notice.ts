/** Composes a notice from a decision, the lender and the templates. Pure: the same facts give the same document. */
import type { DecidedApplication, StoredReason } from './decided-application.ts';
import type { Lender } from './lender.ts';
import type { NoticeBlock, NoticeDocument, NoticeReason } from './notice-document.ts';
import { translateReason } from './reason-translations.ts';
import { type Condition, fillText, type Language, type Placeholder, type TemplateBlock } from './template.ts';
import type { NoticeKind } from './template-kinds.ts';
import { type HashedTemplate, TEMPLATES } from './templates.ts';

/**
 * The Official Interpretation of Regulation B (12 CFR 1002, supplement I, 9(b)(2)-1) and 15 U.S.C. 1681g(f)(1)(C): more
 * than four reasons or key factors help nobody.
 */
const MAX_REASONS = 4;

export interface NoticeRequest {
  decided: DecidedApplication;
  kind: NoticeKind;
  language: Language;
  issuedAt: Date;
  lender: Lender;
  /** Link by which the applicant contests; null in a preview. */
  contest: { url: string; expires_at: Date } | null;
}

export interface ComposedNotice {
  document: NoticeDocument;
  templates: { template: string; version: number; sha256: string }[];
}

interface Facts {
  request: NoticeRequest;
  values: Record<Placeholder, string>;
  conditions: ReadonlySet<Condition>;
}

/** Composes a notice. The caller has checked that the decision may have one. */
export function composeNotice(request: NoticeRequest): ComposedNotice {
  const facts = { request, values: buildValues(request), conditions: findConditions(request) };
  const templates = chooseTemplates(request, facts.conditions);
  const blocks = templates.flatMap((template) => composeBlocks(template, facts));
  const title = blocks.find(({ block }) => block === 'title') as { text: string };
  const { kind, language, lender } = request;
  return {
    document: { kind, language, title: title.text, lender: lender.name, blocks },
    templates: templates.map(({ template, version, sha256 }) => ({ template, version, sha256 })),
  };
}

/** A score that did not lead to the decision, because a rule decided, is not disclosed as if it had. */
function chooseTemplates({ kind }: NoticeRequest, conditions: ReadonlySet<Condition>): HashedTemplate[] {
  if (kind === 'eu') return [TEMPLATES.euExplanation];
  const disclosure = conditions.has('score_reasons') ? [TEMPLATES.usScoreDisclosure] : [];
  return [TEMPLATES.usAdverseAction, ...disclosure];
}

function findConditions({ decided, lender }: NoticeRequest): ReadonlySet<Condition> {
  const { decision, override, is_explained, policy_decided_by } = decided;
  const conditions: Record<Condition, boolean> = {
    approved: decision === 'approve',
    referred: decision === 'refer',
    declined: decision === 'decline',
    automated: override === null,
    person: override !== null,
    rule: override === null && policy_decided_by.startsWith('rule:'),
    score_reasons: is_explained,
    agency: lender.consumer_reporting_agency !== null,
    // A preview shows where the link will be.
    contest: true,
  };
  return new Set((Object.keys(conditions) as Condition[]).filter((name) => conditions[name]));
}

function buildValues({
  decided,
  kind,
  language,
  issuedAt,
  lender,
  contest,
}: NoticeRequest): Record<Placeholder, string> {
  // Dates in English as the country of the notice writes them.
  const locale = language === 'en' ? `en-${kind === 'us' ? 'US' : 'GB'}` : language;
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: lender.time_zone });
  return {
    lender_name: lender.name,
    application: decided.application,
    decision_date: dates.format(decided.decided_at),
    notice_date: dates.format(issuedAt),
    score: String(decided.score),
    score_min: String(decided.scale.min),
    score_max: String(decided.scale.max),
    score_date: dates.format(decided.scored_at),
    policy_version: decided.policy_version,
    agency: lender.consumer_reporting_agency ?? '',
    ecoa_agency: lender.ecoa_agency,
    data_protection_authority: lender.data_protection_authority[language],
    data_protection_contact: lender.data_protection_contact,
    debt_advice: lender.debt_advice[language],
    contest_until: contest ? dates.format(contest.expires_at) : '…',
  };
}

function composeBlocks({ blocks, texts }: HashedTemplate, facts: Facts): NoticeBlock[] {
  const own = texts[facts.request.language];
  const getText = (name: string): string => fillText(own[name] ?? '', facts.values);
  return blocks
    .filter(({ when = [] }) => when.every((condition) => facts.conditions.has(condition)))
    .map((block) => composeBlock(block, facts, getText));
}

function composeBlock(
  block: TemplateBlock,
  { request, values }: Facts,
  getText: (name: string) => string,
): NoticeBlock {
  const { decided, lender, contest } = request;
  switch (block.block) {
    case 'facts':
      return {
        block: 'facts',
        rows: block.rows.map(({ label, value = '', text }) => ({
          label: getText(label),
          value: text ? getText(text) : fillText(value, values),
        })),
      };
    case 'reasons':
      return { block: 'reasons', reasons: listReasons(request, decided.override ?? decided.reasons) };
    case 'factors':
      return { block: 'reasons', reasons: listReasons(request, decided.reasons) };
    case 'lender':
      return { block: 'lender', lines: [lender.name, ...lender.address, lender.phone, lender.email] };
    case 'link':
      return { block: 'link', text: getText(block.text), url: contest?.url ?? null };
    default:
      return { block: block.block, text: getText(block.text) };
  }
}

/** A person's reason, or those of the policy, as they are stored. */
function listReasons(
  { language, lender }: NoticeRequest,
  source: { reason: string } | readonly StoredReason[],
): NoticeReason[] {
  const texts = 'reason' in source ? [source.reason] : source.slice(0, MAX_REASONS).map(({ text }) => text);
  return texts.map((text) => ({
    text,
    language: lender.reasons_language,
    translation: language === lender.reasons_language ? null : translateReason(language, text),
  }));
}

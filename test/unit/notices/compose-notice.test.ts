/** What notices say: the stored reasons byte for byte, the score disclosure where the score counted, every language. */
import { expect, test } from '@jest/globals';
import { parseDocument } from 'htmlparser2';
import { composeNotice, type NoticeRequest } from '../../../lambdas/shared/notices/compose-notice.ts';
import { listReasonTexts, removeLinks } from '../../../lambdas/shared/notices/notice-document.ts';
import { renderHtml } from '../../../lambdas/shared/notices/render-html.ts';
import { LANGUAGES } from '../../../lambdas/shared/notices/template.ts';
import { NOTICE_KINDS } from '../../../lambdas/shared/notices/template-kinds.ts';
import { declinedApplication as decided, noticeRequest } from '../../../testing/notices/declined-application.ts';

const compose = (changes: Partial<NoticeRequest> = {}) => composeNotice({ ...noticeRequest, ...changes });

interface Node {
  type: string;
  name?: string;
  data?: string;
  attribs?: Record<string, string>;
  children?: Node[];
}

/** Every element of a parsed file with its text. */
function listElements(node: Node, name: string): { text: string; attribs: Record<string, string> }[] {
  const inside = (node.children ?? []).flatMap((child) => listElements(child, name));
  return node.name === name ? [{ text: readText(node), attribs: node.attribs ?? {} }, ...inside] : inside;
}
const readText = (node: Node): string => node.data ?? (node.children ?? []).map(readText).join('');
const parseHtml = (text: string) => parseDocument(text) as unknown as Node;

const combinations = NOTICE_KINDS.flatMap((kind) => LANGUAGES.map((language) => ({ kind, language })));

test.each(combinations)('kind $kind in $language: reasons byte for byte, no placeholder left', ({ kind, language }) => {
  const { document } = compose({ kind, language });
  const stored = decided.reasons.map(({ text }) => text);
  expect(listReasonTexts(document)).toEqual(stored);
  const file = renderHtml(document);
  const page = parseHtml(file);
  expect(
    listElements(page, 'li')
      .slice(0, 4)
      .map(({ text }) => text),
  ).toEqual(stored);
  expect(listElements(page, 'html')[0]?.attribs.lang).toBe(language);
  expect(listElements(page, 'h1')).toHaveLength(1);
  expect(listElements(page, 'a').map(({ attribs }) => attribs.href)).toEqual([noticeRequest.contest?.url]);
  expect(listElements(page, 'script')).toEqual([]);
  expect(readText(listElements(page, 'body').length ? page : page)).not.toMatch(/\{\w+\}|undefined/);
});

test('the score disclosure has score, range, date, maker and at most four factors', () => {
  const five = { ...decided, reasons: [...decided.reasons, { text: 'A fifth one' }] };
  const { document, templates } = compose({ decided: five });
  expect(templates.map(({ template }) => template)).toEqual(['us-adverse-action', 'us-score-disclosure']);
  const facts = document.blocks.flatMap((block) => (block.block === 'facts' ? block.rows : []));
  expect(facts.slice(4)).toEqual([
    { label: 'Your credit score', value: '411' },
    { label: 'Date of the score', value: 'November 27, 2026' },
    { label: 'Range of possible scores', value: 'from a low of 300 to a high of 850' },
    { label: 'Provided by', value: 'Example Lender' },
  ]);
  const lists = document.blocks.filter(({ block }) => block === 'reasons');
  expect(lists.map((block) => 'reasons' in block && block.reasons.length)).toEqual([4, 4]);
});

test('a rule decided: its sentence is the reason, and no score is disclosed', () => {
  const rule = {
    ...decided,
    policy_decided_by: 'rule:under_age',
    is_explained: false,
    reasons: [{ text: 'Under age' }],
  };
  expect(compose({ decided: rule }).templates.map(({ template }) => template)).toEqual(['us-adverse-action']);
  const { document } = compose({ decided: rule, kind: 'eu' });
  expect(listReasonTexts(document)).toEqual(['Under age']);
  expect(renderHtml(document)).toContain('A rule of our credit policy led to this result');
  expect(renderHtml(document)).not.toContain('moved your points down');
});

test("a person decided: the person's reason is the reason, and the score's stay the key factors", () => {
  const override = { override_id: decided.prediction_id, reason: 'The employer did not confirm the employment.' };
  const { document } = compose({ decided: { ...decided, override } });
  const [reasons, factors] = document.blocks.flatMap((block) => (block.block === 'reasons' ? [block.reasons] : []));
  expect(reasons?.map(({ text }) => text)).toEqual([override.reason]);
  expect(factors?.map(({ text }) => text)).toEqual(decided.reasons.map(({ text }) => text));
  expect(renderHtml(compose({ decided: { ...decided, override }, kind: 'eu' }).document)).toContain(
    'A person of our staff decided',
  );
});

test('the agency stands in it only where the lender uses one', () => {
  expect(renderHtml(compose().document)).not.toContain('consumer reporting agency');
  const agency = 'Example Bureau, 1 Main Street, Springfield, 800-555-0100';
  const text = renderHtml(compose({ lender: { ...noticeRequest.lender, consumer_reporting_agency: agency } }).document);
  expect(text).toContain(agency);
  expect(text).toContain('no later than 60 days');
});

test('the database keeps what it says without the link, and a preview has none', () => {
  const kept = JSON.stringify(removeLinks(compose().document));
  expect(kept).not.toContain('contest#');
  expect(kept).toContain('Contest this decision');
  expect(renderHtml(compose({ contest: null }).document)).not.toContain('<a ');
});

test('a stored reason keeps its own language in a notice of another', () => {
  const spans = listElements(parseHtml(renderHtml(compose({ language: 'de' }).document)), 'span');
  expect(spans[0]).toEqual({ text: decided.reasons[0]?.text, attribs: { lang: 'en' } });
});

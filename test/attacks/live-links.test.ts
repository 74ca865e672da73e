/**
 * Whoever names things in a delivery (an attribute's label, a column, a file) tries to place a link, a mention or markup
 * into what we send to people: mails, chat messages, and the failure of a workflow.
 */
import { marked } from 'marked';
import { z } from 'zod';
import { formatAlert } from '../../lambdas/monitoring/alerts/format-alert.ts';
import { formatAnnouncement } from '../../lambdas/reporting/portfolio/announce-report.ts';
import { breakLinks } from '../../lambdas/shared/break-links.ts';
import { RiskError } from '../../lambdas/shared/errors.ts';
import { createRiskHandler } from '../../lambdas/shared/handler.ts';
import { parseManifest } from '../../lambdas/shared/landing/manifest.ts';
import { DeliveryRefused } from '../../lambdas/shared/landing/refusals.ts';
import { buildLambdaContext } from '../../testing/api/gateway-event.ts';
import '../../testing/silence-logs.ts';

const EVIL = [
  'https://evil.example/a',
  'HTTP://evil.example',
  'ftp://evil.example',
  'www.evil.example',
  'evil.com/sign-in',
  'sign-in.evil.de',
  'evil.md',
  'evil.id',
  'jo@evil.example',
  '@channel',
  '[Sign in](https://evil.example)',
  '![x](https://evil.example/x.png)',
];
const CHAT_ONLY = [
  '<https://evil.example|Sign in>',
  '<!channel>',
  '<users/all>',
  '<a href="https://evil.example">x</a>',
];

/** What linkifiers of mail and chat programs look for, in the words of none of them. */
const ADDRESS = /\w:\/\/\S|\bwww\.\w|\S@\w|(^|\s)@\w|\]\(|\w\.(com|de|md|id)\b/i;

const HAS_LINK = (text: string) => /<(a|img)\b/.test(marked.parse(text, { async: false }));

test.each(EVIL)('%s is an address before, and none after', (text) => {
  expect(text).toMatch(ADDRESS);
  expect(breakLinks(text)).not.toMatch(ADDRESS);
  expect(HAS_LINK(breakLinks(text))).toBe(false);
  expect(breakLinks(text).replaceAll('\u2060', '')).toBe(text);
});

test.each([
  'customers.csv.gz',
  'customers.income',
  'docs/run.json',
  '0.25',
  'a: b',
  '12:30',
  'v1.2.3',
  'landing/as_of=1',
  'e.g. this',
])('%s stays as it is, so that it can be copied', (text) => expect(breakLinks(text)).toBe(text));

test.each([...EVIL, ...CHAT_ONLY])('%s in the cause of a failed workflow is no link in the chat', (text) => {
  const detail = { status: 'FAILED', name: 'e1', error: 'X', cause: text, stateMachineArn: 'arn:aws:states:x:y:z' };
  const event = { 'detail-type': 'Step Functions Execution Status Change', detail };
  for (const message of [formatAlert(JSON.stringify(event)), formatAlert(text, text)]) {
    expect(message).not.toMatch(ADDRESS);
    expect(message).not.toMatch(/[<>]/);
    expect(HAS_LINK(message)).toBe(false);
  }
});

test.each(EVIL)('%s in an error of a function is none in the mail about it', async (text) => {
  const handler = createRiskHandler({ name: 'test/fails', input: z.object({}) }, async () => {
    throw new RiskError(`column ${text} is refused`);
  });
  const failure = await handler({}, buildLambdaContext()).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RiskError);
  expect((failure as Error).message).not.toMatch(ADDRESS);
});

test.each(EVIL)('%s in a manifest is none in the refusal of its delivery', (text) => {
  const manifest = { as_of: '2026-01-01', currency: 'EUR', tables: {}, attributes: { customers: { [text]: {} } } };
  const refusals = [
    () => parseManifest({ ...manifest, [text]: 1 }, '2026-01-01'),
    () => parseManifest(manifest, '2026-01-01'),
  ];
  for (const parse of refusals) {
    try {
      parse();
    } catch (error) {
      expect(error).toBeInstanceOf(DeliveryRefused);
      expect((error as DeliveryRefused).message).not.toMatch(ADDRESS);
      expect((error as DeliveryRefused).reason.message).not.toMatch(ADDRESS);
    }
  }
  expect.assertions(6);
});

test.each(EVIL)('%s as the label of a shifted feature is none in the mail of the report', (label) => {
  const drift = [{ feature: 'a', label, psi: 0.5, level: 'alert' as const, psi_warn: null, missing: null }];
  const { message } = formatAnnouncement({
    ...{ environment: 'prod', generatedAt: new Date(0), alarms: [], bucket: 'b', keys: { html: 'h', csv: 'c' } },
    figures: {
      ...{ bands: [], trend: [], segments: [], models: [], performance: [], band_performance: [], drift },
      ...{ runs: [], rejections: [], failed_checks: [], overrides: { held: 0, contradicted: 0 } },
      freshness: { scores_until: null, published_at: null, features_age_hours: null },
    } as never,
  });
  const finding = message.split('\n').find((line) => line.includes('shifted'));
  expect(finding).toContain('PSI');
  expect(finding).not.toMatch(ADDRESS);
});

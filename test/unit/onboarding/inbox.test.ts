/** Rules of the inbox that need no cloud: keys, merged manifests, mappings of every day, the mail of a refusal. */
import { describe, expect, it } from '@jest/globals';
import { requireDailyMapping } from '../../../lambdas/onboarding/contract/daily-mapping.ts';
import type { Mapping } from '../../../lambdas/onboarding/contract/mapping.ts';
import { RawFileRefused } from '../../../lambdas/onboarding/contract/refusals.ts';
import { mergeManifest } from '../../../lambdas/onboarding/inbox/merge-manifest.ts';
import { formatRefusal } from '../../../lambdas/onboarding/inbox/tell-refusal.ts';
import type { Manifest } from '../../../lambdas/shared/landing/manifest.ts';
import { parseInboxKey } from '../../../lambdas/shared/object-keys.ts';

describe('keys of the inbox', () => {
  it.each([
    ['inbox/loans/a b.csv', { mapping: 'loans', prefix: 'inbox/loans/', file: 'a b.csv' }],
    ['inbox/loans/2024-05-31/a.csv', { mapping: 'loans', prefix: 'inbox/loans/2024-05-31/', file: 'a.csv' }],
    ['inbox/loans/', null],
    ['inbox/loans/2024/', null],
    ['inbox/a.csv', null],
    ['inbox/Loans/a.csv', null],
    ['inbox/loans/x/y/a.csv', null],
    ['landing/as_of=2024-05-31/a.csv', null],
  ])('%s', (key, parsed) => expect(parseInboxKey(key)).toEqual(parsed));
});

const file = (name: string, rows = 1) => ({ name, rows, sha256: '0'.repeat(64) });
const build = (...names: string[]): Manifest => ({
  as_of: '2024-05-31',
  currency: 'EUR',
  tables: { customers: { mode: 'full', files: names.map((name) => file(name)) } },
  attributes: { customers: { grade: { type: 'category', use: 'model' } } },
});
const ORIGIN = { mappingPrefix: 'inbox.loans.', rawFilePrefix: 'inbox.loans.aaaa.' };
const listFiles = ({ tables }: Manifest) => tables.customers?.files.map(({ name }) => name);

describe('the manifest of a day', () => {
  it('is the own one where there is none', () => {
    expect(mergeManifest(undefined, build('inbox.loans.aaaa.1.csv'), ORIGIN)).toEqual(build('inbox.loans.aaaa.1.csv'));
  });

  it('keeps the files of other raw files, and replaces those of this one', () => {
    const present = build('inbox.loans.aaaa.1.csv', 'inbox.loans.bbbb.1.csv');
    const merged = mergeManifest(present, build('inbox.loans.aaaa.2.csv'), ORIGIN);
    expect(listFiles(merged)).toEqual(['inbox.loans.bbbb.1.csv', 'inbox.loans.aaaa.2.csv']);
  });

  it('loses a table that only an earlier version of this raw file had', () => {
    const present: Manifest = build('inbox.loans.aaaa.1.csv');
    present.tables.transactions = { mode: 'delta', files: [file('inbox.loans.aaaa.1.transactions.csv')] };
    const merged = mergeManifest(present, build('inbox.loans.aaaa.2.csv'), ORIGIN);
    expect(Object.keys(merged.tables)).toEqual(['customers']);
  });

  it('keeps the attributes that the files of others need', () => {
    const present = build('inbox.loans.bbbb.1.csv');
    present.attributes = { customers: { branch: { type: 'category', use: 'fairness' } } };
    const { attributes } = mergeManifest(present, build('inbox.loans.aaaa.2.csv'), ORIGIN);
    expect(Object.keys(attributes.customers ?? {})).toEqual(['branch', 'grade']);
  });

  it.each([
    ['of another origin', build('customers.csv.gz')],
    ['of another mapping', build('inbox.cards.aaaa.1.csv')],
    ['of a mapping whose name begins alike', build('inbox.loans-2.aaaa.1.csv')],
    ['in another currency', { ...build('inbox.loans.bbbb.1.csv'), currency: 'USD' }],
  ])('is never replaced when it is %s', (_, present) => {
    const merge = () => mergeManifest(present, build('inbox.loans.aaaa.2.csv'), ORIGIN);
    expect(merge).toThrow(RawFileRefused);
    expect(merge).toThrow(/^DayDelivered: the day 2024-05-31 was delivered already/);
  });
});

describe('a mapping of every day', () => {
  const daily = { name: 'loans', as_of: { from: 'arrival' }, backtest: null } as Mapping;
  it('has a day for each file and withholds nothing', () => {
    requireDailyMapping(daily);
    expect(() => requireDailyMapping({ ...daily, as_of: { from: 'fixed', day: '2024-05-31' } })).toThrow('set it to {');
    const backtest = {
      share: 0.2,
      by: 'hash' as const,
      seed: 'x',
      outcome_date: '2024-01-01',
      delivered_on: '2024-01-02',
    };
    expect(() => requireDailyMapping({ ...daily, backtest })).toThrow('backtest withholds outcomes');
  });
});

describe('the mail of a refusal', () => {
  it('says which file and why, on one line each and without links', () => {
    const { subject, message } = formatRefusal({
      environment: 'risk-prod',
      bucket: 'landing',
      key: 'inbox/loans/a\nb.csv',
      name: 'MappingMismatch',
      detail: 'MappingMismatch: the column "www.evil.com" is missing\u2028in a.csv',
      runbook: 'https://risk.bank/runbook.html#raw-file-refused',
    });
    expect(subject).toBe('Raw file refused: MappingMismatch (risk-prod)');
    expect(message).toContain('File:   landing/inbox/loans/a b.csv\n');
    expect(message).not.toContain('www.evil.com');
    expect(message).toMatch(/is missing in a\.csv\n/);
    expect(message).toContain('What to do: https://risk.bank/runbook.html#raw-file-refused');
  });
});

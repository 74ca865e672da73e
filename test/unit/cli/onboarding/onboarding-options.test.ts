/** Options and kept answers of the onboarding. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onboardCommand } from '../../../../cli/commands/onboard.ts';
import { AnswersUnreadable, keepAnswers, readKeptAnswers } from '../../../../cli/onboarding/answers-file.ts';
import { suggestName } from '../../../../cli/onboarding/onboard-files.ts';
import { collectAnswers, formatAnswerOption } from '../../../../cli/onboarding/onboarding-options.ts';
import { InvalidOptions, parseCommandLine } from '../../../../cli/terminal/command.ts';

const parse = (args: string[]) => parseCommandLine(onboardCommand, args);

describe('the options', () => {
  it('become answers by question', () => {
    const { values, positionals } = parse([
      ...['loans.csv', '--target', 'status in (Default)', '--date', 'issued', '--currency', 'USD'],
      ...['--answer', 'column:loans.x=attribute', '--answer', 'key=id = nr', '--yes'],
    ]);
    expect(positionals).toEqual(['loans.csv']);
    expect(collectAnswers(values)).toEqual({
      target: 'status in (Default)',
      applied_at: 'issued',
      currency: 'USD',
      'column:loans.x': 'attribute',
      key: 'id = nr',
    });
  });

  it('are named where a question has no safe proposal', () => {
    expect(formatAnswerOption('applied_at')).toBe('--date');
    expect(formatAnswerOption('column:loans.x')).toBe("--answer 'column:loans.x=…'");
  });

  it.each([
    [['--currency', 'euro']],
    [['--name', 'Loans 2024']],
    [['--answer', 'without a value']],
    [['--answer', '=x']],
  ])('are refused in one line: %j', (args) => {
    expect(() => parse(['loans.csv', ...args])).toThrow(InvalidOptions);
  });
});

describe('the name of a mapping', () => {
  it.each([
    ['german.data', 'german'],
    ['Kredite 2024 (Ost).csv.gz', 'kredite-2024-ost'],
    ['Crédits.xlsx', 'credits'],
    ['2024-05-31.csv', '2024-05-31'],
    ['借款.csv', 'lender'],
    ['.csv', 'lender'],
    [`${'x'.repeat(60)}.csv`, 'x'.repeat(40)],
  ])('comes from the file %s', (file, name) => expect(suggestName(file)).toBe(name));
});

describe('kept answers', () => {
  let out: string;
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'answers-'));
  });
  afterEach(() => rmSync(out, { recursive: true }));

  it('are read again for the same files, and for no others', () => {
    expect(readKeptAnswers(out, ['loans.csv 10'])).toEqual({});
    keepAnswers(out, ['loans.csv 10'], { currency: 'EUR' });
    expect(readKeptAnswers(out, ['loans.csv 10'])).toEqual({ currency: 'EUR' });
    expect(readKeptAnswers(out, ['loans.csv 11'])).toEqual({});
  });

  it.each(['', 'null', '{"files":[]}', 'text'])('are refused in one line when they are damaged: %j', (text) => {
    writeFileSync(join(out, 'answers.json'), text);
    expect(() => readKeptAnswers(out, [])).toThrow(AnswersUnreadable);
  });
});

/** What commands print has the words of the glossary, formats of one place, and right plurals. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { TRAINING_EXPERIMENT } from '../../../cli/local/mlflow.ts';
import * as terminal from '../../../cli/terminal/format.ts';
import * as reports from '../../../lambdas/shared/page/number-format.ts';

/** Files whose strings people read in a terminal or in the pages about it. */
const FILES = [
  ...globSync('cli/**/*.ts', { exclude: ['cli/local/ministack/**'] }),
  ...['README.md', 'docs/first-run.md', 'docs/commands.md'],
];

/** Phrases of before, each with what people read instead. */
const OLD_PHRASES: [RegExp, string][] = [
  [/all is well|to look at['`"]/, 'nothing needs action'],
  [/\b(none|that|alarm) rings?\b|went off/, 'is active'],
  [/decisions that hold/i, 'current decisions (after overrides)'],
  [/\d % expected|expected, .* came/, 'predicted 2.6 %, observed 5.5 %'],
  [/since it decides/i, 'live performance since promotion'],
  [/decide otherwise/i, 'override the decision'],
  [/speaks of|known until|asked by/i, 'as-of date, data cut-off, requested by'],
  [/for chance among/, 'sampling allowance, n = …'],
  [/score unscored/i, 'score pending applications'],
  [/does not answer: (alarms|what)/, 'does not respond'],
  [/little has moved/, 'is small'],
  [/refused rows?/i, 'rejected rows'],
];

test.each(FILES)('%s has no phrase of before', (file) => {
  const text = readFileSync(file, 'utf8');
  for (const [phrase, instead] of OLD_PHRASES) expect([text.match(phrase)?.[0], instead]).toEqual([undefined, instead]);
});

/** A number before a plural: `${rows} rows`. */
const PLURAL =
  /\$\{(?!format)[^{}]*\} (rows|tasks|outcomes|defaults|files|columns|aliases|checks|records|entries|models|erasures|scores|parts|features|applications|decisions|alarms|runs|customers|predictions)\b/;

test.each(globSync('cli/**/*.ts', { exclude: ['cli/local/**'] }))('%s counts by formatPlural', (file) => {
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(
    lines.filter((line) => PLURAL.test(line) || /formatCount\([^()]*\)\} [a-z]+s\b(?! (scored|more))/.test(line)),
  ).toEqual([]);
});

/** Limits that do not change are whole words of their messages; errors of the program are read in logs only. */
const UNCOUNTED =
  /MAX_|MIN_|_DAYS\}|limits\.decompression|throw new (Incomplete|Invalid)|exported line|no common number|end\} \$\{lines\}|TooManyPathFeatures|gave \$|runs and writes|has more than \$\{maxBytes\}/;

test.each(globSync('lambdas/**/*.ts'))('%s counts in right plurals', (file) => {
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.filter((line) => PLURAL.test(line) && !UNCOUNTED.test(line))).toEqual([]);
});

test('figures are formatted in one place', () => {
  const files = globSync('cli/**/*.ts', { exclude: ['cli/local/**', 'cli/cost/**'] });
  const own = files.sort().filter((file) => /\.toFixed\(|toLocaleString\(/.test(readFileSync(file, 'utf8')));
  // Their seconds are stored in report.json.
  expect(own).toEqual(['cli/journey/journey-report.ts', 'cli/workflows/run-timed-workflow.ts']);
});

test('reports write figures as terminal and dashboard do', () => {
  for (const value of [null, undefined, 0, 1, 0.1234, 12_345.6, 1e9]) {
    expect(reports.formatCount(value)).toBe(terminal.formatCount(value));
    expect(reports.formatPercent(value)).toBe(terminal.formatPercent(value));
    expect(reports.formatDecimals(value, 3)).toBe(terminal.formatDecimal(value));
  }
  expect(reports.formatDecimals(-0.5, 1)).toBe(terminal.formatDecimal(-0.5, 1));
  for (const count of [0, 1, 2, 12_345])
    expect(reports.formatCountOf(count, 'row')).toBe(terminal.formatPlural(count, 'row'));
});

test('the link to the trainings names the experiment that they are logged in', () => {
  expect(readFileSync('training/mlflow/tracking.py', 'utf8')).toContain(`EXPERIMENT = "${TRAINING_EXPERIMENT}"`);
});

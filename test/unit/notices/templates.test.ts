/** The templates of notices: every version keeps its text for ever, names its rules, and says that counsel has to approve. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseTemplate } from '../../../lambdas/shared/notices/template.ts';
import { hashTemplate, TEMPLATES } from '../../../lambdas/shared/notices/templates.ts';
import { NOTICE_RETENTION_DAYS } from '../../../lambdas/shared/object-keys.ts';

const FOLDER = join(import.meta.dirname, '../../../config/notices');
const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
const files = readdirSync(FOLDER).filter((file) => /\.\d+\.json$/.test(file));

test('no version of a template was changed: another text is the next version', () => {
  const hashes = Object.fromEntries(files.map((file) => [file.replace(/\.json$/, ''), hashTemplate(read(file))]));
  expect(hashes).toEqual(read('versions.json'));
});

test.each(files)('%s has its name, its rules with sources, and needs counsel', (file) => {
  const { template, version, serves, approval } = parseTemplate(read(file));
  expect(file).toBe(`${template}.${version}.json`);
  for (const rule of serves) expect(rule).toMatch(/CFR|U\.S\.C\.|\(EU\) \d{4}\/\d+/);
  expect(approval).toContain('Counsel has to approve');
});

test('notices use the newest version of each template', () => {
  for (const { template, version } of Object.values(TEMPLATES)) {
    const versions = files.filter((file) => file.startsWith(`${template}.`)).map((file) => Number(file.split('.')[1]));
    expect(version).toBe(Math.max(...versions));
  }
});

test('a template with a text too few, too many or with an unknown value is refused', () => {
  const template = read('us-score-disclosure.1.json');
  const withTexts = (texts: object) => ({
    ...template,
    texts: { ...template.texts, de: { ...template.texts.de, ...texts } },
  });
  expect(() => parseTemplate(withTexts({ surplus: 'Text' }))).toThrow('unused [surplus]');
  expect(() => parseTemplate(withTexts({ use: 'Ihr Name ist {full_name}.' }))).toThrow('unknown values [full_name]');
  const { use: _, ...short } = template.texts.fr;
  expect(() => parseTemplate({ ...template, texts: { ...template.texts, fr: short } })).toThrow('missing [use]');
  expect(() => parseTemplate({ ...template, approval: 'Ready to send.' })).toThrow();
});

test('the files of a notice are kept as long as its row', () => {
  const { rules } = JSON.parse(readFileSync(join(FOLDER, '../retention.json'), 'utf8'));
  const rule = rules.find(({ place }: { place: string }) => place === 'notices.notices');
  expect(rule.days).toBe(NOTICE_RETENTION_DAYS);
});

/** Onboarding from a raw file to the out folder, with a person at a terminal of two streams, and without one. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { findDeliveries } from '../../../../cli/journey/delivery-folders.ts';
import { onboardFiles } from '../../../../cli/onboarding/onboard-files.ts';
import type { OnboardingValues } from '../../../../cli/onboarding/onboarding-options.ts';
import { Interrupted } from '../../../../cli/terminal/ask-confirmation.ts';
import { Progress } from '../../../../cli/terminal/progress.ts';
import { parseManifest } from '../../../../lambdas/shared/landing/manifest.ts';
import { formatLoans, makeLoans } from '../../../../testing/onboarding/loans-export.ts';

let folder: string;
let file: string;
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
  folder = mkdtempSync(join(tmpdir(), 'onboard-'));
  file = join(folder, 'kredite.csv');
  writeFileSync(file, formatLoans(makeLoans(400, '2024-05-31')));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Nobody can know what a 7 in the column Kz says. */
function obscureStatus(): void {
  const codes: Record<string, string> = { Status: 'Kz', ausgefallen: '7', bezahlt: '3', offen: '5' };
  const text = readFileSync(file, 'utf8').replace(/Status|ausgefallen|bezahlt|offen/g, (word) => codes[word] ?? word);
  writeFileSync(file, text);
}

const TARGET = 'Kz = 7 good if Kz = 3';

const values = (changes: Partial<OnboardingValues> = {}): OnboardingValues => ({
  ...{ out: join(folder, 'out'), mapping: undefined, name: undefined, yes: false },
  ...{ target: undefined, date: undefined, currency: undefined, answer: undefined },
  ...changes,
});

/** Answers by the id that is shown with a question; the terminal closes at a question without one. */
function openPerson(answers: Record<string, string[]>) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = '';
  let asked = '';
  output.on('data', (chunk) => {
    const text = String(chunk);
    shown += text;
    asked = /^\n.* \(([^()]+)\)\n$/.exec(text)?.[1] ?? asked;
    if (!text.includes('Answer')) return;
    const next = answers[asked]?.shift();
    if (next === undefined) input.end();
    else input.write(`${next}\n`);
  });
  return { terminal: { input, output }, read: () => shown };
}

const onboard = (changes: Partial<OnboardingValues>, terminal?: ReturnType<typeof openPerson>['terminal']) =>
  onboardFiles([file], values(changes), { progress: new Progress(), terminal });

describe('with a person at a terminal', () => {
  it('asks until it knows, and writes deliveries, mapping and report', async () => {
    obscureStatus();
    const person = openPerson({
      currency: ['Euro', 'EUR'],
      target: ['nonsense(', '99', TARGET],
      convert: ['yes'],
    });
    const { out, deliveries, mapping } = await onboard({}, person.terminal);
    expect(mapping).toMatchObject({ name: 'kredite', currency: 'EUR' });
    expect(person.read()).toContain('give the three letters of ISO 4217');
    expect(person.read()).toMatch(/give a number from 1 to \d+, or say which rows defaulted/);
    expect(person.read()).not.toContain('InvalidMapping');
    expect(readdirSync(out).sort()).toEqual(
      [
        'answers.json',
        'deliveries',
        'import-report.html',
        'import-report.json',
        'mapping.yaml',
        'refused-rows.csv',
      ].sort(),
    );
    const [day] = await findDeliveries(deliveries);
    const manifest = parseManifest(
      JSON.parse(readFileSync(join(day?.folder ?? '', 'manifest.json'), 'utf8')),
      day?.asOf ?? '',
    );
    expect(manifest.tables.loan_applications?.files).toMatchObject([{ rows: 400 }]);
  });

  it('goes on where it was after an interruption', async () => {
    obscureStatus();
    const first = openPerson({ target: [TARGET], currency: [] });
    await expect(onboard({}, first.terminal)).rejects.toThrow(Interrupted);
    const second = openPerson({ currency: ['USD'], convert: ['yes'] });
    const { mapping } = await onboard({}, second.terminal);
    expect(second.read()).not.toContain('(target)');
    const printed = jest.mocked(console.log).mock.calls.flat().join('\n');
    expect(printed).toContain(`target: ${TARGET}`);
    expect(printed).toContain('answers.json to be asked again');
    expect(mapping).toMatchObject({
      currency: 'USD',
      target: { description: 'bad if Kz is 7; good if Kz is 3; otherwise open' },
    });
  });

  it('asks again for the answer that the file contradicts, and for no other', async () => {
    obscureStatus();
    const person = openPerson({
      currency: ['EUR'],
      target: ['Kz = 9', TARGET],
      convert: ['yes'],
    });
    const { report, mapping } = await onboard({}, person.terminal);
    expect(mapping.currency).toBe('EUR');
    expect(person.read()).toMatch(/Kz = 9/);
    expect(report.outcomes.bad).toBeGreaterThan(50);
  });

  it('stops for somebody who wants to change the mapping first, and then asks nothing', async () => {
    const target = 'Status in (ausgefallen) good if Status in (bezahlt)';
    const person = openPerson({ convert: ['2'] });
    await expect(onboard({ currency: 'EUR', target }, person.terminal)).rejects.toThrow('with --mapping');
    expect(existsSync(join(folder, 'out/deliveries'))).toBe(false);
    const { report } = await onboard({ mapping: join(folder, 'out/mapping.yaml') });
    expect(report.deliveries.length).toBeGreaterThan(0);
  });
});

describe('with --yes', () => {
  it('refuses in one line that names the option where no proposal is safe', async () => {
    writeFileSync(file, 'id,issued,sum,x\n1,2024-01-01,1000,a\n2,2024-01-02,2000,b\n3,2024-01-03,3000,a\n');
    await expect(onboard({ yes: true })).rejects.toThrow(/^UndecidedQuestion: .*Say it with --/);
  });

  it.each([
    [['nothing', 'x'], /--answer 'nothing=…': these files raise no such question/],
    [['target', 'nonsense('], /^InvalidMapping: /],
  ] as const)('refuses the answer %j, which nothing would use', async (answer, message) => {
    await expect(onboard({ yes: true, currency: 'EUR', answer: [answer] })).rejects.toThrow(message);
  });

  it('is needed where nobody can be asked', async () => {
    obscureStatus();
    await expect(onboard({ currency: 'EUR' })).rejects.toThrow(/--target.*There is no terminal to ask on; --yes takes/);
  });

  it('keeps a mapping that a person may have edited', async () => {
    const target = 'Status in (ausgefallen) good if Status in (bezahlt)';
    const { mappingPath, out } = await onboard({ yes: true, currency: 'EUR', target });
    const edited = `# mine\n${readFileSync(mappingPath, 'utf8')}`;
    writeFileSync(mappingPath, edited);
    await onboard({ mapping: mappingPath });
    expect(readFileSync(mappingPath, 'utf8')).toBe(edited);
    await onboard({ yes: true, currency: 'EUR', target });
    expect(readFileSync(join(out, 'mapping.before.yaml'), 'utf8')).toBe(edited);
  });

  it('forgets kept answers that the file contradicts', async () => {
    obscureStatus();
    const person = openPerson({ target: [TARGET], currency: [''], convert: ['2'] });
    await expect(onboard({}, person.terminal)).rejects.toThrow(Interrupted);
    writeFileSync(file, readFileSync(file, 'utf8').replace('Kz', 'Kx')); // as long as before
    await expect(onboard({ yes: true })).rejects.toThrow(/^UndecidedQuestion: .*--target/);
  });

  it('keeps the deliveries of the run before when a file is refused', async () => {
    const target = 'Status in (ausgefallen) good if Status in (bezahlt)';
    const { deliveries, mappingPath } = await onboard({ yes: true, currency: 'EUR', target });
    const before = readdirSync(deliveries);
    writeFileSync(file, formatLoans(makeLoans(400, '2024-06-30')).replace('Betrag', 'Summe'));
    await expect(onboard({ mapping: mappingPath })).rejects.toThrow(/^MappingMismatch: /);
    expect(readdirSync(deliveries)).toEqual(before);
    expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});

describe('is refused in one line', () => {
  it.each([
    ['a missing file', 'nowhere.csv', /^FileUnreadable: nowhere\.csv does not exist/],
    ['a folder', '.', /^FileUnreadable: .* is a folder/],
  ])('%s', async (_, name, message) => {
    const run = onboardFiles([join(folder, name)], values(), { progress: new Progress(), terminal: undefined });
    await expect(run).rejects.toThrow(message);
  });

  it('an out folder that is a file', async () => {
    await expect(onboard({ out: file, yes: true })).rejects.toThrow(/^.*kredite\.csv cannot be written/);
  });

  it('a mapping that is none', async () => {
    await expect(onboard({ mapping: file })).rejects.toThrow(/^InvalidMapping: /);
  });
});

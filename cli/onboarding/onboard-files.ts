/** Turns raw files into deliveries in the out folder, with the mapping and the import report; nothing is uploaded. */
import { basename, join, resolve } from 'node:path';
import type { ImportReport } from '../../lambdas/onboarding/contract/import-report.ts';
import { type Mapping, MappingName } from '../../lambdas/onboarding/contract/mapping.ts';
import type { Proposal } from '../../lambdas/onboarding/contract/profile.ts';
import type { RawFile } from '../../lambdas/onboarding/contract/raw-file.ts';
import { convertFiles } from '../../lambdas/onboarding/conversion/convert-files.ts';
import { formatMapping, parseMapping } from '../../lambdas/onboarding/conversion/mapping-file.ts';
import { openMappedTables } from '../../lambdas/onboarding/conversion/open-mapped-tables.ts';
import { Interrupted, type Terminal } from '../terminal/ask-confirmation.ts';
import { formatCount, formatPlural } from '../terminal/format.ts';
import { Progress } from '../terminal/progress.ts';
import { getAnswersPath, readKeptAnswers } from './answers-file.ts';
import { askQuestion } from './ask-questions.ts';
import { decideMapping } from './decide-mapping.ts';
import { openFolderSink } from './folder-sink.ts';
import { collectAnswers, type OnboardingValues } from './onboarding-options.ts';
import { openTerminal } from './open-terminal.ts';
import { makeOutFolder, writeMapping, writeReport } from './out-folder.ts';
import { type OnboardingResult, printImport } from './print-import.ts';
import { printKeptAnswers, printProposal } from './print-proposal.ts';
import { translateRefusal } from './raw-file-errors.ts';
import { readMappingText } from './read-mapping-text.ts';
import { openRawFiles, readRawFiles } from './read-raw-files.ts';

export interface OnboardingTools {
  progress: Progress;
  terminal: Terminal | undefined;
}

/**
 * Onboards the raw files of a command line: asks on this terminal, prints what was done.
 * @throws {CommandError} when a file or mapping is refused, a file cannot be opened, or the person stops
 */
export async function onboardRawFiles(paths: readonly string[], values: OnboardingValues): Promise<OnboardingResult> {
  const progress = new Progress();
  try {
    const terminal = openTerminal(values.yes);
    const result = await translateRefusal(() => onboardFiles(paths, values, { progress, terminal }));
    printImport(result);
    return result;
  } catch (error) {
    progress.fail();
    throw error;
  }
}

/** A name for a mapping from the name of its first file. */
export function suggestName(fileName: string): string {
  const plain = fileName
    .replace(/(\.[A-Za-z0-9]{1,8}){1,2}$/, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');
  const name = plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return MappingName.safeParse(name).success ? name : 'lender';
}

/** Folder of mapping, deliveries and report. */
function resolveOutFolder(values: Pick<OnboardingValues, 'out' | 'name'>, fileName: string): string {
  return resolve(values.out ?? join('.onboarding', values.name ?? suggestName(fileName)));
}

/**
 * Reads, decides and converts.
 * @throws {RawFileRefused} when a file or mapping is refused; the out folder keeps the deliveries of an earlier run
 * @throws {OutFolderUnusable} when the out folder cannot be made or written
 * @throws {Interrupted} when the person stops
 */
export async function onboardFiles(
  paths: readonly string[],
  values: OnboardingValues,
  tools: OnboardingTools,
): Promise<OnboardingResult> {
  const files = await openRawFiles(paths);
  const out = resolveOutFolder(values, basename(files[0]?.name ?? 'lender'));
  makeOutFolder(out);
  tools.progress.printSection('Your files');
  const { mapping, text, proposal } = values.mapping
    ? await readGivenMapping(values.mapping)
    : await proposeToPerson(files, out, values, tools);
  const mappingPath = writeMapping(out, text);
  if (proposal && tools.terminal) await confirmConversion(mappingPath, tools.terminal);
  const deliveries = join(out, 'deliveries');
  const report = await convert(files, mapping, deliveries, tools.progress);
  return { mapping, report, out, mappingPath, deliveries, reportPath: writeReport(out, report) };
}

interface DecidedMapping {
  mapping: Mapping;
  /** As it is written into the out folder. */
  text: string;
  /** Missing where a mapping of an earlier run decides. */
  proposal?: Proposal;
}

/** As the person wrote it, comments included. */
async function readGivenMapping(path: string): Promise<DecidedMapping> {
  const text = await readMappingText(path);
  return { mapping: parseMapping(text), text };
}

async function proposeToPerson(
  files: readonly RawFile[],
  out: string,
  values: OnboardingValues,
  { progress, terminal }: OnboardingTools,
): Promise<DecidedMapping> {
  const read = await readRawFiles(files, progress);
  const identities = files.map(({ name, bytes }) => `${name} ${bytes}`);
  const answers = collectAnswers(values);
  const keptAnswers = readKeptAnswers(out, identities);
  const proposal = await decideMapping(read, {
    name: values.name ?? suggestName(files[0]?.name ?? ''),
    ...{ terminal, out, takesProposals: values.yes },
    today: getToday(),
    files: identities,
    keptAnswers,
    answers,
    otherAnswers: values.answer ?? [],
    print: (first) => {
      printProposal(first);
      const kept = Object.entries(keptAnswers).filter(([id]) => answers[id] === undefined);
      printKeptAnswers(kept, getAnswersPath(out));
    },
  });
  return { mapping: proposal.mapping, proposal, text: formatMapping(proposal.mapping, proposal) };
}

/** @throws {Interrupted} when the person wants to change the mapping first */
async function confirmConversion(mappingPath: string, terminal: Terminal): Promise<void> {
  const question = {
    id: 'convert',
    text: `Write the deliveries by ${mappingPath}?`,
    choices: [
      { answer: 'yes', label: 'yes' },
      { answer: 'no', label: 'no, I want to change the mapping first' },
    ],
    proposed: 'yes',
  };
  const answer = await askQuestion(question, terminal, (_, text) =>
    /^(yes|no)$/.test(text) ? undefined : 'give 1 or 2',
  );
  if (answer === 'no')
    throw new Interrupted(`stopped: edit ${mappingPath}, then run the same command with --mapping ${mappingPath}`);
}

async function convert(
  files: readonly RawFile[],
  mapping: Mapping,
  deliveries: string,
  progress: Progress,
): Promise<ImportReport> {
  progress.start('Write the deliveries');
  const tables = await openMappedTables(mapping, files);
  const report = await convertFiles(mapping, tables, await openFolderSink(deliveries), {
    ...{ files, today: getToday() },
    onProgress: (rows) => progress.update(formatPlural(rows, 'row')),
  });
  progress.finish(`${formatCount(report.deliveries.reduce((sum, { rows }) => sum + rows, 0))} rows`);
  return report;
}

/** YYYY-MM-DD, UTC. */
const getToday = (): string => new Date().toISOString().slice(0, 10);

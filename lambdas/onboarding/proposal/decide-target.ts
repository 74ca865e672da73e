/** Decides which rows defaulted: by a person's expression, or by a column whose name and values leave no doubt. */
import { MIN_ROWS_OF_EXAMPLE, type Question } from '../contract/profile.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import type { TargetCondition, TargetDefinition } from '../contract/target.ts';
import { foldText } from '../profiling/units.ts';
import { ask, type Draft, type DraftColumn, findDraftColumn } from './draft/draft.ts';
import { describeTarget } from './outcome/describe-target.ts';
import { findTargets, formatName, type TargetCandidate } from './outcome/find-target.ts';
import { parseTargetExpression } from './parse-target.ts';

const NO_TARGET = 'none';
const MAX_CHOICES = 12;
const MARGIN = 0.15;
const DAYS_PAST_DUE =
  /dpd|days.?past.?due|verzugstage|dias?.(?:de.|en.)?(?:mora|atraso|retraso)|jours.(?:de.)?retard|giorni.(?:di.)?ritardo|dni.?opoznienia/;

export interface DecidedTarget {
  target: TargetDefinition | null;
  /** The column from which a window counts, when a person says one. */
  since: string | null;
}

/**
 * Decides the target from the columns of all sources.
 * @throws {RawFileRefused} when the answer is no expression, or names columns or values that are not there
 */
export function decideTarget(drafts: readonly Draft[]): DecidedTarget {
  const [main] = drafts;
  if (!main) return { target: null, since: null };
  const answer = main.answers.target;
  if (answer === NO_TARGET) return { target: null, since: null };
  if (answer !== undefined) return takeExpression(drafts, answer);
  const [own, ofOthers] = findCandidates(drafts);
  const candidates = [...own, ...ofOthers];
  const [best, second] = own;
  const isAlone = best !== undefined && (second === undefined || best.score - second.score >= MARGIN);
  const chosen = best?.target && isAlone ? best : undefined;
  if (!chosen?.isSure) ask(main, askForTarget(main, candidates, chosen));
  if (!chosen?.target) {
    markTargets(drafts, candidates[0] ? [candidates[0].column] : []);
    return { target: null, since: null };
  }
  markTargets(drafts, listTargetColumns(chosen.target));
  return { target: withDescription(withEventDate(drafts, chosen.target)), since: null };
}

/** Those of the loans' table, and where they say nothing those of the files that are joined to it: these are asked about. */
function findCandidates([main, ...others]: readonly Draft[]): [TargetCandidate[], TargetCandidate[]] {
  const own = findTargets(main?.columns.map(({ profile }) => profile) ?? []);
  if (own.some(({ target }) => target !== null)) return [own, []];
  const profiles = others.flatMap(({ source }) => source.profile.columns);
  const isNew = ({ column }: TargetCandidate) => main !== undefined && findDraftColumn(main, column) === undefined;
  return [own, findTargets(profiles).filter((candidate) => candidate.target !== null && isNew(candidate))];
}

function askForTarget(
  main: Draft,
  candidates: readonly TargetCandidate[],
  chosen: TargetCandidate | undefined,
): Question {
  const readings = candidates.flatMap(({ expression, target, choices }) => [
    ...(expression && target ? [{ answer: expression, label: describeTarget(target) }] : []),
    ...choices.map(toReading),
  ]);
  const pastDue = main.columns
    .filter(({ profile }) => DAYS_PAST_DUE.test(foldText(profile.column)))
    .map(({ profile }) => toReading(`${formatName(profile.column)} >= 90`));
  const found = candidates[0] ? ` ${candidates[0].column} may say it.` : '';
  return {
    id: 'target',
    text: `Which rows defaulted?${found} For example: status in (Charged Off, Default); days_past_due >= 90 within 12 months.`,
    choices: [
      ...[...new Map([...readings, ...pastDue].map((reading) => [reading.answer, reading])).values()].slice(
        0,
        MAX_CHOICES,
      ),
      { answer: NO_TARGET, label: 'the file does not say it: all applications are open' },
    ],
    proposed: chosen?.expression ?? null,
  };
}

const toReading = (text: string): Question['choices'][number] => ({ answer: text, label: text });

const listTargetColumns = ({ bad, good, event_date }: TargetDefinition): string[] => [
  ...new Set([...[...bad, ...good].map(({ column }) => column), ...(event_date ? [event_date] : [])]),
];

/** Columns of the outcome are no inputs. */
function markTargets(drafts: readonly Draft[], names: readonly string[]): void {
  for (const name of names) {
    const column = findInDrafts(drafts, name);
    if (!column || column.decided) continue;
    column.use = { as: 'target' };
    column.confidence = 0.95;
  }
}

const findInDrafts = (drafts: readonly Draft[], name: string): DraftColumn | undefined =>
  drafts.flatMap(({ columns }) => columns).find(({ profile }) => profile.column === name);

const withDescription = (target: TargetDefinition): TargetDefinition => ({
  ...target,
  description: describeTarget(target),
});

/** A day of the default or the write-off that only bad loans have. */
function withEventDate(drafts: readonly Draft[], target: TargetDefinition): TargetDefinition {
  if (target.event_date !== null) return target;
  const EVENT =
    /default|charge.?d?.?off|chgoff|write.?off|written.?off|ausfall|abschreib|impago|castigo|defaut|niewyplac|windykac/i;
  const event = drafts[0]?.columns.find(
    ({ profile, use }) =>
      use === undefined &&
      profile.format.type === 'date' &&
      profile.missing > 0 &&
      !profile.mixed_dates &&
      EVENT.test(profile.column),
  );
  if (!event) return target;
  event.use = { as: 'target' };
  event.confidence = 0.85;
  return { ...target, event_date: event.profile.column };
}

function takeExpression(drafts: readonly Draft[], answer: string): DecidedTarget {
  const { target, since } = parseTargetExpression(answer);
  const bad = target.bad.map((condition) => checkCondition(drafts, condition));
  const good = target.good.map((condition) => checkCondition(drafts, condition));
  const day = bad.find((condition) => condition.is === 'known' && isDate(drafts, condition.column))?.column ?? null;
  const eventDate = target.event_date === null ? day : requireColumn(drafts, target.event_date).profile.column;
  const checked = { ...target, bad, good, event_date: eventDate };
  markTargets(drafts, listTargetColumns(checked));
  return {
    target: withDescription(eventDate === null ? withEventDate(drafts, checked) : checked),
    since: since === null ? null : requireColumn(drafts, since).profile.column,
  };
}

const isDate = (drafts: readonly Draft[], name: string): boolean =>
  findInDrafts(drafts, name)?.profile.format.type === 'date';

function requireColumn(drafts: readonly Draft[], name: string): DraftColumn {
  const all = drafts.flatMap(({ columns }) => columns);
  const wanted = name.trim().toLowerCase();
  const column =
    all.find(({ profile }) => profile.column === name) ??
    all.find(({ profile }) => profile.column.trim().toLowerCase() === wanted);
  if (column) return column;
  const names = all.slice(0, 12).map(({ profile }) => profile.column);
  throw new RawFileRefused(
    'InvalidMapping',
    `the target names the column ${name}, and the files have ${names.join(', ')}, …`,
  );
}

/** The condition with the column's name as the file writes it. */
function checkCondition(drafts: readonly Draft[], condition: TargetCondition): TargetCondition {
  const { profile } = requireColumn(drafts, condition.column);
  const named = { ...condition, column: profile.column };
  if (named.is === 'in')
    return { ...named, values: checkValues(profile.column, named.values, profile.frequent, profile.distinct) };
  const isCompared = named.is === 'at_least' || named.is === 'below';
  if (isCompared && profile.format.type !== 'number') {
    throw new RawFileRefused(
      'InvalidMapping',
      `the target compares ${profile.column} with a number, and its values are no numbers`,
    );
  }
  return named;
}

/** Values as the file writes them; one that occurs in no row is a mistake. */
function checkValues(
  column: string,
  values: readonly string[],
  frequent: readonly { text: string; rows: number }[],
  distinct: number,
): string[] {
  const texts = frequent.map(({ text }) => text.trim());
  const isComplete = distinct <= texts.length && texts.length > 0;
  return values.map((value) => {
    const found =
      texts.find((text) => text === value) ??
      texts.find((text) => text.toLowerCase() === value.toLowerCase()) ??
      texts.find((text) => text.replace(/\.0+$/, '') === value.replace(/\.0+$/, ''));
    if (found !== undefined || !isComplete) return found ?? value;
    const shared = frequent.filter(({ rows }) => rows >= MIN_ROWS_OF_EXAMPLE).map(({ text }) => text.trim());
    const hint = shared.length > 0 ? `; its values are ${shared.slice(0, 12).join(', ')}` : '';
    throw new RawFileRefused('InvalidMapping', `no row has ${column} = ${value.slice(0, 60)}${hint}`);
  });
}

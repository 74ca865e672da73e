/** Groups raw tables of the same columns into sources, finds the one with the loans, and how the others join it. */
import type { Question, TableProfile } from '../../contract/profile.ts';
import type { RawTable } from '../../contract/raw-file.ts';
import { createTextHash, HashSet, hashText, toHashNumber } from '../../profiling/hash-text.ts';
import { splitNormalName } from '../names/column-names.ts';
import { FIELD_NAMES } from '../names/field-names.ts';
import { indexNames, isKeyLike, isUnique, matchFields } from '../names/match-field.ts';
import { findTargets } from '../outcome/find-target.ts';

export interface DraftSource {
  name: string;
  tables: RawTable[];
  /** Of its largest table. */
  profile: TableProfile;
  join: { column: string; with: string } | null;
}

const NAMES = indexNames(FIELD_NAMES);

/** The sources, that of the loans first. */
export function groupSources(tables: readonly RawTable[], profiles: readonly TableProfile[]): DraftSource[] {
  const pairs = tables.map((table, index) => ({ table, profile: profiles[index] as TableProfile }));
  const groups = Map.groupBy(pairs, ({ table }) => JSON.stringify(table.columns));
  const taken = new Set<string>();
  const sources = [...groups.values()].map((group) => {
    const largest = group.reduce((most, pair) => (pair.profile.rows > most.profile.rows ? pair : most));
    const { file, part } = largest.table;
    return {
      name: chooseSourceName(part && groups.size > 1 ? part : file, taken),
      tables: group.map(({ table }) => table),
      profile: largest.profile,
      join: null,
    };
  });
  return sources.sort((a, b) => scoreLoans(b.profile) - scoreLoans(a.profile));
}

function chooseSourceName(file: string, taken: Set<string>): string {
  const plain = file
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/(?:\.[a-z0-9]{1,7}){1,2}$/, '')
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 36);
  const base = plain || 'source';
  let name = base;
  for (let copy = 2; taken.has(name); copy += 1) name = `${base}_${copy}`;
  taken.add(name);
  return name;
}

/** The table of the loans has the outcome, an amount, a day, and one row for each key; that of outcomes has no amount. */
function scoreLoans({ columns }: TableProfile): number {
  const target = findTargets(columns)[0]?.score ?? 0;
  const fields = new Set(columns.flatMap((column) => matchFields(NAMES, column).map(({ names }) => names.field)));
  const has = (field: string) => (fields.has(`loan_applications.${field}`) ? 1 : 0);
  const hasKey = columns.some((column) => isUnique(column) && isKeyLike(column)) ? 1 : 0;
  return target + has('amount') + has('applied_at') + has('term_months') + 0.5 * has('annual_rate') + hasKey;
}

const CHECKED_ROWS = 20_000;
const MAX_KEYS_ROWS = 5_000_000;
const MIN_CONTAINED = 0.5;

interface JoinCandidate {
  column: string;
  with: string;
  nameScore: number;
}

/** Finds for each other source the columns that join it to the first: alike in name, and the values of one in the other. */
export async function joinSources(
  [main, ...others]: readonly DraftSource[],
  answers: Readonly<Record<string, string>>,
): Promise<{ sources: DraftSource[]; questions: Question[] }> {
  if (!main) return { sources: [], questions: [] };
  const sources = [main];
  const questions: Question[] = [];
  const keys = main.profile.columns.filter(isKeyLike).map(({ column }) => column);
  const keySets = others.length > 0 ? await readKeySets(main, keys) : new Map<string, HashSet>();
  for (const source of others) {
    const answer = answers[`join:${source.name}`];
    if (answer === 'leave out') continue;
    const candidates = await rateJoins(source, main, keySets);
    const chosen = answer
      ? candidates.find((candidate) => formatJoin(candidate) === answer)
      : candidates.find(({ nameScore }) => nameScore > 0);
    if (chosen) sources.push({ ...source, join: { column: chosen.column, with: chosen.with } });
    else questions.push(askJoin(source, main, candidates));
  }
  return { sources, questions };
}

const formatJoin = ({ column, with: key }: JoinCandidate): string => `${column} = ${key}`;

function askJoin(source: DraftSource, main: DraftSource, candidates: readonly JoinCandidate[]): Question {
  return {
    id: `join:${source.name}`,
    text: `Which column of ${source.profile.file} names the row of ${main.profile.file} that a row belongs to?`,
    choices: [
      ...candidates.slice(0, 8).map((candidate) => ({ answer: formatJoin(candidate), label: formatJoin(candidate) })),
      { answer: 'leave out', label: `leave ${source.profile.file} out` },
    ],
    proposed: null,
  };
}

async function readKeySets(main: DraftSource, keys: readonly string[]): Promise<Map<string, HashSet>> {
  const sets = new Map(keys.map((key) => [key, new HashSet()]));
  const hash = createTextHash();
  let rows = 0;
  for (const table of main.tables) {
    const places = keys.map((key) => table.columns.indexOf(key));
    for await (const batch of table.rows()) {
      for (const { values } of batch) {
        for (const [index, place] of places.entries()) {
          hashText((values[place] ?? '').trim(), hash);
          sets.get(keys[index] ?? '')?.add(toHashNumber(hash.low, hash.high));
        }
      }
      rows += batch.length;
      if (rows > MAX_KEYS_ROWS) return sets;
    }
  }
  return sets;
}

async function rateJoins(
  source: DraftSource,
  main: DraftSource,
  keySets: ReadonlyMap<string, HashSet>,
): Promise<JoinCandidate[]> {
  const own = source.profile.columns.filter(isKeyLike).map(({ column }) => column);
  const pairs = own.flatMap((column) =>
    [...keySets.keys()].map((key) => ({ column, with: key, nameScore: compareNames(column, key, source, main) })),
  );
  const contained = new Map(pairs.map((pair) => [pair, 0]));
  const [table] = source.tables;
  let rows = 0;
  const hash = createTextHash();
  const places = pairs.map(({ column }) => table?.columns.indexOf(column) ?? -1);
  for await (const batch of table?.rows() ?? []) {
    for (const { values } of batch) {
      rows += 1;
      for (const [index, pair] of pairs.entries()) {
        hashText((values[places[index] ?? -1] ?? '').trim(), hash);
        if (keySets.get(pair.with)?.has(toHashNumber(hash.low, hash.high))) {
          contained.set(pair, (contained.get(pair) ?? 0) + 1);
        }
      }
    }
    if (rows >= CHECKED_ROWS) break;
  }
  return pairs
    .filter((pair) => (contained.get(pair) ?? 0) >= MIN_CONTAINED * rows)
    .sort((a, b) => b.nameScore - a.nameScore || (contained.get(b) ?? 0) - (contained.get(a) ?? 0));
}

/** Alike in words, or of the same field: `cust_no` and `customer_id`; `id` of customers.csv and `customer_id`. */
function compareNames(column: string, key: string, source: DraftSource, main: DraftSource): number {
  const [own, other] = [splitNormalName(column), splitNormalName(key)];
  if (own.join('') === other.join('')) return own.join('') === 'id' ? 0.2 : 1;
  const listFields = (profile: TableProfile, name: string) =>
    profile.columns
      .filter((candidate) => candidate.column === name)
      .flatMap((candidate) => matchFields(NAMES, candidate))
      .filter(({ names }) => names.kind === 'key')
      .map(({ names }) => names.field);
  const fields = listFields(main.profile, key);
  if (listFields(source.profile, column).some((field) => fields.includes(field))) return 0.8;
  const isPlainId = (words: readonly string[]) => words.join('') === 'id' || words.join('') === 'number';
  const sourceWord = splitNormalName(source.name).map((word) => word.replace(/s$/, ''));
  if (isPlainId(own) && other.some((word) => sourceWord.includes(word))) return 0.7;
  const mainWord = splitNormalName(main.name).map((word) => word.replace(/s$/, ''));
  return isPlainId(other) && own.some((word) => mainWord.includes(word) || word === 'loan') ? 0.7 : 0;
}

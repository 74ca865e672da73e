/** Chooses the keys of the loans' table: the column of the application's id, and that of the customer's. */
import { formatCountOf } from '../../../shared/page/number-format.ts';
import type { ColumnProfile } from '../../contract/profile.ts';
import { ask, type Draft, type DraftColumn, findFieldColumn, useAsField } from '../draft/draft.ts';
import { isNumberedName, splitNormalName } from '../names/column-names.ts';
import { namesIdentifier } from '../names/column-words.ts';
import type { FieldMatch } from '../names/match-field.ts';
import { isKeyLike, isUnique } from '../names/match-field.ts';

const APPLICATION = 'loan_applications.application_id';
const CUSTOMER = 'customers.customer_id';
export const ROW_NUMBER = 'row_number';

/** Repeated keys below this share are faults of a key; above, the column is none. */
const MAX_REPEATED_SHARE = 0.2;

/** Uses columns as keys. Returns the constants of ids that no column has. */
export function chooseKeys(
  draft: Draft,
  matches: ReadonlyMap<DraftColumn, readonly FieldMatch[]>,
): Record<string, string> {
  const decided = findFieldColumn(draft, APPLICATION);
  const decidedOwner = findFieldColumn(draft, CUSTOMER);
  const candidates = draft.columns.filter(
    (column) =>
      isKeyLike(column.profile) && (column.use === undefined || column === decided || column === decidedOwner),
  );
  const isNamed = (column: DraftColumn, field: string) =>
    (matches.get(column) ?? []).some(({ names }) => names.field === field);
  const unique = candidates.filter(({ profile }) => isUnique(profile) && hasDistinctRows(profile));
  const ownNumbers = candidates.filter(({ profile }) => profile.personal === null || profile.personal === 'name');
  const plainIds = unique
    .filter((column) => ownNumbers.includes(column))
    .filter(({ profile }) => isPlainId(profile.column));
  const customer =
    decidedOwner ?? ownNumbers.find((column) => isNamed(column, CUSTOMER) && hasManyOwners(column.profile));
  // An account of a bank is no key: keys are stored in clear.
  const named = ownNumbers.filter((column) => isNamed(column, APPLICATION) && column !== customer);
  const application =
    decided ??
    answeredKey(draft, unique) ??
    named.find((column) => unique.includes(column)) ??
    plainIds[0] ??
    (customer && unique.includes(customer) ? customer : undefined) ??
    findOnlyId(unique.filter((column) => ownNumbers.includes(column)));
  const repeated = application ? undefined : findRepeatedKey(named, draft, candidates);
  const key = application ?? repeated;
  if (!key) return askForKey(draft, unique, customer);
  if (repeated) reportRepeatedKey(draft, repeated, unique);
  const owner = customer && customer !== key ? customer : key;
  const confidence = named.includes(key) || plainIds.includes(key) || key === customer ? 0.95 : 0.7;
  useAsField(draft, key, [{ field: APPLICATION }], confidence);
  useAsField(draft, owner, [{ field: 'loan_applications.customer_id' }, { field: CUSTOMER }], 0.95);
  return {};
}

/** A column with few texts names something else than customers, such as a branch or a partner. */
const hasManyOwners = ({ distinct, known }: ColumnProfile): boolean =>
  distinct >= Math.max(0.02 * Math.min(known, 9500), Math.min(30, 0.2 * known));

/** Few rows are distinct by chance. */
const hasDistinctRows = ({ known, format, quantiles }: ColumnProfile): boolean =>
  known >= 20 || format.type === 'text' || quantiles === null;

const isPlainId = (name: string): boolean => {
  const words = splitNormalName(name);
  return (
    ['id', 'ids', 'key', 'number', 'skid', 'rowid', 'recordid'].includes(words.join('')) ||
    words.join('') === 'lfdnumber'
  );
};

/** The one column that has an id in its name and a value of its own in every row. */
function findOnlyId(unique: readonly DraftColumn[]): DraftColumn | undefined {
  const ids = unique.filter(({ profile }) => namesIdentifier(profile.column) && !isNumberedName(profile.column));
  return ids.length === 1 ? ids[0] : undefined;
}

function answeredKey(draft: Draft, unique: readonly DraftColumn[]): DraftColumn | undefined {
  const answer = draft.answers.key;
  return answer === undefined ? undefined : unique.find(({ profile }) => profile.column === answer);
}

/** A column that is named as the key and repeats few of its values. */
function findRepeatedKey(
  named: readonly DraftColumn[],
  draft: Draft,
  candidates: readonly DraftColumn[],
): DraftColumn | undefined {
  if (draft.answers.key === ROW_NUMBER) return undefined;
  const all = [...named, ...candidates.filter(({ profile }) => isPlainId(profile.column))];
  return all.find(
    ({ profile }) => profile.known - profile.distinct <= MAX_REPEATED_SHARE * profile.known && profile.distinct > 20,
  );
}

function reportRepeatedKey(draft: Draft, { profile }: DraftColumn, unique: readonly DraftColumn[]): void {
  const repeated = profile.known - profile.distinct;
  // Some rows have none: they are refused one by one.
  if (repeated <= 0) return;
  const areWholeRows = repeated <= draft.source.profile.duplicate_rows;
  draft.findings.push({
    kind: 'key_not_unique',
    blocks: !areWholeRows && draft.answers.key === undefined,
    column: profile.column,
    text: areWholeRows
      ? `${formatCountOf(repeated, 'row')} ${repeated === 1 ? 'repeats' : 'repeat'} an earlier row with the same ${profile.column}; each loan is delivered once`
      : `${formatCountOf(repeated, 'row')} ${repeated === 1 ? 'has' : 'have'} the ${profile.column} of an earlier row; a key names one loan`,
  });
  if (areWholeRows) return;
  ask(draft, {
    id: 'key',
    text: `Which column names one loan? ${formatCountOf(repeated, 'row')} ${repeated === 1 ? 'has' : 'have'} the ${profile.column} of an earlier row. With it the last row of a key counts.`,
    choices: [
      { answer: profile.column, label: `${profile.column}, and the last row of a key counts` },
      ...unique.map((column) => ({ answer: column.profile.column, label: column.profile.column })),
      { answer: ROW_NUMBER, label: 'none: every row is a loan of its own' },
    ],
    proposed: null,
  });
}

/** Several columns could be the key, or none is: the rows are numbered, and a person may choose. */
function askForKey(
  draft: Draft,
  unique: readonly DraftColumn[],
  customer: DraftColumn | undefined,
): Record<string, string> {
  const choices = unique.filter(({ profile }) => !isAmountLike(profile));
  if (choices.length > 0 && draft.answers.key !== ROW_NUMBER) {
    ask(draft, {
      id: 'key',
      text: 'Which column names one loan, with a value of its own in every row?',
      choices: [
        ...choices.map(({ profile }) => ({ answer: profile.column, label: profile.column })),
        { answer: ROW_NUMBER, label: 'none: number the rows' },
      ],
      proposed: null,
    });
  }
  if (customer) useAsField(draft, customer, [{ field: 'loan_applications.customer_id' }, { field: CUSTOMER }], 0.9);
  const numbered = { [APPLICATION]: ROW_NUMBER };
  return customer ? numbered : { ...numbered, 'loan_applications.customer_id': ROW_NUMBER, [CUSTOMER]: ROW_NUMBER };
}

/** Amounts of a small file may be distinct by chance. */
const isAmountLike = ({ format, known, column }: ColumnProfile): boolean =>
  format.type === 'number' && known < 500 && !namesIdentifier(column);

/** Finds the columns that may say whether a loan defaulted, with the values that mean so. */
import type { ColumnProfile } from '../../contract/profile.ts';
import type { TargetCondition, TargetDefinition } from '../../contract/target.ts';
import { foldText } from '../../profiling/units.ts';
import { isNumberedName, splitColumnName, splitNormalName } from '../names/column-names.ts';
import { type OutcomeMeaning, readOutcomeText } from './outcome-words.ts';

export interface TargetCandidate {
  column: string;
  /** As a person would write it; null where the values do not say which of them is bad. */
  expression: string | null;
  target: TargetDefinition | null;
  /** Other ways to read the column, as expressions. */
  choices: string[];
  score: number;
  /** Name and values leave no doubt. */
  isSure: boolean;
}

const BAD_NAMES =
  /default|\bbad\b|badloan|charge ?d? ?off|chargeoff|chgoff|bankrup|ausfall|ausgefallen|notleidend|impag|incumpl|moroso|morosidad|defaut|defaillan|impaye|niewyplac|niesplac|insolven|inadimpl|wanbetal|misligh|\bnpl\b|write ?off|written ?off|serious dlqin|not fully paid|not paid|delinquent 90|dpd 90|90 dpd|ever 90|\bzly\b|\bgb\b/;
const GOOD_NAMES =
  /repaid|fully paid|paid back|\bgood\b|zuruckgezahlt|pagado|rembourse|splacon|terugbetaald|no default|non default|creditworthy|loan paid/;
const OPEN_NAMES =
  /^(?:target|label|y|class|klasse|clase|klasa|classe|outcome|loan outcome|result|ergebnis|resultado|wynik|esito|resultat|response|risk|credit risk|risiko|riesgo|status|loan status|account status|contract status|credit status|final status|kreditstatus|status kredit|status kredytu|status pozyczki|status umowy|vertragsstatus|estado|estado prestamo|estado credito|estado del prestamo|estado del credito|statut|statut pret|statut du pret|situacao|stato|mis status|performance|perf|perf flag|flag|event|loan condition|creditability|kredit|credibility|bonitat|repay fail|repayment status|state of loan|loan state|situacion|situation|situation pret|situazione|sytuacja|zustand|status des kredits|condition|loan standing|standing|end status)$/;
/** A word for a state, and whose it is: `stato_pratica`, `Stan umowy`. */
const STATES_OF_LOANS =
  /^(?:status|state|estado|stato|stan|statut|etat|situacao|situazione|situacion)(?: (?:of|do|da|de|del|della|du|di|des|der|des))?(?: (?:the|la|el|il|le))? (?:loan|credit|contract|account|application|pratica|contratto|finanziamento|prestito|mutuo|umowy|kredytu|pozyczki|contrat|dossier|pret|credito|prestamo|contrato|operacion|operacao|emprestimo|vertrag\w*|kredit\w*|darlehen\w*)$/;
/** With such a word the name tells of other loans or of earlier times. */
const OTHER_LOANS =
  /\b(?:prev|previous|prior|history|historical|hist|on file|past|bureau|other|others|num|number|count|cnt|amount|amt|date|rate|prob|probability|score|pd|reason|months?since|since|ratio|days|times|spouse|ever in)\b|vorherig|fruher|anterior|precedent|poprzedni/;

/** The name says both sides, or the opposite of its other words: no value of it is bad without a person's word. */
const TURNED_NAMES =
  /\b(?:no|not|non|never|nicht|keine?n?|sin|nie|sans|pas|senza|nao|sem|niet|geen|without|free|cured|good bad|bad good|gb)\b/;
const NOT_PAID = /not (?:fully )?paid/;

/** Late, and maybe not for long enough. */
const DOUBTFUL = /mora|delinquent|retard|verzug|settled/i;

const MAX_STATUSES = 30;

/** Lists the candidates, the likeliest first. */
export function findTargets(columns: readonly ColumnProfile[]): TargetCandidate[] {
  const candidates = columns.flatMap((profile, index) => {
    const candidate = readCandidate(profile, index === columns.length - 1);
    return candidate ? [candidate] : [];
  });
  return candidates.sort((a, b) => b.score - a.score);
}

function readCandidate(profile: ColumnProfile, isLast: boolean): TargetCandidate | undefined {
  const name = splitColumnName(profile.column).join(' ');
  const isOther = OTHER_LOANS.test(name);
  const normalName = splitNormalName(profile.column).join(' ');
  const nameScore = isOther
    ? 0.1
    : BAD_NAMES.test(name) || BAD_NAMES.test(normalName)
      ? 1
      : GOOD_NAMES.test(name)
        ? 0.9
        : [name, normalName].some((text) => OPEN_NAMES.test(text) || STATES_OF_LOANS.test(text))
          ? 0.6
          : 0;
  if (profile.format.type === 'date') return readEvent(profile, isOther ? name.replace(/\bdate\b/, '') : name);
  if (profile.frequent.length < 2 || profile.distinct > MAX_STATUSES) return undefined;
  return readBinary(profile, name, nameScore, isLast) ?? readStatuses(profile, nameScore);
}

/** A day of a write-off is known for bad loans only. */
function readEvent({ column, missing, known }: ColumnProfile, name: string): TargetCandidate | undefined {
  if (!BAD_NAMES.test(name) || missing === 0 || known === 0) return undefined;
  const target: TargetDefinition = {
    description: `${formatName(column)} is known`,
    bad: [{ column, is: 'known' }],
    good: [],
    event_date: column,
    performance_months: null,
  };
  return { column, expression: target.description, target, choices: [], score: 0.55, isSure: false };
}

const PAIRS: readonly (readonly [bad: string, good: string])[] = [
  ['1', '0'],
  ['1.0', '0.0'],
  ['y', 'n'],
  ['yes', 'no'],
  ['true', 'false'],
  ['t', 'f'],
  ['ja', 'nein'],
  ['j', 'n'],
  ['si', 'no'],
  ['s', 'n'],
  ['oui', 'non'],
  ['o', 'n'],
  ['tak', 'nie'],
  ['ja', 'nee'],
  ['sim', 'nao'],
  ['sim', 'no'],
  ['vrai', 'faux'],
  ['wahr', 'falsch'],
  ['b', 'g'],
];

function readBinary(
  profile: ColumnProfile,
  name: string,
  nameScore: number,
  isLast: boolean,
): TargetCandidate | undefined {
  const texts = Map.groupBy(profile.frequent, ({ text }) => foldText(text.trim()));
  if (texts.size !== 2 || profile.distinct > 4) return undefined;
  const listTexts = (word: string) => (texts.get(word) ?? []).map(({ text }) => text.trim());
  const countRows = (word: string) => (texts.get(word) ?? []).reduce((sum, { rows }) => sum + rows, 0);
  const pair = PAIRS.find(([one, zero]) => texts.has(one) && texts.has(zero));
  const choices = [...texts.keys()].map((word) => formatIn(profile.column, listTexts(word)));
  const isPositional = nameScore === 0 && isLast && isNumberedName(profile.column);
  if (pair) {
    const isGoodName = GOOD_NAMES.test(name) && !BAD_NAMES.test(name);
    const [bad, good] = isGoodName && pair[0] !== 'b' ? [pair[1], pair[0]] : pair;
    const isMinority = countRows(bad) < countRows(good);
    const isNamed = nameScore >= 0.9;
    if (nameScore === 0 && !isPositional) return undefined;
    // Where most loans are bad, the codes are probably the other way round.
    const isTurned = countRows(bad) > countRows(good) || (pair[0] !== 'b' && isTurnedName(name));
    const isReadable = !isTurned && (isNamed || (nameScore >= 0.5 && isMinority));
    const target = isReadable ? createTarget(profile.column, listTexts(bad), listTexts(good)) : null;
    return toCandidate(profile.column, target, choices, nameScore || 0.3, isNamed && isMinority);
  }
  if ([...texts.keys()].every((word) => readOutcomeText(word) !== undefined)) return undefined;
  if (nameScore < 0.5 && !isPositional) return undefined;
  return toCandidate(profile.column, null, choices, nameScore || 0.3, false);
}

const isTurnedName = (name: string): boolean => TURNED_NAMES.test(name) && !NOT_PAID.test(name);

function readStatuses({ column, frequent, known }: ColumnProfile, nameScore: number): TargetCandidate | undefined {
  const meanings = frequent.map(({ text, rows }) => ({ text: text.trim(), rows, meaning: readOutcomeText(text) }));
  const list = (wanted: OutcomeMeaning | undefined) =>
    meanings.filter(({ meaning }) => meaning === wanted).map(({ text }) => text);
  const unread = meanings.reduce((sum, { meaning, rows }) => sum + (meaning ? 0 : rows), 0);
  const [bad, good] = [list('bad'), list('good')];
  if (bad.length === 0 || unread > 0.5 * known) {
    if (nameScore < 0.5) return undefined;
    return toCandidate(
      column,
      null,
      meanings.slice(0, 8).map(({ text }) => formatIn(column, [text])),
      nameScore - 0.2,
      false,
    );
  }
  const hasOther = good.length > 0 || list('open').length > 0;
  if (!hasOther || (nameScore === 0 && unread > 0.05 * known)) return undefined;
  const target = createTarget(column, bad, good);
  // Statuses of something else, such as of an earlier loan; or nothing is good, and running loans would be.
  if (nameScore < 0.5 || good.length === 0)
    return toCandidate(column, null, [target.description], 0.35 + 0.6 * nameScore, false);
  const isSure =
    nameScore >= 0.6 && unread === 0 && good.length > 0 && ![...bad, ...good].some((text) => DOUBTFUL.test(text));
  return toCandidate(column, target, [], 0.35 + 0.6 * nameScore, isSure);
}

function toCandidate(
  column: string,
  target: TargetDefinition | null,
  choices: readonly string[],
  score: number,
  isSure: boolean,
): TargetCandidate {
  const expression = target?.description ?? null;
  return { column, expression, target, choices: choices.filter((choice) => choice !== expression), score, isSure };
}

function createTarget(column: string, bad: string[], good: string[]): TargetDefinition {
  const conditions: TargetCondition[] = good.length > 0 ? [{ column, is: 'in', values: good }] : [];
  const suffix = good.length > 0 ? ` good if ${formatIn(column, good)}` : '';
  return {
    description: `${formatIn(column, bad)}${suffix}`,
    bad: [{ column, is: 'in', values: bad }],
    good: conditions,
    event_date: null,
    performance_months: null,
  };
}

/** A condition in the words of target expressions. */
function formatIn(column: string, values: readonly string[]): string {
  const [first] = values;
  const written = values.map(formatValue);
  return values.length === 1 && first !== undefined
    ? `${formatName(column)} = ${written[0]}`
    : `${formatName(column)} in (${written.join(', ')})`;
}

/** Quoted where a word of the name could be read as an operator. */
export function formatName(column: string): string {
  if (/^[\p{L}\p{N}_ .-]+$/u.test(column) && !/(?:^|\s)(?:in|is|not|or|and)(?:\s|$)/i.test(column)) return column;
  return column.includes('"') ? `\`${column}\`` : `"${column}"`;
}

function formatValue(value: string): string {
  if (/^[\p{L}\p{N}_ .+-]+$/u.test(value) && !/(?:^|\s)(?:or|and|within|dated|good)(?:\s|$)/i.test(value)) return value;
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}

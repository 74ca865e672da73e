/** Reads what a text of a status says of a loan: gone bad, paid back, or not decided yet. */
import { foldText } from '../../profiling/units.ts';

export type OutcomeMeaning = 'bad' | 'good' | 'open';

const NEGATED =
  /\b(?:no|non|not|never|nicht|kein|sin|nie|sans)[ -]?(?:in |en |w )?(?:default|bad|npl|ausfall|ausgefallen|impago|defaut|delinquent|moroso)/;

/** A word that turns what stands up to two words later around: "not yet fully paid", "nie została spłacona". */
const NEGATION =
  '(?<!\\p{L})(?:not?|non|never|nicht|keine?n?|sin|nie|sans|pas|jamais|senza|nao|sem|nunca|niet|geen|ikke|inte)[ -]+(?:\\p{L}+[ -]+){0,2}?';
/** Of a loan that goes on, whatever is said of the part. */
const PARTIAL = /\bpartial|\bpartly|\bpart paid|teilweise|parcial|parzial|partiel|czesciow|gedeeltelijk|delvis/;

const MEANINGS: readonly { meaning: OutcomeMeaning; form: RegExp }[] = [
  {
    meaning: 'bad',
    form: /charge[sd]?[ -]?off|chg ?off|default|writ(?:e|ten)[ -]?off|\bbad\b|\bloss\b|non[ -]?perform|\bnpl\b|bankrupt|foreclos|repossess|uncollect|\bunpaid\b|not paid|\bfailed\b|ausgefallen|ausfall|gekundigt|abgeschrieben|uneinbring|inkasso|insolven|verlust|\bschlecht|notleidend|impag|incumpl|\ben mora\b|^mora$|vencid[oa] judicial|castig|fallid[oa]|moros[oa]|incobrable|defaut|defaillan|\bperte\b|contentieux|impaye|niesplac|windykac|wypowiedzian|\bstrata\b|\bzly\b|niewyplac|umorzon|sofferenza|insoluto|inadimpl|prejuizo|wanbetal|oninbaar|misligh/,
  },
  {
    meaning: 'good',
    form: /fully[ -]?paid|paid|repaid|\bpif\b|p i f|\bclosed\b|\bcomplete|\bgood\b|matured|\bsettled|zuruckgezahlt|getilgt|abgelost|erledigt|beendet|abgeschlossen|\bgut\b|bezahlt|pagad[oa]|liquidad[oa]|cancelad[oa]|saldad[oa]|finalizad[oa]|rembours|\bsolde\b|clotur|\btermine[es]?\b|splacon|zamkniet|\bdobry|zakonczon|estint|rimborsat|\bsaldato|quitad[oa]|afgelost|terugbetaald|afbetaald|aterbetal/,
  },
  {
    meaning: 'open',
    form: /current|\blive\b|activ|\bopen|in[ _-]?progress|in[ _-]?repayment|perform|grace|\blate\b|issued|arrear|ongoing|running|laufend|aktiv|offen|vigente|al corriente|al dia|en cours|\bactif|aktywn|w trakcie|w splacie|in corso|em dia|em aberto|lopend|funding|fundraising|pending|approved|received|transfer|delinquent|past due|overdue|verzug|ruckstand|mahn|atrasad|retard|opozn|deferred|expired|refunded|rejected|declined|cancel+ed|withdrawn|\bnew\b|lopande|paid out|up to date|to be paid|disbursed/,
  },
];

const NEGATED_MEANINGS = MEANINGS.map(({ form }) => new RegExp(`${NEGATION}(?:${form.source})`, 'u'));

/** What the text says; undefined when it says nothing of an outcome, or two things, as "not yet paid" and "closed, rejected" do. */
export function readOutcomeText(text: string): OutcomeMeaning | undefined {
  const folded = foldText(text).replace(/_/g, ' ');
  if (NEGATED.test(folded)) return 'good';
  const isNegated = (index: number) => NEGATED_MEANINGS[index]?.test(folded) === true;
  const found = MEANINGS.findIndex(({ form }) => form.test(folded));
  const meaning = isNegated(found) ? undefined : MEANINGS[found]?.meaning;
  if (meaning !== 'good') return meaning;
  if (PARTIAL.test(folded)) return 'open';
  const open = MEANINGS.length - 1;
  return MEANINGS[open]?.form.test(folded) && !isNegated(open) ? undefined : 'good';
}

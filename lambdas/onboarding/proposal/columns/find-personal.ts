/** Finds personal data by name and by content: sealed where the contract has a column for it, otherwise left out. */
import { findNameFault } from '../../../shared/landing/attribute-rules.ts';
import { listPersonalColumns } from '../../../shared/landing/table-contract.ts';
import type { ColumnProfile } from '../../contract/profile.ts';
import { type Draft, type DraftColumn, leaveOut, useAsField } from '../draft/draft.ts';
import { splitColumnName } from '../names/column-names.ts';
import type { FieldMatch } from '../names/match-field.ts';

const PERSONAL_FIELDS = new Set(listPersonalColumns('customers').map((name) => `customers.${name}`));

const FIELDS_OF_CONTENT: Readonly<Partial<Record<NonNullable<ColumnProfile['personal']>, string>>> = {
  email: 'customers.email',
  national_id: 'customers.national_id',
  phone: 'customers.phone',
  address: 'customers.address',
  name: 'customers.full_name',
};

/** Parts of names and addresses in languages that the rule for attributes does not know. */
const PARTS =
  /^(?:(?:first|last|sur|fore|middle|maiden|given|family) ?name|surname|forename|vorname|nachname|familienname|geburtsname|apellidos?|apellido (?:1|2|paterno|materno)|primer (?:nombre|apellido)|segundo (?:nombre|apellido)|prenom|nom|nom de famille|imie|imiona|nazwisko|cognome|sobrenome|voornaam|achternaam|fornamn|efternamn|strasse|str|strasse (?:und )?hausnr|hausnummer|plz|postleitzahl|ort|wohnort|calle|codigo postal|cp|cep|eircode|pin code|pincode|rue|code postal|ville|ulica|kod pocztowy|miejscowosc|via|cap|postcode|zip|zip code|zipcode|postal code|straat|geburtsort|lugar nacimiento|miejsce urodzenia|lieu naissance|iban|bic|kontoinhaber|card number|kartennummer|tarjeta|license plate|kennzeichen kfz|nip|regon|ip|ip address|lat|lng|lon|long|longitude|latitude|geo|device id|imei|url|website|facebook|twitter|linkedin|skype|emergency contact|next of kin|employer phone|reference name|guarantor name|co borrower name|spouse name|mother name|father name)$/;

/** A word for a part of a name, in any name of a column. */
const NAME_WORDS =
  /\b(?:nazwisk[oa]|imi(?:e|ona|enia)|prenoms?|cognome|apellidos?|sobrenome|vornamen?|nachname|familienname|madchenname|maedchenname|geburtsname|initials|initialen|birth ?place|geburtsort|(?:luogo|lugar|lieu|local) (?:di |de )?(?:nascita|nacimiento|naissance|nascimento))\b/;
/** A word for a name beside one for another person, or that one alone. */
const RELATIVES =
  /^(?:(?:nom|nome|nombre|name|names) (?:of |de |da |do |del |della |du |di |des |la |le |l )*)?(?:the )?(?:naissance|famille|jeune fille|conjointe?|conyuge|coniuge|spouse|wife|husband|ehepartner(?:in)?|ehegatt(?:e|in)|mae|mere|pere|madre|padre|pai|mother|father|marido|esposa|esposo|malzonk(?:a)?|fiador|avalista|garant[es]?|guarantor|burge|referencia|referee|contacto?|contatto)(?: (?:name|nom|nome|nombre))?$/;

/** Words of the rule for attributes that mean something else in other languages: Polish "lat" is years. */
const AMBIGUOUS_WORDS = new Set([
  'lat',
  'sin',
  'pan',
  'nie',
  'dni',
  'tin',
  'vin',
  'mac',
  'ip',
  'cell',
  'fax',
  'tel',
  'pin',
]);

/** Decides about every undecided column that is personal. */
export function separatePersonal(draft: Draft, matches: ReadonlyMap<DraftColumn, readonly FieldMatch[]>): void {
  const undecided = draft.columns.filter(({ use, profile }) => use === undefined && profile.known > 0);
  for (const column of undecided) {
    const match = (matches.get(column) ?? []).find(({ names }) => PERSONAL_FIELDS.has(names.field));
    if (match && isPlausible(column.profile) && !draft.takenFields.has(match.names.field)) {
      useAsField(draft, column, [{ field: match.names.field }], match.confidence);
    }
  }
  for (const column of undecided) {
    const isField = (matches.get(column) ?? []).some(({ names }) => !PERSONAL_FIELDS.has(names.field));
    if (column.use === undefined) separateColumn(draft, column, isField);
  }
  warnOfPersonalKeys(draft);
}

/** Flags about a datum and codes are not the datum. */
const isPlausible = ({ distinct, format, longest, highest, personal }: ColumnProfile): boolean =>
  personal !== null ||
  (distinct > 3 &&
    format.type !== 'boolean' &&
    format.type !== 'date' &&
    longest > 2 &&
    (format.type !== 'number' || Number(highest) > 1000));

/** @param isField the column is named and filled like another field, such as the birth date */
function separateColumn(draft: Draft, column: DraftColumn, isField: boolean): void {
  const { profile } = column;
  const field = profile.personal && FIELDS_OF_CONTENT[profile.personal];
  const isPart = profile.personal === 'name' && profile.words < 1.5;
  if (field && !isPart && !draft.takenFields.has(field) && !namesPart(profile.column)) {
    useAsField(draft, column, [{ field }], 0.85);
    return;
  }
  if (profile.personal !== null || (!isField && isPersonalByName(profile)))
    leaveOut(column, 'personal', profile.personal ? 0.9 : 0.95);
}

function namesPart(column: string): boolean {
  const name = splitColumnName(column).join(' ');
  return PARTS.test(name) || NAME_WORDS.test(name) || RELATIVES.test(name);
}

/** By its name it would be refused as an attribute, and its values are no flag about the datum. */
export function isPersonalByName(profile: ColumnProfile): boolean {
  const { column, format, distinct, highest } = profile;
  if (namesPart(column)) return distinct > 2 || format.type === 'text';
  if (findNameFault('customers', column) !== 'personal') return false;
  if (format.type === 'boolean' || distinct <= 2) return false;
  const isSmallNumber = format.type === 'number' && Number(highest) < 200;
  const hasAmbiguousWord = splitColumnName(column).some((word) => AMBIGUOUS_WORDS.has(word));
  return (
    !(hasAmbiguousWord && (isSmallNumber || distinct <= 10)) &&
    !(format.type === 'number' && isCount(column, isSmallNumber))
  );
}

/** `phones_count`, `number_of_addresses`: small numbers under a name that counts. */
const isCount = (name: string, isSmallNumber: boolean): boolean =>
  isSmallNumber &&
  splitColumnName(name).some((word) =>
    ['count', 'cnt', 'number', 'num', 'changes', 'years', 'months', 'days'].includes(word),
  );

function warnOfPersonalKeys({ columns, findings }: Draft): void {
  for (const { profile, use } of columns) {
    const isKey =
      use?.as === 'field' && use.fields.some(({ field }) => field.endsWith('_id') && !PERSONAL_FIELDS.has(field));
    if (!isKey || profile.personal === null || profile.personal === 'name') continue;
    findings.push({
      kind: 'personal_data',
      blocks: false,
      column: profile.column,
      text: `${profile.column} is the key and looks like personal data (${profile.personal}); keys are stored in clear text, so a number of your own is better`,
    });
  }
}

/**
 * Rules for the names of lenders' attributes: no personal data, and no name that clashes with one of the system. Open it
 * to add a term; docs/landing.md has the list.
 */
import { ATTRIBUTE_PREFIXES } from '../features/attribute-names.ts';
import { FEATURES } from '../features/catalogue.ts';

type AttributeTable = keyof typeof ATTRIBUTE_PREFIXES;

/** Why a name is refused: it is named like personal data, or the system uses it. */
type NameFault = 'personal' | 'reserved';

/**
 * Terms of personal data in any word of a name: `applicant_email2`, `homePhone`. From the identifiers of NIST SP 800-122
 * (section 2.2), GDPR article 4(1) with recital 30, and 45 CFR 164.514(b)(2).
 */
const PARTS_OF_WORDS = ['address', 'email', 'phone', 'surname', 'forename', 'passport', 'birth', 'biometric'];

/** The same, as whole words in a row, written without separators: `national_id`, `NationalID`, `nationalid_of_spouse`. */
const WORDS = new Set(
  `fname lname mothername fathername vorname nachname geburtsdatum prenom apellido
  fullname firstname lastname middlename givenname familyname maidenname nickname legalname personname customername
  clientname applicantname coapplicantname borrowername debtorname guarantorname spousename holdername cardholdername
  accountholder email contactname contactperson username login
  nationalid nationalidentifier nationalidentity nationalnumber nationalinsurance nationalregister identitynumber
  identitycard identitydocument idnumber idno idcard idcode iddocument governmentid govid personalid personalnumber
  personalcode personid citizenid civilid residentid voterid
  ssn ssnr socialsecurity socialinsurance sin nin nino taxid taxidentification taxnumber taxpayer tin itin nif nie dni cpf
  curp pesel cnp egn bsn nric hkid mykad aadhaar aadhar snils codicefiscale steuerid personnummer fodselsnummer
  drivinglicence drivinglicense driverlicence driverlicense driverslicence driverslicense licencenumber licensenumber
  licenceplate licenseplate numberplate registrationplate vin
  dob
  mobilenumber mobileno cellnumber cellno cellular faxnumber faxno fax tel telno telnumber telefon msisdn whatsapp
  contactnumber
  street streetname streetnumber housenumber houseno postcode postalcode pincode zip zipcode plz pobox latitude longitude lat lng
  geolocation gps
  iban accountnumber accountno acctnumber acctno bankaccountnumber cardnumber cardno creditcardnumber pan
  ip ipv mac imei imsi deviceid cookieid advertisingid
  photo selfie fingerprint faceprint voiceprint signature`.split(/\s+/),
);

/** Names that say a personal datum when they stand alone, and often something else in a longer name. */
const WHOLE_NAMES = new Set(['name', 'names', 'mobile', 'cell', 'mail', 'contact', 'person']);

/** With such a first or last word the name says something of the datum and not the datum: `has_email`, `number_of_phones`. */
const FIRST_QUALIFIERS = new Set(['has', 'is', 'months', 'years', 'days', 'count']);
const LAST_QUALIFIERS = new Set(
  `verified registered confirmed validated known given provided match matches count changes months years days age type
  area prefix region district risk score flag amount status income`.split(/\s+/),
);

/** Names of columns, keys and outcomes of the system, with underscores for separators. */
const RESERVED_NAMES = new Set(
  `id index rowid application_id customer_id transaction_id prediction_id run_id batch_id spine_id
  as_of features_as_of valid_from ended_on ended_by_run loaded_at source_file source_line partition
  attributes features fairness personal_data
  defaulted default is_default outcome outcome_date target
  ctid oid tableoid xmin xmax cmin cmax
  __proto__ prototype constructor tostring tolocalestring valueof hasownproperty isprototypeof propertyisenumerable
  __definegetter__ __definesetter__ __lookupgetter__ __lookupsetter__`.split(/\s+/),
);

/** Columns next to the features, wherever features are read, exported or trained on. */
const KEY_COLUMNS = ['application_id', 'customer_id', 'as_of', 'run_id', 'partition', 'defaulted'];
const FEATURE_COLUMNS = new Set([...KEY_COLUMNS, ...FEATURES.map(({ name }) => name)]);

/** Training names the indicator of an unknown number so (training/data/preparation.py). */
const INDICATOR_SUFFIX = / unknown$/;

/** Finds why a lender may not use the name for an attribute that is imported; undefined when they may. */
export function findNameFault(table: AttributeTable, name: string): NameFault | undefined {
  const folded = foldName(name);
  const feature = `${ATTRIBUTE_PREFIXES[table]}${folded}`;
  const isReserved = [name.toLowerCase(), folded].some((written) => RESERVED_NAMES.has(written));
  if (isReserved || FEATURE_COLUMNS.has(feature) || INDICATOR_SUFFIX.test(name.toLowerCase())) return 'reserved';
  return isPersonal(name) ? 'personal' : undefined;
}

/** The name without case and kinds of separators: two names that are equal then are one to people and to BI tools. */
export const foldName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');

function isPersonal(name: string): boolean {
  const words = splitWords(name);
  if (WHOLE_NAMES.has(words.join(' '))) return true;
  if (words.slice(0, 2).join(' ') === 'number of') return false;
  if (words.length > 1 && (FIRST_QUALIFIERS.has(words[0] ?? '') || LAST_QUALIFIERS.has(words.at(-1) ?? ''))) {
    return false;
  }
  if (words.some((word) => PARTS_OF_WORDS.some((part) => word.includes(part)))) return true;
  return words.some((_, start) =>
    words.slice(start).some((_, length) => isPersonalTerm(words.slice(start, start + length + 1).join(''))),
  );
}

/** Whether the words, joined, are a term in singular or plural. */
const isPersonalTerm = (joined: string): boolean => WORDS.has(joined) || WORDS.has(joined.replace(/s$/, ''));

/** The words of a name in snake_case, camelCase or with other separators, in lower case and without digits. */
const splitWords = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');

/** Writes the tables of a policy as sentences, one for each row: matrices, scorecards and prices. */
import { formatExact, formatExactPercent, MISSING_TEXT } from '../../../format/numbers.ts';
import { documentTexts as texts } from '../../../texts/policies/document.ts';
import { chooseFormat, describeCondition, getOperand, type NameOperand } from './describe-condition.ts';
import type { Axis, Characteristic, ComputedValue, Matrix, NumberRange, Pricing } from './policy-document.ts';

/** A sentence for the matrix, and one for each of its rows. */
export function describeMatrix(matrix: Matrix, name: NameOperand): string[] {
  const { name: title, rows, columns, decisions, if_unknown, reason, when } = matrix;
  const columnNames = listParts(columns);
  const rowName = name(getOperand(rows));
  return [
    texts.matrix(title, rowName, name(getOperand(columns)), if_unknown, when && describeCondition(when, name), reason),
    ...listParts(rows).map((row, index) =>
      texts.matrixRow(
        title,
        `${rowName} ${row}`,
        (decisions[index] ?? []).map((decision, cell) => texts.matrixCell(columnNames[cell] ?? '', decision)),
      ),
    ),
  ];
}

/** The intervals or groups of an axis: `below 3 %`, `3 % to below 8 %`, `8 % or more`; `car, home`, `any other`. */
export function listParts(axis: Axis): string[] {
  if ('groups' in axis)
    return axis.groups.map((group) => (group === 'otherwise' ? texts.otherCategory : group.join(', ')));
  return axis.ranges.map((range) => describeRange(range, chooseFormat(getOperand(axis))));
}

function describeRange({ from, below }: NumberRange, write: (bound: number) => string): string {
  if (from !== null) return below === null ? texts.from(write(from)) : texts.interval(write(from), write(below));
  return below === null ? texts.anyValue : texts.below(write(below));
}

/** A sentence for the computed number, and one for each characteristic. */
export function describeValue({ name: title, scorecard }: ComputedValue, name: NameOperand): string[] {
  return [
    texts.scorecard(title, formatExact(scorecard.base)),
    ...scorecard.characteristics.map((characteristic) =>
      texts.characteristic(title, name(getOperand(characteristic)), listBins(characteristic)),
    ),
  ];
}

/** The bins of a characteristic with their points: `below 25: 10 points`. */
function listBins(characteristic: Characteristic): string[] {
  const unknown =
    characteristic.if_unknown === undefined ? [] : [texts.bin(texts.unknown, formatExact(characteristic.if_unknown))];
  if ('otherwise' in characteristic) {
    const bins = characteristic.bins.map((bin) => texts.bin(bin.in.join(', '), formatExact(bin.points)));
    return [...bins, texts.bin(texts.otherCategory, formatExact(characteristic.otherwise)), ...unknown];
  }
  const write = chooseFormat(getOperand(characteristic));
  return [
    ...characteristic.bins.map((bin) => texts.bin(describeRange(bin, write), formatExact(bin.points))),
    ...unknown,
  ];
}

/** The costs of funding, and a sentence for the rates of each band. */
export function describePricing(
  { when, term, funding_rate, up_to_months, rates }: Pricing,
  name: NameOperand,
): string[] {
  const condition = when && describeCondition(when, name);
  return [
    texts.funding(formatExactPercent(funding_rate), name(term), condition),
    ...rates.map((row) => texts.rates(row.band, listRates(row.rates, up_to_months))),
  ];
}

function listRates(rates: readonly (number | null)[], months: readonly (number | null)[]): string[] {
  return rates.map((rate, index) => {
    const offer = rate === null ? texts.noOffer : formatExactPercent(rate);
    const limit = months[index];
    if (limit === undefined) return texts.rateUpTo(offer, MISSING_TEXT);
    return limit === null ? texts.rateBeyond(offer) : texts.rateUpTo(offer, formatExact(limit));
  });
}

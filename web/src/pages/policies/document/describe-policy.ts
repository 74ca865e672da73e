/** Writes a policy as sections of sentences. The page of a version shows them; a comparison compares them line by line. */
import { formatExact, formatExactPercent } from '../../../format/numbers.ts';
import { formatCode } from '../../../texts/codes.ts';
import { conditionTexts } from '../../../texts/policies/conditions.ts';
import { documentTexts as texts } from '../../../texts/policies/document.ts';
import { describeCondition, describeNumberTest, type NameOperand } from './describe-condition.ts';
import { describeMatrix, describePricing, describeValue } from './describe-tables.ts';
import type { Condition, GoldenCase, Limit, PolicyDocument, Rule } from './policy-document.ts';

export type SectionKey = keyof typeof texts.sections;

export interface Section {
  key: SectionKey;
  lines: string[];
}

/** Figures between 0 and 1. */
const SHARES: readonly string[] = ['lgd', 'rate'];

/** All sections in the order of reading; one without lines says that the policy has none. */
export function describePolicy(document: PolicyDocument, name: NameOperand): Section[] {
  const { rules = [], values = [], matrices = [], limits = [], golden_cases = [], pricing = [] } = document;
  return [
    { key: 'purpose', lines: [document.description] },
    { key: 'cutOffs', lines: describeCutOffs(document, name) },
    { key: 'rules', lines: rules.map((rule) => describeRule(rule, name)) },
    { key: 'matrices', lines: matrices.flatMap((matrix) => describeMatrix(matrix, name)) },
    { key: 'limits', lines: limits.map((limit) => describeLimit(limit, name)) },
    { key: 'values', lines: values.flatMap((value) => describeValue(value, name)) },
    { key: 'loss', lines: describeLoss(document, name) },
    { key: 'pricing', lines: pricing.flatMap((table) => describePricing(table, name)) },
    { key: 'bands', lines: describeScale(document) },
    { key: 'goldenCases', lines: golden_cases.map((goldenCase) => describeGoldenCase(goldenCase, name)) },
  ];
}

function describeCutOffs({ cut_offs }: PolicyDocument, name: NameOperand): string[] {
  return cut_offs.map(({ when, approve_below_pd, decline_from_pd }) =>
    texts.cutOffs(
      describeOptional(when, name),
      cut_offs.length === 1,
      formatExactPercent(approve_below_pd),
      formatExactPercent(decline_from_pd),
    ),
  );
}

function describeRule(rule: Rule, name: NameOperand): string {
  const line = texts.rule(rule.name, describeCondition(rule.when, name), rule.decision, rule.reason);
  return rule.suspects_fraud ? texts.suspicion(line) : line;
}

function describeLimit(limit: Limit, name: NameOperand): string {
  const { of, when, if_unknown, decision, reason } = limit;
  const format = SHARES.includes(of) ? formatExactPercent : formatExact;
  const test = describeNumberTest(limit, name(of), format);
  const words = if_unknown === 'met' ? conditionTexts.orUnknown(test) : test;
  return texts.limit(limit.name, words, describeOptional(when, name), decision, reason);
}

function describeLoss({ lgd, ead }: PolicyDocument, name: NameOperand): string[] {
  const lgdLines = lgd.map((line) => texts.lgd(formatExactPercent(line.lgd), describeOptional(line.when, name)));
  const eadLines = ead.map(({ feature, factor, when }) =>
    texts.ead(name(feature), factor === undefined ? undefined : formatExact(factor), describeOptional(when, name)),
  );
  return [markLast(lgdLines), markLast(eadLines)].flat();
}

/** The last of several lines has no condition. */
function markLast(lines: string[]): string[] {
  return lines.map((line, index) => (index > 0 && index === lines.length - 1 ? texts.otherwise(line) : line));
}

function describeScale({ bands, score }: PolicyDocument): string[] {
  const bandLines = bands.map(({ name, below_pd }, index) =>
    below_pd === null
      ? texts.band(name, texts.from(formatExactPercent(bands[index - 1]?.below_pd ?? 0)))
      : texts.bandBelow(name, formatExactPercent(below_pd)),
  );
  if (!score) return [...bandLines, texts.scoreOfModel];
  const { base, odds, pdo, min, max } = score;
  return [
    ...bandLines,
    texts.score(formatExact(base), formatExact(odds), formatExact(pdo), formatExact(min), formatExact(max)),
  ];
}

function describeGoldenCase({ name: title, pd, features, expect }: GoldenCase, name: NameOperand): string {
  const inputs = Object.entries(features).map(([feature, value]) => texts.input(name(feature), writeValue(value)));
  const expected = Object.entries(expect).map(([field, value]) =>
    texts.expected(formatCode(field).toLowerCase(), writeValue(value)),
  );
  return texts.goldenCase(title, formatExactPercent(pd), inputs, expected.join(', '));
}

function writeValue(value: unknown): string {
  if (typeof value === 'number') return formatExact(value);
  return value === null ? texts.unknown : String(value);
}

function describeOptional(condition: Condition | undefined, name: NameOperand): string | undefined {
  return condition && describeCondition(condition, name);
}

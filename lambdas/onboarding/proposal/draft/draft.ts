/** Defines a mapping while it is being proposed: what each column is so far, with the questions and findings. */
import type { ColumnMapping, ColumnUse, FieldUse, ValueFormat } from '../../contract/mapping.ts';
import type { Answers, ColumnProfile, Finding, Question } from '../../contract/profile.ts';
import type { DraftSource } from './group-sources.ts';

export interface DraftColumn {
  profile: ColumnProfile;
  /** Undefined until it is decided. */
  use: ColumnUse | undefined;
  format: ValueFormat;
  recode?: Record<string, string> | undefined;
  confidence: number;
  /** As a person has decided it. */
  decided?: ColumnMapping;
}

export interface Draft {
  source: DraftSource;
  isMain: boolean;
  columns: DraftColumn[];
  /** Fields that a column of any source has. */
  takenFields: Set<string>;
  /** Folded names of attributes, by table. */
  takenNames: Readonly<Record<'customers' | 'loan_applications', Set<string>>>;
  questions: Question[];
  findings: Finding[];
  answers: Answers['answers'];
}

export const findDraftColumn = (draft: Draft, name: string): DraftColumn | undefined =>
  draft.columns.find(({ profile }) => profile.column === name);

export function useAsField(draft: Draft, column: DraftColumn, fields: FieldUse[], confidence: number): void {
  if (column.decided) return;
  const known = column.use?.as === 'field' ? column.use.fields : [];
  column.use = { as: 'field', fields: [...known, ...fields] };
  column.confidence = confidence;
  for (const { field, at } of fields) if (at === undefined) draft.takenFields.add(field);
}

/** The column that has the field. */
export const findFieldColumn = (draft: Draft, field: string): DraftColumn | undefined =>
  draft.columns.find(({ use }) => use?.as === 'field' && use.fields.some((given) => given.field === field));

type Reason = Extract<ColumnUse, { as: 'left_out' }>['because'];

export function leaveOut(column: DraftColumn, because: Reason, confidence: number): void {
  if (column.decided) return;
  column.use = { as: 'left_out', because };
  column.confidence = confidence;
}

/** The column as the mapping has it. */
export function toColumnMapping({ profile, use, format, recode, confidence }: DraftColumn): ColumnMapping {
  return {
    column: profile.column,
    format,
    missing: profile.missing_marks,
    ...(recode ? { recode } : {}),
    use: use ?? { as: 'left_out', because: 'person' },
    confidence: Math.round(100 * confidence) / 100,
    decided_by: 'proposal',
  };
}

/** The answer to the question, or undefined after it has been asked. */
export function ask(draft: Pick<Draft, 'answers' | 'questions'>, question: Question): string | undefined {
  draft.questions.push(question);
  return draft.answers[question.id];
}

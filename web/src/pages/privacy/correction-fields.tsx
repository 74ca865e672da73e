/** The fields of a rectification: which delivered value is wrong, and what is right. */
import { Select } from '../../components/select.tsx';
import type { Correction } from '../../queries/api-types.ts';
import { correctionTexts as texts } from '../../texts/privacy/restrictions.ts';

const TABLES = ['customers', 'loan_applications', 'credit_history', 'transactions'] as const;

export const NO_CORRECTION: Correction = { table_name: 'customers', row_key: '', column_name: '', value: '' };

interface CorrectionFieldsProps {
  correction: Correction;
  change: (correction: Correction) => void;
}

export function CorrectionFields({ correction, change }: CorrectionFieldsProps) {
  const { table_name, row_key, column_name, value } = correction;
  return (
    <>
      <Select
        label={texts.table}
        value={table_name}
        options={TABLES.map((name) => ({ value: name, text: texts.tables[name] }))}
        choose={(chosen) =>
          change({ ...correction, table_name: TABLES.find((name) => name === chosen) ?? 'customers', row_key: '' })
        }
      />
      {table_name !== 'customers' && (
        <TextField
          label={texts.row}
          value={row_key ?? ''}
          change={(text) => change({ ...correction, row_key: text })}
        />
      )}
      <TextField
        label={texts.column}
        value={column_name}
        change={(text) => change({ ...correction, column_name: text })}
      />
      <TextField
        label={texts.value}
        value={value ?? ''}
        isRequired={false}
        change={(text) => change({ ...correction, value: text })}
      />
    </>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  change: (text: string) => void;
  isRequired?: boolean;
}

function TextField({ label, value, change, isRequired = true }: TextFieldProps) {
  return (
    <label>
      <span className="label">{label}</span>
      <input
        type="text"
        required={isRequired}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={({ target }) => change(target.value)}
      />
    </label>
  );
}

/** The form in which a person chooses the files of an import and names it. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { Card } from '../../components/card.tsx';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { useCreateImport } from '../../queries/import-queries.ts';
import { rememberFiles } from '../../uploads/chosen-files.ts';
import { StepFailure } from './step-failure.tsx';

const MAX_FILES = 20; // the API refuses more
const NAME_PATTERN = '[a-z0-9][a-z0-9\\-]{0,39}';

export function FileForm() {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [name, setName] = useState('');
  const [key, setKey] = useState('');
  const [, navigate] = useLocation();
  const { mutate: createImport, isPending, error } = useCreateImport();
  const obstacle = findObstacle(files);
  const choose = (chosen: readonly File[]) => {
    setFiles(chosen);
    setName(suggestName(chosen[0]?.name ?? ''));
    setKey(crypto.randomUUID());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const onSuccess = ({ import_id }: { import_id: string }) => {
      rememberFiles(import_id, files);
      navigate(`/imports/${import_id}`);
    };
    createImport({ name, files, key: `${key}-${name}` }, { onSuccess });
  };
  return (
    <Card
      title="Choose your files"
      note="CSV, TSV, Excel, Parquet or JSON lines, also as .gz or .zip; several files where they belong together. Nothing is delivered before you say so."
    >
      <form className="form" onSubmit={submit}>
        <FileInput label="Files" choose={choose} />
        {files.length > 0 && <p className="dim">{describeFiles(files)}</p>}
        <NameField name={name} change={setName} />
        {obstacle && (
          <p role="alert" className="trouble">
            {obstacle}
          </p>
        )}
        <button
          type="submit"
          className="button primary"
          disabled={isPending || files.length === 0 || obstacle !== undefined || name === ''}
        >
          {isPending ? 'Starting…' : 'Upload'}
        </button>
        {error && <StepFailure error={error} />}
      </form>
    </Card>
  );
}

function NameField({ name, change }: { name: string; change: (name: string) => void }) {
  return (
    <label>
      <span className="label">Name, which the mapping will have</span>
      <input
        type="text"
        required
        pattern={NAME_PATTERN}
        title="small letters, digits and hyphens, 40 at most"
        value={name}
        onChange={(event) => change(event.target.value)}
      />
    </label>
  );
}

export function FileInput({ label, choose }: { label: string; choose: (files: readonly File[]) => void }) {
  return (
    <label className="full">
      <span className="label">{label}</span>
      <input type="file" multiple onChange={(event) => choose([...(event.target.files ?? [])])} />
    </label>
  );
}

/** What the API would refuse, before anything is sent. */
function findObstacle(files: readonly File[]): string | undefined {
  if (files.length > MAX_FILES) return `An import has ${MAX_FILES} files at most.`;
  const empty = files.find(({ size }) => size === 0);
  if (empty) return `${empty.name} is empty. Choose a file with rows.`;
  const twice = files.find(({ name }, index) => files.findIndex((file) => file.name === name) !== index);
  return twice && `Two files are named ${twice.name}. Rename one of them.`;
}

function describeFiles(files: readonly File[]): string {
  const size = formatBytes(files.reduce((sum, file) => sum + file.size, 0));
  return files.length === 1 ? `${files[0]?.name}, ${size}` : `${formatCount(files.length)} files, ${size} together`;
}

/** `Loans 2024 (final).csv` → `loans-2024-final` */
function suggestName(fileName: string): string {
  return fileName
    .replace(/(\.\w+)+$/, '')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
}

/** The form in which a person chooses the files of an import and names it. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { Card } from '../../components/card.tsx';
import { formatBytes } from '../../format/numbers.ts';
import { useCreateImport } from '../../queries/import-queries.ts';
import { fileFormTexts as texts } from '../../texts/cases/imports.ts';
import { rememberFiles } from '../../uploads/chosen-files.ts';
import { StepFailure } from './step-failure.tsx';

const MAX_FILES = 20; // the API refuses more
const MAX_NAME_CHARACTERS = 200;
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
    <Card title={texts.title} note={texts.note}>
      <form className="form" onSubmit={submit}>
        <FileInput label={texts.files} choose={choose} />
        {files.length > 0 && <p className="dim long">{describeFiles(files)}</p>}
        <NameField name={name} change={setName} />
        {obstacle && (
          <p role="alert" className="trouble long">
            {obstacle}
          </p>
        )}
        <button
          type="submit"
          className="button primary"
          disabled={isPending || files.length === 0 || obstacle !== undefined || name === ''}
        >
          {isPending ? texts.starting : texts.upload}
        </button>
        {error && <StepFailure error={error} />}
      </form>
    </Card>
  );
}

function NameField({ name, change }: { name: string; change: (name: string) => void }) {
  return (
    <label>
      <span className="label">{texts.name}</span>
      <input
        type="text"
        required
        pattern={NAME_PATTERN}
        title={texts.nameRule}
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
  if (files.length > MAX_FILES) return texts.tooMany(MAX_FILES);
  const long = files.find(({ name }) => [...name].length > MAX_NAME_CHARACTERS);
  if (long) return texts.longName(long.name, MAX_NAME_CHARACTERS);
  const empty = files.find(({ size }) => size === 0);
  if (empty) return texts.empty(empty.name);
  const twice = files.find(({ name }, index) => files.findIndex((file) => file.name === name) !== index);
  return twice && texts.twice(twice.name);
}

function describeFiles(files: readonly File[]): string {
  const size = formatBytes(files.reduce((sum, file) => sum + file.size, 0));
  const [first] = files;
  return first && files.length === 1 ? texts.chosen(first.name, size) : texts.chosenSeveral(files.length, size);
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

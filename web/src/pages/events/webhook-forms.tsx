/** The forms of an administrator: a new webhook, and what can be changed of one. */
import { type FormEvent, useState } from 'react';
import { Refusal } from '../../components/forms/refusal.tsx';
import { formatCount } from '../../format/numbers.ts';
import type { Webhook, WebhookRequest } from '../../queries/api-types.ts';
import { useChangeWebhook, useCreateWebhook, useResendDead, useTestWebhook } from '../../queries/event-queries.ts';
import { eventTexts } from '../../texts/governance/events.ts';
import { WebhookSecret } from './webhook-secret.tsx';

const { create: texts, change: changeTexts } = eventTexts;

interface Fields {
  name: string;
  url: string;
  types: string;
}

const toRequest = ({ name, url, types }: Fields): WebhookRequest => ({
  ...{ name: name.trim(), url: url.trim() },
  types: types.split(',').flatMap((type) => type.trim() || []),
});

interface WebhookFieldsProps {
  fields: Fields;
  change: (fields: Fields) => void;
}

function WebhookFields({ fields, change }: WebhookFieldsProps) {
  return (
    <>
      {(['name', 'url', 'types'] as const).map((name) => (
        <label key={name}>
          <span className="label">{texts[name]}</span>
          <input
            type="text"
            autoComplete="off"
            spellCheck={false}
            value={fields[name]}
            onChange={({ target }) => change({ ...fields, [name]: target.value })}
          />
        </label>
      ))}
    </>
  );
}

const NO_FIELDS: Fields = { name: '', url: '', types: '' };

export function WebhookForm() {
  const [fields, setFields] = useState(NO_FIELDS);
  const { mutate: create, isPending, error, data, reset } = useCreateWebhook();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create(toRequest(fields), { onSuccess: () => setFields(NO_FIELDS) });
  };
  return (
    <details className="card">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.note}</p>
      <form className="form" onSubmit={submit}>
        <WebhookFields fields={fields} change={setFields} />
        <button type="submit" className="button primary" disabled={isPending || !fields.name || !fields.url}>
          {isPending ? texts.submitting : texts.submit}
        </button>
        {error && <Refusal error={error} />}
      </form>
      {data?.secret && <WebhookSecret secret={data.secret} hide={reset} />}
    </details>
  );
}

export function WebhookChanges({ webhook }: { webhook: Webhook }) {
  const { webhook_id, name, url, types, state, dead } = webhook;
  const [fields, setFields] = useState<Fields>({ name, url: url ?? '', types: types.join(', ') });
  const change = useChangeWebhook(webhook_id);
  const test = useTestWebhook(webhook_id);
  const resend = useResendDead(webhook_id);
  const isDisabled = state === 'disabled';
  const isPending = change.isPending || test.isPending || resend.isPending;
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ ...toRequest(fields), overlap_hours: 24 });
  };
  const renderButton = (text: string, act: () => void) => (
    <button type="button" className="button" disabled={isPending} onClick={act}>
      {text}
    </button>
  );
  const error = change.error ?? test.error ?? resend.error;
  return (
    <details className="card">
      <summary>{changeTexts.open(name)}</summary>
      <form className="form apart" onSubmit={save}>
        <WebhookFields fields={fields} change={setFields} />
        <button type="submit" className="button primary" disabled={isPending || !fields.name || !fields.url}>
          {change.isPending ? changeTexts.saving : changeTexts.save}
        </button>
      </form>
      <p className="summary apart">{changeTexts.rotateNote}</p>
      <div className="row">
        {!isDisabled && renderButton(changeTexts.test, () => test.mutate())}
        {renderButton(changeTexts.rotate, () => change.mutate({ rotate_secret: true, overlap_hours: 24 }))}
        {renderButton(isDisabled ? changeTexts.enable : changeTexts.disable, () =>
          change.mutate({ enabled: isDisabled, overlap_hours: 24 }),
        )}
        {dead > 0 && !isDisabled && renderButton(changeTexts.resend(formatCount(dead)), () => resend.mutate())}
      </div>
      <p role="status" className="dim">
        {describeDone({
          isSaved: change.isSuccess && !change.data.secret,
          isTested: test.isSuccess,
          resent: resend.data,
        })}
      </p>
      {change.data?.secret && <WebhookSecret secret={change.data.secret} hide={change.reset} />}
      {error && <Refusal error={error} />}
    </details>
  );
}

interface Done {
  isSaved: boolean;
  isTested: boolean;
  resent: { queued: number } | undefined;
}

function describeDone({ isSaved, isTested, resent }: Done): string {
  if (resent) return changeTexts.resent(formatCount(resent.queued));
  if (isTested) return changeTexts.tested;
  return isSaved ? changeTexts.saved : '';
}

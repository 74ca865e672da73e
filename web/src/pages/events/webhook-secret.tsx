/** The secret of a webhook, shown once after it was made. */
import { eventTexts } from '../../texts/governance/events.ts';

const { secret: texts } = eventTexts;

export function WebhookSecret({ secret, hide }: { secret: string; hide: () => void }) {
  return (
    <div role="status" className="notice">
      <strong>{texts.title}</strong>
      <p>{texts.note}</p>
      <p>
        <code className="long">{secret}</code>
      </p>
      <button type="button" className="button" onClick={hide}>
        {texts.hide}
      </button>
    </div>
  );
}

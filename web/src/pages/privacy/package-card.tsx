/** The files of an access request. They are signed when somebody asks for them, because the audit records it. */
import { Card } from '../../components/card.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import { formatBytes } from '../../format/numbers.ts';
import { formatDate, formatTime } from '../../format/times.ts';
import { usePrivacyPackage } from '../../queries/privacy-queries.ts';
import { privacyRequestTexts } from '../../texts/privacy/privacy.ts';

const { package: texts } = privacyRequestTexts;

export function PackageCard({ requestId }: { requestId: string }) {
  const { mutate: sign, data, isPending, error } = usePrivacyPackage(requestId);
  return (
    <Card title={texts.title} note={texts.note}>
      <button type="button" className="button" disabled={isPending} onClick={() => sign()}>
        {isPending ? texts.signing : texts.sign}
      </button>
      <div role="status">
        {data && (
          <>
            <ul>
              {data.files.map(({ name, bytes, url }) => (
                <li key={name}>
                  <a href={url} rel="noreferrer">
                    {texts.file(name, formatBytes(bytes))}
                  </a>
                </li>
              ))}
            </ul>
            <p className="dim">{texts.until(formatTime(data.urls_expire_at), formatDate(data.deleted_at))}</p>
          </>
        )}
      </div>
      {error && <Refusal error={error} />}
    </Card>
  );
}

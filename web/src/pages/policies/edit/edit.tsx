/** Edits a draft with forms or as JSON. Saving stores it and checks it; problems stand at their fields. */
import { Link, useParams } from 'wouter';
import { EmptyState } from '../../../components/empty-state.tsx';
import { Page } from '../../../components/page.tsx';
import { QueryBoundary } from '../../../components/query-boundary.tsx';
import { usePolicy } from '../../../queries/policy-queries.ts';
import { isNotFound } from '../../../queries/use-api-query.ts';
import { editTexts as texts } from '../../../texts/policies/edit.ts';
import { isDraft } from '../policy-state.tsx';
import { UnknownPolicy } from '../unknown-policy.tsx';
import { DraftEditor } from './draft-editor.tsx';

export default function EditPage() {
  const { version = '' } = useParams();
  const query = usePolicy(version);
  if (isNotFound(query)) return <UnknownPolicy version={version} />;
  return (
    <Page
      title={texts.title(version)}
      subtitle={
        <>
          <Link href={`/policies/${version}`}>{texts.back}</Link> · {texts.subtitle}
        </>
      }
    >
      <QueryBoundary query={query}>
        {(policy) => (isDraft(policy) ? <DraftEditor policy={policy} /> : <EmptyState title={texts.notDraft} />)}
      </QueryBoundary>
    </Page>
  );
}

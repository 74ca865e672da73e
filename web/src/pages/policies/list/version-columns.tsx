/** The columns of the list of versions. */
import { Link } from 'wouter';
import type { Column } from '../../../components/tables/table.tsx';
import { shortenText } from '../../../format/labels.ts';
import { MISSING_TEXT } from '../../../format/numbers.ts';
import { formatTime } from '../../../format/times.ts';
import type { PolicySummary } from '../../../queries/api-types.ts';
import { namePerson } from '../../../texts/forms.ts';
import { policiesTexts } from '../../../texts/policies/policies.ts';
import { PolicyState } from '../policy-state.tsx';

const { list: texts } = policiesTexts;

export const VERSION_COLUMNS: Column<PolicySummary>[] = [
  {
    name: texts.version,
    sortValue: ({ version }) => version,
    cell: ({ version }) => (
      <Link className="long" href={`/policies/${version}`}>
        {version}
      </Link>
    ),
  },
  { name: texts.state, sortValue: ({ state }) => state, cell: ({ state }) => <PolicyState state={state} /> },
  {
    name: texts.description,
    value: ({ description }) => description,
    cell: ({ description }) => <span className="reason">{shortenText(description)}</span>,
  },
  { name: texts.basedOn, cell: ({ based_on }) => <span className="long">{based_on ?? MISSING_TEXT}</span> },
  {
    name: texts.changed,
    sortValue: ({ changed_at }) => changed_at,
    cell: ({ changed_at }) => formatTime(changed_at),
  },
  { name: texts.changedBy, cell: ({ changed_by }) => <span className="long">{namePerson(changed_by)}</span> },
];

import type { OutputOf } from '@xuncha/contracts';
import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageForm } from '../../../components/PageForm.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { listMark } from '../../../i18n/punctuation.ts';
import { NoticePaper } from './NoticePaper.tsx';
import type { NoticeDetail } from './notice-chip.tsx';

type Preview = OutputOf<'notices.preview'>;
type Texts = NoticeDetail['texts'];
/** A field nobody has written into is undefined. */
interface Values extends Partial<Omit<Texts, 'wordings'>> {
  readonly title: string;
  readonly wordings?: Readonly<Record<string, string | undefined>>;
}

const FIELDS = [
  ['intro', 3000, 4],
  ['closing', 3000, 3],
  ['contact', 300, 1],
] as const;

/** What the form has not drawn yet stays as it is; a wording that was emptied again says nothing. */
const textsOf = (before: Texts, { title: _, ...entered }: Values): Texts => ({
  ...before,
  ...entered,
  wordings: Object.fromEntries(
    Object.entries({ ...before.wordings, ...entered.wordings }).flatMap(([id, words = '']) =>
      words.trim() ? [[id, words]] : [],
    ),
  ),
});

interface ShownProps {
  readonly label: string;
  readonly findingId: string;
  readonly value?: readonly string[];
  readonly onChange?: (leftOut: string[]) => void;
}

/** Ticked: the finding is in the notice. */
const Shown = ({ label, findingId, value = [], onChange }: ShownProps) => (
  <Checkbox
    checked={!value.includes(findingId)}
    onChange={({ target }) =>
      onChange?.(target.checked ? value.filter((one) => one !== findingId) : [...value, findingId])
    }
  >
    {label}
  </Checkbox>
);

/** Which findings are in it, and how each is worded. */
const Findings = ({ preview, leftOut }: { preview: Preview; leftOut: readonly string[] }) => {
  const { t } = useTranslation();
  return (
    <ul className="plain-list">
      {preview.findings.map(({ id, no, title }) => (
        <li key={id} className="list-row">
          <Form.Item name="leftOut" noStyle>
            <Shown label={`${no} ${title}`} findingId={id} />
          </Form.Item>
          <Form.Item name={['wordings', id]} noStyle hidden={leftOut.includes(id)}>
            <Input.TextArea
              aria-label={t('notices.wordingOf', { no })}
              placeholder={t('notices.wordingHint')}
              maxLength={500}
              autoSize={{ minRows: 1, maxRows: 6 }}
            />
          </Form.Item>
        </li>
      ))}
    </ul>
  );
};

/** Writing a notice: texts, findings left out, a wording for each; below, what would go out. */
export const NoticeEditor = ({
  notice,
  etag: ifMatch,
}: {
  readonly notice: NoticeDetail;
  readonly etag: string | undefined;
}) => {
  const { t } = useTranslation();
  const toast = useToast();
  const params = { tenantId: notice.tenantId, noticeId: notice.id };
  const preview = useOperation('notices.preview', { params });
  const write = useCommand('notices.write', ['notices.get', 'notices.preview']);
  const [form] = Form.useForm<Values>();
  const leftOut = Form.useWatch('leftOut', form) ?? notice.texts.leftOut;
  const nameOf = (id: unknown): string => {
    const found = preview.data?.data.findings.find((finding) => finding.id === id);
    return found ? `${found.no} ${found.title}` : String(id);
  };
  return (
    <>
      <section className="card no-print" aria-labelledby="notice-texts">
        <h2 id="notice-texts">{t('notices.texts')}</h2>
        <p className="muted below">{t('notices.textsHint')}</p>
        <PageForm<Values>
          name="notice"
          form={form}
          long
          submitText={t('duties.save')}
          initialValues={{ title: notice.title, ...notice.texts }}
          labels={{ leftOut: t('notices.leftOut') }}
          textOf={(field, value) =>
            field === 'leftOut' && Array.isArray(value) ? value.map(nameOf).join(listMark()) : undefined
          }
          pending={write.isPending}
          error={write.error}
          onSubmit={(values) =>
            write.mutate(
              { params, ifMatch, body: { title: values.title, texts: textsOf(notice.texts, values) } },
              { onSuccess: () => toast.success(t('duties.saved')) },
            )
          }
        >
          <Form.Item name="title" label={t('notices.titleLabel')}>
            <Input maxLength={80} />
          </Form.Item>
          {FIELDS.map(([field, maxLength, minRows]) => (
            <HelpedItem rule="noticeText" key={field} name={field} label={t(`notices.text.${field}`)}>
              <Input.TextArea maxLength={maxLength} autoSize={{ minRows, maxRows: 12 }} />
            </HelpedItem>
          ))}
          <h3>{t('notices.findings')}</h3>
          <p className="muted">{t('notices.findingsHint')}</p>
          <Loaded query={preview}>{(data) => <Findings preview={data} leftOut={leftOut} />}</Loaded>
        </PageForm>
      </section>
      <section className="card" aria-labelledby="notice-preview">
        <h2 id="notice-preview">{t('notices.preview')}</h2>
        <p className="muted below">{t('notices.previewHint')}</p>
        <Loaded query={preview}>{({ view }) => <NoticePaper view={view} />}</Loaded>
      </section>
    </>
  );
};

import { Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { NoticePaper } from './NoticePaper.tsx';
import type { NoticeDetail } from './notice-chip.tsx';

const FIELDS = [
  ['intro', 3000, 4],
  ['closing', 3000, 3],
  ['contact', 300, 1],
] as const;

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
  const [edited, setEdited] = useState<{ title: string; texts: NoticeDetail['texts'] }>();
  const { title, texts } = edited ?? notice;
  const change = (part: Partial<NoticeDetail['texts']>) => setEdited({ title, texts: { ...texts, ...part } });
  const save = () => {
    // A wording that was emptied again says nothing.
    const wordings = Object.fromEntries(Object.entries(texts.wordings).filter(([, words]) => words.trim()));
    write.mutate(
      { params, ifMatch, body: { title, texts: { ...texts, wordings } } },
      {
        onSuccess: () => {
          setEdited(undefined);
          toast.success(t('duties.saved'));
        },
      },
    );
  };
  return (
    <>
      <section className="card" aria-labelledby="notice-texts">
        <h2 id="notice-texts">{t('notices.texts')}</h2>
        <p className="muted below">{t('notices.textsHint')}</p>
        <Form layout="vertical" component="div">
          <Form.Item label={t('notices.titleLabel')} htmlFor="notice-title">
            <Input
              id="notice-title"
              maxLength={80}
              value={title}
              onChange={({ target }) => setEdited({ title: target.value, texts })}
            />
          </Form.Item>
          {FIELDS.map(([field, maxLength, minRows]) => (
            <Form.Item key={field} label={t(`notices.text.${field}`)} htmlFor={`notice-${field}`}>
              <Input.TextArea
                id={`notice-${field}`}
                maxLength={maxLength}
                autoSize={{ minRows, maxRows: 12 }}
                value={texts[field]}
                onChange={({ target }) => change({ [field]: target.value })}
              />
            </Form.Item>
          ))}
        </Form>
        <h3>{t('notices.findings')}</h3>
        <p className="muted">{t('notices.findingsHint')}</p>
        <Loaded query={preview}>
          {({ findings }) => (
            <ul className="plain-list">
              {findings.map(({ id, no, title: name }) => {
                const shown = !texts.leftOut.includes(id);
                return (
                  <li key={id} className="list-row">
                    <Checkbox
                      checked={shown}
                      onChange={({ target }) =>
                        change({
                          leftOut: target.checked
                            ? texts.leftOut.filter((one) => one !== id)
                            : [...texts.leftOut, id],
                        })
                      }
                    >
                      {no} {name}
                    </Checkbox>
                    {shown ? (
                      <Input.TextArea
                        aria-label={t('notices.wordingOf', { no })}
                        placeholder={t('notices.wordingHint')}
                        maxLength={500}
                        autoSize={{ minRows: 1, maxRows: 6 }}
                        value={texts.wordings[id] ?? ''}
                        onChange={({ target }) =>
                          change({ wordings: { ...texts.wordings, [id]: target.value } })
                        }
                      />
                    ) : null}
                  </li>
                );
              })}
            </ul>
          )}
        </Loaded>
        <div className="sticky-actions">
          <Button type="primary" disabled={!edited} loading={write.isPending} onClick={save}>
            {t('duties.save')}
          </Button>{' '}
          {edited ? <span className="muted">{t('duties.unsaved')}</span> : null}
          <ProblemAlert error={write.error} />
        </div>
      </section>
      <section className="card" aria-labelledby="notice-preview">
        <h2 id="notice-preview">{t('notices.preview')}</h2>
        <p className="muted below">{t('notices.previewHint')}</p>
        <Loaded query={preview}>{({ view }) => <NoticePaper view={view} />}</Loaded>
      </section>
    </>
  );
};

import { Button, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/me.ts';
import { Dialog } from '../components/Dialog.tsx';
import { areKeysOn, turnKeys } from '../components/use-keys.ts';

/** Every single key of every page; a page's own line says where it works. */
const SHEET = {
  everywhere: { '?': 'sheet', Tab: 'tab', Esc: 'escape' },
  finding: {
    j: 'nextFinding',
    k: 'previousFinding',
    b: 'back',
    n: 'nextStep',
    m: 'measures',
    o: 'closeout',
    t: 'timeline',
    c: 'copyLink',
  },
  meeting: { j: 'nextCase', k: 'previousCase', a: 'approve', r: 'return', c: 'continuous', x: 'select' },
  evidence: { j: 'nextFile', k: 'previousFile', '1': 'sufficient', '2': 'insufficient' },
} as const;

const entriesOf = <T extends object>(of: T) => Object.entries(of) as [string, T[keyof T]][];

/** What can be done by keyboard; single keys can be switched off (WCAG 2.1.4). */
export default function KeyboardSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { userId } = useMe();
  const [on, setOn] = useState(() => areKeysOn(userId));
  const groups = [
    { title: t('guide.where.everywhere'), keys: entriesOf(SHEET.everywhere) },
    { title: t('guide.where.finding'), keys: entriesOf(SHEET.finding) },
    { title: t('guide.where.meeting'), keys: entriesOf(SHEET.meeting) },
    { title: t('guide.where.evidence'), keys: entriesOf(SHEET.evidence) },
  ];
  return (
    <Dialog
      open
      title={t('guide.keys')}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t('action.close')}</Button>}
    >
      <p className="with-link">
        <Switch
          checked={on}
          aria-label={t('guide.singleKeys')}
          onChange={(next) => {
            turnKeys(userId, next);
            setOn(next);
          }}
        />
        {t('guide.singleKeys')}
      </p>
      {groups.map(({ title, keys }) => (
        <section key={title} className="key-group">
          <h3>{title}</h3>
          <dl className="key-list">
            {keys.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{t(`guide.key.${what}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}

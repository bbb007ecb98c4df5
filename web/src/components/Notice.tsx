import CheckCircleFilled from '@ant-design/icons-svg/es/asn/CheckCircleFilled.js';
import CloseCircleFilled from '@ant-design/icons-svg/es/asn/CloseCircleFilled.js';
import ExclamationCircleFilled from '@ant-design/icons-svg/es/asn/ExclamationCircleFilled.js';
import InfoCircleFilled from '@ant-design/icons-svg/es/asn/InfoCircleFilled.js';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';

const ICONS = {
  info: InfoCircleFilled,
  success: CheckCircleFilled,
  warning: ExclamationCircleFilled,
  error: CloseCircleFilled,
};

interface Props {
  readonly tone: keyof typeof ICONS;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly action?: ReactNode;
  readonly role?: 'alert' | 'status';
  readonly className?: string;
  readonly 'data-testid'?: string;
}

/** A message in the page, looking as Ant Design's, where nothing of Ant Design may be needed yet. */
export const Notice = ({ tone, title, description, action, role = 'status', className, ...rest }: Props) => (
  <div
    {...rest}
    role={role}
    className={`notice notice-${tone}${description ? ' notice-tall' : ''}${className ? ` ${className}` : ''}`}
  >
    <Icon of={ICONS[tone]} className="notice-icon" />
    <div className="notice-text">
      <div className="notice-title">{title}</div>
      {description ? <div>{description}</div> : null}
    </div>
    {action ? <div className="notice-action">{action}</div> : null}
  </div>
);

import type { ButtonHTMLAttributes, ReactNode } from 'react';

/** Looks of a button or of a link that looks like one; they are those of Ant Design's. */
export interface ButtonLook {
  readonly look?: 'default' | 'primary' | 'text' | 'link';
  readonly size?: 'small' | 'middle' | 'large';
}

export const buttonClass = ({ look = 'default', size = 'middle' }: ButtonLook, more = ''): string =>
  `button button-${look}${size === 'middle' ? '' : ` button-${size}`}${more ? ` ${more}` : ''}`;

interface Props extends ButtonLook, Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'> {
  readonly icon?: ReactNode;
  readonly block?: boolean;
  /** Work is going on: the button stays where it is and takes no second click. */
  readonly loading?: boolean;
}

/**
 * A button of the frame and of everything that is painted first. Ant Design's own, with its styles made at run time,
 * weighs more than all that is before the first paint.
 */
export const PlainButton = ({
  look,
  size,
  icon,
  block,
  loading,
  className,
  onClick,
  children,
  ...rest
}: Props) => (
  <button
    {...rest}
    type="button"
    aria-busy={loading || undefined}
    className={buttonClass(
      { look, size },
      [block && 'button-block', loading && 'button-busy', className].filter(Boolean).join(' '),
    )}
    onClick={loading ? undefined : onClick}
  >
    {icon}
    {children ? <span>{children}</span> : null}
  </button>
);

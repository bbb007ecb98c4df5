import type { AbstractNode, IconDefinition } from '@ant-design/icons-svg/es/types.js';

const pathsOf = ({ children = [] }: AbstractNode): string[] =>
  children.flatMap((child) => [...(child.attrs.d ? [child.attrs.d] : []), ...pathsOf(child)]);

/**
 * A picture of Ant Design's set, drawn without its icon component, which brings the library for styles made at run time
 * with it. For screen readers there is nothing to say: the words stand beside it.
 */
export const Icon = ({
  of: { icon },
  className,
}: {
  readonly of: IconDefinition;
  readonly className?: string;
}) => {
  // Only two-coloured pictures are functions; none is used.
  if (typeof icon === 'function') return null;
  return (
    <svg
      className={`icon${className ? ` ${className}` : ''}`}
      viewBox={icon.attrs.viewBox}
      width="1em"
      height="1em"
      fill="currentColor"
      aria-hidden="true"
    >
      {pathsOf(icon).map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
};

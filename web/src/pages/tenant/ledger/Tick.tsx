interface Props {
  readonly checked: boolean;
  readonly some?: boolean;
  readonly label: string;
  readonly tabIndex?: number;
  readonly onChange: (checked: boolean) => void;
}

/** The browser's own check box, of which a long ledger draws many. */
export const Tick = ({ checked, some = false, label, tabIndex, onChange }: Props) => (
  <input
    ref={(box) => {
      // Half ticked has no attribute.
      if (box) box.indeterminate = some;
    }}
    type="checkbox"
    className="check-box"
    checked={checked}
    tabIndex={tabIndex}
    aria-label={label}
    onChange={(event) => onChange(event.target.checked)}
  />
);

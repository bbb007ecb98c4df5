import { complaintAbout, DEFAULT_CHOICE, type MeetingChoice } from './meeting-choice.ts';

/** What a meeting has settled so far, as it is kept until it has been sent. */
export interface DeskState {
  readonly choices: Readonly<Record<string, MeetingChoice>>;
  /** Tasks that are to be decided now. */
  readonly selected: readonly string[];
  /** The task the keyboard stands at. */
  readonly at?: string;
}

export const EMPTY_DESK: DeskState = { choices: {}, selected: [] };

export const choiceOf = ({ choices }: DeskState, id: string): MeetingChoice => choices[id] ?? DEFAULT_CHOICE;

const withSelected = (desk: DeskState, ids: readonly string[], on: boolean): readonly string[] =>
  on ? [...new Set([...desk.selected, ...ids])] : desk.selected.filter((id) => !ids.includes(id));

export const select = (desk: DeskState, ids: readonly string[], on: boolean): DeskState => ({
  ...desk,
  selected: withSelected(desk, ids, on),
});

/** A choice for one case is a decision to decide it. */
export const choose = (desk: DeskState, id: string, choice: Partial<MeetingChoice>): DeskState => ({
  ...desk,
  choices: { ...desk.choices, [id]: { ...choiceOf(desk, id), ...choice } },
  selected: withSelected(desk, [id], true),
});

export const chooseAll = (
  desk: DeskState,
  ids: readonly string[],
  outcome: MeetingChoice['outcome'],
): DeskState => ids.reduce((each, id) => choose(each, id, { outcome }), desk);

/** What is left once these have been decided: nothing that was written about the others is lost. */
export const withoutDecided = (desk: DeskState, ids: readonly string[]): DeskState => {
  const { at, ...rest } = desk;
  return {
    ...rest,
    ...(at === undefined || ids.includes(at) ? {} : { at }),
    choices: Object.fromEntries(Object.entries(desk.choices).filter(([id]) => !ids.includes(id))),
    selected: desk.selected.filter((id) => !ids.includes(id)),
  };
};

/** j and k: from case to case, from the first when none is the present one; the ends are ends. */
export const move = (desk: DeskState, ids: readonly string[], step: 1 | -1): DeskState => {
  const now = desk.at === undefined ? -1 : ids.indexOf(desk.at);
  const next = now < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, now + step));
  const at = ids[next];
  return at === undefined ? desk : { ...desk, at };
};

/** Cases whose decision is complete, of all on the table: "37/100". */
export const settledOf = (desk: DeskState, ids: readonly string[], today: string): number =>
  ids.filter((id) => desk.selected.includes(id) && !complaintAbout(choiceOf(desk, id), today)).length;

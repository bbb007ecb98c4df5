import { shanghaiTime } from './approval-trail.ts';

/** Who exports what, when, under which classification: the mark every archive carries (K06, secrecy rules). */
export interface ExportStamp {
  /** Running number of the export, such as `DA-2024-000012`. */
  readonly exportNo: string;
  /** ISO 8601. */
  readonly exportedAt: string;
  readonly exportedBy: { readonly userId: string; readonly name: string; readonly unit: string };
  /** 密级 label, such as `内部` */
  readonly classification: string;
  /** Name of the unit whose findings are archived. */
  readonly organisation: string;
  /** What was asked for, in words: tenant, round, unit or finding. */
  readonly scope: string;
  /** Why it was exported, as stated in the request. */
  readonly purpose?: string;
  /** Who approved the export and when; absent where no approval is required. */
  readonly approval?: { readonly by: string; readonly at: string };
}

/** The watermark: who, when, export number, classification. */
export function watermark(stamp: ExportStamp): string {
  const { exportedBy, exportedAt, exportNo, classification } = stamp;
  return `${classification} · ${exportedBy.unit} ${exportedBy.name} 于 ${shanghaiTime(exportedAt)} 导出 · 编号 ${exportNo}`;
}

/** bag-info.txt of an archive: RFC 8493's own labels where there is one, ours under `Xuncha-`. */
export function stampInfo(stamp: ExportStamp): Record<string, string> {
  return {
    'Source-Organization': stamp.organisation,
    'External-Identifier': stamp.exportNo,
    'External-Description': stamp.scope,
    'Bagging-Date': shanghaiTime(stamp.exportedAt).slice(0, 10),
    'Bag-Software-Agent': 'xuncha',
    'Xuncha-Classification': stamp.classification,
    'Xuncha-Exported-By': `${stamp.exportedBy.unit} ${stamp.exportedBy.name} (${stamp.exportedBy.userId})`,
    'Xuncha-Exported-At': stamp.exportedAt,
    ...(stamp.approval
      ? { 'Xuncha-Approved-By': stamp.approval.by, 'Xuncha-Approved-At': stamp.approval.at }
      : {}),
    'Xuncha-Watermark': watermark(stamp),
  };
}

import type { Department, DepartmentDraft } from '@xuncha/domain';
import { derivedId } from '@xuncha/store';

/**
 * The tree as departments with ids, in the order people wrote it. Names are unique inside a tenant, so an id derived
 * from the name is the same at every repetition.
 */
export const flattenOrg = (tenantId: string, roots: readonly DepartmentDraft[], at: string): Department[] => {
  const departments: Department[] = [];
  const walk = (nodes: readonly DepartmentDraft[], parentId: string | undefined): void => {
    for (const node of nodes) {
      const name = node.name.trim();
      const id = derivedId(Date.parse(at), `department/${tenantId}/${name}`);
      departments.push({ id, name, parentId, order: departments.length + 1 });
      walk(node.children ?? [], id);
    }
  };
  walk(roots, undefined);
  return departments;
};

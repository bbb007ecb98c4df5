import type { RouteModel } from '../assembly/model.ts';

export interface RouteMatch {
  readonly route: RouteModel;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Node {
  readonly literal: Map<string, Node>;
  parameter: { readonly name: string; readonly node: Node } | undefined;
  /** `{name+}`: takes the rest of the path. */
  greedy: { readonly name: string; readonly methods: Map<string, RouteModel> } | undefined;
  readonly methods: Map<string, RouteModel>;
}

function emptyNode(): Node {
  return { literal: new Map(), parameter: undefined, greedy: undefined, methods: new Map() };
}

/** Finds the method for a path as API Gateway does: a fixed segment wins over a parameter, that over `{proxy+}`. */
export class RouteTable {
  readonly #root = emptyNode();

  constructor(routes: readonly RouteModel[]) {
    for (const route of routes) this.#insert(route);
  }

  /** @param path path within the stage, undecoded */
  find(method: string, path: string): RouteMatch | undefined {
    const segments = path.split('/').filter((segment) => segment !== '');
    return search(this.#root, segments, 0, method, {});
  }

  #insert(route: RouteModel): void {
    let node = this.#root;
    for (const segment of route.path.split('/').filter((part) => part !== '')) {
      const name = /^\{(.+)\}$/.exec(segment)?.[1];
      if (name?.endsWith('+')) {
        node.greedy ??= { name: name.slice(0, -1), methods: new Map() };
        node.greedy.methods.set(route.method, route);
        return;
      }
      node = name === undefined ? literalChild(node, segment) : parameterChild(node, name);
    }
    node.methods.set(route.method, route);
  }
}

function literalChild(node: Node, segment: string): Node {
  const child = node.literal.get(segment) ?? emptyNode();
  node.literal.set(segment, child);
  return child;
}

function parameterChild(node: Node, name: string): Node {
  node.parameter ??= { name, node: emptyNode() };
  return node.parameter.node;
}

function methodOf(methods: ReadonlyMap<string, RouteModel>, method: string): RouteModel | undefined {
  return methods.get(method) ?? methods.get('ANY');
}

function search(
  node: Node,
  segments: readonly string[],
  at: number,
  method: string,
  parameters: Readonly<Record<string, string>>,
): RouteMatch | undefined {
  const segment = segments[at];
  if (segment === undefined) {
    const route = methodOf(node.methods, method);
    return route && { route, parameters };
  }
  const literal = node.literal.get(segment);
  const { parameter, greedy } = node;
  const decoded = decodeSegment(segment);
  const found =
    (literal && search(literal, segments, at + 1, method, parameters)) ??
    (parameter &&
      search(parameter.node, segments, at + 1, method, { ...parameters, [parameter.name]: decoded }));
  if (found || !greedy) return found;
  const route = methodOf(greedy.methods, method);
  return route && { route, parameters: { ...parameters, [greedy.name]: segments.slice(at).join('/') } };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

import Docxtemplater from 'docxtemplater';
import { zipSync } from 'fflate';
import PizZip from 'pizzip';
import { openTemplate, TemplateError } from './open-template.ts';

/** What may stand in a template: texts by name, and lists by name with what may stand in each of their rows. */
export interface Placeholders {
  readonly texts: readonly string[];
  readonly lists: Readonly<Record<string, Placeholders>>;
}

/** Values for the placeholders. */
export interface TemplateData {
  readonly [name: string]: string | readonly TemplateData[];
}

export interface TemplateCheck {
  /** Placeholders nobody will fill, as they stand in the template. */
  readonly unknown: readonly string[];
  /** Required ones that are not there. */
  readonly missing: readonly string[];
}

/** Rebuilt from inspected parts: the engine never sees the container somebody uploaded. */
const containerOf = async (bytes: Uint8Array): Promise<PizZip> => {
  const parts = await openTemplate(bytes);
  return new PizZip(zipSync(Object.fromEntries(parts), { level: 0 }));
};

interface Tag {
  readonly type?: string;
  readonly module?: string;
  readonly value?: string;
  readonly subparsed?: readonly Tag[];
}

/** Hears what the engine has read out of each part; its own inspector needs a package it doesn't bring along. */
class TagListener {
  readonly name = 'TagListener';
  readonly tags: Tag[] = [];

  set(options: { readonly inspect?: { readonly postparsed?: readonly Tag[] } }): void {
    this.tags.push(...(options.inspect?.postparsed ?? []).filter(({ type }) => type === 'placeholder'));
  }
}

const engine = (zip: PizZip, listener?: TagListener): Docxtemplater => {
  try {
    return new Docxtemplater(zip, {
      delimiters: { start: '{{', end: '}}' },
      paragraphLoop: true,
      linebreaks: true,
      ...(listener ? { modules: [listener] } : {}),
      // Own properties only: a placeholder is a name, never an expression.
      parser: (tag: string) => ({
        get: (scope: unknown) =>
          typeof scope === 'object' && scope !== null && Object.hasOwn(scope, tag)
            ? (scope as Readonly<Record<string, unknown>>)[tag]
            : undefined,
      }),
      nullGetter: () => '',
    });
  } catch (error) {
    throw new TemplateError(
      'syntax',
      '模板中的占位符没有写完整：请检查 {{ }} 是否成对，{{#问题}} 与 {{/问题}} 是否前后对应。',
      { cause: error },
    );
  }
};

/** A list repeats what stands in it; everything else, such as raw XML, is refused by name. */
const namesIn = (tags: readonly Tag[], known: Placeholders, outer: readonly string[]): string[] => {
  const texts = [...outer, ...known.texts];
  return tags
    .filter(({ type }) => type === 'placeholder')
    .flatMap(({ module, value = '', subparsed = [] }) => {
      if (module === 'loop') {
        const inside = known.lists[value];
        return inside ? namesIn(subparsed, inside, texts) : [`#${value}`];
      }
      return module === undefined && texts.includes(value) ? [] : [value];
    });
};

const usedIn = (tags: readonly Tag[]): string[] =>
  tags.flatMap(({ type, value = '', subparsed = [] }) =>
    type === 'placeholder' ? [value, ...usedIn(subparsed)] : [],
  );

/** Which placeholders of the template are unknown, and which required ones it lacks. */
export const checkTemplate = async (
  bytes: Uint8Array,
  known: Placeholders,
  required: readonly string[],
): Promise<TemplateCheck> => {
  const listener = new TagListener();
  engine(await containerOf(bytes), listener);
  const { tags } = listener;
  const used = new Set(usedIn(tags));
  return {
    unknown: [...new Set(namesIn(tags, known, []))],
    missing: required.filter((name) => !used.has(name)),
  };
};

/** The template with its placeholders filled; texts stay texts. */
export const fillTemplate = async (bytes: Uint8Array, data: TemplateData): Promise<Uint8Array> => {
  const document = engine(await containerOf(bytes));
  document.render(data);
  return document.getZip().generate({ type: 'uint8array', compression: 'DEFLATE' });
};

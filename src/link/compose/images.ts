// Names of images whose parts the `.env` file beside a compose file fills in: `${REGISTRY}/shop:${TAG}`.
import { type Expression, literal } from '../../model/expression.js';
import type { ContainerFact, EnvFileFact, Fact, FileFacts } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';

export function settleComposeImages(files: readonly FileFacts[]): readonly FileFacts[] {
  const variables = new Map<string, EnvFileFact['values']>();
  for (const { facts } of files) {
    for (const fact of facts) {
      if (fact.kind === 'env-file' && /(?:^|\/)\.env$/.test(fact.at.file)) variables.set(fact.directory, fact.values);
    }
  }
  if (variables.size === 0) return files;
  return files.map((file) => {
    const values = variables.get(folderOf(file.file));
    return values === undefined || !file.facts.some(isCompose)
      ? file
      : { ...file, facts: file.facts.map((fact) => withImages(fact, values)) };
  });
}

const isCompose = (fact: Fact): boolean => fact.kind === 'workload' && fact.platform === 'compose';
function withImages(fact: Fact, values: EnvFileFact['values']): Fact {
  // Files that the project is started with take the place of `.env`.
  if (fact.kind !== 'workload' || fact.platform !== 'compose' || fact.compose?.envFiles !== undefined) return fact;
  const containers = fact.containers.map((each): ContainerFact => {
    const image = each.image === undefined ? undefined : filledIn(each.image, values);
    return image === undefined || image === each.image ? each : { ...each, image };
  });
  return { ...fact, containers };
}

/** As a text where all of it is known; a part that is not stays as it is written. */
function filledIn(image: Expression, values: EnvFileFact['values']): Expression {
  switch (image.kind) {
    case 'env': {
      const text = Object.hasOwn(values, image.name) ? values[image.name]?.text : undefined;
      return text === undefined || text === '' || text.includes('$') ? image : literal(text, image.at);
    }
    case 'fallback': {
      const [first] = image.options.map((each) => filledIn(each, values));
      return first?.kind === 'literal' ? first : image;
    }
    case 'arithmetic': {
      const operands = image.operands.map((each) => filledIn(each, values));
      const texts = operands.flatMap((each) => (each.kind === 'literal' ? [String(each.value)] : []));
      return texts.length === operands.length ? literal(texts.join(''), image.at) : { ...image, operands };
    }
    default:
      return image;
  }
}

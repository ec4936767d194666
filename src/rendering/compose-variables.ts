// Compose fills the variables of `.env` into its file before it reads it: folders, Dockerfiles, images, ports, commands.
import type { ComposeProjectFact, EnvFileFact, Fact, FileFacts } from '../model/facts.js';
import { folderOf, joinPath } from '../model/file-paths.js';
import { type ComposeVariables, withVariables } from '../parsers/compose/interpolate.js';
import { type FilesByPath, holdsAny } from '../parsers/facts-memory.js';
import { decodeUtf8 } from '../parsers/kit/text.js';

/** https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/ */
export async function withComposeVariables(
  parsed: readonly FileFacts[],
  files: FilesByPath,
): Promise<readonly FileFacts[]> {
  const envFiles = new Map(
    parsed.flatMap(({ facts }) => facts.flatMap((fact) => (fact.kind === 'env-file' ? [[fact.at.file, fact]] : []))),
  );
  if (envFiles.size === 0) return parsed;
  const projects = parsed.flatMap(({ facts }) =>
    facts.filter((fact): fact is ComposeProjectFact => fact.kind === 'compose-project' && fact.envFiles !== undefined),
  );
  const filled = new Map<FileFacts, FileFacts>();
  for (const each of parsed) {
    if (!each.facts.some(isService)) continue;
    const own = envFilesOf(each.file, projects).map((path) => envFiles.get(path));
    const variables = variablesIn(own);
    const text = variables.size > 0 && holdsAny(files.get(each.file), ['$']) ? textIn(files, each.file) : undefined;
    if (text === undefined) continue;
    const { parseCompose } = await import('../parsers/compose/parse-compose.js');
    const { facts } = parseCompose({ path: each.file, text }, variables);
    filled.set(each, { ...each, facts: [...facts, ...each.facts.filter((fact) => !isOfCompose(fact))] });
  }
  return filled.size === 0 ? parsed : parsed.map((each) => filled.get(each) ?? each);
}

/** What the project is started with takes the place of `.env`. */
function envFilesOf(file: string, projects: readonly ComposeProjectFact[]): readonly string[] {
  const folder = folderOf(file);
  const started = projects.find(({ files, directory = '' }) =>
    files.length === 0 ? directory === folder : files.includes(file),
  );
  return started?.envFiles ?? [joinPath(folder, '.env')];
}
/** None where one of the files is out of sight: it may set any of them. The last one wins, and a value may name others above it. */
function variablesIn(files: readonly (EnvFileFact | undefined)[]): ComposeVariables {
  const variables = new Map<string, string>();
  for (const file of files) {
    if (file === undefined) return new Map();
    for (const [name, { text }] of Object.entries(file.values)) {
      const value = withVariables(text, variables);
      if (value === '' || value.includes('$')) variables.delete(name);
      else variables.set(name, value);
    }
  }
  return variables;
}

const isService = (fact: Fact): boolean => fact.kind === 'workload' && fact.platform === 'compose';
const isOfCompose = (fact: Fact): boolean =>
  isService(fact) || (fact.kind === 'build' && fact.by === 'compose') || fact.kind === 'compose-project';
function textIn(files: FilesByPath, path: string): string | undefined {
  const content = files.get(path)?.read();
  return content?.ok === true ? decodeUtf8(content.bytes).text : undefined;
}

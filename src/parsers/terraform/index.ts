// Terraform: configuration, variable files, templates of container definitions, plans and states.
import type { ParserEntry } from '../parser.js';
import { isTerragrunt } from './terragrunt.js';

const template = /\.(?:json|json\.(?:tf)?(?:tpl|tmpl)|json\.tftpl|tftpl|tpl|tmpl)$/;
/** Container definitions of ECS, whole or as the array alone: an image and something else of a container, in any order. */
function holdsContainers(text: string): boolean {
  const image = text.search(/"image"\s*:/);
  if (image >= 0 && /"(?:portMappings|essential|entryPoint|logConfiguration)"/.test(text.slice(image))) return true;
  const other = text.search(/"(?:portMappings|essential)"\s*:/);
  return other >= 0 && text.includes('"image"', other);
}

/** Longer ones, in characters, are descriptions of interfaces that merely name the same fields; ECS takes no definition above 64 KiB. */
const longestTemplate = 256 * 1024;

export const terraform: ParserEntry = {
  name: 'terraform',
  endings: ['tf', 'tofu', 'tfvars', 'hcl', 'json', 'tpl', 'tmpl', 'tftpl', 'tftmpl'],
  accepts: (path) =>
    /\.(?:tf|tofu|tfvars|tfvars\.json|tf\.json)$/.test(path) ||
    isTerragrunt(path) ||
    (template.test(path) && !isOther(path)),
  gate: ({ path, text }) => {
    if (path.endsWith('.tf.json')) return /"(?:resource|data|module|variable|locals|output)"\s*:/.test(text);
    if (isTerragrunt(path)) return /^[ \t\ufeff]*terraform\s*\{/m.test(text);
    if (/\.(?:tf|tofu)$/.test(path))
      return /^[ \t\ufeff]*(?:resource|data|module|variable|locals|output)\b/m.test(text);
    if (/\.tfvars(?:\.json)?$/.test(path)) return true;
    return text.length <= longestTemplate && /^[\s\ufeff]*[[{]/.test(text) && holdsContainers(text);
  },
  load: async () => (await import('./parse-hcl.js')).loadHclParser(),
  version: 10,
};

/** Files that merely end the same way. */
const isOther = (path: string): boolean =>
  /(?:^|\/)(?:package(?:-lock)?|tsconfig[\w.-]*|composer)\.json$|\.tf\.json$/.test(path);

export const terraformValues: ParserEntry = {
  name: 'terraform-values',
  endings: ['json', 'tfstate'],
  accepts: (path) => /\.(?:json|tfstate)$/.test(path),
  gate: ({ text }) =>
    /"(?:terraform_version|format_version)"\s*:/.test(text) &&
    /"(?:planned_values|resource_changes|values|resources)"\s*:/.test(text),
  load: async () => (await import('./parse-values.js')).parser,
  version: 1,
};

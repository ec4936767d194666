// The Chart.yaml of a chart whose version a build fills in: `Chart-template.yaml`, `Chart.yaml.tmpl`.

export const unfilledChart = /^Chart(?:[-._](?:template|tmpl|tpl|in)\.ya?ml|\.ya?ml\.(?:template|tmpl|tpl|in))$/;

/** Any version will do to render it, and lines stay where they are. */
export function fillChart(text: string): string {
  return text.replaceAll(/\$\{\w+\}|\$[A-Z_]\w*|%\w+%|@\w+@|\{\{[^{}\r\n]*\}\}/g, '0.0.0');
}

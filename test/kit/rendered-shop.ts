// A chart and a kustomization whose findings change with one value, and tools of a few lines that render them.

/** Whose preStop hook is longer than its grace period. */
const deployment = (name: string, grace: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      terminationGracePeriodSeconds: ${grace}
      containers:
        - name: web
          image: shop/${name}
          lifecycle:
            preStop:
              sleep:
                seconds: 40
`;

/** By path: the chart in `chart`, an overlay in `overlay` of a base in `base`. */
export const renderedShop: Readonly<Record<string, string>> = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': 'grace: 30\n',
  'chart/templates/web.yaml': deployment('web', '{{ .Values.grace }}'),
  'overlay/kustomization.yaml': 'resources:\n  - ../base\n',
  'base/kustomization.yaml': 'resources:\n  - api.yaml\n',
  'base/api.yaml': deployment('api', '20'),
};

const print = `while IFS= read -r line; do case "$line" in *.Values.grace*) echo "      terminationGracePeriodSeconds: $grace";; *) printf '%s\\n' "$line";; esac; done`;
/** What a shell does in place of `helm template NAME CHART`: it knows one template and one value. */
export const helmScript = `grace=30; while read -r key value; do [ "$key" = grace: ] && grace=$value; done < "$3/values.yaml"
echo '---'; echo '# Source: shop/templates/web.yaml'
${print} < "$3/templates/web.yaml"`;
/** In place of `kustomize build FOLDER`: it prints the base. */
export const kustomizeScript = `${print} < "$2/../base/api.yaml"`;

// Writes the Kubernetes manifests of one generated service: what a team of some size keeps in `deploy/`.
import type { Random } from './random.js';

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}
export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly image: string;
}

/** Five files each: the workload, its Service, a route, its configuration, and its scaling. */
export const manifestsPerService = 5;

export function manifestsOf(service: Service, random: Random): readonly GeneratedFile[] {
  const { name } = service;
  return [
    { path: `deploy/${name}-deployment.yaml`, text: deployment(service, random) },
    { path: `deploy/${name}-service.yaml`, text: clusterService(service) },
    { path: `deploy/${name}-ingress.yaml`, text: ingress(service, random) },
    { path: `deploy/${name}-config.yaml`, text: configuration(service, random) },
    { path: `deploy/${name}-scaling.yaml`, text: scaling(service, random) },
  ];
}

function metadata({ name, namespace }: Service, extra = ''): string {
  return `metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: storefront
    app.kubernetes.io/managed-by: deploy-bot
${extra}`;
}

function deployment(service: Service, random: Random): string {
  const { name, port, image } = service;
  const grace = random.chance(0.5) ? `      terminationGracePeriodSeconds: ${random.pick([20, 30, 45, 60])}\n` : '';
  const hook = random.chance(0.4)
    ? `          lifecycle:
            preStop:
              exec:
                command: ["sh", "-c", "sleep ${random.pick([5, 10, 15])}"]
`
    : '';
  const variables = Array.from(
    { length: 4 + random.below(8) },
    (_, index) => `            - name: SETTING_${index}\n              value: "${random.below(10_000)}"\n`,
  ).join('');
  return `# Generated for the benchmark.
apiVersion: apps/v1
kind: Deployment
${metadata(service, `  annotations:\n    deploy-bot.example/revision: "${random.below(900)}"\n`)}spec:
  replicas: ${1 + random.below(5)}
  revisionHistoryLimit: 4
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
        app.kubernetes.io/part-of: storefront
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9090"
    spec:
      serviceAccountName: ${name}
${grace}      securityContext:
        runAsNonRoot: true
        fsGroup: 2000
      containers:
        - name: app
          image: ${image}:1.${random.below(40)}.${random.below(9)}
          imagePullPolicy: IfNotPresent
          ports:
            - name: http
              containerPort: ${port}
          env:
            - name: PORT
              value: "${port}"
            - name: KEEP_ALIVE_MS
              valueFrom:
                configMapKeyRef:
                  name: ${name}-config
                  key: KEEP_ALIVE_MS
${variables}          readinessProbe:
            httpGet:
              path: /ready
              port: http
            periodSeconds: 5
            failureThreshold: 3
          livenessProbe:
            httpGet:
              path: /live
              port: http
            initialDelaySeconds: 10
${hook}          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 512Mi
          volumeMounts:
            - name: settings
              mountPath: /etc/${name}
              readOnly: true
      volumes:
        - name: settings
          configMap:
            name: ${name}-config
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels:
                    app.kubernetes.io/name: ${name}
`;
}

function clusterService(service: Service): string {
  return `apiVersion: v1
kind: Service
${metadata(service)}spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: ${service.name}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}

function ingress(service: Service, random: Random): string {
  const nginx = random.chance(0.6);
  const annotations = nginx
    ? `    nginx.ingress.kubernetes.io/proxy-read-timeout: "${random.pick([30, 60, 120])}"\n    nginx.ingress.kubernetes.io/proxy-connect-timeout: "5"\n`
    : `    alb.ingress.kubernetes.io/scheme: internet-facing\n    alb.ingress.kubernetes.io/target-type: ip\n    alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=${random.pick([60, 120])}\n`;
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
${metadata(service, `  annotations:\n${annotations}`)}spec:
  ingressClassName: ${nginx ? 'nginx' : 'alb'}
  rules:
    - host: ${service.name}.shop.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${service.name}
                port:
                  name: http
`;
}

function configuration(service: Service, random: Random): string {
  const entries = Array.from(
    { length: 10 + random.below(20) },
    (_, index) => `  FEATURE_${index}: "${random.pick(['on', 'off', '10', '250', 'https://api.shop.example/v2'])}"\n`,
  ).join('');
  const role = `---
apiVersion: v1
kind: ServiceAccount
${metadata(service)}---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
${metadata(service)}rules:
  - apiGroups: [""]
    resources: ["configmaps", "secrets"]
    verbs: ["get", "list", "watch"]
  - apiGroups: ["coordination.k8s.io"]
    resources: ["leases"]
    verbs: ["get", "create", "update"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
${metadata(service)}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: ${service.name}
subjects:
  - kind: ServiceAccount
    name: ${service.name}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
${metadata(service)}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: ${service.name}
  policyTypes: ["Ingress"]
  ingress:
    - from:
        - namespaceSelector: {}
`;
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${service.name}-config
  namespace: ${service.namespace}
data:
  KEEP_ALIVE_MS: "${random.pick([5000, 61000, 65000, 75000])}"
${entries}${role}`;
}

function scaling(service: Service, random: Random): string {
  return `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
${metadata(service)}spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${service.name}
  minReplicas: ${1 + random.below(3)}
  maxReplicas: ${6 + random.below(10)}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 70
---
apiVersion: policy/v1
kind: PodDisruptionBudget
${metadata(service)}spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: ${service.name}
`;
}

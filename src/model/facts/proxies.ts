// Load balancers and proxies outside Kubernetes objects.
import type { Expression } from '../expression.js';
import type { Location } from '../location.js';
import type { Numeric, Text, WrittenSetting } from './written.js';

/** A load balancer, CDN or proxy with its settings: an `aws_lb`, a CloudFront origin, an nginx `upstream`, a HAProxy backend. */
export interface ProxyFact {
  readonly kind: 'proxy';
  readonly product: string;
  /** The product whose settings and behaviour hold instead, where it works in a mode of its own: `nginx-stream`. */
  readonly mode?: string;
  /** Unique inside its scope: a Terraform address, an ARN, `server example.com location /api`. */
  readonly id: string;
  readonly name: string;
  /** How a sentence tells it from others of its product, in brackets; its name as it is when absent. */
  readonly shownAs?: string;
  readonly at: Location;
  readonly scope?: string;
  readonly settings: readonly WrittenSetting[];
  /** What it forwards to. */
  readonly forwardsTo: readonly ForwardRef[];
  /** Whose defaults are sent for what is not written. */
  readonly createdBy?: 'terraform' | 'cloudformation' | 'cdk' | 'elastic-beanstalk';
  /** Tags or labels that tie it to Kubernetes: `ingress.k8s.aws/stack`, `kubernetes.io/service-name`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Version of the product, where a file names it. */
  readonly version?: Text;
  /** The address can match a ProxyFact id in `forwardsTo` of another. */
  readonly aliases?: readonly string[];
  readonly listensOn?: readonly number[];
  /** nginx: every port on which the program may listen with this configuration; absent where no file tells. */
  readonly everyPort?: readonly number[];
  /** What accepts the connections, where that is another block than the one that sends them on: its defaults stand there. */
  readonly listensAt?: Location;
  /**
   * The proxy itself is a container of ours: `file`, whichever runs the configuration file at `at` (nginx.conf); else the named
   * workload of the same scope (a compose service whose labels and flags configure it).
   */
  readonly runsIn?: 'file' | { readonly workload: string };
  /** Set where it counts in one container only. */
  readonly mounted?: MountedFile;
  /** As of a workload. */
  readonly machines?: readonly string[];
  /** Servers of its upstream group that take requests in turn, backups not counted. */
  readonly servers?: Numeric;
  /** Settings of its upstream connections that stand elsewhere under this name. */
  readonly transport?: Text;
  /**
   * What rules ask for by name and is no setting. nginx: `connection-header` (sent upstream, as written), `lost-connection-header`
   * (an outer one that a proxy_set_header of this level drops), `misplaced-pool` (keepalive above the balancing method), `resolver`,
   * `variable-address`, `request-buffering`, `pass` (the module: proxy, grpc, fastcgi, uwsgi),
   * `sub-requests` (nginx itself asks there, by GET), `http2` (its clients may speak it), `packaged-main-file` (the main file is
   * the one of the image), `answers-itself` (it sends no request on).
   */
  readonly traits?: readonly { readonly name: string; readonly value: Expression; readonly at: Location }[];
}
/**
 * One file of a configuration language that is spread over files which include each other; `link` joins them and makes proxies.
 * Holds the directives that can matter, in order.
 */
export interface DirectiveFileFact {
  readonly kind: 'directive-file';
  readonly product: string;
  readonly at: Location;
  /** Where its outermost directives stand; undefined when nothing in the file tells. */
  readonly context?: string;
  readonly directives: readonly Directive[];
  /** Set where it counts in one container only. */
  readonly mounted?: MountedFile;
  /** As of a workload. */
  readonly machines?: readonly string[];
}
/** Where a file that stands inside another one lies. */
export interface MountedFile {
  /** The container, by the name that linking gives it. */
  readonly in: string;
  /** Its path there, once the program reads it: templates are filled in elsewhere. */
  readonly path: string;
  /** The program is started with it; else another file may include it. */
  readonly isMain: boolean;
  /** The image has a server of its own in the same folder, which nothing hides. */
  readonly besideOthers?: true;
}
export interface Directive {
  readonly name: string;
  readonly words: readonly Text[];
  /** From the name to the last word. */
  readonly at: Location;
  readonly block?: readonly Directive[];
}
export interface ForwardRef {
  /** `id`: another ProxyFact. `address`: host[:port], resolved against Services, compose services, ECS services. `target-group`: by id. `machine`: by its key. */
  readonly to: 'id' | 'address' | 'target-group' | 'machine';
  readonly value: string;
  readonly port?: number;
  readonly at: Location;
  /** The installation whose name it is, where that is not the proxy's own. */
  readonly scope?: string;
  /** A literal name that is resolved once (nginx `proxy_pass http://name`). */
  readonly pinned?: boolean;
}
/** Targets a load balancer sends to, with its health check and drain. */
export interface TargetGroupFact {
  readonly kind: 'target-group';
  /** Addresses of its members, where they are written as such. */
  readonly forwardsTo?: readonly ForwardRef[];
  readonly product: string;
  readonly id: string;
  readonly name: string;
  readonly at: Location;
  readonly scope?: string;
  readonly settings: readonly WrittenSetting[];
  readonly port?: Expression;
  /** Others of which one at a time, or each with a weight, gets the same requests: what registers in one is moved to them. */
  readonly takesTurnsWith?: readonly string[];
  readonly createdBy?: 'terraform' | 'cloudformation' | 'cdk' | 'elastic-beanstalk';
  readonly tags?: Readonly<Record<string, string>>;
  readonly aliases?: readonly string[];
}

/**
 * What is open, by hand: the customer's nine flows, and each that these need to live. Everything else is closed.
 * Written as `from > to protocol/port`.
 */
export const OPEN_FLOWS: readonly string[] = [
  // The customer's
  'ingress-controller > playcode-app TCP/3000',
  'playcode-app > mongodb TCP/27017',
  'playcode-app > redis TCP/6379',
  'playcode-app > internet TCP/443',
  'mongodb-exporter > mongodb TCP/27017',
  'redis-exporter > redis TCP/6379',
  'prometheus > playcode-app TCP/3000',
  'prometheus > mongodb-exporter TCP/9216',
  'prometheus > redis-exporter TCP/9121',

  // Players
  'internet > ingress-controller TCP/80',
  'internet > ingress-controller TCP/443',

  // Backups
  'mongodb-backup > mongodb TCP/27017',
  'mongodb-backup > internet TCP/443',
  'restore-drill > internet TCP/443',
  'mongodb-restore > internet TCP/443',
  'mongodb-restore > mongodb TCP/27017',

  // Mail by SMTP
  'playcode-app > internet TCP/587',
  'alertmanager > internet TCP/587',

  // Inside of monitoring
  'prometheus > kube-state-metrics TCP/8080',
  'prometheus > alertmanager TCP/9093',
  'prometheus > node TCP/9100',
  'prometheus > node TCP/10250',
  'grafana > prometheus TCP/9090',
  'grafana > loki TCP/3100',
  'promtail > loki TCP/3100',

  // The Kubernetes API
  'prometheus > api-server TCP/443',
  'promtail > api-server TCP/443',
  'kube-state-metrics > api-server TCP/443',
  'ingress-controller > api-server TCP/443',

  // From the VPC: admission of Ingresses; and who is in the VPC may visit the site
  'node > ingress-controller TCP/8443',
  'node > ingress-controller TCP/80',
  'node > ingress-controller TCP/443',
  'api-server > ingress-controller TCP/80',
  'api-server > ingress-controller TCP/443',

  // The range "outside" holds private addresses, for S3 and STS may answer from inside the VPC
  'playcode-app > node TCP/443',
  'playcode-app > node TCP/587',
  'mongodb-backup > node TCP/443',
  'restore-drill > node TCP/443',
  'mongodb-restore > node TCP/443',
  'alertmanager > node TCP/587',

  // The range "players" is every address; the metadata service never begins a connection
  'metadata-service > ingress-controller TCP/80',
  'metadata-service > ingress-controller TCP/443',

  // Names
  ...[
    'playcode-app',
    'mongodb',
    'mongodb-exporter',
    'redis-exporter',
    'mongodb-backup',
    'restore-drill',
    'mongodb-restore',
    'prometheus',
    'alertmanager',
    'grafana',
    'promtail',
    'ingress-controller',
  ].flatMap((from) => [`${from} > kube-dns UDP/53`, `${from} > kube-dns TCP/53`]),
];

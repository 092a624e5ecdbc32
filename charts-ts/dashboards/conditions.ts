import { WORKLOADS } from '../../lib/names.ts';
import { certificateOf } from '../constructs/certificate.ts';

/** Routes that players ask for: probes and scrapes are nobody's requests, and a pod that stops answers its probe with 503. */
export const ROUTES_OF_PLAYERS = '!~"/healthz|/readyz|/metrics"';

/** Real containers: cAdvisor also reports each pod as a whole, under an empty name. */
export const REAL_CONTAINERS = '!=""';

/** File systems that are on a disk. */
export const ON_DISKS = '!~"tmpfs|overlay"';

/** The site's certificate; cert-manager makes others, too, for the webhook of the ingress controller. */
export const SITE_CERTIFICATE = { name: certificateOf(WORKLOADS.app) } as const;

/** The autoscaler of the app. */
export const APP_AUTOSCALER = { horizontalpodautoscaler: WORKLOADS.app } as const;

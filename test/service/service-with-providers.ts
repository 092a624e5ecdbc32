import { GOOGLE_CLIENT, GoogleServer } from './accounts/google-server.ts';
import { NAVER_CLIENT, NaverServer } from './accounts/naver-server.ts';
import { freePort, type RunningService, runService } from './running-service.ts';

/** The real service, and both providers at which one can sign in. */
export interface ServiceWithProviders {
  readonly service: RunningService;
  readonly google: GoogleServer;
  readonly naver: NaverServer;
  stop(): Promise<void>;
}

/** Environment of a service that offers both providers at ports of this machine. */
export function providerVariables(ports: {
  readonly google: number;
  readonly naver: number;
}): Record<string, string> {
  return {
    GOOGLE_ISSUER: `http://127.0.0.1:${ports.google}`,
    GOOGLE_CLIENT_ID: GOOGLE_CLIENT.id,
    GOOGLE_CLIENT_SECRET: GOOGLE_CLIENT.secret,
    NAVER_ISSUER: `http://127.0.0.1:${ports.naver}`,
    NAVER_API: `http://127.0.0.1:${ports.naver}`,
    NAVER_CLIENT_ID: NAVER_CLIENT.id,
    NAVER_CLIENT_SECRET: NAVER_CLIENT.secret,
  };
}

/** Starts the service and both providers. `variables` are more of its environment. */
export async function runWithProviders(
  variables: Record<string, string> = {},
): Promise<ServiceWithProviders> {
  const ports = { google: await freePort(), naver: await freePort() };
  const service = await runService({ ...providerVariables(ports), ...variables });
  const google = await GoogleServer.start(ports.google, `${service.address}/auth/google/callback`);
  const naver = await NaverServer.start(ports.naver, `${service.address}/auth/naver/callback`);
  const stop = async (): Promise<void> => {
    await Promise.all([service.stop(), google.stop(), naver.stop()]);
  };
  return { service, google, naver, stop };
}

import { GoogleServer } from '../service/accounts/google-server.ts';
import { NaverServer } from '../service/accounts/naver-server.ts';
import { freePort } from '../service/running-service.ts';
import { providerVariables } from '../service/service-with-providers.ts';
import { type Site, startSite } from './site.ts';

/** A site at which one can sign in, and who vouches for its players. */
export interface SiteWithProviders extends Site {
  readonly google: GoogleServer;
  readonly naver: NaverServer;
}

/** @param main @default what `npm run build` made */
export async function startSiteWithProviders(main?: string): Promise<SiteWithProviders> {
  const ports = { google: await freePort(), naver: await freePort() };
  const site = await startSite(providerVariables(ports), main);
  const google = await GoogleServer.start(ports.google, `${site.address}/auth/google/callback`);
  const naver = await NaverServer.start(ports.naver, `${site.address}/auth/naver/callback`);
  const stop = async (): Promise<void> => {
    await Promise.all([site.stop(), google.stop(), naver.stop()]);
  };
  return { address: site.address, google, naver, stop };
}

import { MemoryTokenStore } from '../../../service/src/accounts/token-store.ts';
import { describeTokenStore } from './token-store.contract.ts';

describeTokenStore('memory', (kind) => new MemoryTokenStore(kind));

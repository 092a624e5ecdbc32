import { MemoryLimiter } from '../../../service/src/limits/memory-limiter.ts';
import { describeLimiter } from './limiter.contract.ts';

const limiter = new MemoryLimiter();
describeLimiter('memory', () => limiter);

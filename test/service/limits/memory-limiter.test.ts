import { Limiter } from '../../../service/src/limits/limiter.ts';
import { describeLimiter } from './limiter.contract.ts';

const limiter = new Limiter([]);
describeLimiter('memory', () => limiter);

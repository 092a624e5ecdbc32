import { describe, expect, it } from 'vitest';
import { type Engine, type Party, type Policy, permits, type Rule, selects } from './policy.ts';

const a: Party = { name: 'a', address: '10.0.0.1', pod: { namespace: 'x', labels: { app: 'a' } } };
const b: Party = {
  name: 'b',
  address: '10.0.0.2',
  pod: { namespace: 'x', labels: { app: 'b' }, ports: { web: 80 } },
};
const far: Party = { name: 'far', address: '10.0.0.3', pod: { namespace: 'y', labels: { app: 'a' } } };
const host: Party = { name: 'host', address: '192.0.2.7' };

function about(app: string, spec: Partial<Policy['spec']>): Policy {
  return {
    metadata: { name: app, namespace: 'x' },
    spec: { podSelector: { matchLabels: { app } }, ...spec },
  };
}

function open(
  policies: readonly Policy[],
  from: Party,
  to: Party,
  port = 80,
  protocol: 'TCP' | 'UDP' = 'TCP',
): boolean {
  return bothPermit(policies, { rangesMatchPods: false }, from, to, port, protocol);
}

function bothPermit(
  policies: readonly Policy[],
  engine: Engine,
  from: Party,
  to: Party,
  port: number,
  protocol: 'TCP' | 'UDP',
): boolean {
  const connection = { from, to, port, protocol };
  return permits('Egress', policies, engine, connection) && permits('Ingress', policies, engine, connection);
}

const ingress = (...rules: Rule[]) => [about('b', { policyTypes: ['Ingress'], ingress: rules })];

describe('the oracle reads policies as Kubernetes does', () => {
  it('lets everything through where no policy is about a pod', () => {
    expect(open([], a, b)).toBe(true);
    expect(open(ingress(), b, a)).toBe(true);
  });

  it('denies by a missing or empty list of rules and permits all by one empty rule', () => {
    expect(open([about('b', { policyTypes: ['Ingress'] })], a, b)).toBe(false);
    expect(open(ingress(), a, b)).toBe(false);
    expect(open(ingress({}), a, b)).toBe(true);
    expect(open(ingress({ from: [] }), host, b, 9, 'UDP')).toBe(true);
  });

  it('takes the policy’s own namespace where a peer names none', () => {
    const rule = { from: [{ podSelector: { matchLabels: { app: 'a' } } }] };
    expect(open(ingress(rule), a, b)).toBe(true);
    expect(open(ingress(rule), far, b)).toBe(false);
    expect(open(ingress({ from: [{ namespaceSelector: {} }] }), far, b)).toBe(true);
  });

  it('adds policies up and wants both directions', () => {
    const deny = about('a', { policyTypes: ['Egress'] });
    expect(open([...ingress({}), deny], a, b)).toBe(false);
    expect(open([...ingress({}), deny, about('a', { policyTypes: ['Egress'], egress: [{}] })], a, b)).toBe(
      true,
    );
  });

  it('is about egress without saying so where there are rules of it', () => {
    expect(open([about('a', { egress: [] })], a, b)).toBe(false);
    expect(open([about('a', {})], a, b)).toBe(true);
  });

  it('reads ports: numbers, names, ranges, TCP where nothing is said', () => {
    expect(open(ingress({ ports: [{ port: 80 }] }), a, b)).toBe(true);
    expect(open(ingress({ ports: [{ port: 80 }] }), a, b, 80, 'UDP')).toBe(false);
    expect(open(ingress({ ports: [{ port: 'web' }] }), a, b)).toBe(true);
    expect(open(ingress({ ports: [{ port: 'other' }] }), a, b)).toBe(false);
    expect(open(ingress({ ports: [{ port: 79, endPort: 81 }] }), a, b)).toBe(true);
    expect(open(ingress({ ports: [{ protocol: 'UDP' }] }), a, b, 9, 'UDP')).toBe(true);
  });

  it('reads ranges and what they leave out, for pods only where the engine does', () => {
    const rule = { from: [{ ipBlock: { cidr: '192.0.2.0/24', except: ['192.0.2.8/29'] } }] };
    expect(open(ingress(rule), host, b)).toBe(true);
    expect(open(ingress(rule), { name: 'left out', address: '192.0.2.9' }, b)).toBe(false);
    const all = { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] };
    expect(open(ingress(all), a, b)).toBe(false);
    expect(bothPermit(ingress(all), { rangesMatchPods: true }, a, b, 80, 'TCP')).toBe(true);
  });

  it('reads expressions', () => {
    const expression = (operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', ...values: string[]) =>
      selects({ matchExpressions: [{ key: 'app', operator, values }] }, { app: 'a' });
    expect(expression('In', 'a', 'b')).toBe(true);
    expect(expression('NotIn', 'a')).toBe(false);
    expect(expression('Exists')).toBe(true);
    expect(expression('DoesNotExist')).toBe(false);
  });
});

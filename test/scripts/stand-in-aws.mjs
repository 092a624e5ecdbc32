#!/usr/bin/env node
// Stands in for the AWS CLI in tests: keeps its world in the file that AWS_WORLD names and records every call in it.
import { readFileSync, writeFileSync } from 'node:fs';

const world = JSON.parse(readFileSync(process.env.AWS_WORLD, 'utf8'));
const args = process.argv.slice(2);
const option = (name) => args[args.indexOf(`--${name}`) + 1];
const operation = args.slice(0, 2).join(' ');

const operations = {
  'iam list-access-keys': () => ({ AccessKeyMetadata: world.keys }),
  'iam create-access-key': () => {
    const made = {
      AccessKeyId: `KEY${world.keys.length + 1}`,
      CreateDate: `2026-0${world.keys.length + 1}-01`,
    };
    world.keys.push(made);
    return { AccessKey: { ...made, SecretAccessKey: 'not-a-real-key' } };
  },
  'iam delete-access-key': () => {
    world.keys = world.keys.filter((key) => key.AccessKeyId !== option('access-key-id'));
    return {};
  },
  'secretsmanager describe-secret': () => {
    const id = option('secret-id');
    if (!(id in world.secrets)) throw new Error(`no secret ${id}`);
    return world.secrets[id] === null ? {} : { SecretVersionIdsToStages: { v1: ['AWSCURRENT'] } };
  },
  'secretsmanager get-secret-value': () => ({ SecretString: world.secrets[option('secret-id')] }),
  'secretsmanager put-secret-value': () => {
    if (world.refuses === option('secret-id')) throw new Error('access denied');
    world.secrets[option('secret-id')] = readFileSync(option('secret-string').replace('file://', ''), 'utf8');
    return {};
  },
};

try {
  world.calls.push(args);
  const answer = operations[operation]();
  writeFileSync(process.env.AWS_WORLD, JSON.stringify(world));
  console.log(JSON.stringify(answer));
} catch (error) {
  console.error(`An error occurred (${operation}): ${error.message}`);
  process.exitCode = 254;
}

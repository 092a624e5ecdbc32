import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../service/running-service.ts';

/** What a program printed, and how it ended. */
interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** How long the emulator may take to answer, on a busy machine. */
const START_MS = 60_000;

/** How long one run of the CLI may take: it waits forever for what the emulator never finishes. */
const CLI_MS = 120_000;

/** An emulator of AWS' APIs on a loopback port, with nothing in it, and the CDK's own CLI pointed at it. */
export class AwsEmulator {
  readonly #server: ChildProcess;
  readonly #port: number;

  private constructor(server: ChildProcess, port: number) {
    this.#server = server;
    this.#port = port;
  }

  /** @param account The account that it plays. */
  static async start(command: string, account: string): Promise<AwsEmulator> {
    const port = await freePort();
    const server = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], {
      env: { ...process.env, MOTO_ACCOUNT_ID: account },
      stdio: 'ignore',
    });
    const emulator = new AwsEmulator(server, port);
    const deadline = Date.now() + START_MS;
    while (!(await emulator.#answers())) {
      if (server.exitCode === null && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        continue;
      }
      await emulator.stop();
      throw new Error(`${command} does not answer within ${START_MS / 1000} s`);
    }
    return emulator;
  }

  async stop(): Promise<void> {
    if (this.#server.exitCode !== null || this.#server.signalCode !== null) return;
    this.#server.kill('SIGKILL');
    await once(this.#server, 'exit');
  }

  /** Runs `cdk` to its end; it can reach nothing but the emulator. */
  cdk(...args: readonly string[]): Promise<Outcome> {
    const command = ['node_modules/aws-cdk/bin/cdk', ...args, '--no-notices', '--no-color'];
    const options = { env: this.#environment(), timeout: CLI_MS, killSignal: 'SIGKILL' } as const;
    return new Promise((resolve) => {
      execFile(process.execPath, command, options, (error, stdout, stderr) => {
        const status = error ? (typeof error.code === 'number' ? error.code : 128) : 0;
        resolve({ status, output: stdout + stderr });
      });
    });
  }

  /** Types of a stack's resources, as CloudFormation tells them. */
  async resourcesOf(stack: string): Promise<string[]> {
    const query = new URLSearchParams({ Action: 'DescribeStackResources', StackName: stack });
    // The emulator checks no signature, and reads from it which service and region are meant.
    const authorization =
      'AWS4-HMAC-SHA256 Credential=test/20260101/ap-northeast-2/cloudformation/aws4_request';
    const answer = await fetch(`http://127.0.0.1:${this.#port}/`, {
      method: 'POST',
      headers: { authorization },
      body: query,
    });
    const text = await answer.text();
    return [...text.matchAll(/<ResourceType>(.+?)<\/ResourceType>/g)].map(([, type = '']) => type);
  }

  #environment(): NodeJS.ProcessEnv {
    const { AWS_PROFILE: _profile, AWS_SESSION_TOKEN: _token, ...rest } = process.env;
    return {
      ...rest,
      // An address rather than a name: S3's client then names the bucket in the path.
      AWS_ENDPOINT_URL: `http://127.0.0.1:${this.#port}`,
      // From here CloudFormation fetches templates; the emulator knows itself by this name alone.
      AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: `http://localhost:${this.#port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'ap-northeast-2',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: '1',
      NODE_NO_WARNINGS: '1',
    };
  }

  async #answers(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.#port}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

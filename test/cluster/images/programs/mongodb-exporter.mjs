// Stands in for Percona's mongodb_exporter where it cannot be had: the metrics that dashboards and alerts ask
// for, by the same names.
import { createServer } from 'node:http';
import { MongoClient } from 'mongodb';

const port = Number(/:(\d+)$/.exec(process.argv.find((one) => one.startsWith('--web.listen-address')))[1]);
const client = new MongoClient(process.env.MONGODB_URI, { serverSelectionTimeoutMS: 5000 });

async function metrics() {
  const lines = [];
  const add = (name, value, labels = {}) => {
    const text = Object.entries(labels).map(([key, one]) => `${key}="${one}"`);
    if (value !== undefined) lines.push(`${name}${text.length > 0 ? `{${text}}` : ''} ${Number(value)}`);
  };
  try {
    const admin = client.db('admin');
    const status = await admin.command({ serverStatus: 1 });
    add('mongodb_up', 1);
    for (const [state, value] of Object.entries(status.connections ?? {}))
      add('mongodb_ss_connections', value, { conn_type: state });
    for (const [type, value] of Object.entries(status.opcounters ?? {}))
      add('mongodb_ss_opcounters', value, { legacy_op_type: type });
    add('mongodb_ss_mem_resident', status.mem?.resident);
    const { databases } = await admin.command({ listDatabases: 1, nameOnly: true });
    for (const { name } of databases.filter((one) => one.name === 'playcode')) {
      const stats = await client.db(name).command({ dbStats: 1 });
      for (const key of ['dataSize', 'storageSize', 'indexSize', 'totalSize'])
        add(`mongodb_dbstats_${key}`, stats[key], { database: name });
    }
  } catch (error) {
    console.error(error.message);
    lines.splice(0, lines.length, 'mongodb_up 0');
  }
  return `${lines.join('\n')}\n`;
}

createServer(async (request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
  response.end(request.url === '/metrics' ? await metrics() : 'metrics are at /metrics\n');
}).listen(port);
process.on('SIGTERM', () => process.exit(0));

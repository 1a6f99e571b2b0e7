import { InfluxDBClient, Point } from '@influxdata/influxdb3-client'

// Writes two points and prints, as JSON, what SQL and InfluxQL give back.
const [host, token, database] = process.argv.slice(2)
const client = new InfluxDBClient({ host, token, database })

const full = Point.measurement('node')
  .setTag('room', 'a b,c=d')
  .setFloatField('f', 1.5)
  .setIntegerField('i', 7)
  .setUintegerField('u', 8)
  .setStringField('s', 'say "x"')
  .setBooleanField('b', true)
  .setTimestamp('1700000000123456789')
const sparse = Point.measurement('node').setFloatField('f', -2).setTimestamp('1700000001000000000')
await client.write([full, sparse])

const plain = (key, value) => (typeof value === 'bigint' ? `${value}n` : value)
const collect = async (rows, pick) => {
  const all = []
  for await (const row of rows) all.push(pick(row))
  return all
}
const describe = (point) => ({
  room: point.getTag('room'),
  types: Object.fromEntries(['f', 'i', 'u', 's', 'b'].map((name) => [name, point.getFieldType(name)])),
  timestamp: String(point.getTimestamp()),
})

const sql = 'SELECT * FROM node WHERE f > $low ORDER BY time'
console.log(JSON.stringify({
  rows: await collect(client.query(sql, database, { type: 'sql', params: { low: -5 } }), (row) => row),
  points: await collect(client.queryPoints(sql, database, { type: 'sql', params: { low: -5 } }), describe),
  means: await collect(client.query('SELECT MEAN(f) AS f FROM node WHERE time >= 0 GROUP BY room', database, { type: 'influxql' }), (row) => row),
  version: await client.getServerVersion(),
}, plain))
await client.close()

using InfluxDownsample.Benchmarks.Data;
using InfluxDownsample.Benchmarks.Engine;
using InfluxDownsample.Benchmarks.Server;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>Rows through the engine, against plain C# objects through cmdlets that do nothing.</summary>
internal static class RowRatios
{
    private const int RoundCount = 15;
    private const int Batches = 8;
    private const int Rows = Batches * Workload.BatchRows;

    public static void Print(BenchmarkEngine engine, StandInProcess server)
    {
        engine.Set("rows", Rows);
        engine.Set("batches", $"{Batches}");
        engine.Set("server", server.Connection());
        Times[] times = Rounds.Time(
            RoundCount,
            () => engine.Run("Send-PlainRow $rows | Skip-Nothing > $null"),
            () => engine.Run("Invoke-InfluxQuery $batches -Connection $server | Skip-Nothing > $null"),
            () => engine.Run("Send-PlainRow $rows | Where-Object Temp -gt 20 > $null"),
            () => engine.Run("Invoke-InfluxQuery $batches -Connection $server | Where-Object temp -gt 20 > $null"),
            () => engine.Run("Send-PlainRow $rows | Skip-Nothing | Skip-Nothing | Skip-Nothing > $null"),
            () => engine.Run("Invoke-InfluxQuery $batches -Connection $server | Remove-MeasurementColumn | Write-InfluxPoints home -Connection $server > $null"),
            () => engine.Run("Send-CsvRow $rows | Skip-Nothing > $null"),
            () => engine.Run(
                "Send-CsvRow $rows | Write-InfluxPoints home -TagColumn room -FieldType @{ temp = 'float'; hum = 'float'; co = 'integer' } -Connection $server > $null"),
            () => engine.Run("foreach ($row in Send-PlainRow $rows) { $null = $row.Temp }"),
            () => engine.Run("foreach ($row in Invoke-InfluxQuery $batches -Connection $server) { $null = $row.temp }"),
            () => engine.Run("Send-PlainRow $rows | Skip-Nothing | Skip-Nothing | Skip-Parameters > $null"));
        Table.Print("rows.emit.vs_engine_floor", Rounds.Divide(times[1], times[0]));
        Table.Print("rows.where.vs_engine_floor", Rounds.Divide(times[3], times[2]));
        Table.Print("rows.property.vs_engine_floor", Rounds.Divide(times[9], times[8]));
        Table.Print("rows.pipeline.vs_engine_floor", Rounds.Divide(times[5], times[4]));
        Table.Print("rows.pipeline.vs_floor_with_parameters", Rounds.Divide(times[5], times[10]));
        Table.Print("csv.rows_per_engine_floor", Rounds.Divide(times[7], times[6]));
        Table.NoteRate("floor: plain objects through 1", Rows, times[0]);
        Table.NoteRate("query through 1", Rows, times[1]);
        Table.NoteRate("floor: where", Rows, times[2]);
        Table.NoteRate("query where", Rows, times[3]);
        Table.NoteRate("floor: plain objects through 3", Rows, times[4]);
        Table.NoteRate("floor: the same with as many parameters", Rows, times[10]);
        Table.NoteRate("query | remove | write", Rows, times[5]);
        Table.NoteRate("floor: csv objects through 1", Rows, times[6]);
        Table.NoteRate("csv objects | write", Rows, times[7]);
        Table.NoteRate("floor: property", Rows, times[8]);
        Table.NoteRate("query property", Rows, times[9]);
    }
}

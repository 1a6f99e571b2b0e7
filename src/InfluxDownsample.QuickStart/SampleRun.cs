using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Hosting;

namespace InfluxDownsample.QuickStart;

/// <summary>Loads the sample data, runs the downsampling scripts of the examples, and reads back what they wrote.</summary>
internal sealed class SampleRun(QuickStartSession session)
{
    public const string Announcement =
        """
        Starts the local server in memory on a free port, loads the sample, downsamples it in SQL, in InfluxQL, with one
        command and by a plan of three tiers, and compares what was written with what comes back. Takes about fifteen seconds
        and leaves nothing behind.
        """;

    private const int RowsShown = 10;
    private const string InfluxQlSuffix = "_iql";

    // What the four steps and the one command write of the same hours.
    private const string StepsTarget = "occupancy_1h";
    private const string JobTarget = "occupancy_1h_job";

    private static readonly (string Title, string Script)[] s_steps =
    [
        ("Downsample to hourly means, in SQL and in InfluxQL", "office-hourly.ps1"),
        ("The same in batches", "office-hourly-batch.ps1"),
        ("The last 24 hours", "office-last-24-hours.ps1"),
        ("The whole job in one command", "office-downsample.ps1"),
        ("A plan: minutes, hours and days, each made of the ones below", "occupancy-plan.ps1"),
    ];

    private readonly TextWriter _output = session.Output;
    private readonly List<WrittenPoints> _written = [];
    private readonly List<string> _differences = [];

    /// <summary>Returns the program's exit code: 0 only if what was read back equals what was written.</summary>
    public int Run()
    {
        var clock = Stopwatch.StartNew();
        try
        {
            RunScript("Load the sample: 17 days of one office room, a row a minute", "load-occupancy.ps1");
            long rawRows = CountRawRows();
            foreach ((string title, string script) in s_steps)
            {
                RunScript(title, script);
            }

            CheckPlan();
            WriteTitle("Read back");
            CompareTargets();
            WriteSummary(rawRows, clock.Elapsed);
        }
        catch (ScriptFailedException)
        {
            // The engine has reported it.
            return 1;
        }

        return session.Console.Errors == 0 && _differences.Count == 0 && _written.Count > 0 ? 0 : 1;
    }

    private void RunScript(string title, string file)
    {
        WriteTitle($"{title} (module/examples/{file})");
        string script = File.ReadAllText(Path.Combine(Checkout.Root, "module", "examples", file));
        foreach (string statement in ScriptStatements.Split(script))
        {
            // What the sort step gives out is what the writer is handed, value for value.
            Session("$PSDefaultParameterValues = @{ 'Optimize-InfluxPoints:OutVariable' = 'sorted' }; $sorted = @()");
            IReadOnlyList<PSObject> results = Show(statement);
            if (session.Console.GetVariable("sorted") is IEnumerable sorted
                && WrittenPoints.From(results, sorted.Cast<object?>()) is { } written)
            {
                _written.Add(written);
            }
        }
    }

    private void CompareTargets()
    {
        var stored = new Dictionary<string, HashSet<string>>();
        foreach (WrittenPoints target in _written)
        {
            IReadOnlyList<PSObject> points = ShowRows($"Invoke-InfluxQuery 'SELECT * FROM {target.Measurement} ORDER BY time' -Connection downsampled");
            HashSet<string> texts = [.. points.Select(point => PointText.Of(point) ?? "a point without fields")];
            stored.Add(target.Measurement, texts);
            Compare($"{target.Measurement}: read back", texts, "written", target.Points);
            if (!target.CountsAreRight || texts.Count != points.Count)
            {
                _differences.Add($"{target.Measurement}: {target.Points.Count} points and {target.Empty} empty rows were handed to the writer; "
                    + $"it reports {target.Written} written and {target.Skipped} skipped; {points.Count} came back.");
            }
        }

        foreach ((string measurement, HashSet<string> sqlPoints) in stored)
        {
            if (stored.TryGetValue(measurement + InfluxQlSuffix, out HashSet<string>? influxQlPoints))
            {
                Compare($"{measurement}: with SQL", sqlPoints, "with InfluxQL", influxQlPoints);
            }
        }

        HashSet<string> job = [.. ShowRows($"Invoke-InfluxQuery 'SELECT * FROM {JobTarget} ORDER BY time' -Connection downsampled")
            .Select(point => PointText.Of(point) ?? "a point without fields")];
        Compare($"{StepsTarget}, in four steps,", stored[StepsTarget], $"{JobTarget}, in one command,", job);
    }

    // What the plan's script has found out: every window of every tier is right, and the value that was changed by hand is named.
    private void CheckPlan()
    {
        PSObject[] comparisons = [.. Variable("tiers"), .. Variable("direct")];
        foreach (PSObject wrong in comparisons.Where(
            found => Count(found, "Match") == 0 || Count(found, "Missing") + Count(found, "Different") + Count(found, "Extra") > 0))
        {
            _differences.Add(
                $"{wrong.Properties["Target"].Value} every {wrong.Properties["Every"].Value} is not what {wrong.Properties["Source"].Value} gives.");
        }

        string[] changed = [.. Variable("changed").Select(
            difference => $"{difference.Properties["WindowStart"].Value:yyyy-MM-dd HH:mm} {difference.Properties["Field"].Value}")];
        if (comparisons.Length != 5 || !changed.SequenceEqual(["2015-02-10 09:00 co2_max", "2015-02-10 00:00 co2_max"]))
        {
            _differences.Add($"The value that was changed by hand was found as [{string.Join(", ", changed)}] in {comparisons.Length} comparisons.");
        }
    }

    private IEnumerable<PSObject> Variable(string name) => session.Console.GetVariable(name) switch
    {
        IEnumerable items => items.Cast<object>().Select(PSObject.AsPSObject),
        { } item => [PSObject.AsPSObject(item)],
        null => [],
    };

    private static long Count(PSObject found, string name) => Convert.ToInt64(found.Properties[name].Value, CultureInfo.InvariantCulture);

    private void Compare(string left, HashSet<string> leftPoints, string right, IReadOnlyCollection<string> rightPoints)
    {
        string[] onlyLeft = [.. leftPoints.Except(rightPoints)];
        string[] onlyRight = [.. rightPoints.Except(leftPoints)];
        if (onlyLeft.Length + onlyRight.Length > 0)
        {
            _differences.Add($"{left} and {right} differ: only {onlyLeft.Length} here, e.g. [{onlyLeft.FirstOrDefault()}], "
                + $"only {onlyRight.Length} there, e.g. [{onlyRight.FirstOrDefault()}].");
        }
    }

    private long CountRawRows()
    {
        PSObject count = Show("""
            2..18 | ForEach-Object { "SELECT COUNT(*) AS rows FROM occupancy WHERE time >= '2015-02-{0:00}' AND time < '2015-02-{1:00}'" -f $_, ($_ + 1) } |
                Invoke-InfluxQuery -Connection raw | Measure-Object rows -Sum
            """)[0];
        return Convert.ToInt64(count.Properties["Sum"].Value, CultureInfo.InvariantCulture);
    }

    private void WriteSummary(long rawRows, TimeSpan time)
    {
        WriteTitle("Summary");
        session.Console.Print(_written.Select(target => new PSObject
        {
            Properties =
            {
                new PSNoteProperty("Target", $"{target.Database}.{target.Measurement}"),
                new PSNoteProperty("Rows written", target.Written),
                new PSNoteProperty("Windows without data, skipped", target.Skipped),
            },
        }));
        long rows = _written.Sum(target => target.Written);
        long skipped = _written.Sum(target => target.Skipped);
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{rawRows} raw rows; {rows} downsampled rows in {_written.Count} tables; {skipped} windows skipped; {time.TotalSeconds:0.0} s."));
        foreach (string difference in _differences)
        {
            _output.WriteLine($"DIFFERENT: {difference}");
        }

        if (_differences.Count == 0)
        {
            _output.WriteLine(
                "Every point read back equals what was written; SQL and InfluxQL, and four steps and one command, gave the same points; "
                + "each tier of the plan matches the raw rows.");
        }
    }

    private void WriteTitle(string title)
    {
        _output.WriteLine($"=== {title}");
        _output.WriteLine();
    }

    private IReadOnlyList<PSObject> Show(string statement)
    {
        WriteCommand(statement);
        IReadOnlyList<PSObject> results = Session(statement);
        session.Console.Print(results);
        return results;
    }

    // The first rows as a table; all of them to the caller.
    private IReadOnlyList<PSObject> ShowRows(string statement)
    {
        WriteCommand(statement + " | Format-Table");
        IReadOnlyList<PSObject> rows = Session(statement);
        session.Console.Print(rows.Take(RowsShown), asTable: true);
        if (rows.Count > RowsShown)
        {
            _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... {rows.Count - RowsShown} more rows ..."));
            _output.WriteLine();
        }

        return rows;
    }

    private void WriteCommand(string statement) => _output.WriteLine("PS> " + statement.ReplaceLineEndings(Environment.NewLine + ">>  "));

    private IReadOnlyList<PSObject> Session(string statement) => session.Console.Run(statement);
}

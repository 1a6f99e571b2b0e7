namespace InfluxDownsample.Core.Downsampling;

/// <summary>A row of the table in which the target database remembers its runs. What a run knows of the target table is in each of its rows, whole.</summary>
internal sealed record LedgerRow
{
    /// <summary>A run wants the table.</summary>
    public const string Claim = "claim";

    /// <summary>A run is still at work.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>A run that has the table begins to write.</summary>
    public const string Begin = "begin";

    /// <summary>A run that had the table has ended.</summary>
    public const string End = "end";

    /// <summary>A run did not get the table, could not be run, or found nothing left to do.</summary>
    public const string Refused = "refused";

    /// <summary>The status of a run that was stopped by hand.</summary>
    public const string Stopped = "Stopped";

    /// <summary>The status of a run that a check, or another run, kept from its work.</summary>
    public const string NotRun = "Refused";

    /// <summary><see cref="Claim"/>, <see cref="Heartbeat"/>, <see cref="Begin"/>, <see cref="End"/> or <see cref="Refused"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The key of the target table.</summary>
    public required string Job { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>When the server took the row in, nanoseconds since 1970-01-01 UTC; clocks of runbook machines do not count.</summary>
    public long Time { get; init; }

    /// <summary>Who runs it: user, machine and process.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The database read from.</summary>
    public string SourceDatabase { get; init; } = "";

    /// <summary>The measurement read.</summary>
    public string Measurement { get; init; } = "";

    /// <summary>The measurement written.</summary>
    public string Target { get; init; } = "";

    /// <summary>The interval.</summary>
    public string Every { get; init; } = "";

    /// <summary>When the run claimed the table; null in the claim itself.</summary>
    public long? Claimed { get; init; }

    /// <summary>How the run ended; null while it has not.</summary>
    public string? Status { get; init; }

    /// <summary>The id and the message of the error that ended it; null when none did.</summary>
    public string? Error { get; init; }

    /// <summary>The start of the first window planned.</summary>
    public long? From { get; init; }

    /// <summary>The end of the last window planned.</summary>
    public long? To { get; init; }

    /// <summary>Points confirmed.</summary>
    public long? PointsWritten { get; init; }

    /// <summary>Tells apart tables of one name: a table that was dropped and begun anew has another.</summary>
    public string? Table { get; init; }

    /// <summary>What the target is, a <see cref="TableDefinition"/> as JSON; in a claim, what it would be.</summary>
    public string? Definition { get; init; }

    /// <summary>What of it is done; null in rows that do not know.</summary>
    public Coverage? Coverage { get; init; }

    /// <summary>Tells the row from all others.</summary>
    public (string Run, string Kind, long Time) Key => (Run, Kind, Time);

    /// <summary>Whether the row tells what the target table is.</summary>
    public bool IsOfTable => Definition is not null && (Kind == Begin || (Kind is Heartbeat or End && Table is not null));
}

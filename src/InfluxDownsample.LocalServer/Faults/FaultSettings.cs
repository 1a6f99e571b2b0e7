using System.Reflection;

namespace InfluxDownsample.LocalServer.Faults;

/// <summary>
/// What the server is told to do wrong, for rehearsals and tests; nothing by default. Counts go down with each use.
/// </summary>
public sealed class FaultSettings
{
    private int _failWrites;
    private int _dropAnswers;
    private int _resetWrites;
    private int _resetQueries;
    private int _unavailableQueries;

    /// <summary>Answer so many next writes with <see cref="FailStatus"/> and store nothing of them.</summary>
    public int FailWrites { get => Volatile.Read(ref _failWrites); set => Volatile.Write(ref _failWrites, value); }

    /// <summary>The HTTP status of <see cref="FailWrites"/>.</summary>
    public int FailStatus { get; set; } = 503;

    /// <summary>The Retry-After header of <see cref="FailWrites"/> in seconds; null sends none.</summary>
    public int? RetryAfterSeconds { get; set; }

    /// <summary>Store so many next writes, then cut the connection instead of answering.</summary>
    public int DropAnswers { get => Volatile.Read(ref _dropAnswers); set => Volatile.Write(ref _dropAnswers, value); }

    /// <summary>Cut the connection in the middle of the body of so many next writes; nothing of them is stored.</summary>
    public int ResetWrites { get => Volatile.Read(ref _resetWrites); set => Volatile.Write(ref _resetWrites, value); }

    /// <summary>Cut the connection of so many next queries after <see cref="ResetQueriesAfterBatches"/> batches.</summary>
    public int ResetQueries { get => Volatile.Read(ref _resetQueries); set => Volatile.Write(ref _resetQueries, value); }

    /// <summary>How many batches come through before <see cref="ResetQueries"/> cuts the connection.</summary>
    public int ResetQueriesAfterBatches { get; set; } = 1;

    /// <summary>Answer so many next Flight calls with gRPC status 14, UNAVAILABLE.</summary>
    public int UnavailableQueries { get => Volatile.Read(ref _unavailableQueries); set => Volatile.Write(ref _unavailableQueries, value); }

    /// <summary>Wait so long before each write and query is worked on.</summary>
    public int DelayMilliseconds { get; set; }

    /// <summary>
    /// Refuse queries that read so many files of one table or more; 0 refuses none, null leaves it at the limit the server was started with. // wire reference
    /// 1.6
    /// </summary>
    public int? QueryFileLimit { get; set; }

    /// <summary>There is no <c>system.parquet_files</c>, as on editions other than Core. // wire reference 4.2</summary>
    public bool NoParquetFiles { get; set; }

    /// <summary>Treat the right token as expired.</summary>
    public bool ExpiredToken { get; set; }

    /// <summary>Treat the right token as lacking the permission.</summary>
    public bool PermissionDenied { get; set; }

    /// <summary>Of two versions of a point, keep the older, as real servers may. // wire reference 5.8</summary>
    public bool StaleOverwrite { get; set; }

    /// <summary>Rows lie in a write buffer until a snapshot, and while it writes their files, queries miss some of them. // wire reference 5.9</summary>
    public bool HideRowsInSnapshots { get; set; }

    /// <summary>Rows lie in a write buffer until a snapshot, and of two versions of a point in it either may be read, and stay. // wire reference 5.8</summary>
    public bool MixVersionsInBuffer { get; set; }

    /// <summary>Begin a snapshot at random queries, every so many on an average; 0 begins none.</summary>
    public int SnapshotEvery { get; set; }

    /// <summary>How many files a snapshot has written more when the next query comes.</summary>
    public int SnapshotFilesPerQuery { get; set; } = 1;

    /// <summary>Chooses the moments of snapshots and the order of their files.</summary>
    public int Seed { get; set; }

    /// <summary>Takes over every setting of another.</summary>
    public void CopyFrom(FaultSettings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (PropertyInfo setting in typeof(FaultSettings).GetProperties())
        {
            setting.SetValue(this, setting.GetValue(other));
        }
    }

    internal bool TakeFailedWrite() => Take(ref _failWrites);

    internal bool TakeDroppedAnswer() => Take(ref _dropAnswers);

    internal bool TakeResetWrite() => Take(ref _resetWrites);

    internal bool TakeResetQuery() => Take(ref _resetQueries);

    internal bool TakeUnavailableQuery() => Take(ref _unavailableQueries);

    private static bool Take(ref int count)
    {
        int left = Volatile.Read(ref count);
        while (left > 0)
        {
            int seen = Interlocked.CompareExchange(ref count, left - 1, left);
            if (seen == left)
            {
                return true;
            }

            left = seen;
        }

        return false;
    }
}

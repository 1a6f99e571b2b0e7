using System.Reflection;

namespace InfluxDownsample.LocalServer.Faults;

/// <summary>
/// What the server is told to do wrong, for rehearsals and tests; nothing by default. Counts go down with each use.
/// </summary>
public sealed class FaultSettings
{
    private readonly Lock _counting = new();

    /// <summary>Answer so many next writes with <see cref="FailStatus"/> and store nothing of them.</summary>
    public int FailWrites { get; set; }

    /// <summary>The HTTP status of <see cref="FailWrites"/>.</summary>
    public int FailStatus { get; set; } = 503;

    /// <summary>The Retry-After header of <see cref="FailWrites"/> in seconds; null sends none.</summary>
    public int? RetryAfterSeconds { get; set; }

    /// <summary>Store so many next writes, then cut the connection instead of answering.</summary>
    public int DropAnswers { get; set; }

    /// <summary>Cut the connection in the middle of the body of so many next writes; nothing of them is stored.</summary>
    public int ResetWrites { get; set; }

    /// <summary>Cut the connection of so many next queries after <see cref="ResetQueriesAfterBatches"/> batches.</summary>
    public int ResetQueries { get; set; }

    /// <summary>How many batches come through before <see cref="ResetQueries"/> cuts the connection.</summary>
    public int ResetQueriesAfterBatches { get; set; } = 1;

    /// <summary>Answer so many next Flight calls with gRPC status 14, UNAVAILABLE.</summary>
    public int UnavailableQueries { get; set; }

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
        lock (_counting)
        {
            foreach (PropertyInfo setting in typeof(FaultSettings).GetProperties())
            {
                setting.SetValue(this, setting.GetValue(other));
            }
        }
    }

    internal bool TakeFailedWrite() => Take(() => FailWrites > 0 && FailWrites-- > 0);

    internal bool TakeDroppedAnswer() => Take(() => DropAnswers > 0 && DropAnswers-- > 0);

    internal bool TakeResetWrite() => Take(() => ResetWrites > 0 && ResetWrites-- > 0);

    internal bool TakeResetQuery() => Take(() => ResetQueries > 0 && ResetQueries-- > 0);

    internal bool TakeUnavailableQuery() => Take(() => UnavailableQueries > 0 && UnavailableQueries-- > 0);

    private bool Take(Func<bool> one)
    {
        lock (_counting)
        {
            return one();
        }
    }
}

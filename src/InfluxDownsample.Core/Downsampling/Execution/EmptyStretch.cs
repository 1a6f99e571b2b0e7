namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// A stretch of time in which a table was found to have no rows. One look is not to be trusted (wire reference 5.9): a second one confirms it, for all who
/// wait.
/// </summary>
/// <param name="span">The stretch.</param>
/// <param name="look">Looks whether there is still no row in it, and whether both looks are to be trusted.</param>
internal sealed class EmptyStretch(Window span, Func<Window, CancellationToken, Task<bool>> look)
{
    private readonly object _lock = new();
    private Task<bool>? _second;

    /// <summary>The stretch.</summary>
    public Window Span => span;

    /// <summary>Whether the second look has been taken and found no row either.</summary>
    public bool IsConfirmed => _second is { IsCompletedSuccessfully: true, Result: true };

    /// <summary>Takes the second look, once.</summary>
    public Task<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _second ??= look(span, cancellationToken);
        }
    }
}

namespace InfluxDownsample.Points;

/// <summary>Counts down the rows of batches, to know when the last row of one has been settled.</summary>
internal sealed class BatchConfirmations
{
    private readonly Dictionary<InfluxBatch, (int Open, bool Confirmed)> _batches = new(ReferenceEqualityComparer.Instance);

    /// <summary>Settles one row.</summary>
    /// <param name="batch">The batch it is of.</param>
    /// <param name="confirmed">Whether the server confirmed it; otherwise it was skipped or refused.</param>
    /// <returns>True when it was the batch's last open row and the server confirmed any of them.</returns>
    public bool Settle(InfluxBatch batch, bool confirmed)
    {
        (int open, bool any) = _batches.TryGetValue(batch, out (int, bool) known) ? known : (batch.RowCount, false);
        open--;
        any |= confirmed;
        if (open > 0)
        {
            _batches[batch] = (open, any);
            return false;
        }

        _batches.Remove(batch);
        return any;
    }
}

namespace InfluxDownsample.LocalServer.Query;

/// <summary>
/// The t-digest behind InfluxDB's approximate percentiles. Up to some eighty values it holds each by itself; beyond, it draws neighbours
/// together, least at the ends. What it holds depends on how the values are cut into batches, so that answers for many values may vary.
/// </summary>
internal sealed class Digest(int size)
{
    public const int DefaultSize = 100;

    private List<Centroid> _centroids = [];
    private double _count;
    private double _least = double.PositiveInfinity;
    private double _most = double.NegativeInfinity;

    /// <summary>Takes in a batch of values in ascending order.</summary>
    public void Add(IReadOnlyList<double> sorted)
    {
        if (sorted.Count == 0)
        {
            return;
        }

        _count += sorted.Count;
        _least = Math.Min(_least, sorted[0]);
        _most = Math.Max(_most, sorted[^1]);
        List<Centroid> merged = [];
        int limit = 1;
        double most = Limit(limit++) * _count;
        double taken = 0;
        Centroid? current = null;
        (double sum, double weight) = (0, 0);
        foreach (Centroid next in InOrder(sorted))
        {
            taken += next.Weight;
            if (current is not { } open)
            {
                current = next;
            }
            else if (taken <= most)
            {
                sum += next.Mean * next.Weight;
                weight += next.Weight;
            }
            else
            {
                merged.Add(open.With(sum, weight));
                most = Limit(limit++) * _count;
                (current, sum, weight) = (next, 0, 0);
            }
        }

        merged.Add(current!.Value.With(sum, weight));
        merged.Sort((a, b) => a.Mean.CompareTo(b.Mean));
        _centroids = merged;
    }

    /// <summary>The value below which this share of the values lies, drawn between centroids.</summary>
    public double Quantile(double share)
    {
        if (share is <= 0 or >= 1)
        {
            return share <= 0 ? _least : _most;
        }

        double rank = share * _count;
        (int at, double before) = Find(rank);
        (bool isFirst, bool isLast) = (at == 0, at == _centroids.Count - 1);
        double lower = isFirst ? _centroids[at].Mean : _centroids[at - 1].Mean;
        double upper = isLast ? _centroids[at].Mean : _centroids[at + 1].Mean;
        double step = isFirst || isLast ? upper - lower : (upper - lower) / 2;
        double value = _centroids[at].Mean + ((((rank - before) / _centroids[at].Weight) - 0.5) * step);
        (double least, double most) = (isFirst ? _least : lower, isLast ? _most : upper);
        return value < least ? least : value > most ? most : value;
    }

    private double Limit(int centroid)
    {
        double share = (double)centroid / size;
        return share >= 0.5 ? 1 - (2 * (1 - share) * (1 - share)) : 2 * share * share;
    }

    /// <summary>The centroids and the new values in one order; of equal ones the value is first.</summary>
    private IEnumerable<Centroid> InOrder(IReadOnlyList<double> sorted)
    {
        int value = 0;
        foreach (Centroid centroid in _centroids)
        {
            for (; value < sorted.Count && !(centroid.Mean < sorted[value]); value++)
            {
                yield return new Centroid(sorted[value], 1);
            }

            yield return centroid;
        }

        for (; value < sorted.Count; value++)
        {
            yield return new Centroid(sorted[value], 1);
        }
    }

    /// <summary>The centroid that holds a rank, and what lies before it.</summary>
    private (int At, double Before) Find(double rank)
    {
        (int at, double before) = (0, 0);
        for (; at < _centroids.Count - 1 && rank >= before + _centroids[at].Weight; at++)
        {
            before += _centroids[at].Weight;
        }

        return (at, before);
    }

    private readonly record struct Centroid(double Mean, double Weight)
    {
        public Centroid With(double sum, double weight) => new(((Mean * Weight) + sum) / (Weight + weight), Weight + weight);
    }
}

using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans.Reading;

namespace InfluxDownsample.Core.Plans;

/// <summary>Reads how long the database of a tier is to keep its rows.</summary>
internal static class PlanRetention
{
    /// <summary>Reads a period.</summary>
    /// <param name="node">Where it stands.</param>
    /// <param name="period">The period; null keeps rows for ever.</param>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(PlanNode node, out TimeSpan? period)
    {
        period = null;
        try
        {
            if (node is PlanValue { Value: string text })
            {
                period = RetentionPeriod.Parse(text);
                return true;
            }
        }
        catch (InfluxException)
        {
            // Its words are for who types a command.
        }

        return false;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace InfluxDownsample.LocalServer;

/// <summary>Rules, each in one statement.</summary>
internal static class Refuse
{
    /// <summary>Throws what the fault is where the rule is broken; it is put into words only then.</summary>
    public static void When([DoesNotReturnIf(true)] bool broken, Func<Exception> fault)
    {
        if (broken)
        {
            throw fault();
        }
    }
}

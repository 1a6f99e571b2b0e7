namespace InfluxDownsample.LocalServer.Query;

/// <summary>When a query failed. Over Flight the phase decides the text before the message (wire reference 1.6).</summary>
public enum QueryPhase
{
    /// <summary><c>Error while logically planning query: </c>.</summary>
    LogicalPlanning,

    /// <summary><c>Error while planning query: </c>; gap-fill rules and the file limit are checked here.</summary>
    PhysicalPlanning,

    /// <summary><c>Internal error reading points from namespace …: </c>; when the first step of the plan is opened.</summary>
    Opening,

    /// <summary><c>Error while execution Flight SQL stream: External error: </c>; while rows flow.</summary>
    Execution,
}

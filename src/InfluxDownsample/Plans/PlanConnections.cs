using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Reading;

namespace InfluxDownsample.Plans;

/// <summary>
/// The connections of a plan: those it describes, those that are registered, and the default one. What was made for the plan is closed with it.
/// </summary>
internal sealed class PlanConnections : IDisposable
{
    // Those that were asked for, by the name that the plan gives them; null where they can't be used.
    private readonly Dictionary<PlanConnection, InfluxConnection?> _described = [];
    private readonly List<InfluxConnection> _owned = [];
    private readonly Plan _plan;
    private readonly PlanConnectionReader _reader;
    private readonly PlanFindings _findings;
    private InfluxConnection? _default;

    /// <param name="plan">The plan.</param>
    /// <param name="file">Its file.</param>
    /// <param name="findings">Hears what is wrong.</param>
    public PlanConnections(Plan plan, string file, PlanFindings findings)
    {
        _plan = plan;
        _findings = findings;
        _reader = new PlanConnectionReader(Path.GetDirectoryName(Path.GetFullPath(file))!, Environment.GetEnvironmentVariable, findings);
    }

    /// <summary>Reads all that the plan describes, whether a job uses it or not. Nothing is sent.</summary>
    public void ReadAll()
    {
        foreach (PlanConnection connection in _plan.Connections)
        {
            Read(connection);
        }
    }

    /// <summary>Where the plan describes a connection; null when it does not.</summary>
    public PlanNode? PlaceOf(InfluxClient client) => _described.FirstOrDefault(pair => pair.Value?.Client == client).Key?.Node;

    /// <summary>The connection that a part of the plan names; null when there is none, which is a finding.</summary>
    public InfluxConnection? Find(PlanNode node)
    {
        if (node is not PlanValue { Value: string text })
        {
            _findings.Error(node, "A connection is named by a text.");
            return null;
        }

        text = text.Trim();
        return _plan.FindConnection(text) is { } described ? Read(described) : FindOutside(node, text);
    }

    /// <summary>The connection of a plan that names none; null when there is none, which is a finding.</summary>
    public InfluxConnection? FindDefault(PlanNode node)
    {
        try
        {
            if (_default is null)
            {
                _default = ConnectionReference.ResolveDefault(PlanKeys.Source, out bool isOwned);
                if (isOwned)
                {
                    Own(_default);
                }
            }
        }
        catch (InfluxException problem)
        {
            _findings.Error(node, $"No Source is named. {problem.Message}", problem.Id);
        }

        return _default;
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.ForEach(static connection => connection.Close());

    private InfluxConnection? Read(PlanConnection connection)
    {
        if (!_described.TryGetValue(connection, out InfluxConnection? found))
        {
            found = connection.Address is { } address ? FindOutside(connection.Node, address)
                : _reader.Read(connection) is { } settings ? Own(new InfluxConnection(connection.Name, settings))
                : null;
            _described.Add(connection, found);
        }

        return found;
    }

    private InfluxConnection? FindOutside(PlanNode node, string text)
    {
        if (ConnectionTable.Current.TryGet(text, out InfluxConnection? registered))
        {
            return registered;
        }

        if (ConnectionString.LooksLikeOne(text))
        {
            return FromAddress(node, text);
        }

        if (_plan.Tiers.Any(tier => tier.Name == text))
        {
            _findings.Error(node, $"Tier '{text}' stands no earlier in the plan: a tier reads one that stands before it, or a connection.");
            return null;
        }

        string[] known = [.. _plan.Connections.Select(connection => connection.Name).Concat(ConnectionTable.Current.All.Select(connection => connection.Name))];
        _findings.Error(node, $"There is no connection '{text}', in the plan or registered. {NearNames.Suggest(text, known, "Connections")}".TrimEnd(),
            InfluxErrorId.ConnectionNotFound);
        return null;
    }

    private InfluxConnection? FromAddress(PlanNode node, string text)
    {
        try
        {
            return Own(new InfluxConnection("", ConnectionString.Parse(text)));
        }
        catch (InfluxException problem)
        {
            _findings.Error(node, problem.Message, problem.Id);
            return null;
        }
    }

    private InfluxConnection Own(InfluxConnection connection)
    {
        _owned.Add(connection);
        return connection;
    }
}

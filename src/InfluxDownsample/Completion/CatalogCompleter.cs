using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Completion;

/// <summary>Completes what a server's catalogue knows. Without a server that answers it offers nothing, and says nothing.</summary>
public abstract class CatalogCompleter : IArgumentCompleter
{
    private protected CatalogCompleter()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        TypedCommand typed = new(parameterName, commandAst, fakeBoundParameters);
        Completion[] offered = Offer(typed);
        return [.. Known.Concat(offered.Length > 0 ? offered : Unknown).Matching(wordToComplete)];
    }

    /// <summary>What is offered without asking a server, before all else.</summary>
    private protected virtual IEnumerable<Completion> Known => [];

    /// <summary>What is offered where the server has nothing to offer.</summary>
    private protected virtual IEnumerable<Completion> Unknown => [];

    private protected abstract IEnumerable<Completion> Offer(CatalogCache catalog, InfluxConnection connection, TypedCommand typed);

    private protected static IReadOnlyList<InfluxMeasurement> Measurements(CatalogCache catalog, InfluxConnection connection, TypedCommand typed)
        => (typed.Database ?? connection.Database) is { Length: > 0 } database ? catalog.Measurements(connection, database) : [];

    /// <summary>The measurements that are named, else all.</summary>
    private protected static IEnumerable<InfluxMeasurement> NamedMeasurements(CatalogCache catalog, InfluxConnection connection, TypedCommand typed)
        => Measurements(catalog, connection, typed).Where(measurement => typed.Measurements?.Any(name => name.Matches(measurement.Name)) != false);

    private Completion[] Offer(TypedCommand typed)
    {
        InfluxConnection? connection = null;
        bool owned = false;
        try
        {
            connection = Resolve(typed.Connection, out owned);
            return [.. Offer(ConnectionTable.Current.Catalog, connection, typed)];
        }
        catch (InfluxException)
        {
            // No such connection, or one whose settings are not right yet: the command will say so when it runs.
            return [];
        }
        finally
        {
            if (owned)
            {
                connection?.Close();
            }
        }
    }

    private static InfluxConnection Resolve(object? given, out bool owned)
    {
        ConnectionReference? reference = given switch
        {
            ConnectionReference known => known,
            InfluxConnection connection => new ConnectionReference(connection),
            string text => new ConnectionReference(text),
            _ => null,
        };
        return reference is null ? ConnectionReference.ResolveDefault("Connection", out owned) : reference.Resolve(out owned);
    }
}

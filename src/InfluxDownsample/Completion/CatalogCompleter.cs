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
        Completion[] known = [.. Known];
        InfluxConnection? connection = null;
        bool owned = false;
        try
        {
            connection = Resolve(typed.Connection, out owned);
            return [.. known.Concat(Offer(ConnectionTable.Current.Catalog, connection, typed)).Matching(wordToComplete)];
        }
        catch (InfluxException)
        {
            // No such connection, or one whose settings are not right yet: the command will say so when it runs.
            return known.Matching(wordToComplete);
        }
        finally
        {
            if (owned)
            {
                connection?.Close();
            }
        }
    }

    /// <summary>What is offered without asking a server, before all else.</summary>
    private protected virtual IEnumerable<Completion> Known => [];

    private protected abstract IEnumerable<Completion> Offer(CatalogCache catalog, InfluxConnection connection, TypedCommand typed);

    private protected static IReadOnlyList<InfluxMeasurement> Measurements(CatalogCache catalog, InfluxConnection connection, TypedCommand typed)
        => (typed.Database ?? connection.Database) is { Length: > 0 } database ? catalog.Measurements(connection, database) : [];

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

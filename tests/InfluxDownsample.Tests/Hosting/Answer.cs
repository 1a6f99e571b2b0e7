using System.Management.Automation;
using Xunit;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>What a script gave: its output and all its streams. A terminating error stands last among the errors.</summary>
public sealed record Answer(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose)
{
    /// <summary>The output as plain .NET values.</summary>
    public object?[] Values => [.. Output.Select(item => item?.BaseObject)];

    /// <summary>The output as text.</summary>
    public string[] Texts => [.. Output.Select(item => item?.ToString() ?? "")];

    public static Answer Of(PowerShell shell, Func<IEnumerable<PSObject>> invoke)
    {
        List<PSObject> output = [];
        List<ErrorRecord> errors = [];
        try
        {
            output.AddRange(invoke());
            errors.AddRange(shell.Streams.Error);
        }
        catch (RuntimeException failure)
        {
            errors.AddRange(shell.Streams.Error);
            errors.Add(failure.ErrorRecord);
        }

        errors.ForEach(AdvisedParameters.Check);
        Assert.All(shell.Streams.Warning, AdvisedParameters.Check);
        return new Answer(output, errors, [.. shell.Streams.Warning.Select(record => record.Message)], [.. shell.Streams.Verbose.Select(record => record.Message)]);
    }

    /// <summary>This answer, after making sure that nothing failed.</summary>
    public Answer Succeed()
    {
        Assert.True(Errors.Count == 0, string.Join(Environment.NewLine, Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error} {error.ScriptStackTrace}")));
        return this;
    }

    /// <summary>The one error, after making sure that its id, as scripts see it, is this.</summary>
    public ErrorRecord FailWith(string id)
    {
        ErrorRecord error = Assert.Single(Errors);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        return error;
    }
}

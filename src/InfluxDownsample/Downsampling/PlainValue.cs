using System.Management.Automation;
using System.Numerics;

namespace InfluxDownsample.Downsampling;

/// <summary>A value that means what its text says: anything else would be taken for the name of its type, or written as the culture has it.</summary>
internal static class PlainValue
{
    /// <summary>Whether it is text, a number, a boolean, a choice or nothing.</summary>
    public static bool Is(object? value)
        => value is BigInteger or Guid || Convert.GetTypeCode(value) is not (TypeCode.Object or TypeCode.DateTime);

    /// <summary>The value for people: itself, or its type where its text says nothing.</summary>
    public static string Describe(object? value) => value switch
    {
        DateTime or DateTimeOffset => "a time",
        ScriptBlock => "a script block",
        PSCustomObject => "an object",
        _ when Is(value) => $"'{value}'",
        _ => $"an object of type {value!.GetType().Name}",
    };
}

using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Decides which functions are calculated over which fields, and what the columns are called.</summary>
internal static class AggregateSelection
{
    /// <summary>The field columns of the answer, by field and then in the order the functions were given.</summary>
    public static IReadOnlyList<DownsampleColumn> Select(DownsampleQueryOptions options)
    {
        List<DownsampleColumn> columns = [];
        List<SourceField> fields = PickFields(options);
        CheckNumbers(fields, options.Aggregates);
        foreach (SourceField field in fields)
        {
            IReadOnlyList<AggregateFunction> functions = FunctionsFor(field, options.Aggregates);
            foreach (AggregateFunction function in functions)
            {
                string name = NameOf(field, function, functions.Count > 1, options.NameTemplate);
                columns.Add(new DownsampleColumn(name, TypeOf(field, function, options.Fill, options.Language), ColumnRole.Field, field, function));
            }
        }

        return columns.Count > 0 ? columns : throw Invalid($"Of the fields of '{options.Source.Name}', -Aggregate picks none.", options.Source.Name);
    }

    /// <summary>The warning that fields of other types than numbers keep their last values where a function that needs numbers was asked for.</summary>
    public static IEnumerable<string> Warnings(IEnumerable<DownsampleColumn> columns, IReadOnlyList<AggregateRule>? rules)
    {
        string[] fields = [.. columns.Select(column => column.Source)
            .OfType<SourceField>().Distinct()
            .Where(field => Unfit(field, RuleFor(field, rules ?? [])) is not null)
            .Select(field => $"'{field.Name}'")];
        if (fields.Length > 0)
        {
            yield return $"{CountText.Choose(fields.Length, "Field", "Fields")} {string.Join(", ", fields)} "
                + $"{CountText.Choose(fields.Length, "holds", "hold")} no numbers, "
                + $"and so {CountText.Choose(fields.Length, "keeps its last value", "keep their last values")} of each window.";
        }
    }

    private static List<SourceField> PickFields(DownsampleQueryOptions options)
    {
        InfluxMeasurement source = options.Source;
        IReadOnlyList<NamePattern>? wanted = options.Fields;
        List<SourceField> fields = [.. SourceField.Of(source, options.Record)];
        foreach (NamePattern pattern in (wanted ?? []).Concat((options.Aggregates ?? []).Select(rule => rule.Fields)))
        {
            AddNamedPart(options, fields, pattern);
            if (!fields.Exists(field => pattern.Matches(field.Name)) && pattern != NamePattern.All)
            {
                throw ColumnErrors.NoField(source, pattern.Text);
            }
        }

        if (fields.Count == 0)
        {
            throw Invalid($"'{source.Name}' has no fields.", source.Name);
        }

        fields.RemoveAll(field => wanted is not null && !wanted.Any(pattern => pattern.Matches(field.Name)));
        return fields;
    }

    // A column of an earlier tier's rollup can still be asked for by its own name.
    private static void AddNamedPart(DownsampleQueryOptions options, List<SourceField> fields, NamePattern pattern)
    {
        if (options.Source.FindField(pattern.Text) is { } stored && !fields.Exists(field => field.Name == stored.Name))
        {
            fields.Add(new SourceField(stored.Name, stored, null) { Held = SourceField.HeldBy(stored.Name, options.Record) });
        }
    }

    private static IReadOnlyList<AggregateFunction> FunctionsFor(SourceField field, IReadOnlyList<AggregateRule>? rules)
    {
        AggregateFunction usual = AggregateFunction.Of(field.IsNumber ? AggregateKind.Mean : AggregateKind.Last);
        if (rules is null)
        {
            return [usual];
        }

        if (RuleFor(field, rules) is not { } rule)
        {
            return [];
        }

        // Named, it is a mistake; picked among others, its values are kept in the one way that every type has.
        return rule.Fields.Text == field.Name && Unfit(field, rule) is { } unfit
            ? throw NeedsNumbers(unfit, [field])
            : [.. rule.Functions.Select(function => function.NeedsNumbers && !field.IsNumber ? usual : function).Distinct()];
    }

    // Where no field that is picked can have what is asked for, there is nothing beside which to keep the last values.
    private static void CheckNumbers(IEnumerable<SourceField> fields, IReadOnlyList<AggregateRule>? rules)
    {
        AggregateFunction? first = null;
        List<SourceField> unfit = [];
        foreach (SourceField field in fields)
        {
            if (RuleFor(field, rules ?? []) is not { } rule)
            {
                continue;
            }

            if (Unfit(field, rule) is not { } function)
            {
                return;
            }

            first ??= function;
            unfit.Add(field);
        }

        if (first is not null)
        {
            throw NeedsNumbers(first, unfit);
        }
    }

    // The first function that cannot be had of a field; of text and booleans a rollup keeps count and last.
    private static AggregateFunction? Unfit(SourceField field, AggregateRule? rule)
        => field.IsNumber || rule is null || IsRollup(rule.Functions) ? null : rule.Functions.FirstOrDefault(function => function.NeedsNumbers);

    private static AggregateRule? RuleFor(SourceField field, IReadOnlyList<AggregateRule> rules)
    {
        AggregateRule[] matching = [.. rules.Where(rule => rule.Fields.Matches(field.Name)).OrderByDescending(rule => rule.Fields.Precision(field.Name))];
        if (matching.Length == 0)
        {
            return null;
        }

        AggregateRule rule = matching[0];
        if (matching.Length > 1 && matching[1].Fields.Precision(field.Name) == rule.Fields.Precision(field.Name)
            && !matching[1].Functions.SequenceEqual(rule.Functions))
        {
            throw Invalid(
                $"Field '{field.Name}' is picked by '{rule.Fields.Text}' and by '{matching[1].Fields.Text}', which ask for different functions.", field.Name);
        }

        return rule;
    }

    private static bool IsRollup(IEnumerable<AggregateFunction> functions)
        => new[] { AggregateKind.Count, AggregateKind.Sum, AggregateKind.Min, AggregateKind.Max }.All(kind => functions.Any(function => function.Kind == kind));

    private static string NameOf(SourceField field, AggregateFunction function, bool several, string? template)
    {
        string pattern = template ?? (several ? "{field}_{function}" : "{field}");
        // In one pass: a field may be called '{function}'.
        int at = pattern.IndexOf("{field}", StringComparison.Ordinal);
        return at < 0
            ? pattern.Replace("{function}", function.Name, StringComparison.Ordinal)
            : string.Concat(
                pattern[..at].Replace("{function}", function.Name, StringComparison.Ordinal),
                field.Name,
                pattern[(at + 7)..].Replace("{function}", function.Name, StringComparison.Ordinal));
    }

    private static PointType TypeOf(SourceField field, AggregateFunction function, WindowFill fill, QueryLanguage language) => function.Kind switch
    {
        // Integers that were added up are interpolated as floats.
        AggregateKind.Sum when fill == WindowFill.Linear && language == QueryLanguage.Sql => PointType.Float,
        _ when field.Rollup?.Of(function.Kind) is { } kept => kept.Type,
        AggregateKind.Count when field.Held == "count" => field.Type,
        AggregateKind.Spread when !field.IsReadAsStored(function) => field.Rollup!.Max!.Type,
        _ => function.ResultType(field.Type),
    };

    private static string Describe(PointType type)
        => type == PointType.String ? "text" : type == PointType.Boolean ? "booleans" : "neither numbers, text nor booleans";

    private static InfluxException NeedsNumbers(AggregateFunction function, List<SourceField> fields)
        => new(
            InfluxErrorId.InvalidParameter,
            $"'{function}' needs numbers, and {string.Join(", ", fields.Select(field => $"field '{field.Name}' holds {Describe(field.Type)}"))}.")
        {
            Target = fields[0].Name,
            Advice = "The functions count, first, last and mode take every type.",
        };

    private static InfluxException Invalid(string message, object target) => new(InfluxErrorId.InvalidParameter, message) { Target = target };
}

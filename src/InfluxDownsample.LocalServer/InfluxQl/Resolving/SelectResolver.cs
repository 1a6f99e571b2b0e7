using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.InfluxQl.Time;
using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Storage;

namespace InfluxDownsample.LocalServer.InfluxQl.Resolving;

/// <summary>Looks up everything a SELECT names: measurements, columns and their types, wildcards, times.</summary>
internal sealed class SelectResolver(IDatabaseCatalog catalog, long nowNanoseconds)
{
    /// <exception cref="QueryException">The statement breaks a rule. Unknown measurements and columns are no error.</exception>
    public ResolvedSelect Resolve(SelectStatement statement) => WithoutEmptySources(Resolve(statement, isSubquery: false));

    private ResolvedSelect Resolve(SelectStatement statement, bool isSubquery)
    {
        if (statement.LimitsSeries)
        {
            throw QueryException.NotImplemented("SLIMIT or SOFFSET");
        }

        List<ResolvedSource> sources = [.. statement.Sources.SelectMany(ResolveSource)];
        var types = new TypeEvaluator(sources);
        var wildcards = new WildcardExpansion(sources);
        var times = new TimeExpression(nowNanoseconds, statement.TimeZone);

        List<ResolvedField> fields = ResolveFields(statement, types, wildcards);
        (Expression? condition, TimeBounds range) = ConditionSplit.Split(statement.Condition?.Rewrite(node => WithType(node, types)), times);
        GroupInterval? interval = ResolveInterval(statement.GroupBy?.Time, times);
        if (interval is not null)
        {
            range = range with { Upper = range.Upper ?? nowNanoseconds };
        }

        (ProjectionKind kind, bool needsEarlierWindow) = ProjectionRules.Check(fields.Select(field => field.Expression), interval is not null, statement.Fill?.Mode);
        int time = fields.FindIndex(field => field.Expression is Reference { IsTime: true });
        string timeName = time < 0 || isSubquery ? "time" : fields[time].Name;
        if (time >= 0)
        {
            fields.RemoveAt(time);
        }

        FillClause fill = statement.Fill ?? new FillClause(FillMode.Null);
        return new ResolvedSelect
        {
            Kind = kind,
            Fields = fields,
            TimeName = timeName,
            Sources = sources,
            Condition = condition,
            Range = range,
            Interval = interval,
            NeedsEarlierWindow = needsEarlierWindow && interval is not null,
            GroupTags = wildcards.Tags(statement.GroupBy),
            SourceTags = SourceTags(sources),
            // what a subquery would fill with nulls is nothing to the query around it
            Fill = isSubquery && kind != ProjectionKind.Raw && fill.Mode == FillMode.Null ? new FillClause(FillMode.None) : fill,
            Descending = statement.Descending,
            Limit = statement.Limit,
            Offset = statement.Offset,
            TimeZone = statement.TimeZone,
        };
    }

    private IEnumerable<ResolvedSource> ResolveSource(Source source)
    {
        if (source is SubquerySource subquery)
        {
            return [new SelectSource(Resolve(subquery.Statement, isSubquery: true))];
        }

        var measurement = (MeasurementSource)source;
        if (measurement.Database is not null)
        {
            throw QueryException.NotImplemented("database prefix in qualified measurement syntax"); // wire reference 1.6
        }

        return MeasurementNames.Find(catalog, measurement).Select(table => new TableSource(table));
    }

    private static List<ResolvedField> ResolveFields(SelectStatement statement, TypeEvaluator types, WildcardExpansion wildcards)
    {
        IReadOnlyList<SelectField> fields = statement.Fields;
        if (WildcardExpansion.IsNeededBy(fields))
        {
            fields = wildcards.Fields(fields, statement.GroupBy);
        }

        List<string> names = FieldNaming.Distinct([.. fields.Select(FieldNaming.NameOf)]);
        var resolved = new List<ResolvedField>(names.Count);
        for (int i = 0; i < names.Count; i++)
        {
            Expression expression = fields[i].Expression.Rewrite(node => WithType(node, types));
            foreach (Reference reference in expression.Nodes().OfType<Reference>())
            {
                types.CheckRole(reference);
            }

            resolved.Add(new ResolvedField(names[i], expression, types.TypeOf(expression)));
        }

        return resolved;
    }

    private static Expression WithType(Expression node, TypeEvaluator types) =>
        node is Reference reference ? reference with { Type = types.TypeOf(reference) } : node;

    private static GroupInterval? ResolveInterval(TimeDimension? time, TimeExpression times)
    {
        if (time is null)
        {
            return null;
        }

        long duration = times.Nanoseconds(time.Interval);
        return duration > 0
            ? new GroupInterval(duration, time.Offset is null ? 0 : times.Nanoseconds(time.Offset))
            : throw QueryException.Planning("GROUP BY time interval must be greater than zero");
    }

    private static HashSet<string> SourceTags(List<ResolvedSource> sources)
    {
        var tags = new HashSet<string>(StringComparer.Ordinal);
        foreach (ResolvedSource source in sources)
        {
            tags.UnionWith(source is TableSource table
                ? table.Table.Columns.Where(column => column.Kind == ColumnKind.Tag).Select(column => column.Name)
                : ((SelectSource)source).Select.SourceTags);
        }

        return tags;
    }

    /// <summary>Leaves out measurements and subqueries that have none of the selected fields: they contribute no row.</summary>
    private static ResolvedSelect WithoutEmptySources(ResolvedSelect select)
    {
        HashSet<string> names = [.. select.Fields.SelectMany(field => field.Expression.Nodes()).OfType<Reference>().Select(reference => reference.Name)];
        var sources = new List<ResolvedSource>();
        foreach (ResolvedSource source in select.Sources)
        {
            if (source is TableSource table)
            {
                if (names.Any(name => table.Table.Find(name) is { Kind: not (ColumnKind.Tag or ColumnKind.Time) }))
                {
                    sources.Add(source);
                }
            }
            else
            {
                ResolvedSelect inner = WithoutEmptySources(((SelectSource)source).Select);
                if (inner.Sources.Count > 0 && names.Any(name => inner.FindField(name) is not null))
                {
                    sources.Add(new SelectSource(inner));
                }
            }
        }

        return select with { Sources = sources };
    }
}

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Looks up everything a SELECT names: measurements, columns and their types, wildcards, times.</summary>
internal sealed class SelectResolver(IDatabaseCatalog catalog, long nowNanoseconds)
{
    /// <exception cref="QueryException">The statement breaks a rule. Unknown measurements and columns are no error.</exception>
    public ResolvedSelect Resolve(SelectStatement statement) =>
        WithWindows(WithoutEmptySources(Stage("rewriting statement", () => Resolve(statement, isSubquery: false))));

    private static T Stage<T>(string name, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (QueryException wrong)
        {
            throw wrong.While(name);
        }
    }

    private ResolvedSelect Resolve(SelectStatement statement, bool isSubquery)
    {
        CheckFeatures(statement);
        List<ResolvedSource> sources = [.. statement.Sources.SelectMany(ResolveSource)];
        var types = new TypeEvaluator(sources);
        var wildcards = new WildcardExpansion(sources);
        var times = new ConstantTime(nowNanoseconds, statement.TimeZone);

        (List<ResolvedField> fields, IReadOnlyList<string> groupTags) =
            Stage("expand projection", () => (ResolveFields(statement, types, wildcards), wildcards.Tags(statement.GroupBy)));
        GroupInterval? interval = Stage("find interval offset", () => ResolveInterval(statement.GroupBy?.Time, times));
        (Expression? condition, TimeBounds range) =
            Stage("split condition", () => ConditionSplit.Split(statement.Condition?.Rewrite(node => WithType(node, types)), times));
        range = interval is null ? range : range with { Upper = range.Upper ?? nowNanoseconds };
        (ProjectionKind kind, bool needsEarlierWindow) = Stage(
            "gather information about select statement",
            () => ProjectionRules.Check(fields.Select(field => field.Expression), interval is not null, statement.Fill?.Mode));
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
            GroupTags = groupTags,
            SourceTags = sources.SelectMany(source => source is SelectSource inner ? inner.Select.SourceTags : source.Tags).ToHashSet(StringComparer.Ordinal),
            // what a subquery would fill with nulls is nothing to the query around it
            Fill = isSubquery && kind != ProjectionKind.Raw && fill.Mode == FillMode.Null ? new FillClause(FillMode.None) : fill,
            Descending = statement.Descending,
            Limit = InRange(statement.Limit, "limit"),
            Offset = InRange(statement.Offset, "offset"),
            TimeZone = statement.TimeZone,
        };
    }

    private IEnumerable<ResolvedSource> ResolveSource(Source source) =>
        source is SubquerySource subquery
            ? [new SelectSource(Resolve(subquery.Statement, isSubquery: true))]
            : MeasurementNames.Find(catalog, (MeasurementSource)source).Select(table => new TableSource(table));

    private static void CheckFeatures(SelectStatement statement)
    {
        Refuse.When(statement.LimitsSeries, () => QueryException.NotImplemented("SLIMIT or SOFFSET"));
        foreach (Source source in statement.Sources)
        {
            // wire reference 1.6
            Refuse.When(source is MeasurementSource { Database: not null },
                () => QueryException.NotImplemented("database prefix in qualified measurement syntax"));
            if (source is SubquerySource subquery)
            {
                CheckFeatures(subquery.Statement);
            }
        }
    }

    private static long? InRange(ulong? number, string name) =>
        number is null or <= long.MaxValue ? (long?)number : throw QueryException.Planning($"{name} out of range");

    private static List<ResolvedField> ResolveFields(SelectStatement statement, TypeEvaluator types, WildcardExpansion wildcards)
    {
        IReadOnlyList<SelectField> fields =
            WildcardExpansion.IsNeededBy(statement.Fields) ? wildcards.Fields(statement.Fields, statement.GroupBy) : statement.Fields;
        List<string> names = FieldNaming.Distinct([.. fields.Select(FieldNaming.NameOf)]);
        IEnumerable<Expression> expressions = fields.Select(field => field.Expression.Rewrite(node => WithType(node, types)));
        return [.. names.Zip(expressions, (name, expression) => new ResolvedField(name, expression, types.TypeOf(expression)))];
    }

    private static Expression WithType(Expression node, TypeEvaluator types) =>
        node is Reference reference ? reference with { Type = types.TypeOf(reference) } : node;

    private static GroupInterval? ResolveInterval(TimeDimension? time, ConstantTime times)
    {
        if (time is null)
        {
            return null;
        }

        // a negative stride bins as a positive one does
        long duration = Math.Abs(times.Nanoseconds(time.Interval));
        return new GroupInterval(duration, time.Offset is null ? 0 : times.Nanoseconds(time.Offset));
    }

    /// <summary>Windows of no length are refused when the plan is made ready to run, if there is anything to read.</summary>
    private static ResolvedSelect WithWindows(ResolvedSelect select)
    {
        Refuse.When(select.Interval is { Duration: 0 } && select.Sources.Count > 0,
            () => new QueryException(QueryErrorKind.Execution, "Execution error: DATE_BIN stride must be non-zero", QueryPhase.Opening));
        foreach (SelectSource subquery in select.Sources.OfType<SelectSource>())
        {
            WithWindows(subquery.Select);
        }

        return select;
    }

    /// <summary>Leaves out measurements and subqueries that have none of the selected fields: they contribute no row.</summary>
    private static ResolvedSelect WithoutEmptySources(ResolvedSelect select)
    {
        HashSet<string> names = [.. select.Fields.SelectMany(field => field.Expression.Nodes()).OfType<Reference>().Select(reference => reference.Name)];
        IEnumerable<ResolvedSource> sources =
            select.Sources.Select(source => source is SelectSource inner ? new SelectSource(WithoutEmptySources(inner.Select)) : source);
        return select with { Sources = [.. sources.Where(source => names.Any(source.HasField))] };
    }
}

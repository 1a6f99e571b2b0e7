namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Looks up everything a SELECT names: measurements, columns and their types, wildcards, times.</summary>
internal sealed class SelectResolver(DatabaseCatalog catalog, long nowNanoseconds)
{
    /// <exception cref="QueryException">The statement breaks a rule. Unknown measurements and columns are no error.</exception>
    public ResolvedSelect Resolve(SelectStatement statement)
    {
        ResolvedSelect root = Stage("rewriting statement", () => Resolve(statement, isSubquery: false));
        return Narrow(root, root, default);
    }

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
        Refuse.When(statement.LimitsSeries, () => QueryException.NotImplemented("SLIMIT or SOFFSET"));
        // wire reference 1.6
        Refuse.When(statement.Measurements.Any(measurement => measurement.Database is not null),
            () => QueryException.NotImplemented("database prefix in qualified measurement syntax"));
        ResolvedSource[] sources = [.. statement.Sources.SelectMany(ResolveSource)];
        var types = new TypeEvaluator(sources);
        var wildcards = new WildcardExpansion(sources, statement.GroupBy);
        var times = new ConstantTime(nowNanoseconds, statement.TimeZone);

        (List<ResolvedField> fields, IReadOnlyList<string> groupTags) =
            Stage("expand projection", () => (ResolveFields([.. wildcards.Fields(statement.Fields)], types), wildcards.GroupTags()));
        GroupInterval? interval = statement.GroupBy?.Time is not { } time ? null : Stage("find interval offset", () => ResolveInterval(time, times));
        (Expression? condition, TimeBounds range) = Stage(
            "split condition", () => ConditionSplit.Split(statement.Condition is null ? null : types.WithTypes(statement.Condition), times));
        ProjectionKind kind = Stage("gather information about select statement",
            () => ProjectionRules.Check([.. fields.Select(field => field.Expression)], interval is not null, statement.Fill?.Mode));
        ResolvedField? timeField = fields.Find(field => field.Expression is Reference { IsTime: true });
        Refuse.When(statement.Limit > long.MaxValue, () => QueryException.Planning("limit out of range"));
        Refuse.When(statement.Offset > long.MaxValue, () => QueryException.Planning("offset out of range"));
        FillClause fill = statement.Fill ?? new FillClause(FillMode.Null);
        return new ResolvedSelect(statement)
        {
            Kind = kind,
            Fields = [.. fields.Where(field => field != timeField)],
            TimeName = isSubquery ? "time" : timeField?.Name ?? "time",
            Sources = sources,
            Condition = condition,
            Range = interval is null ? range : range with { Upper = range.Upper ?? nowNanoseconds },
            Interval = interval,
            GroupTags = groupTags,
            // what a subquery would fill with nulls is nothing to the query around it
            Fill = isSubquery && kind != ProjectionKind.Raw && fill.Mode == FillMode.Null ? new FillClause(FillMode.None) : fill,
        };
    }

    private IEnumerable<ResolvedSource> ResolveSource(Source source) => source is SubquerySource subquery
        ? [new SelectSource(Resolve(subquery.Statement, isSubquery: true))]
        : TableSource.Find(catalog, (MeasurementSource)source);

    private static List<ResolvedField> ResolveFields(SelectField[] fields, TypeEvaluator types)
    {
        List<string> names = FieldNaming.Distinct([.. fields.Select(FieldNaming.NameOf)]);
        return [.. names.Zip(fields.Select(field => types.WithTypes(field.Expression)), (name, typed) => new ResolvedField(name, typed, types.TypeOf(typed)))];
    }

    // a negative stride bins as a positive one does
    private static GroupInterval ResolveInterval(TimeDimension time, ConstantTime times) =>
        new(Math.Abs(times.Nanoseconds(time.Interval)), time.Offset is null ? 0 : times.Nanoseconds(time.Offset));

    /// <summary>
    /// A SELECT within the statement around it: in its range, and grouped by its tags too. Without measurements and subqueries that have none of the
    /// selected fields: they contribute no row.
    /// </summary>
    private static ResolvedSelect Narrow(ResolvedSelect select, ResolvedSelect root, TimeBounds outer)
    {
        TimeBounds range = select.Range.Intersect(outer);
        TimeBounds readRange = select.NeedsEarlierWindow ? WithOneWindowMore(select, root, range) : range;
        HashSet<string> names = [.. select.Fields.SelectMany(field => field.Expression.References).Select(reference => reference.Name)];
        ResolvedSource[] sources = [.. select.Sources
            .Select(source => source is SelectSource inner ? new SelectSource(Narrow(inner.Select, root, readRange)) : source)
            .Where(source => names.Any(source.HasField))];
        // found when the plan is made ready to run, if there is anything to read
        Refuse.When(select.Interval is { Duration: 0 } && sources.Length > 0,
            () => new QueryException(QueryErrorKind.Execution, "Execution error: DATE_BIN stride must be non-zero", QueryPhase.Opening));
        return select with
        {
            Sources = sources,
            Range = range,
            ReadRange = readRange,
            GroupTags = [.. select.GroupTags.Union(root.GroupTags).Order(NameOrder.Comparer)],
        };
    }

    /// <summary>A function of successive windows needs the one before the first; with the newest first, the one after the last.</summary>
    private static TimeBounds WithOneWindowMore(ResolvedSelect select, ResolvedSelect root, TimeBounds range)
    {
        long window = select.Interval!.Duration;
        TimeBounds wider = select.Statement.Descending
            ? range with { Upper = range.Upper is { } upper ? (long)Int128.Min((Int128)upper + window, long.MaxValue) : null }
            : range with { Lower = range.Lower is { } lower ? (long)Int128.Max((Int128)lower - window, long.MinValue) : null };
        // a subquery reads no more than its outermost query would
        return ReferenceEquals(select, root) || root.NeedsEarlierWindow ? wider : wider.Intersect(root.Range);
    }
}

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The rows a SELECT reads: FROM and WHERE for one measurement.</summary>
/// <remarks>
/// <paramref name="select"/>: The SELECT whose sources are read.
/// <paramref name="names"/>: The columns that are needed.
/// <paramref name="groupTags"/>: The tags that rows are grouped by.
/// <paramref name="scans"/>: Takes down what is read of which table.
/// </remarks>
internal sealed class SourcePlanner(ResolvedSelect select, IReadOnlyList<string> names, IReadOnlyList<string> groupTags, List<ScannedTable> scans)
{
    /// <remarks>
    /// <paramref name="readRange"/>: The range to read.
    /// <paramref name="planSubquery"/>: How a subquery becomes rows; null when the measurement has no part in it.
    /// </remarks>
    /// <exception cref="QueryException">A name is a tag here and a field there.</exception>
    public Relation? Plan(string measurement, TimeBounds readRange, Func<ResolvedSelect, Relation?> planSubquery)
    {
        var relations = new List<Relation>();
        foreach (ResolvedSource source in select.Sources)
        {
            Relation? relation = source switch
            {
                TableSource table when table.Table.Name == measurement => ReadTable(table.Table, readRange),
                SelectSource subquery => planSubquery(subquery.Select) is { } rows ? Filter(rows) : null,
                _ => null,
            };
            if (relation is not null)
            {
                relations.Add(relation);
            }
        }

        return relations.Count > 1 ? UnionAll(relations) : relations.FirstOrDefault();
    }

    private Relation ReadTable(TableSchema table, TimeBounds range)
    {
        scans.Add(new ScannedTable(table, range));
        var columns = new List<RelationColumn>();
        var selected = new List<string> { $"{table.Time.PhysicalName} AS time" };
        foreach (string name in names)
        {
            if (table.Find(name) is { Kind: not ColumnKind.Time } column)
            {
                string alias = $"v{columns.Count}";
                selected.Add($"{column.PhysicalName} AS {alias}");
                columns.Add(new RelationColumn(name, Stored(alias, column.Kind)));
            }
        }

        // a stored tag is never empty
        string[] ties = [.. table.SeriesKey.Except(groupTags).Select((tag, i) => $"COALESCE({table.Find(tag)!.PhysicalName}, '') AS k{i}")];
        selected.AddRange(ties);
        List<string> conditions = [.. BoundsOn(table.Time.PhysicalName, range)];
        if (HasSelectedField(table) is { } hasField)
        {
            conditions.Add(hasField);
        }

        if (select.Condition is not null)
        {
            var expressions = new ExpressionSql(node => node is Reference reference ? StoredColumn(table, reference) : null);
            conditions.Add(expressions.Condition(select.Condition));
        }

        string where = conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions);
        return new Relation($"SELECT {string.Join(", ", selected)} FROM {table.Source} AS stored{where}", columns)
        {
            SchemaMetadata = ColumnMetadata.Of(table),
            Qualifier = table.Name,
            TieBreak = [.. ties.Select((_, i) => $"k{i}")],
        };
    }

    public static IEnumerable<string> BoundsOn(string time, TimeBounds range)
    {
        if (range.Lower is { } lower)
        {
            yield return $"{time} >= {Literals.Sql(lower)}";
        }

        if (range.Upper is { } upper)
        {
            yield return $"{time} <= {Literals.Sql(upper)}";
        }
    }

    public static SqlValue StoredColumn(TableSchema table, Reference reference) =>
        reference.Name.Equals("time", StringComparison.OrdinalIgnoreCase) ? Stored(table.Time.PhysicalName, ColumnKind.Time)
        : table.Find(reference.Name) is { } column ? TypedSql.Cast(Stored(column.PhysicalName, column.Kind), reference.Type)
        : SqlValue.Null;

    private static SqlValue Stored(string sql, ColumnKind kind) => new(sql, OutputType.Of(kind)) { StoredAs = kind, IsNotNull = kind == ColumnKind.Time };

    /// <summary>A row counts only if it has one of the selected fields.</summary>
    private string? HasSelectedField(TableSchema table)
    {
        string[] present =
        [
            .. select.Fields.SelectMany(field => field.Expression.Nodes()).OfType<Reference>()
                .Where(reference => reference.Type is { } type && type.IsField())
                .Select(reference => table.Find(reference.Name)?.PhysicalName).OfType<string>().Distinct()
                .Select(column => $"{column} IS NOT NULL"),
        ];
        return present.Length == 0 ? null : "(" + string.Join(" OR ", present) + ")";
    }

    /// <summary>The rows of a subquery that the condition lets through.</summary>
    private Relation Filter(Relation rows)
    {
        if (select.Condition is null)
        {
            return rows;
        }

        var expressions = new ExpressionSql(node => node switch
        {
            Reference { IsTime: true } => rows.Time,
            Reference reference => rows.Find(reference.Name) is { } column ? TypedSql.Cast(column, reference.Type) : SqlValue.Null,
            _ => null,
        });
        return rows with { Sql = $"SELECT * FROM ({rows.Sql}) WHERE {expressions.Condition(select.Condition)}" };
    }

    private Relation UnionAll(List<Relation> relations)
    {
        var columns = new List<RelationColumn>();
        var selected = relations.ConvertAll(_ => new List<string> { "time" });
        foreach (string name in names)
        {
            SqlValue?[] found = [.. relations.Select(relation => relation.Find(name))];
            if (found.All(column => column is null))
            {
                continue;
            }

            CommonColumn.CheckRoles(name, found);
            SqlValue common = CommonColumn.Of(found);
            string alias = $"v{columns.Count}";
            for (int i = 0; i < relations.Count; i++)
            {
                selected[i].Add(CommonColumn.Convert(found[i] ?? SqlValue.Null, common.Type) + " AS " + alias);
            }

            columns.Add(new RelationColumn(name, common with { Sql = alias }));
        }

        string rows = string.Join(" UNION ALL ", relations.Select((relation, i) => $"SELECT {string.Join(", ", selected[i])} FROM ({relation.Sql})"));
        return new Relation(rows, columns) 
        {
            SchemaMetadata = Relation.CommonMetadata(relations),
            Time = CommonColumn.Of([.. relations.Select(relation => (SqlValue?)relation.Time)]) with { Sql = "time" },
        };
    }
}

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Replaces <c>*</c> and <c>/pattern/</c> in the select list and in GROUP BY by the columns they stand for.</summary>
internal sealed class WildcardExpansion(IReadOnlyList<ResolvedSource> sources)
{
    private readonly SortedDictionary<string, ColumnKind> _fields = new(
        sources.SelectMany(source => source.Fields).Where(field => field.Kind is not (null or ColumnKind.Time)).GroupBy(field => field.Name)
            .ToDictionary(fields => fields.Key, fields => fields.Min(field => field.Kind!.Value)),
        NameOrder.Comparer);

    private readonly SortedSet<string> _tags = new(sources.SelectMany(source => source.Tags), NameOrder.Comparer);

    /// <summary>Whether the select list holds a wildcard or a pattern.</summary>
    public static bool IsNeededBy(IEnumerable<SelectField> fields) => fields.Any(field => HasWildcard(field.Expression));

    /// <summary>The tags of GROUP BY in order of their names, each once.</summary>
    /// <exception cref="QueryException">A pattern is no regular expression.</exception>
    public IReadOnlyList<string> Tags(GroupByClause? groupBy) => [.. (groupBy?.Tags ?? []).SelectMany(dimension => dimension switch
    {
        Reference reference => [reference.Name],
        RegexLiteral regex => NameRegex.Matching(regex.Pattern, _tags),
        _ => (IEnumerable<string>)_tags,
    }).Distinct().Order(NameOrder.Comparer)];

    /// <exception cref="QueryException">A wildcard stands where none may, or a pattern is no regular expression.</exception>
    public List<SelectField> Fields(IReadOnlyList<SelectField> fields, GroupByClause? groupBy)
    {
        List<Reference> columns = Columns(groupBy);
        return [.. fields.SelectMany(field => Expand(field, columns))];
    }

    private static bool HasWildcard(Expression expression) => expression.Nodes().Any(node => node is Wildcard or RegexLiteral);

    /// <summary>What a wildcard in the select list stands for: fields, and tags that GROUP BY does not already name.</summary>
    private List<Reference> Columns(GroupByClause? groupBy)
    {
        if (_fields.Count == 0)
        {
            return [];
        }

        IEnumerable<Reference> columns = _fields.Select(field => new Reference(field.Key, field.Value));
        bool groupsByAll = groupBy?.Tags.Any(HasWildcard) ?? false;
        if (!groupsByAll)
        {
            HashSet<string> grouped = [.. Tags(groupBy)];
            columns = columns.Concat(_tags.Where(tag => !grouped.Contains(tag) && !_fields.ContainsKey(tag)).Select(tag => new Reference(tag, ColumnKind.Tag)));
        }

        return [.. columns.OrderBy(column => column.Name, NameOrder.Comparer)];
    }

    private static IEnumerable<SelectField> Expand(SelectField field, List<Reference> columns) => field.Expression switch
    {
        Wildcard wildcard => columns.Where(column => IsOf(wildcard.Type, column)).Select(column => new SelectField(column, null)),
        RegexLiteral regex => Matching(regex, columns).Select(column => new SelectField(column, null)),
        Call call => ExpandCall(field, call, columns),
        BinaryExpression binary when HasWildcard(binary) =>
            throw QueryException.Planning("unsupported binary expression: contains a wildcard or regular expression"),
        _ => [field],
    };

    private static bool IsOf(ColumnKind? wanted, Reference column) => wanted switch
    {
        null => true,
        ColumnKind.Tag => column.Type == ColumnKind.Tag,
        _ => column.Type != ColumnKind.Tag,
    };

    /// <summary><c>mean(*)</c> becomes one call for each column the innermost function can take.</summary>
    private static IEnumerable<SelectField> ExpandCall(SelectField field, Call call, List<Reference> columns)
    {
        Call innermost = call;
        while (innermost.Arguments is [Call inner, ..])
        {
            innermost = inner;
        }

        IEnumerable<Reference>? matching = (innermost.Arguments is [var first, ..] ? first : null) switch
        {
            Wildcard { Type: ColumnKind.Tag } => throw QueryException.Planning($"unable to use tag as wildcard in {innermost.Function}()"),
            Wildcard => columns,
            RegexLiteral regex => Matching(regex, columns),
            _ => null,
        };
        string prefix = FieldNaming.NameOf(field);
        return matching?.Where(column => Takes(innermost.Function, column.Type))
            .Select(column => new SelectField(ReplaceInnermost(call, column), $"{prefix}_{column.Name}")) ?? [field];
    }

    private static bool Takes(string function, ColumnKind? type) => type switch
    {
        ColumnKind.Float or ColumnKind.Integer or ColumnKind.Unsigned => true,
        ColumnKind.Boolean => function is "count" or "first" or "last" or "distinct" or "elapsed" or "mode" or "min" or "max",
        ColumnKind.String => function is "count" or "first" or "last" or "distinct" or "elapsed" or "mode",
        _ => false,
    };

    private static Call ReplaceInnermost(Call call, Reference column) =>
        new(call.Function, [call.Arguments[0] is Call inner ? ReplaceInnermost(inner, column) : column, .. call.Arguments.Skip(1)]);

    private static IEnumerable<Reference> Matching(RegexLiteral regex, List<Reference> columns)
    {
        IReadOnlySet<string> names = NameRegex.Matching(regex.Pattern, columns.Select(column => column.Name));
        return columns.Where(column => names.Contains(column.Name));
    }
}

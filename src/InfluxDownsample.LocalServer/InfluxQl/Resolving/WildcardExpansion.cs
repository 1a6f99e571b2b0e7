namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Replaces <c>*</c> and <c>/pattern/</c> in the select list and in GROUP BY by the columns they stand for.</summary>
internal sealed class WildcardExpansion(IReadOnlyList<ResolvedSource> sources, GroupByClause? groupBy)
{
    private readonly SortedSet<string> _tags = new(sources.SelectMany(source => source.Tags), NameOrder.Comparer);

    /// <summary>The tags of GROUP BY in order of their names, each once.</summary>
    /// <exception cref="QueryException">A pattern is no regular expression.</exception>
    public IReadOnlyList<string> GroupTags() => [.. (groupBy?.Tags ?? [])
        .SelectMany(dimension => dimension is Reference reference ? [reference.Name] : _tags.Where(IsMeant(dimension)))
        .Distinct().Order(NameOrder.Comparer)];

    /// <exception cref="QueryException">A wildcard stands where none may, or a pattern is no regular expression.</exception>
    public IEnumerable<SelectField> Fields(IReadOnlyList<SelectField> fields)
    {
        if (!fields.Any(field => HasWildcard(field.Expression)))
        {
            return fields;
        }

        List<Reference> columns = Columns();
        return fields.SelectMany(field => Expand(field, columns));
    }

    private static bool HasWildcard(Expression expression) => expression.Nodes().Any(node => node is Wildcard or RegexLiteral);

    /// <summary>What a wildcard in the select list stands for: fields, and tags that GROUP BY does not already name; without fields nothing.</summary>
    private List<Reference> Columns()
    {
        Reference[] fields = [.. sources.SelectMany(source => source.Fields).Where(field => field.Kind is not (null or ColumnKind.Time))
            .GroupBy(field => field.Name, (name, same) => new Reference(name, same.Min(field => field.Kind)))];
        bool groupsByAll = groupBy?.Tags.Any(HasWildcard) ?? false;
        IEnumerable<string> tags = fields.Length == 0 || groupsByAll ? [] : _tags.Except(GroupTags()).Except(fields.Select(field => field.Name));
        return [.. fields.Concat(tags.Select(tag => new Reference(tag, ColumnKind.Tag))).OrderBy(column => column.Name, NameOrder.Comparer)];
    }

    private static IEnumerable<SelectField> Expand(SelectField field, List<Reference> columns) => field.Expression switch
    {
        Wildcard or RegexLiteral => Meant(field.Expression, columns).Select(column => new SelectField(column)),
        Call call => ExpandCall(field, call, columns),
        BinaryExpression binary when HasWildcard(binary) =>
            throw QueryException.Planning("unsupported binary expression: contains a wildcard or regular expression"),
        _ => [field],
    };

    private static IEnumerable<Reference> Meant(Expression wildcard, List<Reference> columns)
    {
        Func<string, bool> isMeant = IsMeant(wildcard);
        ColumnKind? wanted = (wildcard as Wildcard)?.Type;
        return columns.Where(column => isMeant(column.Name) && (wanted is null || (wanted == ColumnKind.Tag) == (column.Type == ColumnKind.Tag)));
    }

    private static Func<string, bool> IsMeant(Expression wildcard) => wildcard is RegexLiteral regex ? NameRegex.Of(regex.Pattern).IsMatch : _ => true;

    /// <summary><c>mean(*)</c> becomes one call for each column the innermost function can take.</summary>
    private static IEnumerable<SelectField> ExpandCall(SelectField field, Call call, List<Reference> columns)
    {
        Call innermost = call;
        while (innermost.Arguments is [Call inner, ..])
        {
            innermost = inner;
        }

        if (innermost.Arguments is not [(Wildcard or RegexLiteral) and var wildcard, ..])
        {
            return [field];
        }

        Refuse.When(wildcard is Wildcard { Type: ColumnKind.Tag },
            () => QueryException.Planning($"unable to use tag as wildcard in {innermost.Function}()"));
        return Meant(wildcard, columns).Where(column => Takes(innermost.Function, column.Type))
            .Select(column => new SelectField(ReplaceInnermost(call, column), $"{FieldNaming.NameOf(field)}_{column.Name}"));
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
}

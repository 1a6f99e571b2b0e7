namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The columns a SELECT returns after time: group tags the select list does not name, then the select list. // wire reference 2.4</summary>
internal sealed class ResultColumns
{
    /// <remarks><paramref name="groupTags"/>: Ordered and distinct.</remarks>
    public ResultColumns(ResolvedSelect select, IReadOnlyList<string> groupTags)
    {
        // a name nothing knows may be a tag of another measurement
        HashSet<string> listed = [.. select.Fields.Where(field => field.Type is ColumnKind.Tag or null).Select(field => field.Name)];
        ListedTags = listed;
        GroupTags = groupTags;
        Fields =
        [
            .. groupTags.Where(tag => !listed.Contains(tag)).Select(tag => new ResolvedField(tag, new Reference(tag, ColumnKind.Tag), ColumnKind.Tag)),
            .. WithAddedTags(select.Fields),
        ];
        OtherTags = [.. listed.Except(groupTags).Order(NameOrder.Comparer)];
    }

    public IReadOnlyList<ResolvedField> Fields { get; }

    public IReadOnlyList<string> GroupTags { get; }

    /// <summary>The tags the select list names.</summary>
    public IReadOnlySet<string> ListedTags { get; }

    /// <summary>The tags the select list names and GROUP BY does not.</summary>
    public IReadOnlyList<string> OtherTags { get; }

    public int IndexOf(string name) => Fields.Index().First(field => field.Item.Name == name).Index;

    /// <summary>The select list with the tags that top() and bottom() name, right after the value.</summary>
    private static IEnumerable<ResolvedField> WithAddedTags(IEnumerable<ResolvedField> fields)
    {
        foreach (ResolvedField field in fields)
        {
            yield return field;
            if (field.Expression is Call call && Functions.IsTopOrBottom(call.Function))
            {
                foreach (Reference tag in call.Arguments.Skip(1).OfType<Reference>())
                {
                    yield return new ResolvedField(tag.Name, tag, tag.Type);
                }
            }
        }
    }
}

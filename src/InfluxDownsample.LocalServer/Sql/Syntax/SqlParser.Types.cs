namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>Type names in casts and typed literals.</summary>
internal sealed partial class SqlParser
{
    private SqlTypeName TypeName()
    {
        SqlToken first = Current;
        string name = Name().Text.ToLowerInvariant();
        List<string> arguments = [];
        if (name == "double" && TryWord("PRECISION"))
        {
            name = "double precision";
        }
        else if (name is "character" or "char" && TryWord("VARYING"))
        {
            name = "varchar";
        }
        else if (first.Kind == SqlTokenKind.QuotedName)
        {
            throw Expected("a data type name");
        }

        if (TrySymbol("("))
        {
            do
            {
                arguments.Add(Take().Text);
            }
            while (TrySymbol(","));
            ExpectSymbol(")");
        }

        if (TryWord("UNSIGNED"))
        {
            name += " unsigned";
        }

        if (TryWords("WITH", "TIME", "ZONE"))
        {
            name += " with time zone";
        }
        else
        {
            TryWords("WITHOUT", "TIME", "ZONE");
        }

        bool array = Current.IsSymbol("[") && PeekAt(1).IsSymbol("]") && Skip(2);
        return new SqlTypeName(name, arguments, array);
    }
}

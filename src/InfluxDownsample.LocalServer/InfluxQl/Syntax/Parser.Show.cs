namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>The SHOW statements; SHOW itself has been read.</summary>
internal sealed partial class Parser
{
    private Statement ParseShow()
    {
        if (TakeWord("DATABASES"))
        {
            return new ShowDatabasesStatement();
        }

        if (TakeWord("MEASUREMENTS"))
        {
            return ParseShowMeasurements();
        }

        if (TakeWord("RETENTION"))
        {
            ExpectWord("POLICIES", "invalid SHOW RETENTION POLICIES statement, expected POLICIES");
            return new ShowRetentionPoliciesStatement(TakeOn());
        }

        if (TakeWord("FIELD"))
        {
            ExpectWord("KEYS", "invalid SHOW FIELD KEYS statement, expected KEYS");
            return new ShowFieldKeysStatement { Database = TakeOn(), Sources = TakeShowFrom(), Limit = TakeLimit(), Offset = TakeOffset() };
        }

        if (TakeWord("TAG"))
        {
            if (TakeWord("KEYS"))
            {
                return new ShowTagKeysStatement
                {
                    Database = TakeOn(),
                    Sources = TakeShowFrom(),
                    Condition = TakeWhere(),
                    Limit = TakeLimit(),
                    Offset = TakeOffset(),
                };
            }

            ExpectWord("VALUES", "invalid SHOW TAG statement, expected KEYS or VALUES");
            return new ShowTagValuesStatement
            {
                Database = TakeOn(),
                Sources = TakeShowFrom(),
                Keys = ParseWithKey(),
                Condition = TakeWhere(),
                Limit = TakeLimit(),
                Offset = TakeOffset(),
            };
        }

        throw Error("invalid SHOW statement, expected DATABASES, FIELD, MEASUREMENTS, TAG, or RETENTION following SHOW");
    }

    private ShowMeasurementsStatement ParseShowMeasurements()
    {
        string? database = TakeOn();
        string? policy = database is not null && TakeSymbol(".") ? ExpectName("invalid ON clause, expected identifier") : null;
        List<MeasurementSource> sources = [];
        if (TakeWord("WITH"))
        {
            ExpectWord("MEASUREMENT", "invalid WITH clause, expected MEASUREMENT");
            bool byPattern = TakeSymbol("=~");
            if (!byPattern)
            {
                ExpectSymbol("=", "expected = or =~");
            }

            Token start = _current;
            MeasurementSource source = ParseMeasurement("expected measurement name");
            if (byPattern != (source.Pattern is not null))
            {
                throw SyntaxError.At(start.Position, byPattern ? "expected regex but got string" : "expected string but got regex");
            }

            sources.Add(source);
        }

        return new ShowMeasurementsStatement
        {
            Database = database,
            RetentionPolicy = policy,
            Sources = sources,
            Condition = TakeWhere(),
            Limit = TakeLimit(),
            Offset = TakeOffset(),
        };
    }

    private string? TakeOn() => TakeWord("ON") ? ExpectName("invalid ON clause, expected identifier") : null;

    private List<MeasurementSource> TakeShowFrom() => TakeWord("FROM")
        ? ParseList(() => ParseMeasurement("invalid FROM clause, expected identifier or regular expression"))
        : [];

    private TagKeyFilter ParseWithKey()
    {
        const string Expected = "invalid WITH KEY clause, expected condition";
        ExpectWord("WITH", "invalid SHOW TAG VALUES statement, expected WITH KEY clause");
        ExpectWord("KEY", "invalid WITH KEY clause, expected KEY");
        if (TakeWord("IN"))
        {
            ExpectSymbol("(", "invalid WITH KEY clause, expected identifier list following IN");
            List<string> names = ParseList(() => ExpectName("invalid IN clause, expected identifier"));
            ExpectSymbol(")", "invalid identifier list, expected ')'");
            return new TagKeyFilter(names, Pattern: null, Negated: false);
        }

        string op = _current.Kind == TokenKind.Symbol ? Advance().Text : throw Error(Expected);
        return op switch
        {
            "=" => new TagKeyFilter([ExpectName("invalid WITH KEY clause, expected identifier following =")], Pattern: null, Negated: false),
            "!=" or "<>" => new TagKeyFilter([ExpectName("invalid WITH KEY clause, expected identifier following !=")], Pattern: null, Negated: true),
            "=~" => new TagKeyFilter([], ExpectRegex(), Negated: false),
            "!~" => new TagKeyFilter([], ExpectRegex(), Negated: true),
            _ => throw Error(Expected),
        };
    }

    private string ExpectRegex() => TakeRegex() ?? throw Error("invalid WITH KEY clause, expected regular expression");
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Sandbox.Ena;

/// <summary>Something of the query is refused, in ENA's words.</summary>
internal sealed class EnaQueryException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>ENA's query language: fields, taxa, AND before OR, NOT and parentheses. Ranges of days leave their last day out, and no day equals itself.</summary>
internal sealed partial class EnaQuery
{
    private readonly IReadOnlyList<string> _words;
    private readonly EnaState _state;
    private int _at;

    private EnaQuery(string query, EnaState state) => (_words, _state) = ([.. Word().Matches(query).Select(m => m.Value)], state);

    public static Func<EnaRunRow, bool> Parse(string? query, EnaState state)
    {
        if (string.IsNullOrWhiteSpace(query))
        {
            return _ => true;
        }

        var parser = new EnaQuery(query, state);
        var matches = parser.Or();
        return parser._at == parser._words.Count ? matches : throw Bad(parser._words[parser._at]);
    }

    private string? Next => _at < _words.Count ? _words[_at] : null;

    private Func<EnaRunRow, bool> Or()
    {
        var left = And();
        while (Next == "OR")
        {
            _at++;
            var (before, right) = (left, And());
            left = run => before(run) || right(run);
        }

        return left;
    }

    private Func<EnaRunRow, bool> And()
    {
        var left = Not();
        while (Next == "AND")
        {
            _at++;
            var (before, right) = (left, Not());
            left = run => before(run) && right(run);
        }

        return left;
    }

    private Func<EnaRunRow, bool> Not()
    {
        if (Next == "NOT")
        {
            _at++;
            var inner = Not();
            return run => !inner(run);
        }

        if (Next == "(")
        {
            _at++;
            var inner = Or();
            return Next == ")" && _at++ >= 0 ? inner : throw Bad("(");
        }

        return Term();
    }

    private Func<EnaRunRow, bool> Term()
    {
        var word = Next ?? throw Bad("the end");
        _at++;
        var taxon = Taxon().Match(word);
        if (taxon.Success)
        {
            var id = long.Parse(taxon.Groups["id"].Value, CultureInfo.InvariantCulture);
            var ids = taxon.Groups["name"].Value == "tax_tree" ? _state.Below(id) : new HashSet<long> { id };
            return run => ids.Contains(run.TaxId);
        }

        var term = Field().Match(word);
        return term.Success ? Compare(term.Groups["field"].Value, term.Groups["op"].Value, term.Groups["value"].Value.Trim('"')) : throw Bad(word);
    }

    private static Func<EnaRunRow, bool> Compare(string field, string op, string value)
    {
        if (EnaFields.IsFileColumn(field))
        {
            throw new EnaQueryException(400, $"Invalid column ({field}) has been provided in query");
        }

        if (!EnaFields.Returned.Contains(field))
        {
            throw new EnaQueryException(500, $"Unknown search field:{field}");
        }

        if (EnaFields.Dates.Contains(field))
        {
            return run => run[field] is { Length: > 0 } day && op switch
            {
                ">=" or ">" => string.CompareOrdinal(day, value) >= 0,
                "<=" or "<" => string.CompareOrdinal(day, value) < 0,
                _ => false,
            };
        }

        if (EnaFields.Numbers.Contains(field) && long.TryParse(value, out var number))
        {
            return run => long.TryParse(run[field], out var has) && op switch { ">=" => has >= number, ">" => has > number, "<=" => has <= number, "<" => has < number, _ => has == number };
        }

        return value.Contains('*') ? run => Regex.IsMatch(run[field], $"^{Regex.Escape(value).Replace(@"\*", ".*")}$", RegexOptions.None, TimeSpan.FromSeconds(1)) : run => run[field] == value;
    }

    private static EnaQueryException Bad(string word) => new(400, $"Invalid query near {word}");

    [GeneratedRegex("""\(|\)|\w+\(\d+\)|\w+\s*(>=|<=|=|>|<)\s*("[^"]*"|[^\s()]+)|[^\s()]+""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^(?<name>tax_tree|tax_eq)\((?<id>\d+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Taxon();

    [GeneratedRegex("""^(?<field>\w+)\s*(?<op>>=|<=|=|>|<)\s*(?<value>"[^"]*"|\S+)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();
}

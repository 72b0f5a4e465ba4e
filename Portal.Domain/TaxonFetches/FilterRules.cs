namespace Portal.Domain.TaxonFetches;

/// <summary>Which runs are valid and useful. A rule that is null or false is not asked; words are compared as ENA writes them, in capitals.</summary>
public sealed record FilterRules
{
    private static readonly string[] Placeholders = ["1000-01-01", "1800-01-01"];

    /// <summary>One word, or several separated by commas of which any will do.</summary>
    public string? LibraryStrategy { get; init; } = "WGS";

    public string? InstrumentPlatform { get; init; } = "ILLUMINA";
    public string? LibrarySource { get; init; } = "GENOMIC";
    public string? LibraryLayout { get; init; } = "PAIRED";

    /// <summary>Bases of the genome; the rule of sizes holds when this and <see cref="Depth"/> are given.</summary>
    public long? GenomeSize { get; init; }

    public int? Depth { get; init; }
    public bool DateAcceptable { get; init; } = true;

    /// <summary>Coordinates, a country or a date of collection must be there.</summary>
    public bool LocationOrDate { get; init; }

    public bool FastqAvailable { get; init; } = true;

    /// <summary>Of a paired library: a _1 and a _2 file.</summary>
    public bool FastqPair { get; init; } = true;

    public bool ListsAgree { get; init; } = true;
    public long? MaxBytes { get; init; }
    public double? MinReadLength { get; init; }

    /// <summary>Name of the first rule the run fails; null when it passes.</summary>
    public string? FirstFailure(ReadRun run)
    {
        foreach (var answer in Explain(run, inWords: false))
        {
            if (answer.Holds == false)
            {
                return answer.Rule;
            }
        }

        return null;
    }

    /// <summary>Every rule in the order they are asked, and what it says of the run.</summary>
    public IEnumerable<RuleAnswer> Explain(ReadRun run) => Explain(run, inWords: true);

    // Hundreds of thousands of runs are judged, and few are explained: sentences are made for those only.
    private IEnumerable<RuleAnswer> Explain(ReadRun run, bool inWords)
    {
        yield return Word("library_strategy", LibraryStrategy, run.LibraryStrategy);
        yield return Word("instrument_platform", InstrumentPlatform, run.InstrumentPlatform);
        yield return Word("library_source", LibrarySource, run.LibrarySource);
        yield return Word("library_layout", LibraryLayout, run.LibraryLayout);
        yield return GenomeSize is { } size && Depth is { } depth
            ? new("base_count size", run.BaseCount >= size * depth, inWords ? $"{Say(run.BaseCount, "bases")}; {size * depth:N0} are needed ({size:N0} × {depth})" : "")
            : new("base_count size", null, "not asked: genome size or depth is not set");
        yield return DateAcceptable
            ? new("date acceptable", !Placeholders.Contains(run.CollectionDate, StringComparer.Ordinal), run.CollectionDate.Length == 0 || !inWords ? "no date of collection" : $"collected {run.CollectionDate}")
            : NotAsked("date acceptable");
        yield return LocationOrDate
            ? new("location or date", (run.Lat.Length > 0 && run.Lon.Length > 0) || run.Country.Length > 0 || run.CollectionDate.Length > 0, inWords ? Where(run) : "")
            : NotAsked("location or date");
        yield return FastqAvailable ? new("fastq available", run.FastqFiles > 0, inWords ? Files(run) : "") : NotAsked("fastq available");
        yield return FastqPair && run.LibraryLayout == "PAIRED"
            ? new("fastq pair", run.HasPair, run.HasPair ? "a _1 and a _2 file" : $"no _1 and _2 file among {run.FastqFiles}")
            : new("fastq pair", null, FastqPair ? "not asked: the library is not paired" : "not asked");
        yield return ListsAgree ? new("lists agree", run.ListsAgree, run.ListsAgree ? "as many sizes and checksums as files" : "sizes, checksums and files differ in number") : NotAsked("lists agree");
        yield return MaxBytes is { } most ? new("total bytes", run.FastqBytes <= most, inWords ? $"{Say(run.FastqBytes, "bytes")}; at most {most:N0}" : "") : NotAsked("total bytes");
        yield return MinReadLength is { } least ? new("mean read length", Mean(run) >= least, !inWords ? "" : Mean(run) is { } mean ? $"{mean:0.#} bases; at least {least:0.#}" : "reads or bases are not known") : NotAsked("mean read length");
    }

    /// <summary>By field, what a person has to put right; empty when the rules can be used.</summary>
    public IReadOnlyDictionary<string, string> Problems()
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        Check("genomeSize", GenomeSize is <= 0, "The genome size is a number of bases greater than 0.");
        Check("depth", Depth is <= 0 or > 100_000, "The depth is a whole number from 1 to 100,000.");
        Check("genomeSize", GenomeSize is > 1_000_000_000_000, "The genome size is at most 1,000,000,000,000 bases.");
        Check("depth", GenomeSize is null != Depth is null, "Genome size and depth belong together: give both or none.");
        Check("maxBytes", MaxBytes is <= 0, "The most bytes is a number greater than 0.");
        Check("minReadLength", MinReadLength is <= 0 || MinReadLength is { } length && !double.IsFinite(length), "The mean read length is a number greater than 0.");
        foreach (var (field, words) in new[] { ("libraryStrategy", LibraryStrategy), ("instrumentPlatform", InstrumentPlatform), ("librarySource", LibrarySource), ("libraryLayout", LibraryLayout) })
        {
            Check(field, words is { Length: > 200 }, "At most 200 letters.");
        }

        return problems;

        void Check(string field, bool wrong, string sentence)
        {
            if (wrong)
            {
                problems.TryAdd(field, sentence);
            }
        }
    }

    private static double? Mean(ReadRun run) => run is { BaseCount: { } bases, ReadCount: > 0, FastqFiles: > 0 } ? (double)bases / (run.ReadCount.Value * run.FastqFiles) : null;

    private static RuleAnswer Word(string column, string? wanted, string found)
    {
        var words = (wanted ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var rule = $"{column}={string.Join(" or ", words)}";
        return words.Length == 0 ? NotAsked(column) : new(rule, words.Contains(found, StringComparer.Ordinal), found.Length == 0 ? "ENA says nothing" : $"it is {found}");
    }

    private static string Where(ReadRun run) => string.Join(", ", new[]
    {
        run.Lat.Length > 0 && run.Lon.Length > 0 ? $"{run.Lat} {run.Lon}" : "no coordinates",
        run.Country.Length > 0 ? run.Country : "no country",
        run.CollectionDate.Length > 0 ? run.CollectionDate : "no date",
    });

    private static string Files(ReadRun run) =>
        run.FastqFiles > 0 ? $"{run.FastqFiles} FASTQ" : run.SubmittedFiles > 0 ? $"no FASTQ; {run.SubmittedFiles} as submitted" : "no file at all";

    private static string Say(long? number, string unit) => number is { } some ? $"{some:N0} {unit}" : $"{unit} not known";

    private static RuleAnswer NotAsked(string rule) => new(rule, null, "not asked");
}

/// <param name="Holds">Null: the rule was not asked.</param>
/// <param name="Sentence">What was looked at, in words.</param>
public sealed record RuleAnswer(string Rule, bool? Holds, string Sentence);

/// <summary>The rules of every taxon that has none of its own. One row.</summary>
public sealed class FilterDefaults
{
    public const int Only = 1;

    public int Id { get; set; } = Only;

    /// <summary>JSON of <see cref="FilterRules"/>.</summary>
    public string Rules { get; set; } = "{}";

    public int Version { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
    public string ChangedBy { get; set; } = "";
}

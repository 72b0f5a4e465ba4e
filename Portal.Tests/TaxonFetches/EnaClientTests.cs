using System.Net;
using System.Text;
using System.Text.Json;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.Ena;

namespace Portal.Tests.TaxonFetches;

/// <summary>ENA's replies as they were recorded, and what is made of each.</summary>
public sealed class EnaClientTests
{
    [Fact]
    public async Task A_recorded_count_is_read() => (await Client(Recorded("count_tax_tree_4932.json")).CountAsync("tax_tree(4932)", CancellationToken.None)).ShouldBe(276_447);

    [Theory]
    [InlineData("count_unknown_field.json", EnaRefusalKind.UnknownSearchField)]
    [InlineData("search_offset_rejected.json", EnaRefusalKind.UnsupportedParameter)]
    [InlineData("filereport_wrong_result.json", EnaRefusalKind.WrongAccession)]
    [InlineData("no_such_endpoint.json", EnaRefusalKind.NoSuchPlace)]
    public async Task A_recorded_refusal_is_told_by_its_kind_and_asked_once(string name, EnaRefusalKind kind)
    {
        var outside = Recorded(name);

        var refused = await Should.ThrowAsync<EnaRefusedException>(() => Client(outside, retries: 3).CountAsync("x", CancellationToken.None));

        (refused.Kind, outside.Calls).ShouldBe((kind, 1));
    }

    [Theory]
    [InlineData(400, "Invalid fieldName(s) supplied: parent_study", EnaRefusalKind.UnknownField)]
    [InlineData(400, "Invalid column (fastq_bytes) has been provided in query", EnaRefusalKind.NotSearchable)]
    [InlineData(400, "Something else", EnaRefusalKind.Other)]
    public async Task Other_refusals_are_told_by_their_words(int status, string words, EnaRefusalKind kind) =>
        (await Should.ThrowAsync<EnaRefusedException>(() => Client(new Outside(status, "text/plain", words)).CountAsync("x", CancellationToken.None))).Kind.ShouldBe(kind);

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Trouble_is_asked_again_until_patience_ends(int status)
    {
        var outside = new Outside(status, "text/html", "<html>no</html>");

        var failed = await Should.ThrowAsync<StepFailedException>(() => Client(outside, retries: 2).CountAsync("x", CancellationToken.None));

        outside.Calls.ShouldBe(3);
        failed.Message.ShouldBe($"ENA failed while counting runs: it answered {status}. Try again when it is back.");
    }

    [Theory]
    [InlineData(204, "")]
    [InlineData(200, "")]
    [InlineData(200, "[]")]
    [InlineData(200, "run_accession\tstudy_title\tfastq_ftp\tfastq_md5\tfastq_bytes\n")]
    public async Task Each_way_of_saying_nothing_is_no_row(int status, string body) =>
        (await RowsAsync(new Outside(status, "text/plain", body))).ShouldBeEmpty();

    [Fact]
    public async Task A_sentence_instead_of_a_table_is_a_refusal() =>
        (await Should.ThrowAsync<EnaRefusedException>(() => RowsAsync(new Outside(200, "text/plain", "Sorry, not today")))).Kind.ShouldBe(EnaRefusalKind.NotATable);

    [Fact]
    public async Task A_line_that_breaks_off_is_trouble() =>
        await Should.ThrowAsync<EnaTroubleException>(() => RowsAsync(new Outside(200, "text/plain", "run_accession\tstudy_title\tfastq_ftp\tfastq_md5\tfastq_bytes\nERR1\tA st")));

    [Fact]
    public async Task Bare_quotation_marks_of_the_table_read_as_the_same_row_in_json()
    {
        using var json = JsonDocument.Parse(Body("search_json_embedded_quotes.json"));
        var expected = json.RootElement[0].EnumerateObject().Select(p => p.Value.GetString()!).ToArray();

        (await RowsAsync(Recorded("search_tsv_bare_quotes.json"))).ShouldHaveSingleItem().ShouldBe(expected);
    }

    [Theory]
    [InlineData("tax-id_9606.json", 9606, "Homo sapiens", "species")]
    [InlineData("tax-id_2_not_submittable_no_lineage.json", 2, "Bacteria", "superkingdom")]
    [InlineData("tax-id_1234_genus.json", 1234, "Nitrospira", "genus")]
    public async Task Recorded_taxa_are_read(string name, long id, string scientific, string rank)
    {
        var outside = new Outside(200, "application/json", await File.ReadAllTextAsync(EnaFixtures.At($"../ena-taxonomy/{name}")));

        var taxon = await new EnaTaxonomy(Transport(outside, 0)).FindAsync(id, CancellationToken.None);

        (taxon!.TaxId, taxon.ScientificName, taxon.Rank).ShouldBe((id, scientific, rank));
        taxon.Lineage.ShouldNotEndWith(";");
    }

    [Theory]
    [InlineData(200, "No results.")]
    [InlineData(200, "")]
    [InlineData(404, "Not Found")]
    public async Task Unknown_taxa_are_none(int status, string body) =>
        (await new EnaTaxonomy(Transport(new Outside(status, "text/plain", body), 0)).FindAsync(5, CancellationToken.None)).ShouldBeNull();

    [Fact]
    public async Task An_error_page_of_the_taxonomy_is_no_answer() =>
        await Should.ThrowAsync<StepFailedException>(() => new EnaTaxonomy(Transport(new Outside(200, "text/html", "<html>moved</html>"), 0)).FindAsync(5, CancellationToken.None));

    private static async Task<List<string[]>> RowsAsync(Outside outside)
    {
        var rows = new List<string[]>();
        await foreach (var row in Client(outside).SearchAsync("x", ["run_accession", "study_title", "fastq_ftp", "fastq_md5", "fastq_bytes"], CancellationToken.None))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static EnaClient Client(Outside outside, int retries = 0) => new(Transport(outside, retries), TimeProvider.System);

    private static EnaTransport Transport(Outside outside, int retries) => new(new HttpClient(outside),
        new EnaPatience(new Uri("http://ena.test/portal/"), new Uri("http://ena.test/taxonomy/"), TimeSpan.FromSeconds(20), retries, TimeSpan.FromMilliseconds(1), 2, "K", "K", _ => Task.CompletedTask));

    private static string Body(string name)
    {
        using var recorded = JsonDocument.Parse(File.ReadAllText(EnaFixtures.At($"recorded/{name}")));
        return recorded.RootElement.GetProperty("response").GetProperty("body").GetString()!;
    }

    private static Outside Recorded(string name)
    {
        using var recorded = JsonDocument.Parse(File.ReadAllText(EnaFixtures.At($"recorded/{name}")));
        var response = recorded.RootElement.GetProperty("response");
        return new Outside(response.GetProperty("status").GetInt32(), response.GetProperty("content_type").GetString()!, response.GetProperty("body").GetString()!);
    }

    private sealed class Outside(int status, string type, string body) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) });
        }
    }
}

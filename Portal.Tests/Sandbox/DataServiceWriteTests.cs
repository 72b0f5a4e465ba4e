using System.Net;
using System.Text.Json.Nodes;
using Portal.Sandbox;
using Shouldly;
using Xunit;

namespace Portal.Tests.Sandbox;

public sealed class DataServiceWriteTests
{
    [Theory]
    [InlineData("""{"size": 1, "urls": []}""", "could not create genomic_file: {'hashes': ['Missing data for required field.']}")]
    [InlineData("""{"blah": 1}""", "{'blah': ['Unknown field']}")]
    [InlineData("""{"size": "big"}""", "{'size': ['Not a valid integer.']}")]
    [InlineData("""{"visible": "perhaps"}""", "{'visible': ['Not a valid boolean.']}")]
    [InlineData("""{"file_name": 7}""", "{'file_name': ['Not a valid string.']}")]
    [InlineData("""{"data_type": "gvcf"}""", "{'data_type': ['Not a valid choice. Must be one of: Adapter Stat, ")]
    [InlineData("""{"visibility_reason": "Not Reported"}""", "{'visibility_reason': ['Not a valid choice. Must be one of: Ready For Release, ")]
    [InlineData("""{"acl": ["a"]}""", "The ACL field has been deprecated. Please use the authz field instead")]
    [InlineData("""{"kf_id": "GF_1"}""", "{'kf_id': ['Invalid kf_id']}")]
    [InlineData("""{"kf_id": "GF_123456789"}""", "{'kf_id': ['Longer than maximum length 11.']}")]
    [InlineData("""{"size": null}""", "error saving changes")]
    [InlineData("""{"hashes": {"etag": "0123456789ABCDEF0123456789ABCDEF"}}""", "failed to create new indexd record: ")]
    [InlineData("""{"hashes": {"crc32": "01234567"}}""", "failed to create new indexd record: ")]
    public async Task A_bad_file_is_refused_in_the_words_of_the_service(string changes, string message)
    {
        await using var caller = await SandboxCaller.StartAsync();
        var body = JsonNode.Parse("""{"hashes": {"md5": "0123456789abcdef0123456789abcdef"}, "size": 1, "urls": ["s3://b/k"]}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        if (message.Contains("Missing", StringComparison.Ordinal))
        {
            body.Remove("hashes");
        }

        var (status, answer) = await caller.PostAsync("/genomic-files", body);

        status.ShouldBe(HttpStatusCode.BadRequest);
        SandboxCaller.MessageOf(answer).ShouldContain(message);
        caller.Host.DataService.Rows("genomic-files").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_created_file_is_answered_with_defaults_and_links_and_can_be_read_again()
    {
        await using var caller = await SandboxCaller.StartAsync();

        var (status, created) = await caller.PostAsync("/genomic-files", SandboxCaller.File("s1.g.vcf.gz"));

        status.ShouldBe(HttpStatusCode.Created);
        var id = created["results"]!["kf_id"]!.ToString();
        id.ShouldMatch("^GF_[0-9A-HJ-KM-NP-TV-Z]{8}$");
        SandboxCaller.MessageOf(created).ShouldBe($"genomic_file {id} created");
        created["results"]!["visible"]!.GetValue<bool>().ShouldBeTrue();
        created["results"]!["is_harmonized"]!.GetValue<bool>().ShouldBeFalse();
        created["results"]!["created_at"]!.ToString().ShouldEndWith("+00:00");
        created["_links"]!["self"]!.ToString().ShouldBe("/genomic-files/" + id);
        var read = await caller.GetAsync("/genomic-files/" + id);
        read["results"]!.ToJsonString().ShouldBe(created["results"]!.ToJsonString());
    }

    [Fact]
    public async Task A_link_shows_its_ends_only_as_links()
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        var file = await caller.PostFileAsync("f");

        var (_, link) = await caller.PostAsync("/biospecimen-genomic-files", new { biospecimen_id = "BS_AAAA0001", genomic_file_id = file, external_id = "x" });

        link["results"]!["biospecimen_id"].ShouldBeNull();
        link["_links"]!["biospecimen"]!.ToString().ShouldBe("/biospecimens/BS_AAAA0001");
        link["_links"]!["genomic_file"]!.ToString().ShouldBe("/genomic-files/" + file);
    }

    [Fact]
    public async Task A_second_link_of_the_same_pair_already_exists()
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        var file = await caller.PostFileAsync("f");
        var body = new { biospecimen_id = "BS_AAAA0001", genomic_file_id = file };
        await caller.PostAsync("/biospecimen-genomic-files", body);

        var (status, answer) = await caller.PostAsync("/biospecimen-genomic-files", body);

        status.ShouldBe(HttpStatusCode.BadRequest);
        SandboxCaller.MessageOf(answer).ShouldBe(
            $"could not create biospecimen_genomic_file. one with (genomic_file_id, biospecimen_id) = ({file}, BS_AAAA0001) already exists.");
    }

    [Theory]
    [InlineData("BS_ZZZZ0009", "biospecimen \"BS_ZZZZ0009\" does not exist")]
    [InlineData("BS_AAAA0001,BS_AAAA0002", "could not create biospecimen_genomic_file: {'biospecimen_id': ['Longer than maximum length 11.']}")]
    public async Task A_link_to_nothing_is_refused(string specimen, string message)
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        var file = await caller.PostFileAsync("f");

        var (status, answer) = await caller.PostAsync("/biospecimen-genomic-files", new { biospecimen_id = specimen, genomic_file_id = file });

        status.ShouldBe(HttpStatusCode.BadRequest);
        SandboxCaller.MessageOf(answer).ShouldBe(message);
    }

    [Fact]
    public async Task A_patch_changes_only_what_it_names_and_new_content_gets_a_new_version()
    {
        await using var caller = await SandboxCaller.StartAsync();
        var file = await caller.PostFileAsync("f");
        var before = (await caller.GetAsync("/genomic-files/" + file))["results"]!;

        var (status, renamed) = await caller.PatchAsync("/genomic-files/" + file, new { file_name = "g" });
        var (_, resized) = await caller.PatchAsync("/genomic-files/" + file, new { size = 7 });

        status.ShouldBe(HttpStatusCode.OK);
        SandboxCaller.MessageOf(renamed).ShouldBe($"genomic_file {file} updated");
        renamed["results"]!["file_name"]!.ToString().ShouldBe("g");
        renamed["results"]!["data_type"]!.ToString().ShouldBe("gVCF");
        renamed["results"]!["latest_did"]!.ToString().ShouldBe(before["latest_did"]!.ToString());
        resized["results"]!["latest_did"]!.ToString().ShouldNotBe(before["latest_did"]!.ToString());
    }

    [Fact]
    public async Task An_experiment_goes_with_its_last_link_and_links_go_with_their_file()
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        var file = await caller.PostFileAsync("f");
        await caller.PostAsync("/biospecimen-genomic-files", new { biospecimen_id = "BS_AAAA0001", genomic_file_id = file });
        await caller.PostAsync("/sequencing-experiment-genomic-files", new { sequencing_experiment_id = "SE_AAAA0001", genomic_file_id = file });

        var (status, answer) = await caller.DeleteAsync("/genomic-files/" + file);

        status.ShouldBe(HttpStatusCode.OK);
        SandboxCaller.MessageOf(answer).ShouldBe($"genomic_file {file} deleted");
        caller.Host.DataService.Rows("biospecimen-genomic-files").ShouldBeEmpty();
        caller.Host.DataService.Find("sequencing-experiments", "SE_AAAA0001").ShouldBeNull();
        SandboxCaller.MessageOf(await caller.GetAsync("/genomic-files/" + file)).ShouldBe($"could not find genomic_file `{file}`");
    }

    [Fact]
    public async Task The_swagger_document_names_the_data_types_and_what_is_required()
    {
        await using var caller = await SandboxCaller.StartAsync(new SandboxOptions());

        var file = (await caller.GetAsync("/swagger"))["definitions"]!["GenomicFile"]!;

        file["properties"]!["data_type"]!["enum"]!.AsArray().Count.ShouldBe(156 + 5);
        file["required"]!.AsArray().Select(r => r!.ToString()).ShouldBe(["hashes", "size", "urls"]);
        file["properties"]!["latest_did"]!["readOnly"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_no_JSON_and_what_is_no_route_is_said_so()
    {
        await using var caller = await SandboxCaller.StartAsync();

        (await caller.Http.PostAsync("/genomic-files", new StringContent("{"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await caller.Http.GetAsync("/nothing-here")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.Http.PutAsync("/genomic-files", null)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }
}

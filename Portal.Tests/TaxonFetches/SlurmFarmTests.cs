using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.Slurm;
using Portal.Jobs.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>The farm by itself, on a real cluster with a program that waits until it is ended.</summary>
public sealed class SlurmFarmTests(SlurmCluster cluster) : IClassFixture<SlurmCluster>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Worker _worker = Worker.Request(Guid.CreateVersion7(), SlurmFarm.FarmName, 562, Guid.NewGuid(), 0, 1, 1, DateTimeOffset.UtcNow);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_job_that_waits_is_found_again_by_a_portal_that_died_before_it_noted_its_number_and_reads_the_newest_order()
    {
        var farm = Farm("--hold");

        var first = await farm.StartAsync(_worker, Order("pw_first"), CancellationToken.None);
        var again = await farm.StartAsync(_worker, Order("pw_second"), CancellationToken.None);

        again.ShouldBe(first);
        (await cluster.JobsAsync(_worker.Name)).ShouldBe([$"{first} PENDING"]);
        _worker.Started(first, DateTimeOffset.UtcNow);
        (await farm.IsThereAsync(_worker, CancellationToken.None)).ShouldBe(true);
        await cluster.RunAsync("scontrol", "release", first);
        await UntilHeardAsync("pw_second");
        await farm.DestroyAsync(_worker, CancellationToken.None);
        (await cluster.JobsAsync(_worker.Name)).ShouldBe([$"{first} CANCELLED"]);
        Directory.Exists(farm.AddressOf(_worker)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_job_that_began_with_an_order_nobody_listens_to_any_more_ends_before_another_begins()
    {
        var farm = Farm();
        var first = await farm.StartAsync(_worker, Order("pw_first"), CancellationToken.None);
        await UntilHeardAsync("pw_first");

        var second = await farm.StartAsync(_worker, Order("pw_second"), CancellationToken.None);

        second.ShouldNotBe(first);
        (await cluster.JobsAsync(_worker.Name))[0].ShouldBe($"{first} CANCELLED");
        await UntilHeardAsync("pw_second");
        _worker.Started(first, DateTimeOffset.UtcNow);
        (await farm.IsThereAsync(_worker, CancellationToken.None)).ShouldBe(false);
        await farm.DestroyAsync(_worker, CancellationToken.None); // finds the second one by its name
        (await cluster.JobsAsync(_worker.Name)).ShouldBe([$"{first} CANCELLED", $"{second} CANCELLED"]);
    }

    [Fact]
    public async Task The_secret_stands_in_a_file_only_its_owner_reads_and_nothing_of_the_portals_settings_reaches_the_job()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__Elsewhere", "Password=hidden");
        var farm = Farm();
        var id = await farm.StartAsync(_worker, Order("pw_first"), CancellationToken.None);
        await UntilHeardAsync("pw_first");

        File.GetUnixFileMode(Path.Combine(farm.AddressOf(_worker), ".order")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await cluster.RunAsync("scontrol", "show", "job", id)).ShouldNotContain("pw_");
        (await cluster.RunAsync("scontrol", "write", "batch_script", id, "-")).ShouldNotContain("pw_");
        (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "environment"))).ShouldNotContain("hidden");
        await farm.DestroyAsync(_worker, CancellationToken.None);
    }

    [Fact]
    public async Task A_number_that_belongs_to_another_job_by_now_is_no_sign_of_the_worker()
    {
        var farm = Farm();
        var id = await farm.StartAsync(_worker, Order("pw_first"), CancellationToken.None);
        var other = Worker.Request(Guid.CreateVersion7(), SlurmFarm.FarmName, 562, Guid.NewGuid(), 1, 1, 1, DateTimeOffset.UtcNow);
        other.Started(id, DateTimeOffset.UtcNow);

        (await farm.IsThereAsync(other, CancellationToken.None)).ShouldBe(false);
        await farm.DestroyAsync(other, CancellationToken.None);

        (await cluster.JobsAsync(_worker.Name))[0].ShouldNotContain("CANCELLED");
        await farm.DestroyAsync(_worker, CancellationToken.None);
    }

    [Fact]
    public async Task What_the_cluster_refuses_is_said_in_its_own_words()
    {
        var farm = Farm("--partition=nowhere");

        var failure = await Should.ThrowAsync<StepFailedException>(() => farm.StartAsync(_worker, Order("pw_first"), CancellationToken.None));

        failure.Message.ShouldBe($"{_worker.Name} cannot be started on the cluster. Slurm refused: invalid partition specified: nowhere Batch job submission failed: Invalid partition name specified");
    }

    private SlurmFarm Farm(params string[] arguments)
    {
        Assert.SkipWhen(cluster.WhyNot is not null, cluster.WhyNot ?? "");
        var program = Path.Combine(_folder.Path, "it's a worker.sh"); // a name that needs quoting
        File.WriteAllText(program, $"#!/bin/sh\nenv > {_folder.Path}/environment\ncat > {_folder.Path}/heard.part && mv {_folder.Path}/heard.part {_folder.Path}/heard\nexec sleep 600\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var slurm = new SlurmOptions { Config = cluster.Config, Dotnet = program };
        arguments.ToList().ForEach(slurm.Arguments.Add);
        return SlurmFarms.Of(slurm, _folder.Path);
    }

    private WorkerOrder Order(string secret) => new(_worker.Id, secret, new Uri("http://127.0.0.1:1/"), Path.Combine(_folder.Path, _worker.Id.ToString("N")), []);

    private Task UntilHeardAsync(string secret) => Eventually.IsAsync(async () => File.Exists($"{_folder.Path}/heard") && (await File.ReadAllTextAsync($"{_folder.Path}/heard")).Contains(secret), $"the job to read {secret}");
}

internal static class SlurmFarms
{
    public static SlurmFarm Of(SlurmOptions slurm, string folder)
    {
        var options = Options.Create(slurm);
        return new(new SlurmClient(new SlurmProcess(options), options), Options.Create(new TaxonFetchOptions { WorkPath = folder }), options, TimeProvider.System);
    }
}
